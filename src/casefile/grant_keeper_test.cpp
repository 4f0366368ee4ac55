#include "casefile/grant_keeper.h"

#include <doctest/doctest.h>

#include "casefile/test_support.h"

namespace casefile {
namespace {

using base::Compartment;
using codec::Value;
using testing::codes;
using testing::record;
using testing::Writer;

constexpr base::UtcMs kNow = 1'770'000'000'000;
constexpr base::UtcMs kDay = 24LL * 3600 * 1000;
const base::CaseId kCase = testing::id<base::CaseId>(42);
const base::GrantId kGrant = testing::id<base::GrantId>(2);  // the id of record 2
constexpr std::uint8_t kPartner = 9;

// A child's control compartment: consent 1 and grant 2, written by node 1 at kNow.
struct Scene {
  History control{Compartment::control};
  Writer home{control, 1, static_cast<std::uint64_t>(kNow)};
  Stamp consent_state{};
  Stamp grant_state{};

  void consent(const Value& parts, const Value& classes = codes({"health"}),
               const Value& purposes = codes({"health_care"})) {
    home.create(record(1), "consent");
    consent_state = home.write(record(1), "consent", "state", "given");
    home.write(record(1), "consent", "purposes", purposes);
    home.write(record(1), "consent", "parts", parts);
    home.write(record(1), "consent", "recipient_classes", classes);
  }
  void grant(std::string_view basis, const Value& parts,
             std::string_view recipient_class = "health", base::UtcMs expires = kNow + 2 * kDay) {
    home.create(record(2), "grant");
    grant_state = home.write(record(2), "grant", "state", "granted");
    home.write(record(2), "grant", "basis", Value(basis));
    home.write(record(2), "grant", "consent", testing::reference(record(1)));
    home.write(record(2), "grant", "purpose", "health_care");
    home.write(record(2), "grant", "compartments", parts);
    home.write(record(2), "grant", "recipient_class", Value(recipient_class));
    home.write(record(2), "grant", "recipient", Value(base::Bytes(32, 7)));
    home.write(record(2), "grant", "expires", make_instant(expires));
    home.write(record(2), "grant", "signature", testing::any_signature(1, kNow));
  }
  void set(std::string_view field, const Value& value) {
    home.write(record(2), "grant", field, value);
  }
  Control judged() const {
    return {kCase, control, testing::catalogue(), {testing::node(1)}, testing::trusts_all()};
  }

  // "" when the grant is live, else why not.
  std::string why(base::UtcMs now_ms = kNow + kDay) const {
    const Control control_now = judged();
    const auto grant = GrantKeeper(control_now).judge(kGrant, now_ms);
    return grant ? "" : grant.error().details.front().second;
  }
  std::optional<base::LiveGrant> live(base::UtcMs now_ms = kNow + kDay) const {
    const Control control_now = judged();
    return GrantKeeper(control_now).live(kGrant, now_ms);
  }
};

TEST_CASE("health data go to a clinic only under a consent that says health") {
  Scene scene;
  SUBCASE("legal-only consent: refused") {
    scene.consent(codes({"legal"}));
    scene.grant("consent", codes({"medical"}));
    CHECK(scene.why() == "part_not_consented");
  }
  SUBCASE("scoped consent: the same grant is live, and opens health but not legal") {
    scene.consent(codes({"medical"}));
    scene.grant("consent", codes({"medical"}));
    const auto live = scene.live();
    REQUIRE(live.has_value());
    CHECK(live->case_id() == kCase);
    CHECK(live->allows(Compartment::medical, kNow + kDay));
    CHECK_FALSE(live->allows(Compartment::legal, kNow + kDay));
    CHECK_FALSE(live->allows(Compartment::medical, kNow + 2 * kDay));
  }
  SUBCASE("for another purpose, or to another class of recipient: refused") {
    scene.consent(codes({"medical"}), codes({"shelter"}), codes({"health_care"}));
    scene.grant("consent", codes({"medical"}));
    CHECK(scene.why() == "recipient_not_consented");
    scene.home.write(record(1), "consent", "purposes", codes({"education"}));
    CHECK(scene.why() == "purpose_not_consented");
  }
}

TEST_CASE("a withdrawn, expired or missing consent closes its grant") {
  Scene scene;
  scene.consent(codes({"medical"}));
  scene.grant("consent", codes({"medical"}));
  REQUIRE(scene.why().empty());
  SUBCASE("withdrawn") {
    scene.home.write(record(1), "consent", "state", "withdrawn", {scene.consent_state});
    CHECK(scene.why() == "consent_not_given");
  }
  SUBCASE("the grant itself is withdrawn") {
    scene.home.write(record(2), "grant", "state", "withdrawn", {scene.grant_state});
    CHECK(scene.why() == "withdrawn");
  }
  SUBCASE("the consent ends before the grant: the live grant ends with it") {
    scene.home.write(record(1), "consent", "valid_until", make_instant(kNow + kDay + 5));
    CHECK(scene.live()->expires_ms() == kNow + kDay + 5);
    CHECK(scene.why(kNow + kDay + 5) == "consent_expired");
  }
  SUBCASE("expired") {
    CHECK(scene.why(kNow + 2 * kDay) == "expired");
  }
  SUBCASE("points nowhere") {
    scene.set("consent", testing::reference(record(99)));
    // Two concurrent references: nobody has decided which.
    CHECK(scene.why() == "disputed");
  }
}

TEST_CASE("an authority that can detain is never implied") {
  Scene scene;
  const Value everyone = codes({"shelter", "health", "protection_authority", "court"});
  SUBCASE("by consent: only where the child named that class") {
    scene.consent(codes({"identity"}), everyone);
    scene.grant("consent", codes({"identity"}), kEnforcement);
    CHECK(scene.why() == "recipient_not_consented");
    Scene named;
    named.consent(codes({"identity"}), codes({kEnforcement}));
    named.grant("consent", codes({"identity"}), kEnforcement);
    CHECK(named.why().empty());
  }
  SUBCASE("by any other basis but a legal duty: never") {
    for (const BasisRule& rule : basis_rules()) {
      if (rule.basis == Basis::consent || rule.basis == Basis::legal_duty) continue;
      Scene other;
      other.grant(rule.code, codes({"identity"}), kEnforcement);
      other.set("reason", "x");
      other.set("norm", "x");
      other.set("review_on", make_instant(kNow + kDay + kDay / 2));
      CHECK(other.why() == "recipient_beyond_basis");
    }
  }
}

TEST_CASE("the four other bases are narrow, reasoned, expiring and reviewed") {
  for (const BasisRule& rule : basis_rules()) {
    if (rule.basis == Basis::consent) continue;
    CAPTURE(rule.code);
    Scene scene;
    scene.grant(rule.code, codes({"identity"}), rule.recipient_classes.front());
    CHECK(scene.why() == "no_reason");
    scene.set("reason", "Peligro inmediato.");
    if (rule.needs_norm) {
      CHECK(scene.why() == "no_norm");
      scene.set("norm", "art. 123");
    }
    CHECK(scene.why() == "no_review");
    scene.set("review_on", make_instant(kNow + kDay + kDay / 2));
    CHECK(scene.why().empty());
    CHECK(scene.why(kNow + kDay + kDay / 2) == "review_overdue");

    for (const std::string_view part : {"counsel", "testimony", "wishes"}) {
      Scene wide;
      wide.grant(rule.code, codes({part}), rule.recipient_classes.front());
      wide.set("reason", "x");
      wide.set("norm", "x");
      wide.set("review_on", make_instant(kNow + kDay + kDay / 2));
      CHECK(wide.why() == "part_beyond_basis");
    }
    Scene lasting;
    lasting.grant(rule.code, codes({"identity"}), rule.recipient_classes.front(),
                  kNow + (rule.longest_days + 1) * kDay);
    lasting.set("reason", "x");
    lasting.set("norm", "x");
    lasting.set("review_on", make_instant(kNow + kDay + kDay / 2));
    CHECK(lasting.why() == "too_long");
  }
}

TEST_CASE("what is missing is no grant") {
  Scene scene;
  CHECK(scene.why() == "no_grant");
  scene.consent(codes({"medical", "counsel"}), codes({"health", "legal_counsel"}));
  scene.grant("consent", codes({"counsel"}));
  CHECK(scene.why() == "counsel_is_privileged");
  Scene bare;
  bare.home.create(record(2), "grant");
  CHECK(bare.why() == "withdrawn");
}

TEST_CASE("a grant written by a partner's node makes nothing live") {
  Scene scene;
  scene.consent(codes({"medical"}));
  Writer partner(scene.control, kPartner, static_cast<std::uint64_t>(kNow) + 1000);
  std::swap(scene.home, partner);
  scene.grant("consent", codes({"medical"}));
  CHECK(scene.why() == "no_grant");
}

TEST_CASE("care mandate: from its beginning until it ends") {
  Scene scene;
  const auto mandate = [&](base::UtcMs now_ms) {
    const Control control_now = scene.judged();
    return GrantKeeper(control_now).mandate(now_ms);
  };
  CHECK_FALSE(mandate(kNow).has_value());
  scene.home.create(record(3), "care_mandate");
  const Stamp active = scene.home.write(record(3), "care_mandate", "state", "active");
  scene.home.write(record(3), "care_mandate", "since", make_instant(kNow));
  CHECK_FALSE(mandate(kNow - 1).has_value());
  REQUIRE(mandate(kNow).has_value());
  CHECK(mandate(kNow)->case_id() == kCase);
  CHECK(mandate(kNow)->since_ms() == kNow);
  scene.home.write(record(3), "care_mandate", "state", "ended", {active});
  CHECK_FALSE(mandate(kNow + kDay).has_value());
}

// The partner's ops in `medical`: which of them count?
struct PartnerScene : Scene {
  History medical{Compartment::medical};
  Writer partner{medical, kPartner, static_cast<std::uint64_t>(kNow + kDay)};

  PartnerScene() {
    consent(codes({"medical"}));
    grant("consent", codes({"medical"}));
    set("may_write", true);
    set("nodes", Value::bytes(testing::node(kPartner).bytes()));
    partner.under(kGrant);
  }
  Folded folded() const { return fold(medical, testing::catalogue(), judged()); }
};

TEST_CASE("an op under a grant counts if the grant was valid at that point of control") {
  PartnerScene scene;
  scene.partner.write(record(5), "allergy", "substance", "Penicilina");
  CHECK(scene.folded().held.empty());
  // Withdrawn an hour later: what was written before still counts, what comes after does not.
  scene.home.at(kNow + kDay + 3'600'000)
      .write(record(1), "consent", "state", "withdrawn", {scene.consent_state});
  CHECK(scene.folded().held.empty());
  scene.partner.at(kNow + kDay + 7'200'000).write(record(6), "allergy", "substance", "Látex");
  const Folded folded = scene.folded();
  REQUIRE(folded.held.size() == 1);
  CHECK(folded.held[0].why == Held::not_granted);
  CHECK(folded.find(record(5), 42)->text(1) == "Penicilina");
  CHECK(folded.find(record(6), 42) == nullptr);
  // The withdrawal itself shows everywhere.
  CHECK(scene.judged().state().find(record(1), known::consent::kType)->text(1) == "withdrawn");
}

TEST_CASE("who does not hold the grant cannot write with it, nor as one of the house") {
  PartnerScene scene;
  SUBCASE("another node under the same grant") {
    Writer stranger(scene.medical, 8, kNow + kDay);
    stranger.under(kGrant).write(record(5), "allergy", "substance", "x");
    CHECK(scene.folded().held.front().why == Held::not_granted);
  }
  SUBCASE("without a grant, from outside the house") {
    Writer stranger(scene.medical, 8, kNow + kDay);
    stranger.write(record(5), "allergy", "substance", "x");
    CHECK(scene.folded().held.front().why == Held::not_home);
  }
  SUBCASE("in a compartment the grant does not name") {
    History legal(Compartment::legal);
    Writer partner(legal, kPartner, kNow + kDay);
    partner.under(kGrant).write(record(5), "legal_matter", "scope", "x");
    CHECK(fold(legal, testing::catalogue(), scene.judged()).held.front().why == Held::not_granted);
  }
  SUBCASE("dated before the grant began") {
    scene.partner.at(kNow - kDay).write(record(5), "allergy", "substance", "x");
    CHECK(scene.folded().held.front().why == Held::not_granted);
  }
}

}  // namespace
}  // namespace casefile
