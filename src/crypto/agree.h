// X25519 (RFC 7748). Inside crypto only; wrap.h is what the house uses.
#pragma once

#include "crypto/wrap.h"

namespace crypto {

// The shared secret of two keys. Refusal bad_value when it would be all zero: their key is one of
// the few points that any secret agrees with.
base::Result<Secret> agree(const Secret& mine, const ExchangePublic& theirs);

}  // namespace crypto
