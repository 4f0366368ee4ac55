#include "codec/json.h"

#include <array>

namespace codec {

namespace {

void append_text(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20) {
      out += "\\u00";
      out.push_back(kDigits[byte >> 4]);
      out.push_back(kDigits[byte & 15]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

void append(std::string& out, const Value& value);

void append_array(std::string& out, const Value::Array& items) {
  out.push_back('[');
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out.push_back(',');
    append(out, items[i]);
  }
  out.push_back(']');
}

void append_map(std::string& out, const Value::Map& map) {
  out.push_back('{');
  for (std::size_t i = 0; i < map.size(); ++i) {
    const auto& [key, item] = map[i];
    if (i > 0) out.push_back(',');
    append_text(out, key.as_text() ? *key.as_text() : std::to_string(*key.as_int()));
    out.push_back(':');
    append(out, item);
  }
  out.push_back('}');
}

void append(std::string& out, const Value& value) {
  if (const bool* flag = value.as_bool()) {
    out += *flag ? "true" : "false";
  } else if (const std::int64_t* number = value.as_int()) {
    out += std::to_string(*number);
  } else if (const std::string* text = value.as_text()) {
    append_text(out, *text);
  } else if (const base::Bytes* bytes = value.as_bytes()) {
    append_text(out, base::to_hex(*bytes));
  } else if (const Value::Array* items = value.as_array()) {
    append_array(out, *items);
  } else if (const Value::Map* map = value.as_map()) {
    append_map(out, *map);
  } else {
    out += "null";
  }
}

}  // namespace

std::string to_json(const Value& value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace codec
