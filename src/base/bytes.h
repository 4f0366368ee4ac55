// Bytes: the one owning and the one viewing byte type of the house, and how they are shown.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// The bytes of a text, without a copy; valid as long as the text.
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
// The text over some bytes, without a copy and without a check that it is UTF-8.
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Lower-case hexadecimal, two digits a byte. O(n).
std::string to_hex(ByteView bytes);
// The reverse; odd length or another character is Refusal bad_hex.
Result<Bytes> from_hex(std::string_view text);

}  // namespace base
