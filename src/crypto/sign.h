// Signing: Ed25519, every message under a label of its domain, so that a signature on one kind of
// thing is none on another.
#pragma once

#include <memory>

#include "crypto/key.h"

namespace crypto {

using Signature = std::array<std::uint8_t, 64>;
using VerifyKey = std::array<std::uint8_t, 32>;

enum class SignDomain : std::uint8_t {
  entry,       // nodes: entries of the ledger ("amparo/sig/1")
  checkpoint,  // nodes: Merkle checkpoints. Signed bare, as C2SP signed notes ask, so that any
               // witness's tool verifies them; a text that begins with a label of another domain
               // is a bug to sign and never verifies.
  roster,      // organisation root: who belongs, which nodes, partner pairings
  approval,    // people
  grant,       // people
  custody,     // people: hand-over of evidence
  pack,        // publisher of a catalogue
  bundle,      // nodes: parcels and bundle files
};

class SigningKey {
 public:
  static SigningKey generate(base::Random& random);
  static SigningKey from_seed(Secret seed);
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();
  const VerifyKey& verify_key() const;
  const Secret& seed() const;  // to be wrapped, never stored bare
  Signature sign(SignDomain domain, base::ByteView message) const;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

bool verify(const VerifyKey& key, SignDomain domain, base::ByteView message,
            const Signature& signature);

}  // namespace crypto
