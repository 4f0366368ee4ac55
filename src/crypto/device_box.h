// DeviceKey: opens what a browser sealed and cannot open again (docs/decisions/0009): P-256 ECDH,
// HKDF-SHA-256 and AES-256-GCM, because that is what WebCrypto has in every browser the page is
// built for.
//
//   box = 1 | ephemeral public key, 65 bytes uncompressed | nonce, 12 | ciphertext | tag, 16
//   key = HKDF(ECDH's x, salt = ephemeral | recipient's public key, info = "amparo/outbox/1")
//
// `bound` is associated data: a box moved to another context does not open. Opened by nobody but
// the holder of the secret that the key follows from.
#pragma once

#include <array>

#include "base/result.h"
#include "crypto/key.h"

namespace crypto {

using DevicePublic = std::array<std::uint8_t, 65>;

class DeviceKey {
 public:
  // The same secret gives the same key.
  static DeviceKey from_secret(Secret secret);

  const DevicePublic& public_key() const { return public_; }
  // Refusal cannot_open for a box that is cut, changed, of another key or another context.
  base::Result<base::Bytes> open(base::ByteView bound, base::ByteView box) const;

 private:
  DeviceKey(Secret scalar, const DevicePublic& public_key)
      : scalar_(std::move(scalar)), public_(public_key) {}

  Secret scalar_;  // big-endian, between 1 and the order of the curve
  DevicePublic public_;
};

}  // namespace crypto
