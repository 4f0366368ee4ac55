// What the tests of crypto share. Included by *_test.cpp only.
#pragma once

#include <algorithm>
#include <numeric>

#include <doctest/doctest.h>

#include "crypto/key.h"

namespace crypto_test {

inline base::Bytes hex(std::string_view text) {
  base::Result<base::Bytes> bytes = base::from_hex(text);
  REQUIRE(bytes.has_value());
  return *bytes;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> fixed_hex(std::string_view text) {
  const base::Bytes bytes = hex(text);
  std::array<std::uint8_t, Size> out{};
  REQUIRE(bytes.size() == Size);
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

inline crypto::Secret secret_of(std::string_view text) {
  return crypto::Secret::copy_of(hex(text));
}

// Bytes first, first + 1, …
inline base::Bytes counting(std::size_t size, std::uint8_t first = 0) {
  base::Bytes out(size);
  std::iota(out.begin(), out.end(), first);
  return out;
}

// True when `opens` is false for the bytes with any one bit turned.
template <class Opens>
bool every_flip_refused(base::Bytes bytes, Opens opens) {
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
    bytes[bit / 8] ^= mask;
    if (opens(bytes)) return false;
    bytes[bit / 8] ^= mask;
  }
  return true;
}

}  // namespace crypto_test
