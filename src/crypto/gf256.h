// Arithmetic over GF(256) with the polynomial x^8+x^4+x^3+x^2+1 (0x11d), without tables and
// without branches on the operands, so that its time tells nothing of a secret. Inside crypto only.
#pragma once

#include <cstdint>

namespace crypto::gf256 {

inline std::uint8_t mul(std::uint8_t a, std::uint8_t b) {
  unsigned shifted = a;
  unsigned product = 0;
  for (unsigned bit = 0; bit < 8; ++bit) {
    product ^= shifted & (0U - ((b >> bit) & 1U));
    shifted = (shifted << 1) ^ ((0U - (shifted >> 7)) & 0x11dU);
  }
  return static_cast<std::uint8_t>(product);
}

// a^254, which is 1/a; of zero it is zero.
inline std::uint8_t inverse(std::uint8_t a) {
  std::uint8_t power = a;
  std::uint8_t result = 1;
  for (int bit = 1; bit < 8; ++bit) {
    power = mul(power, power);
    result = mul(result, power);
  }
  return result;
}

}  // namespace crypto::gf256
