// Checkpoints: what a node says its ledger was at a time, in the C2SP tlog-checkpoint form
// (https://c2sp.org/tlog-checkpoint), and RFC 6962 proofs against it.
//
// Everything here is a plain function of its input: this is the small separate verifier that a
// court's expert can run, or rewrite in an afternoon, without the ledger.
#pragma once

#include <string>
#include <vector>

#include "crypto/hash.h"
#include "crypto/sign.h"

namespace ledger {

using crypto::Hash;

// RFC 6962 §2.1 over SHA-256: SHA-256(0x00 ‖ data), SHA-256(0x01 ‖ left ‖ right), SHA-256("") for
// the empty tree. Data of a leaf is the entry's hash.
Hash leaf_hash(const Hash& entry_hash);
Hash node_hash(const Hash& left, const Hash& right);
Hash empty_root();

bool verify_inclusion(const Hash& entry_hash, std::uint64_t index, std::uint64_t size,
                      const std::vector<Hash>& proof, const Hash& root);
bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, const std::vector<Hash>& proof);

struct Checkpoint {
  std::string origin;  // one line, not empty
  std::uint64_t size = 0;
  Hash root{};
};

struct NoteSignature {
  std::string name;
  std::array<std::uint8_t, 4> key_hash;
  crypto::Signature signature;
};
struct SignedCheckpoint {
  Checkpoint checkpoint;
  std::vector<NoteSignature> signatures;
};

// The text that is signed: origin, size, root in base64, a line each.
std::string checkpoint_text(const Checkpoint& checkpoint);
// First 4 bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ key), as C2SP signed-note says for Ed25519: any
// tool of that form checks our notes.
std::array<std::uint8_t, 4> note_key_hash(const std::string& name, const crypto::VerifyKey& key);
// Text, empty line, one "— name base64" line. More signatures are appended as lines.
std::string note_with(const std::string& text, const NoteSignature& signature);
// Refusal checkpoint_invalid for anything that is not such a note.
base::Result<SignedCheckpoint> parse_note(const std::string& note);
// True when the note carries a valid signature of this name and key.
bool note_signed_by(const SignedCheckpoint& note, const std::string& name,
                    const crypto::VerifyKey& key);

}  // namespace ledger
