#include "crypto/sign.h"

#include <algorithm>
#include <sodium.h>

#include "base/check.h"
#include "crypto/wiped.h"

namespace crypto {

namespace {

struct Domain {
  SignDomain domain;
  std::string_view label;
};

// No label begins another, so no message under one is a message under another.
constexpr Domain kDomains[] = {
    {SignDomain::entry, "amparo/sig/1"},     {SignDomain::checkpoint, ""},
    {SignDomain::roster, "amparo/roster/1"}, {SignDomain::approval, "amparo/approval/1"},
    {SignDomain::grant, "amparo/grant/1"},   {SignDomain::custody, "amparo/custody/1"},
    {SignDomain::pack, "amparo/pack/1"},     {SignDomain::bundle, "amparo/bundle/1"},
};

std::string_view label_of(SignDomain domain) {
  for (const Domain& row : kDomains) {
    if (row.domain == domain) return row.label;
  }
  AMPARO_CHECK(!"a domain without a label");
  return {};
}

// A bare message must not be one that another domain would have signed.
bool may_stand_bare(base::ByteView message) {
  return std::none_of(std::begin(kDomains), std::end(kDomains), [&](const Domain& row) {
    return !row.label.empty() && base::as_text(message).starts_with(row.label);
  });
}

base::Bytes labelled(SignDomain domain, base::ByteView message) {
  const base::ByteView label = base::as_bytes(label_of(domain));
  base::Bytes out;
  out.reserve(label.size() + message.size());
  out.insert(out.end(), label.begin(), label.end());
  out.insert(out.end(), message.begin(), message.end());
  return out;
}

}  // namespace

struct SigningKey::State {
  Secret seed;
  VerifyKey verify_key;
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey SigningKey::generate(base::Random& random) {
  return from_seed(Secret::random(random));
}

SigningKey SigningKey::from_seed(Secret seed) {
  Wiped<crypto_sign_SECRETKEYBYTES> expanded;
  VerifyKey verify_key;
  crypto_sign_seed_keypair(verify_key.data(), expanded.data(), seed.reveal().data());
  return SigningKey(std::unique_ptr<State>(new State{std::move(seed), verify_key}));
}

const VerifyKey& SigningKey::verify_key() const {
  return state_->verify_key;
}

const Secret& SigningKey::seed() const {
  return state_->seed;
}

Signature SigningKey::sign(SignDomain domain, base::ByteView message) const {
  AMPARO_CHECK(domain != SignDomain::checkpoint || may_stand_bare(message));
  // libsodium's secret key is the seed followed by the public key.
  Wiped<crypto_sign_SECRETKEYBYTES> expanded;
  const base::ByteView seed = state_->seed.reveal();
  std::copy(seed.begin(), seed.end(), expanded.data());
  std::copy(state_->verify_key.begin(), state_->verify_key.end(), expanded.data() + seed.size());
  const base::Bytes text = labelled(domain, message);
  Signature signature;
  crypto_sign_detached(signature.data(), nullptr, text.data(), text.size(), expanded.data());
  return signature;
}

bool verify(const VerifyKey& key, SignDomain domain, base::ByteView message,
            const Signature& signature) {
  if (domain == SignDomain::checkpoint && !may_stand_bare(message)) return false;
  const base::Bytes text = labelled(domain, message);
  return crypto_sign_verify_detached(signature.data(), text.data(), text.size(), key.data()) == 0;
}

}  // namespace crypto
