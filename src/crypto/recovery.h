// Recovery: a secret split among custodians (Shamir 1979 over GF(256)), each share printed as words
// on a card.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/key.h"

namespace crypto {

struct Share {
  std::uint8_t index;      // 1…255
  std::uint8_t threshold;  // how many are needed
  Hash set;                // which splitting it belongs to (shares of two sets do not mix); a
                           // commitment to the whole polynomial: 12 bytes, then zeros
  base::Bytes bytes;       // 32; as secret as what it protects when joined with others
};

std::vector<Share> split(const Secret& secret, int threshold, int count, base::Random& random);
// Refusal too_few_shares, mixed_shares or bad_share; never a wrong secret (the set id is a
// commitment to the secret).
base::Result<Secret> combine(const std::vector<Share>& shares);

// Words for a card, with a checksum: one wrong, missing or swapped word is Refusal bad_share with
// detail "word" where it can be told. Case, accents and spacing do not matter when read back.
std::string share_words(const Share& share);
base::Result<Share> share_from_words(std::string_view words);

}  // namespace crypto
