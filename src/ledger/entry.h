// Entry: one signed, sealed save in one stream, and its bytes (docs/formats.md, "Entry").
//
//   header    = deterministic CBOR [1, stream(16), seq, prev_hash(32), key_id(16), nonce(24),
//   flags] body      = seal(compartment key, nonce, associated = header, pad(plain)) plain     =
//   deterministic CBOR [declaration or null, save id(16), payload] hash      =
//   BLAKE2b-256("amparo/entry/1", header ‖ BLAKE2b-256("amparo/body/1", body)) signature = Ed25519
//   of the node over hash (SignDomain::entry) stream    = first 16 bytes of
//   BLAKE2b-256("amparo/stream/1", node id ‖ nonce of entry 0)
//
// So a stream's name commits to the node that writes it: nobody can take a name before its owner,
// and a node without keys can check it. The hash covers the body's hash, so a body can be dropped
// (shredded) and chain, signature and tree still verify. Entries are kept as received and never
// re-encoded.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/compartment.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "crypto/key.h"
#include "crypto/seal.h"
#include "crypto/sign.h"

namespace ledger {

using crypto::Hash;

inline constexpr std::uint64_t kEntryVersion = 1;
// What one entry may hold; larger content belongs in files (file.h).
inline constexpr std::size_t kMaxBody = 4 * 1024 * 1024;

// Bits of Header::flags: hints for those who cannot open the body. Unknown bits are kept and
// ignored.
enum Flag : std::uint64_t {
  kFlagFiles = 1,     // the payload names files
  kFlagApproval = 2,  // the payload carries a person's own signature
  kFlagShred = 4,     // the payload orders that other bodies be dropped
};

struct Header {
  base::StreamId stream = base::StreamId::none();
  std::uint64_t seq = 0;  // 0, 1, 2 … without gaps
  Hash prev{};            // hash of entry seq-1; zeros for entry 0
  crypto::KeyId key_id{};
  crypto::Nonce nonce{};
  std::uint64_t flags = 0;
  friend bool operator==(const Header&, const Header&) = default;
};

base::Bytes encode_header(const Header& header);
// The strict reverse: anything but the one encoding of a header of version 1 is Refusal
// entry_invalid with detail "why". Allocates nothing.
base::Result<Header> decode_header(base::ByteView bytes);

// An entry as it is stored and sent. Without a body (shredded) it still carries the body's hash.
struct Entry {
  base::Bytes header;
  crypto::Signature signature{};
  std::optional<base::Bytes> body;
  Hash body_hash{};  // meaningful only when there is no body
};

Hash hash_body(base::ByteView body);
// The entry's hash, from what it holds. O(size).
Hash hash_entry(const Entry& entry);

// The name of the stream whose entry 0 has this nonce and this writer.
base::StreamId stream_name(const base::NodeId& node, const crypto::Nonce& nonce);

// What a stream is for: sealed into its entry 0, so only key holders learn it and nobody can change
// it.
struct Declaration {
  base::CaseId case_id = base::CaseId::none();
  base::Compartment compartment = base::Compartment::control;
  base::NodeId node = base::NodeId::none();
  friend bool operator==(const Declaration&, const Declaration&) = default;
};

// What is inside a body.
struct Plain {
  std::optional<Declaration> declaration;  // in entry 0 and only there
  base::SaveId save = base::SaveId::none();
  base::Bytes payload;  // opaque here: casefile's operations
};

base::Bytes encode_plain(const Plain& plain);
base::Result<Plain> decode_plain(base::ByteView bytes);

// Opens a body. Refusal cannot_open when it is shredded (detail why=shredded), when the header
// names another key (why=key), or when header or body were changed; entry_invalid when what is
// inside is no Plain, or entry 0 has no declaration, or another entry has one.
base::Result<Plain> open_entry(const crypto::CompartmentKey& key, const Entry& entry);

}  // namespace ledger
