#include "main/field_json.h"

#include <algorithm>

#include "base/names.h"
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

bool is_set(const Field& field) {
  return field.fold.rule == Rule::add_remove_set;
}
bool is_note(const Field& field) {
  return field.fold.rule == Rule::append_only;
}

std::vector<const Value*> values_of(const casefile::FoldedField* standing) {
  std::vector<const Value*> values;
  if (standing == nullptr) return values;
  for (const casefile::Shown& shown : standing->shown) values.push_back(&shown.value);
  return values;
}

// The wanted elements of a set: an array of codes, or a text with one element a line.
base::Result<std::vector<std::string>> elements_of(const Field& field, const json::value& wanted) {
  std::vector<std::string> elements;
  if (wanted.is_null()) return elements;
  if (const json::array* items = wanted.if_array()) {
    for (const json::value& item : *items) {
      if (!item.is_string()) return bad(field, "shape");
      elements.emplace_back(item.get_string());
    }
    return elements;
  }
  if (!wanted.is_string()) return bad(field, "shape");
  const std::string_view text = wanted.get_string();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) elements.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return elements;
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
  const bool several = is_set(field) || is_note(field);
  switch (field.fold.kind) {
    case Kind::longtext:
      // The child's own words stand apart and are shown as she said them.
      return is_note(field) && field.fold.compartment == base::Compartment::wishes ? "quote"
                                                                                   : "long_text";
    case Kind::code:
    case Kind::language:
      return is_set(field) ? "codes" : "code";
    case Kind::codes:
      return "codes";
    case Kind::status:
      return "code";
    case Kind::partial_date:
    case Kind::instant:
      return several ? "" : "date";
    case Kind::integer:
      return several ? "" : "number";
    case Kind::boolean:
      return several ? "" : "flag";
    case Kind::text:
    case Kind::decimal:
    case Kind::money:
    case Kind::user:
    case Kind::person_name:
    case Kind::place:
    case Kind::identifier:
      return several ? "long_text" : "text";
    case Kind::record:
    case Kind::case_file:
    case Kind::row:
    case Kind::file:
    case Kind::bytes:
      break;
  }
  return {};
}

std::string page_list(const casefile::RecordType& type, const Field& field) {
  if (field.fold.kind == Kind::status) return "states." + type.id + "." + field.id;
  const std::string kind = page_kind(field);
  return kind == "code" || kind == "codes" ? field.list : std::string();
}

std::string FieldJson::line(const Field& field, const Value& value) const {
  const Value* code = value.find(1);
  switch (field.fold.kind) {
    case Kind::code:
    case Kind::status:
      return value.as_text() != nullptr ? *value.as_text() : std::string();
    case Kind::language:
      return code != nullptr && code->as_text() != nullptr ? *code->as_text() : std::string();
    case Kind::identifier: {
      const Value* number = value.find(2);
      if (code == nullptr || number == nullptr) return {};
      return *code->as_text() + ": " + *number->as_text();
    }
    case Kind::user: {
      if (value.as_bytes() == nullptr) return {};
      const base::Result<base::UserId> id = base::UserId::from_bytes(*value.as_bytes());
      return id ? names_.of(*id) : std::string();
    }
    default:
      return desk::value_to_text(house_.catalogue(), field, value, "es");
  }
}

json::value FieldJson::show(const Field& field, const std::vector<const Value*>& values) const {
  if (values.empty() || values.front()->is_null()) return nullptr;
  const std::string kind = page_kind(field);
  const Value& first = *values.front();
  if (kind == "codes") {
    json::array codes;
    const auto add = [&](const std::string& code) {
      if (std::ranges::find(codes, json::value(code)) == codes.end()) codes.emplace_back(code);
    };
    for (const Value* value : values) {
      if (value->as_array() == nullptr) {
        add(line(field, *value));
        continue;
      }
      for (const Value& item : *value->as_array()) add(*item.as_text());
    }
    return codes;
  }
  if (kind == "date") return date_json(field, first);
  if (kind == "flag") return first.as_bool() != nullptr ? json::value(*first.as_bool()) : nullptr;
  if (kind == "number") return first.as_int() != nullptr ? json::value(*first.as_int()) : nullptr;
  std::string text;
  for (const Value* value : values) {
    if (!text.empty()) text += is_note(field) ? kBetweenNotes : "\n";
    text += line(field, *value);
  }
  return json::value(text);
}

base::Result<Value> FieldJson::read_line(const Field& field, std::string_view text,
                                         const Value* standing) const {
  switch (field.fold.kind) {
    case Kind::text:
    case Kind::longtext:
    case Kind::code:
    case Kind::status:
      return Value(text);
    case Kind::language: {
      // Level and interpreter stay when it is the same language.
      const Value* code = standing != nullptr ? standing->find(1) : nullptr;
      if (code != nullptr && *code == Value(text)) return *standing;
      return Value::map({{1, text}});
    }
    case Kind::identifier: {
      const std::size_t colon = text.find(':');
      if (colon == std::string_view::npos) return bad(field, "system");
      return desk::value_from_text(house_.catalogue(), field,
                                   "system:" + std::string(text.substr(0, colon)) +
                                       ";value:" + std::string(text.substr(colon + 1)),
                                   {});
    }
    case Kind::user: {
      const std::optional<base::UserId> id = names_.find(text);
      if (!id) return bad(field, "user");
      return Value::bytes(id->bytes());
    }
    default:
      return desk::value_from_text(house_.catalogue(), field, text, {});
  }
}

base::Result<Value> FieldJson::read(const Field& field, const json::value& wanted,
                                    const Value* standing) const {
  if (wanted.is_null()) {
    if (field.fold.kind == Kind::status) return bad(field, "state");
    return Value();
  }
  const std::string kind = page_kind(field);
  if (kind == "date") return date_value(field, wanted);
  if (kind == "flag") {
    if (!wanted.is_bool()) return bad(field, "shape");
    return Value(wanted.get_bool());
  }
  if (kind == "number") {
    if (!wanted.is_int64()) return bad(field, "shape");
    return Value(std::int64_t{wanted.get_int64()});
  }
  if (kind == "codes") {
    base::Result<std::vector<std::string>> codes = elements_of(field, wanted);
    if (!codes) return base::pass(codes);
    Value::Array each(codes->begin(), codes->end());
    std::ranges::sort(each);  // in the order of encodings, as the catalogue wants them
    each.erase(std::unique(each.begin(), each.end()), each.end());
    return Value::array(std::move(each));
  }
  if (!wanted.is_string()) return bad(field, "shape");
  if (wanted.get_string().empty()) return Value();
  return read_line(field, wanted.get_string(), standing);
}

base::Result<std::vector<desk::FieldEdit>> FieldJson::set_edits(
    const Field& field, const json::value& wanted, const casefile::FoldedField* standing) const {
  base::Result<std::vector<std::string>> elements = elements_of(field, wanted);
  if (!elements) return base::pass(elements);
  std::vector<desk::FieldEdit> edits;
  if (standing != nullptr) {
    for (const casefile::Shown& shown : standing->shown) {
      if (std::erase(*elements, line(field, shown.value)) > 0) continue;
      desk::FieldEdit edit{field.id, Value(), {shown.stamp}};
      edit.removes.insert(edit.removes.end(), shown.same.begin(), shown.same.end());
      edits.push_back(std::move(edit));
    }
  }
  for (const std::string& element : *elements) {
    base::Result<Value> value = read_line(field, element, nullptr);
    if (!value) return base::pass(value);
    edits.push_back({field.id, std::move(*value), {}});
  }
  return edits;
}

base::Result<std::vector<desk::FieldEdit>> FieldJson::note_edits(
    const Field& field, const json::value& wanted, const casefile::FoldedField* standing) const {
  const json::value there = show(field, values_of(standing));
  const std::string before = there.is_string() ? std::string(there.get_string()) : std::string();
  if (!wanted.is_string()) return bad(field, "kept");
  std::string_view text = wanted.get_string();
  if (text == before) return std::vector<desk::FieldEdit>();
  if (before.starts_with(text)) return bad(field, "kept");
  if (!before.empty() && text.starts_with(before)) text.remove_prefix(before.size());
  const std::size_t first = text.find_first_not_of(" \n");
  if (first == std::string_view::npos) return bad(field, "kept");
  base::Result<Value> value = read_line(field, text.substr(first), nullptr);
  if (!value) return base::pass(value);
  return std::vector<desk::FieldEdit>{{field.id, std::move(*value), {}}};
}

base::Result<std::vector<desk::FieldEdit>> FieldJson::edits(
    const Field& field, const json::value& wanted, const casefile::FoldedField* standing) const {
  if (page_kind(field).empty()) return bad(field, "not_shown");
  if (is_set(field)) return set_edits(field, wanted, standing);
  if (is_note(field)) return note_edits(field, wanted, standing);
  const std::vector<const Value*> values = values_of(standing);
  base::Result<Value> value = read(field, wanted, values.empty() ? nullptr : values.front());
  if (!value) return base::pass(value);
  return std::vector<desk::FieldEdit>{{field.id, std::move(*value), {}}};
}

}  // namespace cli
