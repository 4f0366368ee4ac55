// One-time codes of a phone: HOTP (RFC 4226) and its steps of time, TOTP (RFC 6238), with
// HMAC-SHA-1 because that is what every authenticator reads. SHA-1's collisions do not weaken an
// HMAC.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/seams.h"

namespace crypto {

inline constexpr std::int64_t kStepMs = 30'000;
inline constexpr int kCodeDigits = 6;

// The step of time that a moment is in.
std::uint64_t step_of(base::UtcMs now_ms);
// The code of a step or counter, with leading zeros. Digits from 6 to 8.
std::string one_time_code(base::ByteView secret, std::uint64_t step, int digits = kCodeDigits);

// RFC 4648 base 32 without padding: how people and phones are given the secret.
std::string base32(base::ByteView bytes);

}  // namespace crypto
