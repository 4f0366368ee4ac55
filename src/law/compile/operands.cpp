// The operands of comparisons: dates, numbers and words.
#include <algorithm>

#include "law/compile/conditions.h"

namespace law {

namespace {

constexpr std::string_view kTypeNames[] = {"bool", "date", "instant", "int",
                                           "enum", "code", "set",     "list"};

std::string type_name(Type type) {
  return std::string(kTypeNames[static_cast<std::size_t>(type)]);
}

int given_date_of(std::string_view word) {
  return word == "law_date" ? 0 : word == "fact_date" ? 1 : word == "knowledge_date" ? 2 : -1;
}

}  // namespace

Operand Conditions::term(const Yaml& yaml, Reader& where, const Operand* like) {
  if (yaml.kind == Yaml::Kind::map) return map_term(yaml, where);
  if (yaml.kind == Yaml::Kind::list) {
    where.report(ProblemKind::not_a_map, yaml.line, {{"where", "term"}});
    return {};
  }
  return word_term(yaml, where, like);
}

Operand Conditions::word_term(const Yaml& yaml, Reader& where, const Operand* like) {
  const bool words_wanted =
      like != nullptr && (like->type == Type::enumeration || like->type == Type::code);
  if (yaml.quoted && !words_wanted) {
    const bool instant = yaml.text.find('T') != std::string::npos;
    return literal(yaml, where, instant ? Type::instant : Type::date, {});
  }
  if (!yaml.quoted && to_number(yaml)) return literal(yaml, where, Type::integer, {});
  const int given = given_date_of(yaml.text);
  if (given >= 0) return {b_.given_date(given), Type::date, {}};
  const Index atom = b_.find(DocKind::atom, yaml.text);
  if (atom == kNone && words_wanted) return literal(yaml, where, like->type, like->words);
  if (atom == kNone) {
    where.report(ProblemKind::unknown_atom, yaml.line, {{"id", yaml.text}});
    return {};
  }
  const Atom& row = atom_row(atom);
  if (row.type == Type::set || row.type == Type::list) {
    where.report(ProblemKind::wrong_type, yaml.line,
                 {{"what", yaml.text}, {"got", type_name(row.type)}, {"wanted", "one value"}});
    return {};
  }
  Slot slot;
  slot.atom = atom;
  return {b_.op(OpKind::slot, b_.slot(slot, {}, {})), row.type, row.words};
}

std::optional<std::int32_t> Conditions::value_of(const Yaml& yaml, Type type, Run words,
                                                 Reader& where) {
  const auto fail = [&](ProblemKind kind) -> std::optional<std::int32_t> {
    where.report(kind, yaml.line,
                 {{"value", yaml.text}, {"key", type_name(type)}, {"what", yaml.text}});
    return {};
  };
  if (yaml.kind != Yaml::Kind::scalar) return fail(ProblemKind::bad_number);
  if (type == Type::boolean) {
    if (yaml.text == "true" || yaml.text == "false") return yaml.text == "true" ? 1 : 0;
    return fail(ProblemKind::bad_number);
  }
  if (type == Type::integer) {
    const auto number = to_number(yaml);
    return number ? number : fail(ProblemKind::bad_number);
  }
  if (type == Type::date || type == Type::instant) {
    const bool instant = type == Type::instant;
    const auto span = instant ? parse_instant(yaml.text) : parse_date(yaml.text);
    if (span && span->is_exact()) return span->lo;
    return fail(instant ? ProblemKind::no_such_instant : ProblemKind::no_such_date);
  }
  if (words.count == 0) {
    const auto code = pack_code(yaml.text);
    return code ? code : fail(ProblemKind::bad_code);
  }
  std::vector<std::string> allowed;
  for (std::int32_t i = 0; i < words.count; ++i) {
    const Str str = t_.ints[static_cast<std::size_t>(words.first + i)];
    allowed.push_back(t_.texts[static_cast<std::size_t>(str)]);
    if (allowed.back() == yaml.text) return i;
  }
  where.report(ProblemKind::bad_word, yaml.line,
               {{"value", yaml.text}, {"key", type_name(type)}, {"allowed", joined(allowed)}});
  return {};
}

Operand Conditions::literal(const Yaml& yaml, Reader& where, Type type, Run words) {
  const auto value = value_of(yaml, type, words, where);
  if (!value) return {};
  return {b_.op(OpKind::constant, *value, *value), type, words};
}

Operand Conditions::map_term(const Yaml& yaml, Reader& where) {
  if (yaml.find("event") != nullptr) return list_term(yaml, where, false);
  if (yaml.find("count") != nullptr) return list_term(yaml, where, true);
  if (yaml.find("age_at") != nullptr) return age_term(yaml, where);
  if (yaml.find("table") != nullptr) return table_term(yaml, where);
  if (yaml.entries.size() == 1) {
    const auto& [name, value] = yaml.entries[0];
    if (name == "add") return add_term(value, where);
    if (name == "min") return several(value, OpKind::least, where);
    if (name == "max") return several(value, OpKind::greatest, where);
    if (name == "deadline") return deadline_term(value.text, where, value.line);
    if (name == "day_of") {
      const Operand instant = term(value, where);
      if (!instant.good()) return {};
      if (instant.type == Type::instant) {
        return {b_.op(OpKind::day_part, instant.op), Type::date, {}};
      }
      where.report(ProblemKind::wrong_type, value.line,
                   {{"what", "day_of"}, {"got", type_name(instant.type)}, {"wanted", "instant"}});
      return {};
    }
  }
  where.report(ProblemKind::unknown_operator, yaml.line,
               {{"what", yaml.entries.empty() ? "" : yaml.entries[0].first}});
  return {};
}

std::vector<Where> Conditions::where_of(const Yaml* where_map, const Atom& atom, Reader& where) {
  std::vector<Where> result;
  if (where_map == nullptr) return result;
  for (const auto& [name, wanted] : where_map->entries) {
    Index field = kNone;
    for (std::int32_t i = 0; i < atom.fields.count; ++i) {
      const Field& row = t_.fields[static_cast<std::size_t>(atom.fields.first + i)];
      if (t_.texts[static_cast<std::size_t>(row.name)] == name) field = i;
    }
    if (field == kNone) {
      where.report(ProblemKind::unknown_key, wanted.line, {{"id", "where"}, {"key", name}});
      continue;
    }
    const Field row = t_.fields[static_cast<std::size_t>(atom.fields.first + field)];
    std::vector<std::int32_t> values;
    const auto take = [&](const Yaml& yaml) {
      const auto value = value_of(yaml, row.type, row.words, where);
      if (value) values.push_back(*value);
    };
    if (wanted.kind == Yaml::Kind::list) {
      for (const Yaml& item : wanted.items) take(item);
    } else {
      take(wanted);
    }
    std::sort(values.begin(), values.end());
    result.push_back({field, b_.ints(values)});
  }
  std::sort(result.begin(), result.end(),
            [](const Where& a, const Where& b) { return a.field < b.field; });
  return result;
}

Operand Conditions::list_term(const Yaml& yaml, Reader& where, bool count) {
  Reader reader(yaml, count ? "count" : "event", where.file(), b_.problems());
  const Yaml* name = reader.need(count ? "count" : "event");
  const Index atom =
      name == nullptr ? kNone : b_.reference(DocKind::atom, name->text, where, name->line);
  if (atom == kNone) return {};
  const Atom row = atom_row(atom);
  if (row.type != Type::list) {
    where.report(ProblemKind::wrong_type, name->line,
                 {{"what", name->text}, {"got", type_name(row.type)}, {"wanted", "list"}});
    return {};
  }
  Slot slot;
  slot.kind = count ? SlotKind::count : SlotKind::event;
  slot.atom = atom;
  const std::vector<Where> conditions = where_of(reader.get("where"), row, where);
  Type type = Type::integer;
  Run words;
  if (!count) {
    slot.last = reader.among("pick", {"first", "last"}, 0);
    const std::string field_name = reader.word_or("field", "date");
    for (std::int32_t i = 0; i < row.fields.count; ++i) {
      const Field& field = t_.fields[static_cast<std::size_t>(row.fields.first + i)];
      if (t_.texts[static_cast<std::size_t>(field.name)] != field_name) continue;
      slot.field = i;
      type = field.type;
      words = field.words;
    }
    if (slot.field == kNone) {
      reader.report(ProblemKind::unknown_key, yaml.line, {{"id", "event"}, {"key", field_name}});
      return {};
    }
  }
  reader.done();
  return {b_.op(OpKind::slot, b_.slot(slot, conditions, {})), type, words};
}

Operand Conditions::age_term(const Yaml& yaml, Reader& where) {
  Reader reader(yaml, "age_at", where.file(), b_.problems());
  const Yaml* when = reader.need("age_at");
  Yaml birth;
  birth.text = "child.birth_date";
  birth.line = yaml.line;
  if (const Yaml* other = reader.get("of")) birth = *other;
  reader.done();
  if (when == nullptr) return {};
  const Index from = date_term(birth, where, false);
  const Index at = date_term(*when, where, false);
  if (from == kNone || at == kNone) return {};
  return {b_.op(OpKind::age, from, at, b_.given_date(1)), Type::integer, {}};
}

Operand Conditions::several(const Yaml& list, OpKind kind, Reader& where) {
  std::vector<std::int32_t> ops;
  Operand first;
  for (const Yaml& item : list.items) {
    const Operand one = term(item, where);
    if (!one.good()) return {};
    if (ops.empty()) first = one;
    if (one.type != first.type) {
      where.report(
          ProblemKind::wrong_type, item.line,
          {{"what", item.text}, {"got", type_name(one.type)}, {"wanted", type_name(first.type)}});
      return {};
    }
    ops.push_back(one.op);
  }
  if (ops.empty()) {
    where.report(ProblemKind::empty_group, list.line, {{"what", "min, max"}});
    return {};
  }
  return {b_.op(kind, 0, 0, 0, ops), first.type, {}};
}

Operand Conditions::add_term(const Yaml& list, Reader& where) {
  static const std::vector<std::string> kUnits = {"calendar_day", "month", "year"};
  if (list.kind != Yaml::Kind::list || list.items.size() != 3) {
    where.report(ProblemKind::wrong_count, list.line, {{"what", "add"}, {"wanted", "3"}});
    return {};
  }
  const Index from = date_term(list.items[0], where, false);
  const auto amount = to_number(list.items[1]);
  const auto unit = std::find(kUnits.begin(), kUnits.end(), list.items[2].text);
  if (!amount || *amount < -40000 || *amount > 40000) {
    where.report(ProblemKind::bad_number, list.items[1].line,
                 {{"value", list.items[1].text}, {"key", "add"}});
    return {};
  }
  if (unit == kUnits.end()) {
    where.report(ProblemKind::bad_word, list.items[2].line,
                 {{"value", list.items[2].text}, {"key", "add"}, {"allowed", joined(kUnits)}});
    return {};
  }
  if (from == kNone) return {};
  const Unit kind = *unit == "month"  ? Unit::month
                    : *unit == "year" ? Unit::year
                                      : Unit::calendar_day;
  return {b_.op(OpKind::add, from, *amount, static_cast<std::int32_t>(kind)), Type::date, {}};
}

Operand Conditions::table_term(const Yaml& yaml, Reader& where) {
  Reader reader(yaml, "table", where.file(), b_.problems());
  const Yaml* name = reader.need("table");
  const Yaml* key = reader.need("key");
  reader.done();
  if (name == nullptr || key == nullptr) return {};
  const Index table = b_.reference(DocKind::table, name->text, where, name->line);
  const Operand by = term(*key, where);
  if (table == kNone || !by.good()) return {};
  if (by.type != Type::code) {
    where.report(ProblemKind::wrong_type, key->line,
                 {{"what", key->text}, {"got", type_name(by.type)}, {"wanted", "code"}});
    return {};
  }
  return {b_.op(OpKind::table, table, by.op), Type::integer, {}};
}

Operand Conditions::deadline_term(const std::string& id, Reader& where, int line) {
  const Index deadline = b_.reference(DocKind::deadline, id, where, line);
  if (deadline == kNone) return {};
  make_deadline(deadline, where, line);
  const Deadline& row = t_.deadlines[static_cast<std::size_t>(deadline)];
  if (row.terms.count == 0) return {};  // refused, and said so
  std::vector<std::int32_t> args = {row.from, b_.given_date(1), b_.given_date(2)};
  if (row.key != kNone) args.push_back(row.key);
  for (std::int32_t i = 0; i < row.tolling.count; ++i) {
    args.push_back(t_.ints[static_cast<std::size_t>(row.tolling.first + i)]);
  }
  const bool hours = t_.terms[static_cast<std::size_t>(row.terms.first)].unit == Unit::hour;
  return {b_.op(OpKind::deadline, deadline, 0, 0, args), hours ? Type::instant : Type::date, {}};
}

Index Conditions::date_term(const Yaml& yaml, Reader& where, bool instant) {
  const Operand date = term(yaml, where);
  if (!date.good()) return kNone;
  const Type wanted = instant ? Type::instant : Type::date;
  if (date.type == wanted) return date.op;
  where.report(ProblemKind::wrong_type, yaml.line,
               {{"what", yaml.text}, {"got", type_name(date.type)}, {"wanted", type_name(wanted)}});
  return kNone;
}

Index Conditions::key_of(const Yaml& yaml, Reader& where) {
  return date_term(yaml, where, false);
}

}  // namespace law
