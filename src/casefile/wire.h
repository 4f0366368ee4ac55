// Reading and writing the CBOR of this room: small accessors that give nothing instead of throwing.
// Private to casefile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "codec/cbor.h"

namespace casefile::wire {

inline codec::Value number(std::uint64_t n) {
  return codec::Value(static_cast<std::int64_t>(n));
}
template <class Enum>
codec::Value number_of(Enum e) {
  return codec::Value(static_cast<std::int64_t>(e));
}
template <class Tag>
codec::Value id(const base::Id<Tag>& i) {
  return codec::Value::bytes(i.bytes());
}

// A number in [0, max], else nothing.
inline std::optional<std::uint64_t> as_number(const codec::Value& value, std::uint64_t max) {
  const std::int64_t* n = value.as_int();
  if (n == nullptr || *n < 0 || static_cast<std::uint64_t>(*n) > max) return std::nullopt;
  return static_cast<std::uint64_t>(*n);
}
inline std::optional<std::uint32_t> as_u32(const codec::Value& value) {
  const auto n = as_number(value, UINT32_MAX);
  if (!n) return std::nullopt;
  return static_cast<std::uint32_t>(*n);
}
template <class IdType>
std::optional<IdType> as_id(const codec::Value& value) {
  const base::Bytes* bytes = value.as_bytes();
  if (bytes == nullptr || bytes->size() != IdType::kSize) return std::nullopt;
  return IdType::from_bytes(*bytes).value();
}
// The items when the value is an array of at least that many, else null pointer.
inline const codec::Value::Array* as_items(const codec::Value& value, std::size_t at_least) {
  const codec::Value::Array* items = value.as_array();
  return items != nullptr && items->size() >= at_least ? items : nullptr;
}
inline std::string text_or_empty(const codec::Value* value) {
  const std::string* text = value == nullptr ? nullptr : value->as_text();
  return text == nullptr ? std::string() : *text;
}

}  // namespace casefile::wire
