// An asymmetric wrap is [version 1][ephemeral public key 32][box], the box sealed under
//   BLAKE2b-256("amparo/xwrap/1", keyed with the pairing secret or kNoPairing,
//               shared 32 | ephemeral 32 | recipient 32 | context)
// with ephemeral | recipient | context as its context. docs/formats.md gives the contexts' bytes.
#include "crypto/wrap.h"

#include <algorithm>
#include <sodium.h>

#include "base/check.h"
#include "crypto/agree.h"
#include "crypto/hash.h"
#include "crypto/join.h"
#include "crypto/label.h"
#include "crypto/seal.h"
#include "crypto/wiped.h"

namespace crypto {

namespace {

constexpr std::uint8_t kWrapVersion = 1;
constexpr std::string_view kNoPairing = "amparo/no-pairing/1";

// [id 16][compartment 1][epoch 4]
using Scope = std::array<std::uint8_t, 21>;

Scope scope_of(base::ByteView id, base::Compartment compartment, std::uint32_t epoch) {
  Scope scope;
  auto at = std::copy(id.begin(), id.end(), scope.begin());
  *at++ = static_cast<std::uint8_t>(compartment);
  for (int shift = 24; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(epoch >> shift);
  return scope;
}

Scope scope_of(const CompartmentContext& what) {
  return scope_of(what.case_id.bytes(), what.compartment, what.epoch);
}

// Contexts begin with the 16 bytes of a label, so that one kind of wrap is never another.
base::Bytes team_context(const TeamContext& team, const CompartmentContext& what) {
  return join({personal("amparo/w-team/1"),
               scope_of(team.team.bytes(), team.compartment, team.epoch), scope_of(what)});
}

base::Bytes grant_context(const base::GrantId& grant, const base::Fingerprint& recipient,
                          const CompartmentContext& what) {
  return join({personal("amparo/w-grant/1"), grant.bytes(), recipient, scope_of(what)});
}

base::Bytes to_context(base::ByteView context) {
  return join({personal("amparo/w-to/1"), context});
}

base::Bytes under_context(base::ByteView context) {
  return join({personal("amparo/w-under/1"), context});
}

Secret wrap_key(const Secret& shared, const PairingSecret* pairing, base::ByteView bound) {
  const base::ByteView mixed =
      pairing != nullptr ? pairing->secret().reveal() : base::as_bytes(kNoPairing);
  const Personal16 who = personal("amparo/xwrap/1");
  crypto_generichash_blake2b_state state;
  crypto_generichash_blake2b_init_salt_personal(&state, mixed.data(), mixed.size(), kKeySize,
                                                nullptr, who.data());
  crypto_generichash_blake2b_update(&state, shared.reveal().data(), kKeySize);
  crypto_generichash_blake2b_update(&state, bound.data(), bound.size());
  Wiped<kKeySize> out;
  crypto_generichash_blake2b_final(&state, out.data(), kKeySize);
  sodium_memzero(&state, sizeof state);
  return Secret::copy_of(out.view());
}

base::Result<base::Bytes> wrap_asymmetric(const ExchangePublic& recipient,
                                          const PairingSecret* pairing, base::ByteView context,
                                          const Secret& secret, base::Random& random) {
  const ExchangeKey ephemeral = ExchangeKey::generate(random);
  base::Result<Secret> shared = agree(ephemeral.secret(), recipient);
  if (!shared) return base::pass(shared);
  const base::Bytes bound = join({ephemeral.public_key(), recipient, context});
  const base::Bytes box =
      seal_box(wrap_key(*shared, pairing, bound), random, bound, secret.reveal());
  return join({base::ByteView(&kWrapVersion, 1), ephemeral.public_key(), box});
}

base::Result<Secret> secret_in(base::Result<base::Bytes> opened) {
  if (!opened) return base::pass(opened);
  if (opened->size() != kKeySize) return base::refuse(base::Code::cannot_open);
  Secret secret = Secret::copy_of(*opened);
  wipe(*opened);
  return secret;
}

base::Result<Secret> unwrap_asymmetric(const ExchangeKey& mine, const PairingSecret* pairing,
                                       base::ByteView context, base::ByteView wrap) {
  constexpr std::size_t kHead = 1 + sizeof(ExchangePublic);
  if (wrap.size() < kHead || wrap[0] != kWrapVersion) {
    return base::refuse(base::Code::bad_encoding, {{"at", "0"}, {"why", "wrap"}});
  }
  ExchangePublic ephemeral;
  std::copy_n(wrap.begin() + 1, ephemeral.size(), ephemeral.begin());
  const base::Result<Secret> shared = agree(mine.secret(), ephemeral);
  if (!shared) return base::refuse(base::Code::cannot_open);
  const base::Bytes bound = join({ephemeral, mine.public_key(), context});
  return secret_in(open_box(wrap_key(*shared, pairing, bound), bound, wrap.subspan(kHead)));
}

base::Result<CompartmentKey> as_compartment_key(base::Result<Secret> secret) {
  if (!secret) return base::pass(secret);
  return CompartmentKey::from_secret(std::move(*secret));
}

}  // namespace

struct ExchangeKey::State {
  Secret secret;
  ExchangePublic public_key;
};

ExchangeKey::ExchangeKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
ExchangeKey::ExchangeKey(ExchangeKey&&) noexcept = default;
ExchangeKey& ExchangeKey::operator=(ExchangeKey&&) noexcept = default;
ExchangeKey::~ExchangeKey() = default;

ExchangeKey ExchangeKey::generate(base::Random& random) {
  return from_secret(Secret::random(random));
}

ExchangeKey ExchangeKey::from_secret(Secret secret) {
  ExchangePublic public_key;
  crypto_scalarmult_base(public_key.data(), secret.reveal().data());
  return ExchangeKey(std::unique_ptr<State>(new State{std::move(secret), public_key}));
}

const ExchangePublic& ExchangeKey::public_key() const {
  return state_->public_key;
}

const Secret& ExchangeKey::secret() const {
  return state_->secret;
}

base::Result<Secret> agree(const Secret& mine, const ExchangePublic& theirs) {
  Wiped<kKeySize> shared;
  if (crypto_scalarmult(shared.data(), mine.reveal().data(), theirs.data()) != 0) {
    return base::refuse(base::Code::bad_value, {{"what", "exchange key"}});
  }
  return Secret::copy_of(shared.view());
}

bool is_sound(const ExchangePublic& exchange) {
  // X25519 multiplies by eight whatever the scalar: a point of small order gives zero with any.
  std::array<std::uint8_t, kKeySize> scalar{};
  std::array<std::uint8_t, kKeySize> out{};
  return crypto_scalarmult(out.data(), scalar.data(), exchange.data()) == 0;
}

base::Fingerprint fingerprint(const ExchangePublic& exchange, const VerifyKey& verify) {
  return blake2b("amparo/finger/1", {exchange, verify});
}

base::Bytes wrap_for_team(const base::CareMandate& mandate, const TeamContext& team,
                          const TeamKey& team_key, const CompartmentContext& what,
                          const CompartmentKey& key, base::Random& random) {
  AMPARO_CHECK(mandate.case_id() == what.case_id);
  AMPARO_CHECK(team.compartment == what.compartment);
  return seal_box(team_key.secret(), random, team_context(team, what), key.secret().reveal());
}

base::Result<CompartmentKey> unwrap_for_team(const TeamContext& team, const TeamKey& team_key,
                                             const CompartmentContext& what, base::ByteView wrap) {
  return as_compartment_key(secret_in(open_box(team_key.secret(), team_context(team, what), wrap)));
}

base::Result<base::Bytes> rewrap_for_team(const TeamContext& from, const TeamKey& from_key,
                                          const TeamContext& to, const TeamKey& to_key,
                                          const CompartmentContext& what, base::ByteView wrap,
                                          base::Random& random) {
  AMPARO_CHECK(from.team == to.team && from.compartment == to.compartment);
  AMPARO_CHECK(from.compartment == what.compartment);
  base::Result<Secret> key = secret_in(open_box(from_key.secret(), team_context(from, what), wrap));
  if (!key) return base::pass(key);
  return seal_box(to_key.secret(), random, team_context(to, what), key->reveal());
}

base::Result<base::Bytes> wrap_for_recipient(const base::LiveGrant& grant, base::UtcMs now_ms,
                                             const ExchangePublic& recipient_exchange,
                                             const VerifyKey& recipient_verify,
                                             const PairingSecret* pairing,
                                             const CompartmentContext& what,
                                             const CompartmentKey& key, base::Random& random) {
  const base::Fingerprint recipient = fingerprint(recipient_exchange, recipient_verify);
  if (grant.case_id() != what.case_id || grant.recipient() != recipient ||
      !grant.allows(what.compartment, now_ms)) {
    return base::refuse(base::Code::not_granted,
                        {{"compartment", std::string(base::compartment_name(what.compartment))}});
  }
  return wrap_asymmetric(recipient_exchange, pairing, grant_context(grant.id(), recipient, what),
                         key.secret(), random);
}

base::Result<CompartmentKey> unwrap_for_recipient(
    const ExchangeKey& mine, const VerifyKey& my_verify, const PairingSecret* pairing,
    const base::GrantId& grant, const CompartmentContext& what, base::ByteView wrap) {
  const base::Fingerprint me = fingerprint(mine.public_key(), my_verify);
  return as_compartment_key(unwrap_asymmetric(mine, pairing, grant_context(grant, me, what), wrap));
}

base::Bytes wrap_to(const ExchangePublic& recipient, base::ByteView context, const Secret& secret,
                    base::Random& random) {
  base::Result<base::Bytes> wrap =
      wrap_asymmetric(recipient, nullptr, to_context(context), secret, random);
  AMPARO_CHECK(wrap.has_value());
  return std::move(*wrap);
}

base::Result<Secret> unwrap(const ExchangeKey& mine, base::ByteView context, base::ByteView wrap) {
  return unwrap_asymmetric(mine, nullptr, to_context(context), wrap);
}

base::Bytes wrap_under(const Secret& under, base::ByteView context, const Secret& secret,
                       base::Random& random) {
  return seal_box(under, random, under_context(context), secret.reveal());
}

base::Result<Secret> unwrap_under(const Secret& under, base::ByteView context,
                                  base::ByteView wrap) {
  return secret_in(open_box(under, under_context(context), wrap));
}

}  // namespace crypto
