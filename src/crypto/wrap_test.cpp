#include "crypto/wrap.h"

#include "crypto/agree.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "crypto/test_support.h"

// The declared friend, so that tests can make what only casefile makes.
namespace casefile {
class GrantKeeper {
 public:
  static base::CareMandate mandate(const base::CaseId& id) { return base::CareMandate(id, 0); }
  static base::LiveGrant grant(const base::GrantId& id, const base::CaseId& case_id,
                               std::vector<base::Compartment> compartments,
                               const base::Fingerprint& recipient, base::UtcMs expires_ms) {
    return base::LiveGrant(id, case_id, std::move(compartments), recipient, expires_ms);
  }
};
}  // namespace casefile

using namespace crypto;
using base::Compartment;
using crypto_test::every_flip_refused;
using crypto_test::fixed_hex;
using crypto_test::secret_of;

namespace {

constexpr base::UtcMs kNow = 1'000'000;
constexpr base::UtcMs kExpiry = 2'000'000;

// A recipient, a granted case file and a key to be wrapped.
struct World {
  base::SeededRandom random{21};
  ExchangeKey recipient = ExchangeKey::generate(random);
  SigningKey signing = SigningKey::generate(random);
  base::Fingerprint name = fingerprint(recipient.public_key(), signing.verify_key());
  PairingSecret pairing = PairingSecret::random(random);
  base::CaseId case_id = base::CaseId::random(random);
  base::GrantId grant_id = base::GrantId::random(random);
  CompartmentContext what{case_id, Compartment::legal, 3};
  CompartmentKey key = CompartmentKey::random(random);

  base::LiveGrant grant() const {
    return casefile::GrantKeeper::grant(grant_id, case_id, {Compartment::legal, Compartment::ops},
                                        name, kExpiry);
  }
  base::Result<base::Bytes> wrap(const base::LiveGrant& under, base::UtcMs now_ms,
                                 const CompartmentContext& scope) {
    return wrap_for_recipient(under, now_ms, recipient.public_key(), signing.verify_key(), &pairing,
                              scope, key, random);
  }
  base::Result<CompartmentKey> unwrap(base::ByteView wrap) const {
    return unwrap_for_recipient(recipient, signing.verify_key(), &pairing, grant_id, what, wrap);
  }
};

bool same_key(const base::Result<CompartmentKey>& opened, const CompartmentKey& key) {
  return opened && equal(opened->secret().reveal(), key.secret().reveal());
}

}  // namespace

// RFC 7748 §6.1.
TEST_CASE("X25519 gives the published keys and the published agreement") {
  const ExchangeKey alice = ExchangeKey::from_secret(
      secret_of("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
  const ExchangeKey bob = ExchangeKey::from_secret(
      secret_of("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
  CHECK(base::to_hex(alice.public_key()) ==
        "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  CHECK(base::to_hex(bob.public_key()) ==
        "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const auto shared = agree(alice.secret(), bob.public_key());
  REQUIRE(shared.has_value());
  CHECK(base::to_hex(shared->reveal()) ==
        "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
}

TEST_CASE("points that agree with everybody are unsound and refused") {
  World world;
  for (const char* point : {"0000000000000000000000000000000000000000000000000000000000000000",
                            "0100000000000000000000000000000000000000000000000000000000000000",
                            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    const auto bad = fixed_hex<32>(point);
    CHECK_FALSE(is_sound(bad));
    CHECK_FALSE(agree(world.recipient.secret(), bad).has_value());
    const auto grant =
        casefile::GrantKeeper::grant(world.grant_id, world.case_id, {Compartment::legal},
                                     fingerprint(bad, world.signing.verify_key()), kExpiry);
    const auto wrap = wrap_for_recipient(grant, kNow, bad, world.signing.verify_key(), nullptr,
                                         world.what, world.key, world.random);
    CHECK(wrap.error().code == base::Code::bad_value);
  }
  CHECK(is_sound(world.recipient.public_key()));
}

TEST_CASE("a granted recipient opens the key; the wrap opens for nothing else") {
  World world;
  const auto wrap = world.wrap(world.grant(), kNow, world.what);
  REQUIRE(wrap.has_value());
  CHECK(same_key(world.unwrap(*wrap), world.key));

  const auto opens = [&](const base::Bytes& bytes) { return world.unwrap(bytes).has_value(); };
  CHECK(every_flip_refused(*wrap, opens));
  CHECK_FALSE(opens({}));
  CHECK_FALSE(opens({wrap->begin(), wrap->end() - 1}));

  const auto& verify = world.signing.verify_key();
  CompartmentContext other = world.what;
  other.epoch = 4;
  CHECK_FALSE(
      unwrap_for_recipient(world.recipient, verify, &world.pairing, world.grant_id, other, *wrap));
  other = world.what;
  other.compartment = Compartment::ops;
  CHECK_FALSE(
      unwrap_for_recipient(world.recipient, verify, &world.pairing, world.grant_id, other, *wrap));
  other = world.what;
  other.case_id = base::CaseId::random(world.random);
  CHECK_FALSE(
      unwrap_for_recipient(world.recipient, verify, &world.pairing, world.grant_id, other, *wrap));
  CHECK_FALSE(unwrap_for_recipient(world.recipient, verify, &world.pairing,
                                   base::GrantId::random(world.random), world.what, *wrap));
  CHECK_FALSE(unwrap_for_recipient(world.recipient, VerifyKey{}, &world.pairing, world.grant_id,
                                   world.what, *wrap));
  CHECK_FALSE(unwrap_for_recipient(ExchangeKey::generate(world.random), verify, &world.pairing,
                                   world.grant_id, world.what, *wrap));
}

TEST_CASE("without the pairing secret a wrap made with it does not open") {
  World world;
  const auto wrap = world.wrap(world.grant(), kNow, world.what);
  REQUIRE(wrap.has_value());
  const auto& verify = world.signing.verify_key();
  const PairingSecret other = PairingSecret::random(world.random);
  CHECK_FALSE(
      unwrap_for_recipient(world.recipient, verify, nullptr, world.grant_id, world.what, *wrap));
  CHECK_FALSE(
      unwrap_for_recipient(world.recipient, verify, &other, world.grant_id, world.what, *wrap));
}

TEST_CASE("no wrap without a live grant for this case file, compartment and recipient") {
  World world;
  const auto refused = [&](const base::LiveGrant& grant, base::UtcMs now_ms,
                           const CompartmentContext& what) {
    const auto wrap = world.wrap(grant, now_ms, what);
    return !wrap && wrap.error().code == base::Code::not_granted;
  };
  CHECK_FALSE(refused(world.grant(), kExpiry - 1, world.what));
  CHECK(refused(world.grant(), kExpiry, world.what));  // expired
  CompartmentContext elsewhere = world.what;
  elsewhere.compartment = Compartment::location;
  CHECK(refused(world.grant(), kNow, elsewhere));
  elsewhere = world.what;
  elsewhere.case_id = base::CaseId::random(world.random);
  CHECK(refused(world.grant(), kNow, elsewhere));
  const auto for_another = casefile::GrantKeeper::grant(
      world.grant_id, world.case_id, {Compartment::legal},
      fingerprint(ExchangeKey::generate(world.random).public_key(), world.signing.verify_key()),
      kExpiry);
  CHECK(refused(for_another, kNow, world.what));
}

TEST_CASE("a team's wrap opens for that team, compartment and epoch alone") {
  World world;
  const TeamKey team_key = TeamKey::random(world.random);
  const TeamContext team{base::TeamId::random(world.random), Compartment::legal, 1};
  const base::CareMandate mandate = casefile::GrantKeeper::mandate(world.case_id);
  const base::Bytes wrap =
      wrap_for_team(mandate, team, team_key, world.what, world.key, world.random);
  CHECK(same_key(unwrap_for_team(team, team_key, world.what, wrap), world.key));
  CHECK(every_flip_refused(wrap, [&](const base::Bytes& bytes) {
    return unwrap_for_team(team, team_key, world.what, bytes).has_value();
  }));
  TeamContext other = team;
  other.epoch = 2;
  CHECK_FALSE(unwrap_for_team(other, team_key, world.what, wrap));
  other = team;
  other.team = base::TeamId::random(world.random);
  CHECK_FALSE(unwrap_for_team(other, team_key, world.what, wrap));
  CompartmentContext what = world.what;
  what.epoch = 9;
  CHECK_FALSE(unwrap_for_team(team, team_key, what, wrap));
  what = world.what;
  what.case_id = base::CaseId::random(world.random);
  CHECK_FALSE(unwrap_for_team(team, team_key, what, wrap));
  CHECK_FALSE(unwrap_for_team(team, TeamKey::random(world.random), world.what, wrap));
}

TEST_CASE("wraps to a key and under a key are bound to their context and kind") {
  World world;
  const Secret secret = Secret::random(world.random);
  const base::ByteView context = base::as_bytes("team key, team 1, ops, epoch 1");
  const base::Bytes to = wrap_to(world.recipient.public_key(), context, secret, world.random);
  const auto opened = unwrap(world.recipient, context, to);
  REQUIRE(opened.has_value());
  CHECK(equal(opened->reveal(), secret.reveal()));
  CHECK_FALSE(unwrap(world.recipient, base::as_bytes("team key, team 1, ops, epoch 2"), to));
  CHECK(every_flip_refused(to, [&](const base::Bytes& bytes) {
    return unwrap(world.recipient, context, bytes).has_value();
  }));

  const Secret under = Secret::random(world.random);
  const base::Bytes wrap = wrap_under(under, context, secret, world.random);
  const auto again = unwrap_under(under, context, wrap);
  REQUIRE(again.has_value());
  CHECK(equal(again->reveal(), secret.reveal()));
  CHECK_FALSE(unwrap_under(under, base::as_bytes("else"), wrap));
  CHECK_FALSE(open_box(under, context, wrap));  // a wrap is not a box of the same context
  CHECK_FALSE(
      unwrap_under(under, context, seal_box(under, world.random, context, secret.reveal())));
  CHECK(every_flip_refused(wrap, [&](const base::Bytes& bytes) {
    return unwrap_under(under, context, bytes).has_value();
  }));
}

TEST_CASE("what is not a key of 32 bytes does not come out of a wrap") {
  World world;
  const Secret under = Secret::random(world.random);
  base::Bytes context = crypto_test::counting(16, 0);
  const std::string_view label = "amparo/w-under/1";
  std::copy(label.begin(), label.end(), context.begin());
  REQUIRE(
      unwrap_under(under, {}, seal_box(under, world.random, context, crypto_test::counting(32))));
  CHECK_FALSE(
      unwrap_under(under, {}, seal_box(under, world.random, context, crypto_test::counting(31))));
}
