#include "desk/grants.h"

#include "casefile/grant_keeper.h"
#include "casefile/instant.h"
#include "casefile/known.h"
#include "desk/test_world.h"

using namespace desk_test;

namespace {

constexpr base::UtcMs kDayMs = 24LL * 60 * 60 * 1000;

// A case file with something in `legal`, of which the social worker keeps no key, and in `wishes`,
// of which the health worker keeps none.
struct Shared : World {
  base::CaseId id = base::CaseId::none();

  Shared() {
    add("trabajo", "social_worker");
    add("salud", "health");
    id = new_case();
    say("primero");
  }
  void say(const char* words) {
    REQUIRE(change("ines", id, {{"wish", std::nullopt, {{"words", words}}}}));
  }
  desk::NewGrant grant() const {
    desk::NewGrant what;
    what.purpose = "psychosocial_care";
    what.parts = {Compartment::wishes};
    what.recipient_class = "health";
    what.recipient = "salud";
    what.expires_ms = kNow + 10 * kDayMs;
    what.words = "Que lo sepa la doctora.";
    what.language = "spa";
    return what;
  }
  base::Result<desk::Grants::Given> give(const desk::NewGrant& what,
                                         const std::string& by = "ines") {
    return as(by, [&](const desk::Session& session) {
      return desk->grants().give(session, id, what, base::SaveId::random(base::system_random()));
    });
  }
  std::vector<desk::GrantInfo> list(const std::string& by = "ines") {
    auto grants =
        as(by, [&](const desk::Session& session) { return desk->grants().list(session, id); });
    REQUIRE(grants);
    return *grants;
  }
  void withdraw(const base::GrantId& grant, bool whole = false, const std::string& by = "ines") {
    REQUIRE(as(by, [&](const desk::Session& session) {
      return desk->grants().withdraw(session, id, {grant, whole, "Ya no."},
                                     base::SaveId::random(base::system_random()));
    }));
  }
  // Which of the two parts in question somebody can read now.
  bool reads(const std::string& user, Compartment part) {
    const auto view = read(user, id);
    REQUIRE(view);
    const casefile::Folded* folded = view->folded(part);
    return folded != nullptr && !folded->records.empty();
  }
  std::vector<std::uint32_t> epochs(const std::string& user, Compartment part) {
    return as(user, [&](const desk::Session& session) {
      std::vector<std::uint32_t> out;
      for (const auto& [epoch, key] : session.case_keys(id, part).epochs) out.push_back(epoch);
      return out;
    });
  }
};

std::string why_of(const base::Result<desk::Grants::Given>& given) {
  REQUIRE_FALSE(given);
  CHECK(given.error().code == Code::not_granted);
  return given.error().details.front().second;
}

}  // namespace

TEST_CASE(
    "what is granted is read by that person alone, and only those parts, until it is withdrawn") {
  Shared world;
  CHECK_FALSE(world.reads("salud", Compartment::wishes));
  const auto given = world.give(world.grant());
  REQUIRE(given);
  CHECK(world.reads("salud", Compartment::wishes));
  CHECK_FALSE(world.reads("salud", Compartment::legal));
  CHECK_FALSE(world.reads("salud", Compartment::location));
  REQUIRE(world.list().size() == 1);
  const desk::GrantInfo info = world.list().front();
  CHECK(info.why.empty());
  CHECK(info.recipient == "salud");
  CHECK(info.given_by == "ines");
  CHECK(info.pending.empty());
  // Reading is all it gives.
  CHECK_FALSE(world.change("salud", world.id, {{"wish", std::nullopt, {{"words", "x"}}}}));

  CHECK(world.epochs("ines", Compartment::wishes) == std::vector<std::uint32_t>{1});
  world.withdraw(given->grant);
  CHECK_FALSE(world.reads("salud", Compartment::wishes));
  CHECK(world.epochs("salud", Compartment::wishes).empty());
  CHECK(world.list().front().why == "withdrawn");
  // What is written from now on is under a key she never had.
  world.say("después");
  CHECK(world.epochs("ines", Compartment::wishes) == std::vector<std::uint32_t>{1, 2});
  CHECK(world.reads("ines", Compartment::wishes));
  CHECK(world.reads("trabajo", Compartment::wishes));
  world.say("más");
  CHECK(world.epochs("ines", Compartment::wishes).size() == 2);  // one new key, not one a save
}

TEST_CASE("a grant ends at its hour, with nobody there to end it") {
  Shared world;
  REQUIRE(world.give(world.grant()));
  world.say("mientras");
  CHECK(world.reads("salud", Compartment::wishes));
  world.clock.advance(10 * kDayMs + 1);
  CHECK_FALSE(world.reads("salud", Compartment::wishes));
  world.desk->lock("");
  world.open();  // locked, after a restart
  CHECK(desk::grant_wraps(world.house(), world.id).size() <= 1);
  world.desk->lock_idle();
  CHECK(desk::grant_wraps(world.house(), world.id).empty());
  world.say("después");
  CHECK(world.epochs("ines", Compartment::wishes).size() == 2);
}

TEST_CASE("withdrawing the consent withdraws all that rests on it; another grant goes on") {
  Shared world;
  const auto first = world.give(world.grant());
  REQUIRE(first);
  desk::NewGrant other = world.grant();
  other.recipient = "trabajo";
  other.recipient_class = "health";
  other.parts = {Compartment::location};
  const auto second = world.give(other);
  REQUIRE(second);
  desk::NewGrant same = world.grant();
  for (const desk::GrantInfo& one : world.list()) {
    if (one.id == first->grant) same.consent = one.consent;
  }
  REQUIRE(world.give(same));
  CHECK(world.list().size() == 3);
  world.withdraw(first->grant, true);
  std::size_t live = 0;
  for (const desk::GrantInfo& one : world.list()) live += one.why.empty() ? 1 : 0;
  CHECK(live == 1);
  CHECK_FALSE(world.reads("salud", Compartment::wishes));
}

TEST_CASE("whoever keeps the keys hands on what was granted without them") {
  Shared world;
  REQUIRE(world.change("ines", world.id, {{"note", std::nullopt, {{"legal", "Inventado."}}}}));
  desk::NewGrant what = world.grant();
  what.parts = {Compartment::legal};
  REQUIRE(world.give(what, "trabajo"));  // who keeps no key of that part
  CHECK(world.list("trabajo").front().pending == std::vector<std::string>{"legal"});
  CHECK_FALSE(world.reads("salud", Compartment::legal));
  CHECK(world.reads("ines", Compartment::legal));
  CHECK(world.list("trabajo").front().pending.empty());
  CHECK(world.reads("salud", Compartment::legal));
}

TEST_CASE("what may not be granted is not written") {
  Shared world;
  desk::NewGrant what = world.grant();
  SUBCASE("a basis that does not go that far") {
    what.basis = "vital_interest";
    what.reason = "Peligro.";
    what.review_ms = kNow + kDayMs;
    what.expires_ms = kNow + 2 * kDayMs;
    CHECK(why_of(world.give(what)) == "part_beyond_basis");
  }
  SUBCASE("for longer than its basis lasts") {
    what.expires_ms = kNow + 800 * kDayMs;
    CHECK(why_of(world.give(what)) == "too_long");
  }
  SUBCASE("to nobody we know") {
    what.recipient = "nadie";
    const auto given = world.give(what);
    REQUIRE_FALSE(given);
    CHECK(given.error().code == Code::not_found);
  }
  SUBCASE("by somebody whose role does not let her") {
    const auto given = world.give(what, "salud");
    REQUIRE_FALSE(given);
    CHECK(given.error().code == Code::not_allowed);
  }
  CHECK(world.list().empty());
}

TEST_CASE("the four other bases give a key without consent, narrow and reviewed") {
  Shared world;
  for (const char* basis : {"vital_interest", "legal_duty", "guardian", "protection_authority"}) {
    CAPTURE(basis);
    desk::NewGrant what = world.grant();
    what.basis = basis;
    what.parts = {Compartment::identity};
    what.recipient_class = std::string_view(basis) == "legal_duty" ? "court" : "health";
    what.expires_ms = kNow + 2 * kDayMs;
    what.reason = "Razón inventada.";
    what.norm = "art. 1";
    CHECK(why_of(world.give(what)) == "no_review");
    what.review_ms = kNow + kDayMs;
    CHECK(world.give(what));
  }
}

// Takes every signature for good.
struct TrustsAll : casefile::Signatures {
  casefile::SignatureVerdict check(casefile::SignedKind, base::ByteView,
                                   const casefile::Signed&) const override {
    return casefile::SignatureVerdict::good;
  }
};

// A grant to salud that lacks nothing but a signature.
desk::Decided unsigned_grant(Shared& world, const desk::CaseView& view) {
  base::Fingerprint salud{};
  for (const desk::Recipient& one : desk::all_recipients(world.house())) {
    if (one.name == "salud") salud = one.fingerprint();
  }
  auto decided = desk::decide(world.house().catalogue(), view,
                              {{"grant",
                                std::nullopt,
                                {{"state", "granted"},
                                 {"basis", "vital_interest"},
                                 {"reason", "x"},
                                 {"review_on", casefile::make_instant(kNow + kDayMs)},
                                 {"purpose", "care"},
                                 {"compartments", Value::array({"identity"})},
                                 {"recipient_class", "health"},
                                 {"recipient", Value::bytes(salud)},
                                 {"expires", casefile::make_instant(kNow + kDayMs + 1)}}}},
                              base::system_random());
  REQUIRE(decided);
  return *decided;
}

TEST_CASE("a grant written without its giver's signature opens nothing") {
  Shared world;
  // Past the desk, as a program that took over the node would write it.
  world.as("ines", [&](const desk::Session& session) {
    auto view = desk::CaseView::open(world.house(), session, world.id, {});
    REQUIRE(view);
    const auto write = [&](std::uint16_t counter, std::vector<casefile::Op> ops) {
      casefile::Batch batch;
      batch.hlc = {static_cast<std::uint64_t>(kNow), counter};
      batch.user = session.person().id;
      batch.ops = std::move(ops);
      view->apply(Compartment::control, {world.house().identity().node, UINT64_MAX, batch},
                  world.house());
    };
    const auto ops = unsigned_grant(world, *view).operations.at(Compartment::control);
    write(99, ops);
    CHECK(casefile::GrantKeeper(view->control()).all_live(kNow).empty());
    REQUIRE(desk::settle_grants(world.house(), session, *view));
    CHECK(desk::grant_wraps(world.house(), world.id).empty());

    casefile::Op note = ops.back();
    note.kind = static_cast<std::uint32_t>(casefile::OpKind::note);
    note.field = casefile::known::grant::kSignature;
    note.base.clear();
    note.value =
        casefile::to_value(casefile::Signed{session.person().id, kNow, base::Bytes(64, 1)});
    write(100, {note});
    CHECK(casefile::GrantKeeper(view->control()).all_live(kNow).empty());
    REQUIRE(desk::settle_grants(world.house(), session, *view));
    CHECK(desk::grant_wraps(world.house(), world.id).empty());
    // The control: with the check switched off the same record is a key.
    const TrustsAll trusts_all;
    const casefile::GrantKeeper careless(world.id, view->control().state(), trusts_all);
    CHECK(careless.all_live(kNow).size() == 1);
    return true;
  });
}

TEST_CASE("a partner's keys get wraps of their own, and a shredded case file keeps none") {
  Shared world;
  const auto exchange = crypto::ExchangeKey::generate(base::system_random());
  const auto signing = crypto::SigningKey::generate(base::system_random());
  const desk::Recipient clinic{"clinica", true, "health", exchange.public_key(),
                               signing.verify_key()};
  REQUIRE(world.as("ines", [&](const desk::Session& session) {
    return desk::add_partner(world.house(), session, clinic);
  }));
  desk::NewGrant what = world.grant();
  what.recipient = "clinica";
  const auto given = world.give(what);
  REQUIRE(given);
  const auto wraps = desk::grant_wraps(world.house(), world.id);
  REQUIRE(wraps.size() == 1);
  CHECK(crypto::unwrap_for_recipient(exchange, signing.verify_key(), nullptr, given->grant,
                                     wraps.front().what, wraps.front().wrap));
  REQUIRE(world.as("ines", [&](const desk::Session& session) {
    return world.desk->cases().shred(session, world.id, "prueba");
  }));
  CHECK(desk::grant_wraps(world.house(), world.id).empty());
}
