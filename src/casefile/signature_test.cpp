#include "casefile/signature.h"

#include <map>

#include <doctest/doctest.h>

#include "casefile/grant_keeper.h"
#include "casefile/test_support.h"
#include "crypto/sign.h"

namespace casefile {
namespace {

using testing::codes;
using testing::record;
using testing::Writer;

constexpr base::UtcMs kNow = 1'770'000'000'000;
constexpr base::UtcMs kDay = 24LL * 3600 * 1000;
const base::CaseId kCase = testing::id<base::CaseId>(42);
const base::GrantId kGrant = testing::id<base::GrantId>(2);

crypto::SignDomain domain_of(SignedKind kind) {
  return kind == SignedKind::grant ? crypto::SignDomain::grant : crypto::SignDomain::approval;
}

// Two people with keys; of them only the first may grant.
class People : public Signatures {
 public:
  People() {
    crypto::init();
    base::SeededRandom random(7);
    for (const std::uint8_t user : {std::uint8_t{1}, std::uint8_t{2}}) {
      keys_.emplace(testing::id<base::UserId>(user), crypto::SigningKey::generate(random));
    }
  }
  codec::Value sign(SignedKind kind, const base::CaseId& case_id, const FoldedRecord& what,
                    std::uint8_t user, base::UtcMs at_ms) const {
    const auto who = testing::id<base::UserId>(user);
    const crypto::Signature signature =
        keys_.at(who).sign(domain_of(kind), signed_words(kind, case_id, what, who, at_ms));
    return to_value(Signed{who, at_ms, base::Bytes(signature.begin(), signature.end())});
  }
  SignatureVerdict check(SignedKind kind, base::ByteView words, const Signed& made) const override {
    const auto key = keys_.find(made.user);
    crypto::Signature signature{};
    if (key == keys_.end() || made.signature.size() != signature.size()) {
      return SignatureVerdict::invalid;
    }
    std::copy(made.signature.begin(), made.signature.end(), signature.begin());
    if (!crypto::verify(key->second.verify_key(), domain_of(kind), words, signature)) {
      return SignatureVerdict::invalid;
    }
    return made.user == testing::id<base::UserId>(1) ? SignatureVerdict::good
                                                     : SignatureVerdict::no_right;
  }

 private:
  std::map<base::UserId, crypto::SigningKey> keys_;
};

struct Scene {
  People people;
  History control{base::Compartment::control};
  Writer home{control, 1, static_cast<std::uint64_t>(kNow)};

  Scene() {
    home.create(record(1), "consent");
    home.write(record(1), "consent", "state", "given");
    home.write(record(1), "consent", "purposes", codes({"health_care"}));
    home.write(record(1), "consent", "parts", codes({"medical", "identity"}));
    home.write(record(1), "consent", "recipient_classes", codes({"health"}));
    home.create(record(2), "grant");
    home.write(record(2), "grant", "state", "granted");
    home.write(record(2), "grant", "basis", "consent");
    home.write(record(2), "grant", "consent", testing::reference(record(1)));
    home.write(record(2), "grant", "purpose", "health_care");
    home.write(record(2), "grant", "compartments", codes({"medical"}));
    home.write(record(2), "grant", "recipient_class", "health");
    home.write(record(2), "grant", "recipient", codec::Value(base::Bytes(32, 7)));
    home.write(record(2), "grant", "expires", make_instant(kNow + 2 * kDay));
  }
  FoldedRecord grant() const {
    return *judged(people).state().find(record(2), known::grant::kType);
  }
  void sign(std::uint8_t user, const base::CaseId& case_id = kCase,
            SignedKind kind = SignedKind::grant) {
    home.write(record(2), "grant", "signature", people.sign(kind, case_id, grant(), user, kNow));
  }
  Control judged(const Signatures& signatures) const {
    return {kCase, control, testing::catalogue(), {testing::node(1)}, signatures};
  }
  std::string why(const Signatures& signatures) const {
    const Control now = judged(signatures);
    const auto live = GrantKeeper(now).judge(kGrant, kNow + kDay);
    return live ? "" : live.error().details.front().second;
  }
  std::string why() const { return why(people); }
};

TEST_CASE("a grant that nobody signed opens nothing") {
  Scene scene;
  CHECK(scene.why() == "unsigned");
  scene.sign(1);
  CHECK(scene.why().empty());
  CHECK(scene.why(Signatures::nobody()) == "signature_invalid");
}

TEST_CASE("a signature covers every word, this record and this case file") {
  Scene scene;
  SUBCASE("words changed behind it") {
    scene.sign(1);
    scene.home.write(record(2), "grant", "expires", make_instant(kNow + kDay + kDay / 2),
                     {scene.grant().field(known::grant::kExpires)->heads});
    CHECK(scene.why() == "signature_invalid");
    scene.sign(1);
    CHECK(scene.why().empty());
  }
  SUBCASE("of another case file") {
    scene.sign(1, testing::id<base::CaseId>(43));
    CHECK(scene.why() == "signature_invalid");
  }
  SUBCASE("of another kind of thing") {
    scene.sign(1, kCase, SignedKind::approval);
    CHECK(scene.why() == "signature_invalid");
  }
  SUBCASE("by somebody who may not") {
    scene.sign(2);
    CHECK(scene.why() == "signer_not_allowed");
    scene.sign(1);
    CHECK(scene.why().empty());
  }
  SUBCASE("bytes that are no signature") {
    scene.home.write(record(2), "grant", "signature", codec::Value(base::Bytes(64, 9)));
    CHECK(scene.why() == "signature_invalid");
  }
  // The check is what holds: with it switched off every one of these would be live.
  if (scene.grant().value(known::grant::kSignature) != nullptr &&
      signed_from_value(*scene.grant().value(known::grant::kSignature))) {
    CHECK(scene.why(testing::trusts_all()).empty());
  }
}

TEST_CASE("an approval loosens only when its author signed it, after the restriction") {
  Scene scene;
  scene.sign(1);
  const auto state = [&] {
    return scene.judged(scene.people).state().find(record(1), known::consent::kType);
  };
  const auto heads = [&] {
    const Control now = scene.judged(scene.people);
    return now.state().find(record(1), known::consent::kType)->field(known::consent::kState)->heads;
  };
  const auto shown = [&](const Signatures& signatures) {
    const Control now = scene.judged(signatures);
    return std::string(now.state().find(record(1), known::consent::kType)->text(1));
  };
  REQUIRE(state() != nullptr);
  scene.home.at(kNow + 1000).write(record(1), "consent", "state", "withdrawn", heads());
  const std::vector<Stamp> withdrawn = heads();
  scene.home.create(record(5), "approval");
  scene.home.write(record(5), "approval", "subject", testing::reference(record(1)));
  scene.home.write(record(5), "approval", "outcome", "approved");
  const auto approval = [&] {
    const Control now = scene.judged(scene.people);
    return *now.state().find(record(5), known::approval::kType);
  };
  const auto sign = [&](std::uint8_t user, base::UtcMs at_ms) {
    scene.home.write(record(5), "approval", "signature",
                     scene.people.sign(SignedKind::approval, kCase, approval(), user, at_ms));
  };
  scene.home.write(record(1), "consent", "state", "given", withdrawn, {record(5)});
  CHECK(shown(scene.people) == "withdrawn");
  sign(1, kNow);  // an old decision, brought out again
  CHECK(shown(scene.people) == "withdrawn");
  sign(2, kNow + 2000);  // somebody else's
  CHECK(shown(scene.people) == "withdrawn");
  sign(1, kNow + 2000);
  CHECK(shown(scene.people) == "given");
}

}  // namespace
}  // namespace casefile
