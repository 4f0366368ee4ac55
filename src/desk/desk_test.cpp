#include "desk/desk.h"

#include "casefile/grant_keeper.h"
#include "casefile/instant.h"
#include "desk/care.h"
#include "desk/test_world.h"

using namespace desk_test;

namespace {

template <class T>
Code code_of(const base::Result<T>& result) {
  REQUIRE_FALSE(result);
  return result.error().code;
}

Value codes(std::initializer_list<const char*> items) {
  return Value::array(Value::Array(items.begin(), items.end()));
}

// The acts in the audit trail, as the founder reads them.
std::vector<std::string> audited(World& world) {
  return world.as("ines", [&](const desk::Session& session) {
    std::vector<std::string> acts;
    const auto view = desk::CaseView::open(world.house(), session,
                                           world.house().organisation_case(), {Compartment::audit});
    REQUIRE(view);
    const casefile::RecordType* type = world.house().catalogue().type("audit_entry");
    for (const auto* record : view->folded(Compartment::audit)->of_type(type->number)) {
      acts.emplace_back(record->text(type->field("action")->number));
    }
    return acts;
  });
}

}  // namespace

TEST_CASE("a founder unlocks with her passphrase and with no other") {
  World world;
  std::string other = "otra frase que no es la suya";
  CHECK(code_of(world.desk->unlock("ines", crypto::Passphrase(other))) == Code::wrong_passphrase);
  CHECK(code_of(world.desk->unlock("nadie", passphrase())) == Code::wrong_passphrase);
  CHECK_FALSE(world.desk->is_unlocked("ines"));
  REQUIRE(world.desk->unlock("ines", passphrase()));
  world.as("ines", [](const desk::Session& session) {
    CHECK(session.may("people"));
    CHECK(session.compartments().size() == base::kCompartments.size());
    return true;
  });
  CHECK(world.desk->lock("ines") == 1);
  CHECK_FALSE(world.desk->is_unlocked("ines"));
}

TEST_CASE("keys are forgotten after 15 idle minutes and after 12 hours") {
  World world;
  REQUIRE(world.desk->unlock("ines", passphrase()));
  world.clock.advance(desk::Desk::kIdleMs - 1);
  CHECK(world.desk->is_unlocked("ines"));
  world.clock.advance(2);
  CHECK_FALSE(world.desk->is_unlocked("ines"));
}

TEST_CASE("need-to-know is a matter of keys: no session opens a compartment of a foreign team") {
  World world;
  world.add("salud", "health");
  world.add("leyes", "lawyer");
  const base::CaseId id = world.new_case();
  REQUIRE(world.change("salud", id, {{"note", std::nullopt, {{"medical", "alergia"}}}}));

  const base::Result<desk::CaseView> hers = world.read("salud", id);
  REQUIRE(hers);
  CHECK(hers->folded(Compartment::medical) != nullptr);
  const base::Result<desk::CaseView> lawyers = world.read("leyes", id);
  REQUIRE(lawyers);
  CHECK(lawyers->folded(Compartment::medical) == nullptr);
  world.as("leyes", [&](const desk::Session& session) {
    // Below every permission: she has no key, whatever is asked for.
    CHECK_FALSE(session.holds(Compartment::medical));
    CHECK(session.case_keys(id, Compartment::medical).empty());
    const auto forced = desk::CaseView::open(world.house(), session, id, {Compartment::medical});
    REQUIRE(forced);
    CHECK(forced->folded(Compartment::medical) == nullptr);
    return true;
  });
  const auto written = world.change("leyes", id, {{"note", std::nullopt, {{"medical", "no"}}}});
  CHECK(code_of(written) == Code::not_allowed);
}

TEST_CASE("a sealed team leaves its founder at the first admission, an open one does not") {
  World world;
  const auto holds = [&](Compartment compartment) {
    return world.as("ines", [&](const desk::Session& s) { return s.holds(compartment); });
  };
  CHECK(holds(Compartment::medical));
  CHECK(world.add("salud", "health").pending.empty());
  CHECK_FALSE(holds(Compartment::medical));
  CHECK(holds(Compartment::identity));
  // From now on only a member can admit the next one.
  CHECK(world.add("salud2", "health").pending == std::vector<std::string>{"health"});
  const auto admit = [&](const std::string& by, const std::string& whom) {
    return world.as(by, [&](const desk::Session& session) {
      return desk::admit(world.house(), session, whom, "health");
    });
  };
  CHECK(code_of(admit("ines", "salud2")) == Code::not_allowed);
  CHECK(admit("salud", "salud2"));
  world.add("leyes", "lawyer");
  CHECK(code_of(admit("salud", "leyes")) == Code::not_allowed);  // her roles do not ask for it
}

TEST_CASE("a reading is in the audit trail, durably, or there is no answer") {
  World world;
  const base::CaseId id = world.new_case();
  const ledger::LocalId before = world.house().ledger().last_id();
  REQUIRE(world.read("ines", id));
  CHECK(world.house().ledger().last_id() == before + 1);
  world.open();
  const std::vector<std::string> acts = audited(world);
  CHECK(std::count(acts.begin(), acts.end(), "open_case") == 1);

  // Control: when the trail cannot be written, nothing is answered.
  const crypto::CompartmentContext trail{world.house().organisation_case(), Compartment::audit, 1};
  world.house().commit_keys(
      {{},
       {{ledger::KeyTable::case_wrap, desk::case_wrap_key(trail, world.house().node_team(), 1)}},
       {}});
  const base::CaseId other = world.new_case();
  CHECK(code_of(world.read("ines", other)) == Code::roster_invalid);
}

TEST_CASE("who may not see a case file learns nothing, and the try is audited") {
  World world;
  world.add("vigila", "auditor");
  const base::CaseId id = world.new_case();
  const base::CaseId none = base::CaseId::random(base::system_random());
  CHECK(code_of(world.read("vigila", id)) == Code::not_found);
  CHECK(code_of(world.read("vigila", none)) == Code::not_found);
  CHECK(world.read("vigila", id).error().details == world.read("vigila", none).error().details);
  const std::vector<std::string> acts = audited(world);
  CHECK(std::count(acts.begin(), acts.end(), "refused") == 4);
}

TEST_CASE("the same save twice writes once") {
  World world;
  const base::SaveId save = base::SaveId::random(base::system_random());
  const auto first = world.make(save);
  const auto second = world.make(save);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->id == second->id);
  CHECK(first->number == second->number);

  const base::SaveId edit = base::SaveId::random(base::system_random());
  const std::vector<desk::RecordEdit> note = {{"note", std::nullopt, {{"text", "una vez"}}}};
  REQUIRE(world.change("ines", first->id, note, edit));
  const ledger::LocalId before = world.house().ledger().last_id();
  REQUIRE(world.change("ines", first->id, note, edit));
  CHECK(world.house().ledger().last_id() == before);
  REQUIRE(world.change("ines", first->id, note));  // control: another save does write
  CHECK(world.house().ledger().last_id() > before);
}

TEST_CASE("a clock ten years behind writes nothing, also after a restart") {
  World world;
  const base::CaseId id = world.new_case();
  const std::vector<desk::RecordEdit> note = {{"note", std::nullopt, {{"text", "hoy"}}}};
  REQUIRE(world.desk->unlock("ines", passphrase()));
  const ledger::Hash digest = world.house().ledger().digest();
  world.clock.set_wall(kNow - 10 * kYearMs);
  CHECK(code_of(world.change("ines", id, note)) == Code::clock_behind);
  world.open();
  CHECK(code_of(world.desk->unlock("ines", passphrase())) == Code::clock_behind);
  CHECK(desk::verify(*world.desk, nullptr).sound());
  CHECK(world.house().ledger().digest() == digest);
  world.clock.set_wall(kNow);
  CHECK(world.change("ines", id, note));
}

TEST_CASE("a clock ten years ahead writes nothing until a person confirms the date") {
  World world;
  const base::CaseId id = world.new_case();
  const std::vector<desk::RecordEdit> note = {{"note", std::nullopt, {{"text", "hoy"}}}};
  const ledger::Hash digest = world.house().ledger().digest();
  world.clock.set_wall(kNow + 10 * kYearMs);
  world.open();
  const base::Done refused = world.desk->unlock("ines", passphrase());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::clock_ahead);
  CHECK(desk::verify(*world.desk, nullptr).sound());
  CHECK(world.house().ledger().digest() == digest);
  CHECK(code_of(world.house().confirm_clock("2026-05-28")) == Code::bad_date);
  CHECK(code_of(world.desk->unlock("ines", passphrase())) == Code::clock_ahead);
  // Set right, it goes on as if nothing had been.
  world.clock.set_wall(kNow + kYearMs / 2);
  CHECK(world.change("ines", id, note));
  // Rested for years, it goes on once a person has read the date from somewhere else.
  world.clock.set_wall(kNow + 10 * kYearMs);
  CHECK(world.house().confirm_clock("2036-05-25"));
  CHECK(world.change("ines", id, note));
  world.open();
  CHECK(world.change("ines", id, note));
}

TEST_CASE("a clock before this program's first day founds nothing") {
  store::test::TempFolder temp;
  base::ManualClock clock{0};
  const desk::Seams seams{&clock, &base::system_random(), crypto::kKdfTest};
  const auto founded = desk::found(temp / "org", {"Casa Prueba", "ines"}, passphrase(), seams);
  REQUIRE_FALSE(founded);
  CHECK(founded.error().code == Code::clock_behind);
  CHECK_FALSE(std::filesystem::exists(temp / "org"));
}

// Chapter 30 §6 no. 2 of the design, with the keys a referral would hand out.
TEST_CASE("consent binds: health data leave for a clinic only when she said health") {
  World world;
  const base::CaseId id = world.new_case();
  REQUIRE(world.change("ines", id, {{"note", std::nullopt, {{"medical", "m"}, {"legal", "l"}}}}));
  const auto clinic = crypto::ExchangeKey::generate(base::system_random());
  const auto clinic_sign = crypto::SigningKey::generate(base::system_random());
  const base::Fingerprint fingerprint =
      crypto::fingerprint(clinic.public_key(), clinic_sign.verify_key());

  const auto consented = [&](const char* part) {
    const auto consent = world.change("ines", id,
                                      {{"consent",
                                        std::nullopt,
                                        {{"state", "given"},
                                         {"purposes", codes({"health_care"})},
                                         {"parts", codes({part})},
                                         {"recipient_classes", codes({"health"})},
                                         {"capacity", "child_consent"}}}});
    REQUIRE(consent);
    const auto grant =
        world.change("ines", id,
                     {{"grant",
                       std::nullopt,
                       {{"state", "granted"},
                        {"basis", "consent"},
                        {"consent", Value::bytes(consent->records.front().bytes())},
                        {"purpose", "health_care"},
                        {"compartments", codes({"medical"})},
                        {"recipient_class", "health"},
                        {"recipient", Value::bytes(fingerprint)},
                        {"expires", casefile::make_instant(kNow + 24LL * 60 * 60 * 1000)}}}});
    REQUIRE(grant);
    return *base::GrantId::from_bytes(grant->records.front().bytes());
  };
  const auto judge = [&](const base::GrantId& grant) {
    return casefile::GrantKeeper(world.read("ines", id)->control()).judge(grant, kNow);
  };
  const base::Result<base::LiveGrant> legal_only = judge(consented("legal"));
  CHECK(code_of(legal_only) == Code::not_granted);

  const base::GrantId granted = consented("medical");
  const base::Result<base::LiveGrant> live = judge(granted);
  REQUIRE(live);
  const auto wrap = [&](Compartment compartment) {
    return world.as("ines", [&](const desk::Session& session) {
      const desk::CaseKeys keys = session.case_keys(id, compartment);
      return crypto::wrap_for_recipient(*live, kNow, clinic.public_key(), clinic_sign.verify_key(),
                                        nullptr, {id, compartment, 1}, keys.current(),
                                        base::system_random());
    });
  };
  const base::Result<base::Bytes> medical = wrap(Compartment::medical);
  REQUIRE(medical);
  CHECK(crypto::unwrap_for_recipient(clinic, clinic_sign.verify_key(), nullptr, granted,
                                     {id, Compartment::medical, 1}, *medical));
  CHECK(code_of(wrap(Compartment::legal)) == Code::not_granted);
  CHECK_FALSE(crypto::unwrap_for_recipient(clinic, clinic_sign.verify_key(), nullptr, granted,
                                           {id, Compartment::legal, 1}, *medical));
}
