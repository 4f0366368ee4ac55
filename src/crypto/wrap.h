// Wrapping: how a key reaches those who may use it. Contexts are associated data: a wrap moved to
// another case file, team, compartment, epoch or recipient does not open.
#pragma once

#include <memory>

#include "base/compartment.h"
#include "base/permission.h"
#include "crypto/key.h"
#include "crypto/sign.h"

namespace crypto {

// X25519 public key of a user, node or custodian, and what a grant names it by.
using ExchangePublic = std::array<std::uint8_t, 32>;

class ExchangeKey {
 public:
  static ExchangeKey generate(base::Random& random);
  static ExchangeKey from_secret(Secret secret);
  ExchangeKey(ExchangeKey&&) noexcept;
  ExchangeKey& operator=(ExchangeKey&&) noexcept;
  ~ExchangeKey();
  const ExchangePublic& public_key() const;
  const Secret& secret() const;

 private:
  struct State;
  explicit ExchangeKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// False for the few public keys with which every secret agrees on zero (RFC 7748 §6.1). Public keys
// that come from outside are asked this where they enter.
bool is_sound(const ExchangePublic& exchange);

// BLAKE2b of both public keys: printed on cards, named by grants.
base::Fingerprint fingerprint(const ExchangePublic& exchange, const VerifyKey& verify);

struct CompartmentContext {
  base::CaseId case_id;
  base::Compartment compartment;
  std::uint32_t epoch;
};

struct TeamContext {
  base::TeamId team;
  base::Compartment compartment;
  std::uint32_t epoch;
};

// The care team's own wrap, resting on a care mandate for this very case file; the team's key is of
// the same compartment (both AMPARO_CHECK). Symmetric: 2 µs.
base::Bytes wrap_for_team(const base::CareMandate& mandate, const TeamContext& team,
                          const TeamKey& team_key, const CompartmentContext& what,
                          const CompartmentKey& key, base::Random& random);
base::Result<CompartmentKey> unwrap_for_team(const TeamContext& team, const TeamKey& team_key,
                                             const CompartmentContext& what, base::ByteView wrap);

// Moves a team's own wrap to the same team's next key; the compartment key does not leave. Needs no
// mandate: who can open after it could open before. Refusal cannot_open.
base::Result<base::Bytes> rewrap_for_team(const TeamContext& from, const TeamKey& from_key,
                                          const TeamContext& to, const TeamKey& to_key,
                                          const CompartmentContext& what, base::ByteView wrap,
                                          base::Random& random);

// A wrap outside the care team. Refusal not_granted unless the grant is live now, for this case
// file, this compartment and this recipient's keys. X25519 to the recipient mixed with the pairing
// secret where there is one (chapter 20 §2.2). Refusal bad_value for an unsound exchange key.
base::Result<base::Bytes> wrap_for_recipient(const base::LiveGrant& grant, base::UtcMs now_ms,
                                             const ExchangePublic& recipient_exchange,
                                             const VerifyKey& recipient_verify,
                                             const PairingSecret* pairing,
                                             const CompartmentContext& what,
                                             const CompartmentKey& key, base::Random& random);
base::Result<CompartmentKey> unwrap_for_recipient(
    const ExchangeKey& mine, const VerifyKey& my_verify, const PairingSecret* pairing,
    const base::GrantId& grant, const CompartmentContext& what, base::ByteView wrap);

// A team key to one member, a user's private keys to the recovery key: asymmetric, bound to a
// context the caller names. An unsound recipient is a bug (AMPARO_CHECK).
base::Bytes wrap_to(const ExchangePublic& recipient, base::ByteView context, const Secret& secret,
                    base::Random& random);
base::Result<Secret> unwrap(const ExchangeKey& mine, base::ByteView context, base::ByteView wrap);

// A secret under another secret (a user's private keys under the passphrase's key).
base::Bytes wrap_under(const Secret& under, base::ByteView context, const Secret& secret,
                       base::Random& random);
base::Result<Secret> unwrap_under(const Secret& under, base::ByteView context, base::ByteView wrap);

// A compartment key leaves only through wrap_for_team and wrap_for_recipient, an item key only
// under a compartment key (tests/refused).
base::Bytes wrap_to(const ExchangePublic&, base::ByteView, const SecretOf<CompartmentPurpose>&,
                    base::Random&) = delete;
base::Bytes wrap_to(const ExchangePublic&, base::ByteView, const SecretOf<ItemPurpose>&,
                    base::Random&) = delete;
base::Bytes wrap_under(const Secret&, base::ByteView, const SecretOf<CompartmentPurpose>&,
                       base::Random&) = delete;

}  // namespace crypto
