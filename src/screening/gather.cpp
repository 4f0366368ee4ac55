#include "screening/gather.h"

#include <algorithm>
#include <set>

#include "screening/record_reader.h"

namespace screening {

namespace {

using casefile::Kind;
using casefile::RecordType;

std::size_t at(law::Index i) {
  return static_cast<std::size_t>(i);
}

law::Day day_of_ms(base::UtcMs ms) {
  return static_cast<law::Day>(ms / (24LL * 60 * 60 * 1000));
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view word = text.substr(0, comma);
    while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    if (!word.empty()) out.emplace_back(word);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return out;
}

bool is_word_of(const law::Ruleset& ruleset, law::Run words, std::string_view word) {
  if (words.count == 0) return law::pack_code(word).has_value();
  return std::ranges::any_of(ruleset.ints(words),
                             [&](law::Str str) { return ruleset.text(str) == word; });
}

// A word of a type: what mappings and answers say. Nothing when it is not of the type.
std::optional<law::Value> value_of(const law::Ruleset& ruleset, law::Type type, law::Run words,
                                   const std::vector<std::string>& said, bool open) {
  if (said.empty()) return std::nullopt;
  const std::string& word = said.front();
  switch (type) {
    case law::Type::boolean:
      if (word == "true" || word == "yes") return law::Value::truth(true);
      return word == "false" || word == "no" ? std::optional(law::Value::truth(false))
                                             : std::nullopt;
    case law::Type::date:
    case law::Type::instant: {
      if (word == "none") return law::Value::none();
      const bool days = type == law::Type::date;
      const auto span = days ? law::parse_date(word) : law::parse_instant(word);
      if (!span) return std::nullopt;
      return days ? law::Value::date(*span) : law::Value::instant(*span);
    }
    case law::Type::integer: {
      if (word.empty() || word.size() > 6 ||
          !std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
      }
      return law::Value::number(law::Span::of(std::stoi(word)));
    }
    case law::Type::enumeration:
    case law::Type::code:
      return is_word_of(ruleset, words, word) ? std::optional(law::Value::word(word))
                                              : std::nullopt;
    case law::Type::set: {
      std::vector<std::string> members;
      for (const std::string& one : said) {
        if (is_word_of(ruleset, words, one)) members.push_back(one);
      }
      if (members.size() != said.size()) open = true;  // some code has no counterpart in the law
      if (members.empty()) return std::nullopt;
      return law::Value::words(std::move(members), open);
    }
    case law::Type::list:
      return std::nullopt;
  }
  return std::nullopt;
}

class Gatherer {
 public:
  Gatherer(const law::Ruleset& ruleset, const CaseRecords& records)
      : ruleset_(ruleset), records_(records) {}

  void derive(const Derivation& derivation) {
    const law::Index atom = ruleset_.atom(derivation.atom);
    const RecordType* type = records_.catalogue.type(derivation.record);
    if (atom == law::kNone || type == nullptr) return;
    const std::vector<base::RecordId> speaking = speaking_records(derivation, *type);
    if (!derivation.list.empty()) return list(derivation, atom, *type, speaking);
    for (const base::RecordId& record : speaking) {
      say(derivation, atom, *type, RecordReader(records_, *type, record), record);
    }
  }

  // What people answered by hand, one record an atom.
  void answers() {
    const RecordType* type = records_.catalogue.type(kLegalFact);
    if (type == nullptr) return;
    for (const base::RecordId& record : all_of(*type)) {
      const RecordReader reader(records_, *type, record);
      for (const std::string& name : reader.words({"atom", ""})) {
        const law::Index atom = ruleset_.atom(name);
        if (atom == law::kNone) continue;
        for (const Written& one : reader.written("answer")) {
          const auto value = value_of_answer(ruleset_, atom, word_of(*one.value, ""));
          if (value) put(atom, *value, *type, record, "answer", one, reader);
        }
      }
    }
  }

  // A recorded fulfilment is the fact that the rule calls `fulfilled_by`.
  void fulfilments() {
    const RecordType* type = records_.catalogue.type(kDutyFulfilment);
    if (type == nullptr) return;
    for (const base::RecordId& record : all_of(*type)) {
      const RecordReader reader(records_, *type, record);
      for (const std::string& name : reader.words({"duty", ""})) {
        out_.fulfilled.push_back(name);
        const law::Index rule = ruleset_.rule(name);
        if (rule == law::kNone) continue;
        const law::Index atom = ruleset_->rules[at(rule)].fulfilled_by;
        if (atom == law::kNone) continue;
        for (const Written& one : reader.written("on")) {
          const bool yes_no = ruleset_->atoms[at(atom)].type == law::Type::boolean;
          const auto value =
              yes_no ? std::optional(law::Value::truth(true)) : date_of(*one.value, Kind::instant);
          if (value) put(atom, *value, *type, record, "on", one, reader);
        }
      }
    }
  }

  Gathered take() { return std::move(out_); }

 private:
  std::vector<base::RecordId> all_of(const RecordType& type) const {
    std::set<base::RecordId> ids;
    for (const casefile::Folded* folded : records_.compartments) {
      for (const casefile::FoldedRecord* record : folded->of_type(type.number)) {
        if (!record->shredded) ids.insert(record->id);
      }
    }
    return {ids.begin(), ids.end()};
  }

  bool fits(const Condition& condition, const RecordReader& reader) const {
    if (condition.wants == Condition::Wants::absent) {
      return reader.can_see(condition.path.field) && reader.written(condition.path.field).empty();
    }
    if (condition.wants == Condition::Wants::present) {
      return !reader.written(condition.path.field).empty();
    }
    return std::ranges::any_of(reader.words(condition.path), [&](const std::string& word) {
      return std::ranges::find(condition.values, word) != condition.values.end();
    });
  }

  static bool differ(const std::vector<FieldPath>& paths, const RecordReader& reader) {
    if (paths.size() != 2) return true;
    const auto first = reader.words(paths[0]);
    const auto second = reader.words(paths[1]);
    return !first.empty() && !second.empty() && first != second;
  }

  std::vector<base::RecordId> speaking_records(const Derivation& derivation,
                                               const RecordType& type) const {
    std::vector<base::RecordId> speaking;
    for (const base::RecordId& record : all_of(type)) {
      const RecordReader reader(records_, type, record);
      const bool all = std::ranges::all_of(derivation.where,
                                           [&](const Condition& one) { return fits(one, reader); });
      if (all && differ(derivation.differ, reader)) speaking.push_back(record);
    }
    if (!derivation.latest.empty()) keep_latest(speaking, derivation.latest, type, false);
    if (!derivation.earliest.empty()) keep_latest(speaking, derivation.earliest, type, true);
    return speaking;
  }

  // Those that may be the latest: nobody else is surely later. One without a date may always be.
  void keep_latest(std::vector<base::RecordId>& speaking, const std::vector<std::string>& by,
                   const RecordType& type, bool earliest) const {
    std::vector<law::Span> days;
    for (const base::RecordId& record : speaking) {
      const auto span = RecordReader(records_, type, record).days(by).value_or(law::Span());
      days.push_back(earliest && span.lo != law::kLowest ? law::Span{-span.hi, -span.lo} : span);
    }
    std::int32_t latest_start = law::kLowest;
    for (const law::Span& span : days) latest_start = std::max(latest_start, span.lo);
    std::vector<base::RecordId> kept;
    for (std::size_t i = 0; i < speaking.size(); ++i) {
      if (days[i].hi >= latest_start) kept.push_back(speaking[i]);
    }
    speaking = std::move(kept);
  }

  // What one saying makes of one written value.
  std::optional<law::Value> value(const Saying& saying, const RecordType& type, law::Type wanted,
                                  law::Run words, const codec::Value& written) const {
    const casefile::Field* field = type.field(std::string_view(saying.path.field));
    const bool dated = wanted == law::Type::date || wanted == law::Type::instant;
    if (dated && saying.map.empty()) return date_of(written, field->fold.kind);
    std::vector<std::string> said;
    std::vector<const codec::Value*> items{&written};
    if (const codec::Value::Array* many = written.as_array()) {
      items.clear();
      for (const codec::Value& item : *many) items.push_back(&item);
    }
    for (const codec::Value* item : items) {
      std::string word = word_of(*item, saying.path.part);
      if (!saying.map.empty()) word = mapped(saying, word);
      if (!word.empty()) said.push_back(std::move(word));
    }
    return value_of(ruleset_, wanted, words, said, saying.open);
  }

  static std::string mapped(const Saying& saying, const std::string& word) {
    std::string other;
    for (const auto& [from, to] : saying.map) {
      if (from == word) return to;
      if (from == "other") other = to;
    }
    return word.empty() ? "" : other;
  }

  void say(const Derivation& derivation, law::Index atom, const RecordType& type,
           const RecordReader& reader, const base::RecordId& record) {
    const law::Atom& row = ruleset_->atoms[at(atom)];
    if (derivation.saying.path.field.empty()) {
      const auto value =
          value_of(ruleset_, row.type, row.words, split(derivation.saying.constant), true);
      const std::string field = spoken_field(derivation);
      const std::vector<Written> written = reader.written(field);
      const Written who = written.empty() ? first_write(type, record) : written.front();
      if (value) put(atom, *value, type, record, field, who, reader);
      return;
    }
    const std::string& field = derivation.saying.path.field;
    const std::vector<Written> written = reader.written(field);
    if (row.type == law::Type::set) return set(derivation, atom, type, reader, record, written);
    for (const Written& one : written) {
      const auto found = value(derivation.saying, type, row.type, row.words, *one.value);
      if (found) put(atom, *found, type, record, field, one, reader);
    }
  }

  // The values of a many-valued field together are one set.
  void set(const Derivation& derivation, law::Index atom, const RecordType& type,
           const RecordReader& reader, const base::RecordId& record,
           const std::vector<Written>& written) {
    const law::Atom& row = ruleset_->atoms[at(atom)];
    std::vector<std::string> members;
    bool all_known = true;
    for (std::string word : reader.words(derivation.saying.path)) {
      if (!derivation.saying.map.empty()) word = mapped(derivation.saying, word);
      if (word.empty())
        all_known = false;
      else
        members.push_back(std::move(word));
    }
    const auto found =
        value_of(ruleset_, row.type, row.words, members, derivation.saying.open || !all_known);
    if (found) {
      put(atom, *found, type, record, derivation.saying.path.field, written.back(), reader);
    }
  }

  void list(const Derivation& derivation, law::Index atom, const RecordType& type,
            const std::vector<base::RecordId>& speaking) {
    if (speaking.empty()) return;
    const law::Atom& row = ruleset_->atoms[at(atom)];
    std::vector<law::Record> items;
    for (const base::RecordId& record : speaking) {
      const RecordReader reader(records_, type, record);
      law::Record& item = items.emplace_back();
      for (const law::Field& field : law::Ruleset::of(ruleset_->fields, row.fields)) {
        const std::string name(ruleset_.text(field.name));
        const auto found =
            std::ranges::find(derivation.list, name, &std::pair<std::string, Saying>::first);
        if (found == derivation.list.end()) continue;
        const Saying& saying = found->second;
        std::optional<law::Value> content;
        if (saying.path.field.empty()) {
          content = value_of(ruleset_, field.type, field.words, {saying.constant}, false);
        } else {
          const std::vector<Written> written = reader.written(saying.path.field);
          // Two values that clash: this field of the item stays unknown.
          if (written.size() == 1) {
            content = value(saying, type, field.type, field.words, *written.front().value);
          }
        }
        if (content) item.fields.emplace_back(name, std::move(*content));
      }
    }
    const base::RecordId& last = speaking.back();
    put(atom, law::Value::records(std::move(items), true), type, last, "", first_write(type, last),
        RecordReader(records_, type, last));
  }

  // Of a fact that a record says by being as it is: the field that made it speak.
  static std::string spoken_field(const Derivation& derivation) {
    for (const Condition& condition : derivation.where) {
      if (condition.wants != Condition::Wants::absent) return condition.path.field;
    }
    return "";
  }

  Written first_write(const RecordType& type, const base::RecordId& record) const {
    for (const casefile::Folded* folded : records_.compartments) {
      const casefile::FoldedRecord* there = folded->find(record, type.number);
      if (there == nullptr) continue;
      for (const casefile::FoldedField& field : there->fields) {
        if (field.shown.empty()) continue;
        const casefile::Shown& shown = field.shown.front();
        return {&shown.value, shown.user, static_cast<base::UtcMs>(shown.stamp.hlc.ms)};
      }
    }
    return {nullptr, base::UserId::none(), 0};
  }

  void put(law::Index atom, const law::Value& value, const RecordType& type,
           const base::RecordId& record, const std::string& field, const Written& written,
           const RecordReader& reader) {
    const casefile::Field* there = field.empty() ? nullptr : type.field(std::string_view(field));
    Said said{record,     type.number,  there == nullptr ? 0 : there->number, {}, {},
              written.by, written.at_ms};
    for (const char* name : {"said_by", "source", "birth_date_source"}) {
      const auto words = reader.words({name, ""});
      if (!words.empty()) said.said_by = words.front();
    }
    const auto on = reader.words({"said_on", ""});
    if (!on.empty()) said.said_on = on.front();
    const law::Day day = written.at_ms == 0 ? law::kLowest : day_of_ms(written.at_ms);
    std::string source = type.id;
    if (!field.empty()) source += "." + field;
    out_.facts.push_back({std::string(ruleset_.text(ruleset_->atoms[at(atom)].id)), value,
                          std::move(source), day, day});
    out_.said.push_back(std::move(said));
  }

  const law::Ruleset& ruleset_;
  const CaseRecords& records_;
  Gathered out_;
};

}  // namespace

Gathered gather(const Mapping& mapping, const law::Ruleset& ruleset, const CaseRecords& records) {
  Gatherer gatherer(ruleset, records);
  for (const Derivation& derivation : mapping.derivations()) gatherer.derive(derivation);
  gatherer.answers();
  gatherer.fulfilments();
  return gatherer.take();
}

std::optional<law::Value> value_of_answer(const law::Ruleset& ruleset, law::Index atom,
                                          std::string_view answer) {
  if (answer == "unknown") return law::Value::unknown();
  const law::Atom& row = ruleset->atoms[at(atom)];
  const std::vector<std::string> said = split(answer);
  const auto value = value_of(ruleset, row.type, row.words, said, false);
  // A set by hand is what was said, all of it a word of the law.
  if (value && row.type == law::Type::set && value->words().size() != said.size()) return {};
  if (value && row.type != law::Type::set && said.size() != 1) return {};
  return value;
}

}  // namespace screening
