// Sealing: XChaCha20-Poly1305 with random 24-byte nonces (no counter state to lose with a backup),
// padding to steps of 256 B, and files as seekable chunks.
#pragma once

#include <memory>

#include "crypto/key.h"

namespace crypto {

inline constexpr std::size_t kNonceSize = 24;
inline constexpr std::size_t kTagSize = 16;
inline constexpr std::size_t kPadStep = 256;
inline constexpr std::size_t kChunkSize = 64 * 1024;

using Nonce = std::array<std::uint8_t, kNonceSize>;
Nonce random_nonce(base::Random& random);

// Appends 0x80 and zeros to the next multiple of kPadStep; unpad refuses anything that pad did not
// make.
base::Bytes pad(base::ByteView plain);
base::Result<base::Bytes> unpad(base::Bytes padded);

// AEAD alone: |plain| + kTagSize bytes. The caller stores nonce and key id (in its header) and
// gives the whole header as associated data. `open` refuses with cannot_open; it never says why.
base::Bytes seal(const Secret& key, const Nonce& nonce, base::ByteView associated,
                 base::ByteView plain);
base::Result<base::Bytes> open(const Secret& key, const Nonce& nonce, base::ByteView associated,
                               base::ByteView sealed);

// A box carries its own header: [version 1][key id 16][nonce 24][ciphertext]. The header and
// `context` (what the box is, for which case file, compartment, epoch…) are associated data.
// Opening checks the key id first: one box cannot open under two keys (key commitment).
base::Bytes seal_box(const Secret& key, base::Random& random, base::ByteView context,
                     base::ByteView plain);
base::Result<base::Bytes> open_box(const Secret& key, base::ByteView context, base::ByteView box);
// The key id a box names; Refusal bad_encoding when it is too short or of another version.
base::Result<KeyId> box_key_id(base::ByteView box);

// Files: chunks of kChunkSize, each sealed under the item key with a nonce of (file prefix, chunk
// number, last flag) as the STREAM construction does (Hoang, Reyhanitabar, Rogaway, Vizár 2015):
// seekable, resumable; truncation, reordering and duplication are refused. docs/formats.md gives
// the bytes. Every chunk but the last is full; the last is not empty unless it is the only one.
// A sealer seals each number once (AMPARO_CHECK: a second would reuse a nonce); not thread-safe.
class ChunkSealer {
 public:
  ChunkSealer(const ItemKey& key, base::Random& random);
  ~ChunkSealer();
  ChunkSealer(ChunkSealer&&) noexcept;
  base::Bytes header() const;  // goes in front; holds version, key id, prefix
  base::Bytes seal_chunk(std::uint64_t number, bool last, base::ByteView plain) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class ChunkOpener {
 public:
  // Refusal bad_encoding for a foreign header, cannot_open when the header names another key.
  static base::Result<ChunkOpener> from_header(const ItemKey& key, base::ByteView header);
  ~ChunkOpener();
  ChunkOpener(ChunkOpener&&) noexcept;
  base::Result<base::Bytes> open_chunk(std::uint64_t number, bool last,
                                       base::ByteView sealed) const;

 private:
  ChunkOpener();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace crypto
