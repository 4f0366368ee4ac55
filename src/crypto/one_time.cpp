#include "crypto/one_time.h"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.h"

namespace crypto {

std::uint64_t step_of(base::UtcMs now_ms) {
  return now_ms < 0 ? 0 : static_cast<std::uint64_t>(now_ms / kStepMs);
}

std::string one_time_code(base::ByteView secret, std::uint64_t step, int digits) {
  AMPARO_CHECK(digits >= 6 && digits <= 8);
  std::array<std::uint8_t, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[i] = static_cast<std::uint8_t>(step >> (8 * (counter.size() - 1 - i)));
  }
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  AMPARO_CHECK(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(),
                    counter.size(), mac.data(), &size) != nullptr);
  const std::size_t at = mac[size - 1] & 0x0F;
  const std::uint32_t number = (mac[at] & 0x7FU) << 24 | mac[at + 1] << 16 | mac[at + 2] << 8 |
                               static_cast<std::uint32_t>(mac[at + 3]);
  std::uint32_t modulus = 1;
  for (int i = 0; i < digits; ++i) modulus *= 10;
  return fmt::format("{:0{}}", number % modulus, digits);
}

std::string base32(base::ByteView bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const std::uint8_t byte : bytes) {
    held = held << 8 | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) out += kLetters[held >> (bits - 5) & 31];
    held &= (1U << bits) - 1;
  }
  if (bits > 0) out += kLetters[held << (5 - bits) & 31];
  return out;
}

}  // namespace crypto
