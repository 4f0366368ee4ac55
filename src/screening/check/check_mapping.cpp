#include "screening/check/check_mapping.h"

#include <algorithm>

#include "law/compile/yaml.h"
#include "screening/gather.h"

namespace screening {

namespace {

using casefile::Kind;
using law::ProblemKind;
using law::Yaml;

constexpr std::string_view kTypeNames[] = {"bool", "date", "instant", "int",
                                           "enum", "code", "set",     "list"};

std::size_t at(law::Index i) {
  return static_cast<std::size_t>(i);
}

bool is_date(Kind kind) {
  return kind == Kind::partial_date || kind == Kind::instant;
}

// What an atom, or a field of a list, may be.
struct Target {
  std::string name;
  law::Type type;
  law::Run words;
};

class Checker {
 public:
  Checker(const std::string& file, const casefile::Catalogue& catalogue,
          const law::Ruleset& ruleset)
      : file_(file), catalogue_(catalogue), ruleset_(ruleset) {}

  law::Problems run(const Yaml& document) {
    const Yaml* facts = document.find("facts");
    if (facts == nullptr || facts->kind != Yaml::Kind::list) {
      report(ProblemKind::not_a_list, document.line, {{"where", "facts"}});
      return std::move(problems_);
    }
    for (const Yaml& one : facts->items) derivation(one);
    if (const Yaml* of_duties = document.find("acts")) acts(*of_duties);
    return std::move(problems_);
  }

 private:
  using Details = std::vector<std::pair<std::string, std::string>>;
  void report(ProblemKind kind, int line, Details details) {
    problems_.push_back({kind, file_, line, std::move(details)});
  }

  void only_keys(const Yaml& map, const std::vector<std::string>& allowed) {
    for (const auto& [key, value] : map.entries) {
      if (std::ranges::find(allowed, key) == allowed.end()) {
        report(ProblemKind::unknown_key, value.line, {{"id", id_}, {"key", key}});
      }
    }
  }

  const Yaml* need(const Yaml& map, const std::string& key) {
    const Yaml* value = map.find(key);
    if (value == nullptr) report(ProblemKind::missing_key, map.line, {{"id", id_}, {"key", key}});
    return value;
  }

  // The field of a path ("birthplace.country"); null pointer, reported, when there is none.
  const casefile::Field* field(const std::string& text, int line) {
    const FieldPath path = path_of(text);
    const casefile::Field* found = record_->field(std::string_view(path.field));
    const bool place = found != nullptr && found->fold.kind == Kind::place;
    const bool language = found != nullptr && found->fold.kind == Kind::language;
    const bool part_fits =
        path.part.empty() ? !place && !language
                          : (place && (path.part == "country" || path.part == "state")) ||
                                (language && (path.part == "code" || path.part == "interpreter"));
    if (found != nullptr && part_fits) return found;
    report(ProblemKind::unknown_record_field, line, {{"record", record_->id}, {"field", text}});
    return nullptr;
  }

  // A code of the field's list or state machine; what is no list takes any word.
  void code(const casefile::Field& of, const std::string& value, int line) {
    if (of.fold.kind == Kind::status) {
      if (std::ranges::find(of.fold.strictness, value) != of.fold.strictness.end()) return;
    } else if (of.fold.kind == Kind::code || of.fold.kind == Kind::codes) {
      const casefile::CodeList* list = catalogue_.list(of.list);
      if (list == nullptr || list->open || list->find(value) != nullptr) return;
    } else {
      return;
    }
    report(ProblemKind::unknown_record_code, line,
           {{"value", value}, {"record", record_->id}, {"field", of.id}});
  }

  std::vector<const Yaml*> scalars(const Yaml& yaml) {
    std::vector<const Yaml*> out;
    if (yaml.kind == Yaml::Kind::scalar) out.push_back(&yaml);
    for (const Yaml& item : yaml.items) out.push_back(&item);
    return out;
  }

  void where(const Yaml& map) {
    for (const auto& [path, wanted] : map.entries) {
      const casefile::Field* of = field(path, wanted.line);
      if (of == nullptr) continue;
      for (const Yaml* one : scalars(wanted)) {
        if (one->text != "present" && one->text != "absent") code(*of, one->text, one->line);
      }
    }
  }

  void dates(const Yaml& derivation, const std::string& key) {
    const Yaml* list = derivation.find(key);
    if (list == nullptr) return;
    for (const Yaml* one : scalars(*list)) {
      const casefile::Field* of = field(one->text, one->line);
      if (of != nullptr && !is_date(of->fold.kind)) {
        report(ProblemKind::not_a_date_field, one->line,
               {{"record", record_->id}, {"field", one->text}});
      }
    }
  }

  void says(const Target& target, const std::string& value, int line) {
    if (value.empty()) return;  // this code says nothing
    const bool fits = target.type == law::Type::boolean ? value == "true" || value == "false"
                      : target.type == law::Type::date || target.type == law::Type::instant
                          ? value == "none"
                          : is_word(target, value);
    if (fits) return;
    report(ProblemKind::not_an_answer, line,
           {{"atom", target.name},
            {"type", std::string(kTypeNames[static_cast<std::size_t>(target.type)])},
            {"value", value}});
  }

  bool is_word(const Target& target, const std::string& value) const {
    if (target.type == law::Type::list || target.type == law::Type::integer) return false;
    if (target.words.count == 0) return law::pack_code(value).has_value();
    return std::ranges::any_of(ruleset_.ints(target.words),
                               [&](law::Str str) { return ruleset_.text(str) == value; });
  }

  void saying(const Yaml& map, const Target& target) {
    if (const Yaml* constant = map.find("say")) says(target, constant->text, constant->line);
    const Yaml* path = map.find("field");
    if (path == nullptr) return;
    const casefile::Field* of = field(path->text, path->line);
    if (of == nullptr) return;
    const bool dated = target.type == law::Type::date || target.type == law::Type::instant;
    const Yaml* pairs = map.find("map");
    if (pairs == nullptr) {
      if (dated && !is_date(of->fold.kind)) {
        report(ProblemKind::not_a_date_field, path->line,
               {{"record", record_->id}, {"field", of->id}});
      }
      return;
    }
    for (const auto& [from, to] : pairs->entries) {
      if (from != "other") code(*of, from, to.line);
      says(target, to.text, to.line);
    }
  }

  void list(const Yaml& map, const law::Atom& atom) {
    for (const auto& [name, content] : map.entries) {
      const auto fields = law::Ruleset::of(ruleset_->fields, atom.fields);
      const auto found = std::ranges::find_if(
          fields, [&](const law::Field& one) { return ruleset_.text(one.name) == name; });
      if (found == fields.end()) {
        report(ProblemKind::unknown_key, content.line, {{"id", id_}, {"key", name}});
        continue;
      }
      only_keys(content, {"field", "map", "say"});
      saying(content, {id_ + "." + name, found->type, found->words});
    }
  }

  void derivation(const Yaml& one) {
    id_ = "facts";
    const Yaml* atom_id = need(one, "atom");
    const Yaml* record_id = need(one, "record");
    if (atom_id == nullptr || record_id == nullptr) return;
    id_ = atom_id->text;
    only_keys(one, {"atom", "record", "where", "differ", "latest", "earliest", "field", "map",
                    "say", "open", "list"});
    const law::Index index = ruleset_.atom(id_);
    if (index == law::kNone) {
      report(ProblemKind::unknown_atom, atom_id->line, {{"id", id_}});
    }
    record_ = catalogue_.type(record_id->text);
    if (record_ == nullptr) {
      report(ProblemKind::unknown_record, record_id->line, {{"id", record_id->text}});
    }
    if (index == law::kNone || record_ == nullptr) return;
    const law::Atom& atom = ruleset_->atoms[at(index)];
    if (const Yaml* map = one.find("where")) where(*map);
    if (const Yaml* paths = one.find("differ")) {
      for (const Yaml* path : scalars(*paths)) field(path->text, path->line);
    }
    dates(one, "latest");
    dates(one, "earliest");
    int ways = 0;
    for (const char* key : {"field", "say", "list"}) ways += one.find(key) != nullptr ? 1 : 0;
    if (ways != 1) {
      report(ProblemKind::wrong_count, one.line,
             {{"what", id_ + ": field, say, list"}, {"wanted", "1"}});
    }
    if (const Yaml* fields = one.find("list")) {
      list(*fields, atom);
    } else {
      saying(one, {id_, atom.type, atom.words});
    }
  }

  // A type of act for each duty that is named.
  void acts(const Yaml& map) {
    const casefile::CodeList* types = catalogue_.list("act_types");
    for (const auto& [duty, type] : map.entries) {
      const law::Index rule = ruleset_.rule(duty);
      if (rule == law::kNone || ruleset_->rules[at(rule)].kind != law::Kind::duty) {
        report(ProblemKind::unknown_reference, type.line, {{"kind", "duty"}, {"id", duty}});
      }
      if (types == nullptr || types->find(type.text) == nullptr) {
        report(ProblemKind::unknown_record_code, type.line,
               {{"value", type.text}, {"record", "act"}, {"field", "type"}});
      }
    }
  }

  const std::string& file_;
  const casefile::Catalogue& catalogue_;
  const law::Ruleset& ruleset_;
  law::Problems problems_;
  std::string id_;
  const casefile::RecordType* record_ = nullptr;
};

}  // namespace

law::Problems check_mapping(const std::string& yaml, const std::string& file,
                            const casefile::Catalogue& catalogue, const law::Ruleset& ruleset) {
  const auto documents = law::parse_yaml(yaml, file);
  if (!documents) return {documents.error()};
  law::Problems all;
  for (const Yaml& document : *documents) {
    law::Problems some = Checker(file, catalogue, ruleset).run(document);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace screening
