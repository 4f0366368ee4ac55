// Keys: secrets in guarded memory, each purpose its own type.
//
// A key is not a byte string: it cannot be copied by accident, compared, printed or made from
// nothing, and a team key does not pass where a compartment key is asked (tests/refused). Memory:
// libsodium's guarded allocations (locked, not in core dumps, wiped on release). Every function of
// this room needs `init()` to have run once.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/seams.h"

namespace crypto {

// Initialises libsodium; throws base::Fault no_entropy or crypto_unavailable. Idempotent,
// thread-safe.
void init();

inline constexpr std::size_t kKeySize = 32;

// 32 secret bytes in guarded memory. Move-only; a moved-from secret holds nothing and using it is a
// bug (AMPARO_CHECK). Slots come from slabs, so that a hundred thousand keys do not cost three
// pages each. Thread-safe.
class Secret {
 public:
  static Secret random(base::Random& random);
  // Takes a copy; the caller wipes its own (wipe()).
  static Secret copy_of(base::ByteView thirty_two_bytes);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();
  Secret duplicate() const;
  // Only crypto itself, keystores' sealing and tests of crypto have reason to call this.
  base::ByteView reveal() const;

 private:
  Secret();
  std::uint8_t* slot_;
};

// Overwrites memory in a way the compiler keeps.
void wipe(std::span<std::uint8_t> bytes);

// The secret of a key, which still knows what it is for: it seals like any Secret, and wrap.h
// deletes the wraps by which one purpose must not leave (a compartment key only through a mandate
// or a grant).
template <class Purpose>
class SecretOf : public Secret {
 private:
  template <class P>
  friend class Key;
  explicit SecretOf(Secret secret) : Secret(std::move(secret)) {}
};

template <class Purpose>
class Key {
 public:
  static Key random(base::Random& random) { return Key(Secret::random(random)); }
  static Key from_secret(Secret secret) { return Key(std::move(secret)); }
  Key duplicate() const { return Key(secret_.duplicate()); }
  const SecretOf<Purpose>& secret() const { return secret_; }

 private:
  explicit Key(Secret secret) : secret_(std::move(secret)) {}
  SecretOf<Purpose> secret_;
};

using UserKek = Key<struct UserKekPurpose>;  // from the passphrase; wraps the user's private keys
using TeamKey = Key<struct TeamPurpose>;  // per (team, compartment, epoch); wraps compartment keys
using CompartmentKey = Key<struct CompartmentPurpose>;  // per (case file, compartment, epoch);
                                                        // seals entries and capsules
using ItemKey = Key<struct ItemPurpose>;           // one testimony or file, to be shredded alone
using SnapshotKey = Key<struct SnapshotPurpose>;   // seals an index snapshot or a draft of one team
using PairingSecret = Key<struct PairingPurpose>;  // exchanged in person with a partner
using MarkKey = Key<struct MarkPurpose>;  // authenticates the verified-up-to mark of one node

using KeyId = std::array<std::uint8_t, 16>;
using Hash = std::array<std::uint8_t, 32>;

// BLAKE2b-128 of the key under its own label: names a key without telling it, and commits a
// ciphertext to it.
KeyId key_id_of(const Secret& secret);
template <class Purpose>
KeyId key_id(const Key<Purpose>& key) {
  return key_id_of(key.secret());
}

// A sub-key of `key` for a label of at most 16 characters ("amparo/capsule"). Deterministic.
Secret derive(const Secret& key, std::string_view label, base::ByteView context);

}  // namespace crypto
