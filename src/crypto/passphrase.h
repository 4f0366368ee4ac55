// Passphrases: argon2id (RFC 9106), length instead of composition rules (ASVS 5.0 6.2.5).
#pragma once

#include <memory>
#include <string>

#include "crypto/key.h"

namespace crypto {

// A passphrase in guarded memory; NFC is the caller's business, bytes are taken as typed.
class Passphrase {
 public:
  // Takes the text and wipes the caller's copy.
  explicit Passphrase(std::string& text);
  Passphrase(Passphrase&&) noexcept;
  ~Passphrase();
  base::ByteView reveal() const;
  // Refusal weak_passphrase unless at least 15 characters or 6 words.
  base::Done check_strength() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct KdfParams {
  std::uint32_t passes;
  std::uint32_t memory_kib;
};
inline constexpr KdfParams kKdfStrong{3, 256 * 1024};
inline constexpr KdfParams kKdfLowMemory{2, 64 * 1024};
// For tests and the demonstration's invented staff only.
inline constexpr KdfParams kKdfTest{1, 8};

using Salt = std::array<std::uint8_t, 16>;

struct Login {
  UserKek kek;
  Hash verifier_hash;  // what is stored; the verifier itself is not
};

// 64 bytes of argon2id, split into the wrapping key and a verifier of which only the hash is kept.
// Fault out_of_memory when the memory cannot be had. Takes about 0.7 s at kKdfStrong: callers bound
// how many run at once.
Login derive_login(const Passphrase& passphrase, const Salt& salt, const KdfParams& params);

}  // namespace crypto
