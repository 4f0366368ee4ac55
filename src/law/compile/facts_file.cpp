#include "law/compile/facts_file.h"

#include <algorithm>

namespace law {

namespace {

constexpr std::string_view kTypeNames[] = {"bool", "date", "instant", "int",
                                           "enum", "code", "set",     "list"};

class FactReader {
 public:
  FactReader(const Ruleset& ruleset, const std::string& file, Problems& problems)
      : ruleset_(ruleset), file_(file), problems_(problems) {}

  Value value(const Yaml& yaml, Type type, Run words, Run fields, const std::string& name) {
    name_ = name;
    if (yaml.kind == Yaml::Kind::scalar && !yaml.quoted) {
      if (yaml.text == "unknown" || yaml.is_null()) return Value::unknown();
      if (yaml.text == "conflict") return Value::conflict();
    }
    switch (type) {
      case Type::boolean:
        if (!yaml.quoted && (yaml.text == "true" || yaml.text == "false")) {
          return Value::truth(yaml.text == "true");
        }
        return wrong(yaml, type);
      case Type::date:
      case Type::instant:
        return date(yaml, type);
      case Type::integer:
        return number(yaml);
      case Type::enumeration:
      case Type::code:
        return word(yaml, type, words) ? Value::word(yaml.text) : Value::unknown();
      case Type::set:
        return set(yaml, words);
      case Type::list:
        return list(yaml, fields, name);
    }
    return Value::unknown();
  }

  void report(ProblemKind kind, const Yaml& at,
              std::vector<std::pair<std::string, std::string>> details) {
    problems_.push_back({kind, file_, at.line, std::move(details)});
  }

 private:
  Value wrong(const Yaml& yaml, Type wanted) {
    const std::string got = yaml.kind == Yaml::Kind::scalar ? "\"" + yaml.text + "\""
                            : yaml.kind == Yaml::Kind::list ? "list"
                                                            : "map";
    report(ProblemKind::wrong_type, yaml,
           {{"what", name_},
            {"got", got},
            {"wanted", std::string(kTypeNames[static_cast<std::size_t>(wanted)])}});
    return Value::unknown();
  }

  std::optional<Span> between(const Yaml& yaml, Type type) {
    const Yaml* ends = yaml.find("between");
    if (ends == nullptr || ends->items.size() != 2) return {};
    const auto read = [&](const Yaml& end) -> std::optional<Span> {
      if (type == Type::integer) {
        const auto number = to_number(end);
        return number ? std::optional(Span::of(*number)) : std::nullopt;
      }
      return type == Type::instant ? parse_instant(end.text) : parse_date(end.text);
    };
    const auto lo = read(ends->items[0]);
    const auto hi = read(ends->items[1]);
    if (!lo || !hi || lo->lo > hi->hi) return {};
    return Span{lo->lo, hi->hi};
  }

  Value date(const Yaml& yaml, Type type) {
    const bool instant = type == Type::instant;
    const auto make = [&](Span span) { return instant ? Value::instant(span) : Value::date(span); };
    if (yaml.kind == Yaml::Kind::map) {
      const auto span = between(yaml, type);
      return span ? make(*span) : wrong(yaml, type);
    }
    if (yaml.kind != Yaml::Kind::scalar) return wrong(yaml, type);
    if (!yaml.quoted && yaml.text == "none") return Value::none();
    const auto span = instant ? parse_instant(yaml.text) : parse_date(yaml.text);
    if (span) return make(*span);
    const bool looks_like_one = yaml.text.size() >= 4 && yaml.text[0] >= '0' && yaml.text[0] <= '9';
    if (!looks_like_one) return wrong(yaml, type);
    report(instant ? ProblemKind::no_such_instant : ProblemKind::no_such_date, yaml,
           {{"value", yaml.text}});
    return Value::unknown();
  }

  Value number(const Yaml& yaml) {
    if (yaml.kind == Yaml::Kind::map) {
      const auto span = between(yaml, Type::integer);
      return span ? Value::number(*span) : wrong(yaml, Type::integer);
    }
    const auto number = to_number(yaml);
    return number ? Value::number(Span::of(*number)) : wrong(yaml, Type::integer);
  }

  bool word(const Yaml& yaml, Type type, Run words) {
    if (yaml.kind != Yaml::Kind::scalar) {
      wrong(yaml, type);
      return false;
    }
    if (words.count == 0) {
      if (pack_code(yaml.text)) return true;
      report(ProblemKind::bad_code, yaml, {{"value", yaml.text}});
      return false;
    }
    std::vector<std::string> allowed;
    for (const Str str : ruleset_.ints(words)) allowed.emplace_back(ruleset_.text(str));
    if (std::find(allowed.begin(), allowed.end(), yaml.text) != allowed.end()) return true;
    report(ProblemKind::bad_word, yaml,
           {{"value", yaml.text}, {"key", name_}, {"allowed", joined(allowed)}});
    return false;
  }

  // [a, b] or {open: [a, b]}.
  const std::vector<Yaml>* items(const Yaml& yaml, bool& open) {
    const Yaml* list = &yaml;
    if (const Yaml* inner = yaml.find("open")) {
      open = true;
      list = inner;
    }
    return list->kind == Yaml::Kind::list ? &list->items : nullptr;
  }

  Value set(const Yaml& yaml, Run words) {
    bool open = false;
    const auto* list = items(yaml, open);
    if (list == nullptr) return wrong(yaml, Type::set);
    std::vector<std::string> found;
    for (const Yaml& item : *list) {
      if (word(item, Type::code, words)) found.push_back(item.text);
    }
    return Value::words(std::move(found), open);
  }

  Value list(const Yaml& yaml, Run fields, const std::string& name) {
    bool open = false;
    const auto* list = items(yaml, open);
    if (list == nullptr) return wrong(yaml, Type::list);
    std::vector<Record> records;
    for (const Yaml& item : *list) {
      if (item.kind != Yaml::Kind::map) return wrong(item, Type::list);
      Record& record = records.emplace_back();
      for (const auto& [key, content] : item.entries) {
        const Field* field = nullptr;
        for (const Field& row : Ruleset::of(ruleset_->fields, fields)) {
          if (ruleset_.text(row.name) == key) field = &row;
        }
        if (field == nullptr) {
          report(ProblemKind::unknown_key, content, {{"id", name}, {"key", key}});
          continue;
        }
        record.fields.emplace_back(key,
                                   value(content, field->type, field->words, {}, name + "." + key));
      }
    }
    return Value::records(std::move(records), open);
  }

  const Ruleset& ruleset_;
  const std::string& file_;
  Problems& problems_;
  std::string name_;
};

Day exact_day(const Yaml& yaml, const std::string& file, Problems& problems) {
  const auto span = parse_date(yaml.text);
  if (span && span->is_exact()) return span->lo;
  problems.push_back({ProblemKind::no_such_date, file, yaml.line, {{"value", yaml.text}}});
  return 0;
}

}  // namespace

Facts read_facts(const Yaml& map, const Ruleset& ruleset, const std::string& file,
                 Problems& problems) {
  Facts facts;
  FactReader reader(ruleset, file, problems);
  for (const auto& [name, yaml] : map.entries) {
    const Index atom = ruleset.atom(name);
    if (atom == kNone) {
      reader.report(ProblemKind::unknown_atom, yaml, {{"id", name}});
      continue;
    }
    const Atom& row = ruleset->atoms[static_cast<std::size_t>(atom)];
    Fact fact;
    fact.atom = name;
    const Yaml* value = &yaml;
    if (const Yaml* inner = yaml.find("value")) {
      value = inner;
      for (const auto& [key, detail] : yaml.entries) {
        if (key == "source") {
          fact.source = detail.text;
        } else if (key == "on") {
          fact.on = exact_day(detail, file, problems);
        } else if (key == "known") {
          fact.known = exact_day(detail, file, problems);
        } else if (key != "value") {
          reader.report(ProblemKind::unknown_key, detail, {{"id", name}, {"key", key}});
        }
      }
    }
    fact.value = reader.value(*value, row.type, row.words, row.fields, name);
    facts.push_back(std::move(fact));
  }
  return facts;
}

void read_dates(const Yaml& map, FactsFile& into, const std::string& file, Problems& problems) {
  for (const auto& [key, value] : map.entries) {
    if (key == "law") {
      into.law = exact_day(value, file, problems);
    } else if (key == "fact") {
      into.fact = exact_day(value, file, problems);
    } else if (key == "knowledge") {
      into.knowledge = exact_day(value, file, problems);
    } else {
      problems.push_back(
          {ProblemKind::unknown_key, file, value.line, {{"id", "dates"}, {"key", key}}});
    }
  }
}

std::expected<FactsFile, Problems> read_facts_file(const std::string& text, const std::string& file,
                                                   const Ruleset& ruleset) {
  const auto documents = parse_yaml(text, file);
  if (!documents) return std::unexpected(Problems{documents.error()});
  Problems problems;
  if (documents->size() != 1 || (*documents)[0].kind != Yaml::Kind::map) {
    return std::unexpected(Problems{{ProblemKind::not_a_map, file, 1, {{"where", "case"}}}});
  }
  FactsFile result;
  Reader reader((*documents)[0], "case", file, problems);
  result.name = reader.word_or("case", "");
  if (const Yaml* dates = reader.get("dates")) read_dates(*dates, result, file, problems);
  if (const Yaml* facts = reader.need("facts")) {
    result.facts = read_facts(*facts, ruleset, file, problems);
  }
  reader.done();
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return result;
}

}  // namespace law
