#include "main/field_json.h"

#include <algorithm>

#include "casefile/instant.h"
#include "desk/field_text.h"
#include "desk/session.h"
#include "main/page_dates.h"

namespace cli {

namespace {

using base::Code;
using casefile::Field;
using casefile::Kind;
using casefile::Rule;
using codec::Value;
namespace json = boost::json;

constexpr std::string_view kBetweenNotes = "\n\n";

std::unexpected<base::Refusal> bad(const Field& field, const char* why) {
  return base::refuse(Code::bad_value, {{"field", field.id}, {"why", why}});
}

bool is_note(const Field& field) {
  return field.fold.rule == Rule::append_only;
}

// What a value with parts consists of: the page's name of each and its number in the value.
enum class Shape { text, words, flag };
struct Part {
  const char* name;
  int key;
  Shape shape = Shape::text;
};
constexpr std::array kName = {Part{"given", 1, Shape::words}, Part{"paternal", 2},
                              Part{"maternal", 3}, Part{"nickname", 4}, Part{"said", 5}};
constexpr std::array kPlace = {Part{"country", 1}, Part{"state", 2}, Part{"municipality", 3},
                               Part{"locality", 4}, Part{"text", 6}};
constexpr std::array kLanguage = {Part{"code", 1}, Part{"variant", 2},
                                  Part{"interpreter", 4, Shape::flag}};
constexpr std::array kIdentifier = {Part{"system", 1}, Part{"value", 2}};

std::span<const Part> parts_of(Kind kind) {
  switch (kind) {
    case Kind::person_name:
      return kName;
    case Kind::place:
      return kPlace;
    case Kind::language:
      return kLanguage;
    case Kind::identifier:
      return kIdentifier;
    default:
      return {};
  }
}

json::value part_json(const Part& part, const Value& value) {
  if (part.shape == Shape::flag) return value.as_bool() != nullptr && *value.as_bool();
  if (value.as_text() != nullptr) return json::value(*value.as_text());
  std::string words;
  if (value.as_array() != nullptr) {
    for (const Value& word : *value.as_array()) {
      if (word.as_text() != nullptr) words += (words.empty() ? "" : " ") + *word.as_text();
    }
  }
  return json::value(words);
}

Value words_value(std::string_view text) {
  Value::Array words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return Value::array(std::move(words));
}

base::Result<Value> part_value(const Field& field, const Part& part, const json::value& wanted) {
  if (part.shape == Shape::flag) {
    if (!wanted.is_bool()) return bad(field, "shape");
    return Value(wanted.get_bool());
  }
  if (!wanted.is_string()) return bad(field, "shape");
  const std::string_view text = wanted.get_string();
  return part.shape == Shape::words ? words_value(text) : Value(text);
}

// Parts the page does not know stay as they stand.
base::Result<Value> parts_value(const Field& field, const json::value& wanted,
                                const Value* standing) {
  const json::object* object = wanted.if_object();
  if (object == nullptr) return bad(field, "shape");
  const std::span<const Part> parts = parts_of(field.fold.kind);
  Value out = Value::map({});
  if (standing != nullptr && standing->as_map() != nullptr) {
    for (const auto& [key, value] : *standing->as_map()) {
      const bool known = std::ranges::any_of(
          parts, [&, &there = key](const Part& part) { return there == Value(part.key); });
      if (!known) out.set(key, value);
    }
  }
  for (const auto& [name, value] : *object) {
    const auto part = std::ranges::find_if(
        parts, [&, &wanted_name = name](const Part& one) { return wanted_name == one.name; });
    if (part == parts.end()) return bad(field, "part");
    if (value.is_null()) continue;
    base::Result<Value> read = part_value(field, *part, value);
    if (!read) return read;
    out.set(part->key, std::move(*read));
  }
  return out;
}

base::Result<Value> codes_value(const Field& field, const json::value& wanted) {
  const json::array* items = wanted.if_array();
  if (items == nullptr) return bad(field, "shape");
  Value::Array codes;
  for (const json::value& item : *items) {
    if (!item.is_string()) return bad(field, "shape");
    codes.emplace_back(std::string_view(item.get_string()));
  }
  std::ranges::sort(codes);  // in the order of encodings, as the catalogue wants them
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return Value::array(std::move(codes));
}

}  // namespace

const std::string& UserNames::of(const base::UserId& id) {
  const auto known = names_.find(id);
  if (known != names_.end()) return known->second;
  const base::Result<desk::UserRow> row = desk::read_user(house_, id);
  return names_[id] = row ? row->name : std::string();
}

std::optional<base::UserId> UserNames::find(std::string_view name) {
  const base::Result<desk::UserRow> row = desk::find_user(house_, name);
  if (!row) return std::nullopt;
  return row->id;
}

std::string page_kind(const Field& field) {
  switch (field.fold.kind) {
    case Kind::text:
      return "text";
    case Kind::longtext:
      return "longtext";
    case Kind::code:
      return "code";
    case Kind::codes:
      return "codes";
    case Kind::partial_date:
      return "partial_date";
    case Kind::instant:
      return "instant";
    case Kind::integer:
      return "integer";
    case Kind::decimal:
      return "decimal";
    case Kind::boolean:
      return "boolean";
    case Kind::person_name:
      return "person_name";
    case Kind::place:
      return "place";
    case Kind::language:
      return "language";
    case Kind::identifier:
      return "identifier";
    case Kind::record:
      return "record";
    case Kind::case_file:
      return "case_file";
    case Kind::row:
      return "row";
    case Kind::money:
      return "money";
    case Kind::status:
      return "status";
    case Kind::user:
      return "user";
    case Kind::file:
    case Kind::bytes:
      break;
  }
  return {};
}

bool page_many(const Field& field) {
  return field.fold.rule == Rule::add_remove_set && field.fold.kind != Kind::codes;
}

std::string page_list(const casefile::RecordType& type, const Field& field) {
  switch (field.fold.kind) {
    case Kind::status:
      return "states." + type.id + "." + field.id;
    case Kind::code:
    case Kind::codes:
    case Kind::language:
    case Kind::identifier:
      return field.list;
    default:
      return {};
  }
}

json::value FieldJson::one(const Field& field, const Value& value) const {
  switch (field.fold.kind) {
    case Kind::codes: {
      json::array codes;
      if (value.as_array() == nullptr) return nullptr;
      for (const Value& code : *value.as_array()) codes.emplace_back(*code.as_text());
      return codes;
    }
    case Kind::partial_date:
      return date_json(value);
    case Kind::instant: {
      const std::optional<base::UtcMs> ms = casefile::instant_ms(value);
      return ms ? json::value(*ms) : nullptr;
    }
    case Kind::integer:
      return value.as_int() != nullptr ? json::value(*value.as_int()) : nullptr;
    case Kind::boolean:
      return value.as_bool() != nullptr ? json::value(*value.as_bool()) : nullptr;
    case Kind::person_name:
    case Kind::place:
    case Kind::language:
    case Kind::identifier: {
      json::object out;
      for (const Part& part : parts_of(field.fold.kind)) {
        const Value* found = value.find(part.key);
        if (found != nullptr) out[part.name] = part_json(part, *found);
      }
      return out;
    }
    case Kind::row: {
      json::object out;
      for (const Field& column : field.columns) {
        const Value* found = value.find(static_cast<std::int64_t>(column.number));
        if (found != nullptr && !page_kind(column).empty()) out[column.id] = one(column, *found);
      }
      return out;
    }
    case Kind::user: {
      if (value.as_bytes() == nullptr) return nullptr;
      const base::Result<base::UserId> id = base::UserId::from_bytes(*value.as_bytes());
      return json::value(id ? names_.of(*id) : std::string());
    }
    case Kind::decimal:
    case Kind::money:
      return json::value(desk::value_to_text(house_.catalogue(), field, value, "es"));
    default:
      break;
  }
  if (value.as_text() != nullptr) return json::value(*value.as_text());
  return value.as_bytes() != nullptr ? json::value(base::to_hex(*value.as_bytes())) : nullptr;
}

json::value FieldJson::show(const Field& field, const std::vector<const Value*>& values) const {
  if (values.empty() || values.front()->is_null()) return nullptr;
  if (page_many(field)) {
    json::array all;
    for (const Value* value : values) {
      json::value shown = one(field, *value);
      if (std::ranges::find(all, shown) == all.end()) all.push_back(std::move(shown));
    }
    return all;
  }
  if (!is_note(field)) return one(field, *values.front());
  std::string text;
  for (const Value* value : values) {
    if (value->as_text() == nullptr) continue;
    if (!text.empty()) text += kBetweenNotes;
    text += *value->as_text();
  }
  return json::value(text);
}

base::Result<Value> FieldJson::row_value(const Field& field, const json::value& wanted) const {
  const json::object* object = wanted.if_object();
  if (object == nullptr) return bad(field, "shape");
  // Every row bears an identity of its own under 0.
  Value out = Value::map({{0, Value::bytes(base::RecordId::random(house_.random()).bytes())}});
  for (const Field& column : field.columns) {
    const json::value* cell = object->if_contains(column.id);
    if (cell == nullptr || cell->is_null()) {
      if (column.required) return bad(field, "column");
      continue;
    }
    base::Result<Value> value = read(column, *cell, nullptr);
    if (!value) return bad(field, "column");
    out.set(static_cast<std::int64_t>(column.number), std::move(*value));
  }
  return out;
}

base::Result<Value> FieldJson::read(const Field& field, const json::value& wanted,
                                    const Value* standing) const {
  const Kind kind = field.fold.kind;
  if (wanted.is_null()) {
    if (kind == Kind::status) return bad(field, "state");
    return Value();
  }
  if (!parts_of(kind).empty()) return parts_value(field, wanted, standing);
  if (kind == Kind::partial_date) return date_value(field, wanted);
  if (kind == Kind::row) return row_value(field, wanted);
  if (kind == Kind::codes) return codes_value(field, wanted);
  if (kind == Kind::boolean) {
    if (!wanted.is_bool()) return bad(field, "shape");
    return Value(wanted.get_bool());
  }
  if (kind == Kind::integer || kind == Kind::instant) {
    if (!wanted.is_int64()) return bad(field, "shape");
    if (kind == Kind::instant) return casefile::make_instant(wanted.get_int64());
    return Value(std::int64_t{wanted.get_int64()});
  }
  if (!wanted.is_string()) return bad(field, "shape");
  const std::string_view text = wanted.get_string();
  if (text.empty()) return Value();
  switch (kind) {
    case Kind::text:
    case Kind::longtext:
    case Kind::code:
    case Kind::status:
      return Value(text);
    case Kind::user: {
      const std::optional<base::UserId> id = names_.find(text);
      if (!id) return bad(field, "user");
      return Value::bytes(id->bytes());
    }
    default:
      return desk::value_from_text(house_.catalogue(), field, text, {});
  }
}

base::Result<std::vector<desk::FieldEdit>> FieldJson::set_edits(
    const Field& field, const json::value& wanted, const casefile::FoldedField* standing) const {
  json::array elements;
  if (const json::array* items = wanted.if_array()) {
    elements = *items;
  } else if (!wanted.is_null()) {
    return bad(field, "shape");
  }
  std::vector<desk::FieldEdit> edits;
  if (standing != nullptr) {
    for (const casefile::Shown& shown : standing->shown) {
      const auto kept = std::ranges::find(elements, one(field, shown.value));
      if (kept != elements.end()) {
        elements.erase(kept);
        continue;
      }
      desk::FieldEdit edit{field.id, Value(), {shown.stamp}};
      edit.removes.insert(edit.removes.end(), shown.same.begin(), shown.same.end());
      edits.push_back(std::move(edit));
    }
  }
  for (const json::value& element : elements) {
    base::Result<Value> value = read(field, element, nullptr);
    if (!value) return base::pass(value);
    edits.push_back({field.id, std::move(*value), {}});
  }
  return edits;
}

base::Result<std::vector<desk::FieldEdit>> FieldJson::note_edits(
    const Field& field, const json::value& wanted, const casefile::FoldedField* standing) const {
  std::string before;
  if (standing != nullptr) {
    std::vector<const Value*> values;
    for (const casefile::Shown& shown : standing->shown) values.push_back(&shown.value);
    const json::value there = show(field, values);
    if (there.is_string()) before = there.get_string();
  }
  if (!wanted.is_string()) return bad(field, "kept");
  std::string_view text = wanted.get_string();
  if (text == before) return std::vector<desk::FieldEdit>();
  if (before.starts_with(text)) return bad(field, "kept");
  if (!before.empty() && text.starts_with(before)) text.remove_prefix(before.size());
  const std::size_t first = text.find_first_not_of(" \n");
  if (first == std::string_view::npos) return bad(field, "kept");
  return std::vector<desk::FieldEdit>{{field.id, Value(text.substr(first)), {}}};
}

base::Result<std::vector<desk::FieldEdit>> FieldJson::edits(
    const Field& field, const json::value& wanted, const casefile::FoldedField* standing) const {
  if (page_kind(field).empty() || field.fold.kind == Kind::money) return bad(field, "not_shown");
  if (page_many(field)) return set_edits(field, wanted, standing);
  if (is_note(field)) return note_edits(field, wanted, standing);
  const bool stands = standing != nullptr && !standing->shown.empty();
  base::Result<Value> value =
      read(field, wanted, stands ? &standing->shown.front().value : nullptr);
  if (!value) return base::pass(value);
  return std::vector<desk::FieldEdit>{{field.id, std::move(*value), {}}};
}

}  // namespace cli
