// Hashes: BLAKE2b for the house's own chains (personalised, so that a hash of one kind is never one
// of another), SHA-256 and SHA-512 where a court's tool must repeat it.
#pragma once

#include <array>
#include <initializer_list>
#include <memory>
#include <string_view>

#include "crypto/key.h"

namespace crypto {

// BLAKE2b-256 of the concatenated parts, personalised with a label of at most 16 characters
// ("amparo/entry/1").
Hash blake2b(std::string_view label, std::initializer_list<base::ByteView> parts);
Hash sha256(base::ByteView bytes);
std::array<std::uint8_t, 64> sha512(base::ByteView bytes);

// SHA-256 and SHA-512 of a stream, fed piece by piece.
class FileHasher {
 public:
  FileHasher();
  ~FileHasher();
  FileHasher(FileHasher&&) noexcept;
  void feed(base::ByteView bytes);
  struct Digests {
    Hash sha256;
    std::array<std::uint8_t, 64> sha512;
  };
  // Ends the stream; feeding after it is a bug.
  Digests finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Equality in constant time.
bool equal(base::ByteView a, base::ByteView b);

}  // namespace crypto
