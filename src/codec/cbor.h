// Strict deterministic CBOR: the one encoding of everything that is signed, sealed or hashed.
//
// RFC 8949 §4.2.1 (shortest forms, sorted keys, definite lengths), restricted to integers of the
// int64 range, byte strings, UTF-8 text, arrays, maps with unique keys (integers or text), false,
// true, null. No floats, no tags, no indefinite lengths; nesting at most 16. A value has exactly
// one encoding and decode accepts only that one, so bytes and values are interchangeable. What was
// received is nevertheless signed and stored as received, never re-encoded.
//
// A Value may hold personal data: it has no formatter and no stream operator.
#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace codec {

inline constexpr int kMaxDepth = 16;

class Value {
 public:
  using Array = std::vector<Value>;
  // In the deterministic order of the keys' encodings; keys are integers or texts.
  using Map = std::vector<std::pair<Value, Value>>;

  Value() = default;  // null
  Value(std::nullptr_t) {}
  Value(bool b) : data_(b) {}
  Value(int i) : data_(std::int64_t{i}) {}
  Value(std::int64_t i) : data_(i) {}
  Value(std::string text) : data_(std::move(text)) {}
  Value(std::string_view text) : data_(std::string(text)) {}
  Value(const char* text) : data_(std::string(text)) {}
  Value(base::Bytes bytes) : data_(std::move(bytes)) {}
  static Value bytes(base::ByteView view) { return base::Bytes(view.begin(), view.end()); }
  static Value array(Array items) { return Value(Data(std::move(items))); }
  // Sorts the pairs; a key twice, or a key that is neither integer nor text, is a bug
  // (AMPARO_CHECK).
  static Value map(Map pairs);

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  // Each gives the content when the value is of that kind, else null pointer.
  const bool* as_bool() const { return std::get_if<bool>(&data_); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data_); }
  const std::string* as_text() const { return std::get_if<std::string>(&data_); }
  const base::Bytes* as_bytes() const { return std::get_if<base::Bytes>(&data_); }
  const Array* as_array() const { return std::get_if<Array>(&data_); }
  const Map* as_map() const { return std::get_if<Map>(&data_); }

  // The value under a key of a map; null pointer when there is none or this is no map. O(log n).
  const Value* find(const Value& key) const;
  // Puts or replaces a key of a map (this must be a map or null, which becomes one). O(n).
  void set(Value key, Value value);

  friend bool operator==(const Value&, const Value&) = default;
  // Total order: that of the encodings.
  friend std::strong_ordering operator<=>(const Value& a, const Value& b);

 private:
  using Data =
      std::variant<std::monostate, bool, std::int64_t, std::string, base::Bytes, Array, Map>;
  explicit Value(Data data) : data_(std::move(data)) {}
  Data data_;
};

// The one encoding of a value. Text must be UTF-8 and nesting at most kMaxDepth (AMPARO_CHECK;
// input from outside is checked where it enters). O(n).
base::Bytes encode(const Value& value);

// The value of an encoding; anything but the one strict encoding of one value, with nothing behind
// it, is Refusal bad_encoding with detail "at" (the byte offset) and "why". Never reads past the
// view, never allocates more than 40 bytes per input byte. O(n).
base::Result<Value> decode(base::ByteView bytes);

// True when the bytes are well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool is_utf8(std::string_view text);

}  // namespace codec
