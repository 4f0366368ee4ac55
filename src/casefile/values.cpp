#include "casefile/values.h"

#include <algorithm>

#include "base/partial_date.h"
#include "casefile/instant.h"
#include "casefile/wire.h"

namespace casefile {

namespace {

using codec::Value;

constexpr std::size_t kMaxCode = 64;
constexpr std::size_t kMaxRowDepth = 5;

bool is_text(const Value& value, std::size_t most, std::size_t least = 0) {
  const std::string* text = value.as_text();
  return text != nullptr && text->size() >= least && text->size() <= most;
}

bool is_bytes(const Value& value, std::size_t least, std::size_t most) {
  const base::Bytes* bytes = value.as_bytes();
  return bytes != nullptr && bytes->size() >= least && bytes->size() <= most;
}

bool is_id(const Value& value) {
  return is_bytes(value, 16, 16);
}

bool is_texts(const Value& value, std::size_t most_items) {
  const Value::Array* items = value.as_array();
  return items != nullptr && items->size() <= most_items &&
         std::all_of(items->begin(), items->end(),
                     [](const Value& v) { return is_text(v, kMaxText, 1); });
}

// Sorted and each once, so that one choice has one encoding.
bool is_codes(const Value& value) {
  if (!is_texts(value, 256)) return false;
  const Value::Array& items = *value.as_array();
  return std::adjacent_find(items.begin(), items.end(),
                            [](const Value& a, const Value& b) { return !(a < b); }) == items.end();
}

// The value is a map whose keys are numbers from `least` on, and `check` accepts each pair.
template <class Check>
bool is_map_of(const Value& value, Check check) {
  const Value::Map* map = value.as_map();
  if (map == nullptr || map->empty()) return false;
  for (const auto& [key, item] : *map) {
    const auto number = wire::as_u32(key);
    if (!number || !check(*number, item)) return false;
  }
  return true;
}

bool is_name(const Value& value) {
  return is_map_of(value, [](std::uint32_t key, const Value& item) {
    if (key == 1) return is_texts(item, 16);
    return key >= 2 && key <= 5 && is_text(item, kMaxText, 1);
  });
}

bool is_point(const Value& value) {
  const Value::Array* items = wire::as_items(value, 2);
  if (items == nullptr || items->size() != 2) return false;
  const std::int64_t* lat = (*items)[0].as_int();
  const std::int64_t* lon = (*items)[1].as_int();
  return lat != nullptr && lon != nullptr && *lat >= -90'000'000 && *lat <= 90'000'000 &&
         *lon >= -180'000'000 && *lon <= 180'000'000;
}

bool is_place(const Value& value) {
  return is_map_of(value, [](std::uint32_t key, const Value& item) {
    return key == 7 ? is_point(item) : key >= 1 && key <= 6 && is_text(item, kMaxText, 1);
  });
}

bool is_language(const Value& value) {
  const Value* code = value.find(1);
  return code != nullptr && is_map_of(value, [](std::uint32_t key, const Value& item) {
           if (key == 4) return item.as_bool() != nullptr;
           return key >= 1 && key <= 3 && is_text(item, kMaxCode, 1);
         });
}

bool is_identifier(const Value& value) {
  return value.find(1) != nullptr && value.find(2) != nullptr &&
         is_map_of(value, [](std::uint32_t key, const Value& item) {
           return key >= 1 && key <= 4 && is_text(item, kMaxText, 1);
         });
}

bool is_file(const Value& value) {
  return value.find(1) != nullptr && is_map_of(value, [](std::uint32_t key, const Value& item) {
           if (key == 1) return is_id(item);
           if (key == 4) return wire::as_number(item, INT64_MAX).has_value();
           if (key == 5) return is_bytes(item, 32, 32);
           if (key == 6) return is_text(item, kMaxCode, 1);
           return (key == 2 || key == 3 || key == 7) && is_text(item, kMaxText);
         });
}

bool is_money(const Value& value) {
  const Value::Array* items = wire::as_items(value, 2);
  return items != nullptr && items->size() == 2 && (*items)[0].as_int() != nullptr &&
         is_text((*items)[1], 3, 3);
}

bool is_shallow(const Value& value, std::size_t depth) {
  if (const Value::Array* items = value.as_array()) {
    return depth > 0 && std::all_of(items->begin(), items->end(),
                                    [&](const Value& v) { return is_shallow(v, depth - 1); });
  }
  if (const Value::Map* map = value.as_map()) {
    return depth > 0 && std::all_of(map->begin(), map->end(), [&](const auto& pair) {
             return is_shallow(pair.second, depth - 1);
           });
  }
  return true;
}

bool is_row(const Value& value) {
  const Value* row = value.find(0);
  return row != nullptr && is_id(*row) && is_map_of(value, [](std::uint32_t, const Value& item) {
           return is_shallow(item, kMaxRowDepth);
         });
}

std::unexpected<base::Refusal> bad(const Field& field, std::string why) {
  return base::refuse(base::Code::bad_value, {{"field", field.id}, {"why", std::move(why)}});
}

bool knows_code(const Catalogue& catalogue, std::string_view list_id, std::string_view code) {
  const CodeList* list = catalogue.list(list_id);
  if (list == nullptr) return false;
  const CodeEntry* entry = list->find(code);
  return entry == nullptr ? list->open : !entry->retired;
}

base::Done check_row(const Catalogue& catalogue, const Field& field, const Value& value) {
  for (const auto& [key, item] : *value.as_map()) {
    if (*key.as_int() == 0) continue;
    const auto column = std::find_if(
        field.columns.begin(), field.columns.end(),
        [&](const Field& c) { return static_cast<std::int64_t>(c.number) == *key.as_int(); });
    if (column == field.columns.end()) return bad(field, "column");
    if (base::Done ok = check_value(catalogue, *column, item); !ok) return ok;
  }
  for (const Field& column : field.columns) {
    if (column.required && value.find(static_cast<int>(column.number)) == nullptr) {
      return bad(column, "required");
    }
  }
  return {};
}

}  // namespace

bool has_shape(Kind kind, const Value& value) {
  if (value.is_null()) return true;
  switch (kind) {
    case Kind::text:
      return is_text(value, kMaxText, 1);
    case Kind::longtext:
      return is_text(value, kMaxLongtext, 1);
    case Kind::code:
    case Kind::status:
      return is_text(value, kMaxCode, 1);
    case Kind::codes:
      return is_codes(value);
    case Kind::partial_date:
      return is_text(value, kMaxCode, 1);
    case Kind::instant:
      return instant_ms(value).has_value();
    case Kind::integer:
    case Kind::decimal:
      return value.as_int() != nullptr;
    case Kind::boolean:
      return value.as_bool() != nullptr;
    case Kind::person_name:
      return is_name(value);
    case Kind::place:
      return is_place(value);
    case Kind::language:
      return is_language(value);
    case Kind::identifier:
      return is_identifier(value);
    case Kind::record:
    case Kind::case_file:
    case Kind::user:
      return is_id(value);
    case Kind::row:
      return is_row(value);
    case Kind::file:
      return is_file(value);
    case Kind::money:
      return is_money(value);
    case Kind::bytes:
      return is_bytes(value, 1, 4096);
  }
  return false;
}

base::Done check_value(const Catalogue& catalogue, const Field& field, const Value& value) {
  if (value.is_null()) return {};
  const Kind kind = field.fold.kind;
  if (!has_shape(kind, value)) return bad(field, "shape");
  if (kind == Kind::code && !knows_code(catalogue, field.list, *value.as_text())) {
    return bad(field, "code");
  }
  if (kind == Kind::codes) {
    for (const Value& code : *value.as_array()) {
      if (!knows_code(catalogue, field.list, *code.as_text())) return bad(field, "code");
    }
  }
  if (kind == Kind::language || kind == Kind::identifier) {
    const std::string* code = value.find(1)->as_text();
    if (!knows_code(catalogue, field.list, *code)) return bad(field, "code");
  }
  if (kind == Kind::status && field.fold.rank(*value.as_text()) == field.fold.strictness.size()) {
    return bad(field, "state");
  }
  if (kind == Kind::partial_date && !base::PartialDate::from_text(*value.as_text())) {
    return bad(field, "date");
  }
  if (kind == Kind::row) return check_row(catalogue, field, value);
  return {};
}

base::Done check_op(const Catalogue& catalogue, base::Compartment compartment, const Op& op) {
  const RecordType* type = catalogue.type(op.type);
  if (op.opaque || type == nullptr || type->version != op.version) {
    return base::refuse(base::Code::unknown_record_type, {{"type", std::to_string(op.type)}});
  }
  const auto misplaced = [&](std::string_view field, base::Compartment right) {
    return base::refuse(base::Code::wrong_compartment,
                        {{"type", type->id},
                         {"field", std::string(field)},
                         {"compartment", std::string(base::compartment_name(right))}});
  };
  if (op.is(OpKind::shred)) return {};
  if (op.is(OpKind::create)) {
    if (type->compartment != compartment) return misplaced("", type->compartment);
    return {};
  }
  const Field* field = type->field(op.field);
  if (field == nullptr) {
    return base::refuse(base::Code::unknown_field,
                        {{"type", type->id}, {"field", std::to_string(op.field)}});
  }
  if (field->fold.compartment != compartment) return misplaced(field->id, field->fold.compartment);
  const bool fits = op.is(op_kind_for(field->fold)) ||
                    (op.is(OpKind::remove) && field->fold.rule == Rule::add_remove_set);
  if (!fits) return base::refuse(base::Code::wrong_op, {{"type", type->id}, {"field", field->id}});
  if (op.is(OpKind::remove) && op.base.empty()) return bad(*field, "base");
  return check_value(catalogue, *field, op.value);
}

OpKind op_kind_for(const FoldRule& rule) {
  switch (rule.rule) {
    case Rule::append_only:
      return OpKind::note;
    case Rule::status_machine:
      return OpKind::transition;
    case Rule::add_remove_set:
      return rule.kind == Kind::file ? OpKind::attach : OpKind::add;
    case Rule::replace_with_conflict:
    case Rule::restrictive:
      break;
  }
  return rule.kind == Kind::file ? OpKind::attach : OpKind::set;
}

}  // namespace casefile
