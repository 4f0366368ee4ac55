#include "desk/field_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "base/names.h"
#include "base/zone.h"
#include "casefile/instant.h"

namespace desk {

namespace {

using base::Code;
using casefile::Kind;
using codec::Value;

struct Part {
  int key;
  std::string_view name;
};
// The keys of compound values (docs/formats.md, "Values").
constexpr std::array kNameParts = {Part{1, "given"}, Part{2, "paternal"}, Part{3, "maternal"},
                                   Part{4, "nickname"}, Part{5, "said"}};
constexpr std::array kPlaceParts = {Part{1, "country"},  Part{2, "state"},  Part{3, "municipality"},
                                    Part{4, "locality"}, Part{5, "scheme"}, Part{6, "text"}};
constexpr std::array kLanguageParts = {Part{1, "code"}, Part{2, "variant"}, Part{3, "level"},
                                       Part{4, "interpreter"}};
constexpr std::array kIdentifierParts = {Part{1, "system"}, Part{2, "value"}, Part{3, "issuer"},
                                         Part{4, "class"}};

std::unexpected<base::Refusal> bad(const casefile::Field& field, const char* why) {
  return base::refuse(Code::bad_value, {{"field", field.id}, {"why", why}});
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Value texts_value(std::string_view text) {
  Value::Array items;
  for (const std::string_view item : split(text, ',')) {
    if (!item.empty()) items.emplace_back(item);
  }
  return Value::array(std::move(items));
}

// "part:text;part:text" by the parts' names; text without any part goes under `whole`.
base::Result<Value> parts_from_text(const casefile::Field& field, std::string_view text,
                                    std::span<const Part> parts, int whole) {
  Value map = Value::map({});
  if (text.find(':') == std::string_view::npos) {
    map.set(whole, text);
    return map;
  }
  for (const std::string_view item : split(text, ';')) {
    if (item.empty()) continue;
    const std::size_t colon = item.find(':');
    const std::string_view name = trimmed(item.substr(0, colon));
    const auto part =
        std::find_if(parts.begin(), parts.end(), [&](const Part& p) { return p.name == name; });
    if (part == parts.end() || colon == std::string_view::npos) return bad(field, "part");
    const std::string_view content = trimmed(item.substr(colon + 1));
    if (part->name == "given") {
      map.set(part->key, texts_value(content));
    } else if (part->name == "interpreter") {
      map.set(part->key, content == "yes" || content == "si" || content == "sí");
    } else {
      map.set(part->key, content);
    }
  }
  return map;
}

std::string parts_to_text(const Value& value, std::span<const Part> parts) {
  std::string line;
  for (const Part& part : parts) {
    const Value* found = value.find(part.key);
    if (found == nullptr) continue;
    if (found->as_text() != nullptr) line += (line.empty() ? "" : " ") + *found->as_text();
    if (found->as_array() == nullptr) continue;
    for (const Value& item : *found->as_array()) {
      line += (line.empty() ? "" : " ") + *item.as_text();
    }
  }
  return line;
}

base::Result<Value> integer_from_text(const casefile::Field& field, std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return bad(field, "number");
  return Value(number);
}

// "12.5" with scale 2 is 1250.
base::Result<Value> decimal_from_text(const casefile::Field& field, std::string_view text) {
  const std::size_t point = text.find_first_of(".,");
  std::string digits(text.substr(0, point));
  std::string fraction(point == std::string_view::npos ? "" : text.substr(point + 1));
  const auto scale = static_cast<std::size_t>(field.scale);
  if (fraction.size() > scale) return bad(field, "decimals");
  fraction.resize(scale, '0');
  return integer_from_text(field, digits + fraction);
}

base::Result<Value> boolean_from_text(const casefile::Field& field, std::string_view text) {
  const std::string folded = base::fold(text);
  for (const std::string_view yes : {"si", "yes", "true", "1"}) {
    if (folded == yes) return Value(true);
  }
  for (const std::string_view no : {"no", "false", "0"}) {
    if (folded == no) return Value(false);
  }
  return bad(field, "yes_or_no");
}

base::Result<std::string> code_from_text(const casefile::Catalogue& catalogue,
                                         const casefile::Field& field, std::string_view text) {
  const casefile::CodeList* list = catalogue.list(field.list);
  if (list == nullptr) return bad(field, "list");
  const std::string folded = base::fold(text);
  for (const casefile::CodeEntry& entry : list->codes) {
    if (entry.code == text || base::fold(entry.label.es) == folded ||
        base::fold(entry.label.en) == folded) {
      return entry.code;
    }
  }
  if (list->open) return std::string(text);
  return bad(field, "code");
}

base::Result<Value> codes_from_text(const casefile::Catalogue& catalogue,
                                    const casefile::Field& field, std::string_view text) {
  std::vector<std::string> codes;
  for (const std::string_view item : split(text, ',')) {
    base::Result<std::string> code = code_from_text(catalogue, field, item);
    if (!code) return base::pass(code);
    codes.push_back(std::move(*code));
  }
  Value::Array each(codes.begin(), codes.end());
  std::sort(each.begin(), each.end());  // in the order of their encodings
  each.erase(std::unique(each.begin(), each.end()), each.end());
  return Value::array(std::move(each));
}

base::Result<Value> date_from_text(const casefile::Field& field, std::string_view text,
                                   const Reading& reading) {
  base::Result<base::PartialDate> date = base::read_date(text, reading.dates);
  if (!date) {
    base::Refusal refusal = std::move(date.error());
    return std::unexpected(std::move(refusal).with("field", field.id));
  }
  return Value(date->text());
}

// A day, at its beginning in UTC; finer instants come from clocks, not from typing.
base::Result<Value> instant_from_text(const casefile::Field& field, std::string_view text,
                                      const Reading& reading) {
  base::Result<base::PartialDate> date = base::read_date(text, reading.dates);
  if (!date || date->precision() != base::PartialDate::Precision::day) return bad(field, "day");
  const auto since = date->earliest()->time_since_epoch();
  return casefile::make_instant(
      std::chrono::duration_cast<std::chrono::milliseconds>(since).count(), "",
      casefile::InstantPrecision::day);
}

base::Result<Value> id_from_text(const casefile::Field& field, std::string_view text) {
  base::Result<base::Bytes> bytes = base::from_hex(text);
  if (!bytes) return bad(field, "id");
  return Value(std::move(*bytes));
}

base::Result<Value> money_from_text(const casefile::Field& field, std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return bad(field, "currency");
  casefile::Field cents = field;
  cents.scale = 2;
  base::Result<Value> amount = decimal_from_text(cents, text.substr(0, space));
  if (!amount) return amount;
  return Value::array({*amount, trimmed(text.substr(space + 1))});
}

std::string code_to_text(const casefile::Catalogue& catalogue, const casefile::Field& field,
                         const std::string& code, std::string_view language) {
  if (field.fold.kind == Kind::status) {
    for (const auto& [state, label] : field.states) {
      if (state == code) return in_language(label, language);
    }
    return code;
  }
  const casefile::CodeList* list = catalogue.list(field.list);
  const casefile::CodeEntry* entry = list != nullptr ? list->find(code) : nullptr;
  return entry != nullptr ? in_language(entry->label, language) : code;
}

std::string decimal_to_text(std::int64_t scaled, int scale) {
  std::string digits = std::to_string(scaled < 0 ? -scaled : scaled);
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return scaled < 0 ? "-" + digits : digits;
}

std::string instant_to_text(const Value& value) {
  const std::optional<base::UtcMs> ms = casefile::instant_ms(value);
  if (!ms) return {};
  const auto at = std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(*ms));
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(at - day).count();
  const std::string hour = std::to_string(100 + minutes / 60).substr(1);
  const std::string minute = std::to_string(100 + minutes % 60).substr(1);
  return base::day_text(day) + "T" + hour + ":" + minute + "Z";
}

}  // namespace

const std::string& in_language(const casefile::Label& label, std::string_view language) {
  return language == "en" ? label.en : label.es;
}

base::Result<Value> value_from_text(const casefile::Catalogue& catalogue,
                                    const casefile::Field& field, std::string_view typed,
                                    const Reading& reading) {
  const std::string_view text = trimmed(typed);
  if (text.empty()) return Value();
  switch (field.fold.kind) {
    case Kind::text:
    case Kind::longtext:
    case Kind::status:
      return Value(text);
    case Kind::code: {
      base::Result<std::string> code = code_from_text(catalogue, field, text);
      if (!code) return base::pass(code);
      return Value(std::move(*code));
    }
    case Kind::codes:
      return codes_from_text(catalogue, field, text);
    case Kind::partial_date:
      return date_from_text(field, text, reading);
    case Kind::instant:
      return instant_from_text(field, text, reading);
    case Kind::integer:
      return integer_from_text(field, text);
    case Kind::decimal:
      return decimal_from_text(field, text);
    case Kind::boolean:
      return boolean_from_text(field, text);
    case Kind::person_name:
      return parts_from_text(field, text, kNameParts, 5);
    case Kind::place:
      return parts_from_text(field, text, kPlaceParts, 6);
    case Kind::language:
      return parts_from_text(field, text, kLanguageParts, 1);
    case Kind::identifier:
      return parts_from_text(field, text, kIdentifierParts, 2);
    case Kind::record:
    case Kind::case_file:
    case Kind::user:
    case Kind::bytes:
      return id_from_text(field, text);
    case Kind::money:
      return money_from_text(field, text);
    case Kind::row:
    case Kind::file:
      break;
  }
  return bad(field, "not_typed");
}

std::string value_to_text(const casefile::Catalogue& catalogue, const casefile::Field& field,
                          const Value& value, std::string_view language) {
  switch (field.fold.kind) {
    case Kind::code:
    case Kind::status:
      return value.as_text() ? code_to_text(catalogue, field, *value.as_text(), language) : "";
    case Kind::instant:
      return instant_to_text(value);
    case Kind::person_name:
      return parts_to_text(value, kNameParts);
    case Kind::place:
      return parts_to_text(value, kPlaceParts);
    case Kind::language:
      return parts_to_text(value, kLanguageParts);
    case Kind::identifier:
      return parts_to_text(value, kIdentifierParts);
    case Kind::decimal:
      return value.as_int() ? decimal_to_text(*value.as_int(), field.scale) : "";
    default:
      break;
  }
  if (value.as_text() != nullptr) return *value.as_text();
  if (value.as_int() != nullptr) return std::to_string(*value.as_int());
  if (value.as_bytes() != nullptr) return base::to_hex(*value.as_bytes());
  if (value.as_bool() != nullptr) {
    if (language == "en") return *value.as_bool() ? "yes" : "no";
    return *value.as_bool() ? "sí" : "no";
  }
  if (value.as_array() == nullptr) return {};
  std::string line;
  for (const Value& item : *value.as_array()) {
    if (!line.empty()) line += ", ";
    if (item.as_text() != nullptr)
      line += code_to_text(catalogue, field, *item.as_text(), language);
    if (item.as_int() != nullptr) line += decimal_to_text(*item.as_int(), 2);
  }
  return line;
}

}  // namespace desk
