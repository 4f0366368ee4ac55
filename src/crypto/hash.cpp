#include "crypto/hash.h"

#include <sodium.h>

#include "base/check.h"
#include "crypto/label.h"

namespace crypto {

Hash blake2b(std::string_view label, std::initializer_list<base::ByteView> parts) {
  crypto_generichash_blake2b_state state;
  const Personal16 who = personal(label);
  crypto_generichash_blake2b_init_salt_personal(&state, nullptr, 0, sizeof(Hash), nullptr,
                                                who.data());
  for (const base::ByteView part : parts) {
    crypto_generichash_blake2b_update(&state, part.data(), part.size());
  }
  Hash hash;
  crypto_generichash_blake2b_final(&state, hash.data(), hash.size());
  return hash;
}

Hash sha256(base::ByteView bytes) {
  Hash hash;
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  return hash;
}

std::array<std::uint8_t, 64> sha512(base::ByteView bytes) {
  std::array<std::uint8_t, 64> hash{};
  crypto_hash_sha512(hash.data(), bytes.data(), bytes.size());
  return hash;
}

struct FileHasher::State {
  crypto_hash_sha256_state sha256;
  crypto_hash_sha512_state sha512;
};

FileHasher::FileHasher() : state_(std::make_unique<State>()) {
  crypto_hash_sha256_init(&state_->sha256);
  crypto_hash_sha512_init(&state_->sha512);
}
FileHasher::~FileHasher() = default;
FileHasher::FileHasher(FileHasher&&) noexcept = default;

void FileHasher::feed(base::ByteView bytes) {
  AMPARO_CHECK(state_ != nullptr);
  crypto_hash_sha256_update(&state_->sha256, bytes.data(), bytes.size());
  crypto_hash_sha512_update(&state_->sha512, bytes.data(), bytes.size());
}

FileHasher::Digests FileHasher::finish() {
  AMPARO_CHECK(state_ != nullptr);
  Digests digests{};
  crypto_hash_sha256_final(&state_->sha256, digests.sha256.data());
  crypto_hash_sha512_final(&state_->sha512, digests.sha512.data());
  state_.reset();
  return digests;
}

bool equal(base::ByteView a, base::ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace crypto
