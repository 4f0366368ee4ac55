#include "desk/emergency.h"

#include "desk/test_world.h"
#include "desk/trail.h"

namespace {

using base::Code;
using base::Compartment;
using desk_test::World;

// A child whose allergy the health team wrote down, and a duty officer at night.
struct Night : World {
  Night() {
    add("hugo", "health");
    add("gloria", "duty");
    id = new_case();
    REQUIRE(
        change("hugo", id, {{"allergy", std::nullopt, {{"substance", "penicilina inventada"}}}}));
  }

  base::Result<desk::Saved> open(const std::string& user, std::vector<Compartment> parts,
                                 const std::string& reason = "No respira bien.",
                                 base::SaveId save = base::SaveId::random(base::system_random())) {
    return as(user, [&](const desk::Session& session) {
      return desk->emergency().open(session, id, parts, reason, save);
    });
  }
  bool sees_medical(const std::string& user) {
    const auto view = read(user, id);
    return view && view->folded(Compartment::medical) != nullptr &&
           !view->folded(Compartment::medical)->records.empty();
  }
  desk::EmergencyAccess only_access() {
    const auto view = read("ines", id);
    REQUIRE(view);
    const auto all = desk->emergency().list(*view);
    REQUIRE(all.size() == 1);
    return all[0];
  }
  std::size_t audited(const std::string& action) {
    if (!desk::find_user(house(), "olga")) add("olga", "auditor");
    const auto page = as("olga", [&](const desk::Session& session) {
      return desk::read_trail(house(), session, {.action = action});
    });
    REQUIRE(page);
    return page->lines.size();
  }

  base::CaseId id = base::CaseId::none();
};

Code code_of(const base::Result<desk::Saved>& result) {
  return result ? Code::internal : result.error().code;
}

}  // namespace

TEST_CASE("the reserve of a team opens nothing until the glass is broken") {
  Night night;
  CHECK_FALSE(night.sees_medical("gloria"));  // hugo's log-in left the key of his team in reserve
  REQUIRE(night.open("gloria", {Compartment::medical}));
  CHECK(night.sees_medical("gloria"));
  const desk::EmergencyAccess access = night.only_access();
  CHECK(access.reason == "No respira bien.");
  CHECK(access.expires_ms == desk_test::kNow + desk::kEmergencyMs);
  CHECK_FALSE(access.reviewed);
}

TEST_CASE("what may not be opened this way is refused, recorded, and nothing opens") {
  Night night;
  CHECK(code_of(night.open("gloria", {Compartment::medical}, "")) == Code::no_reason);
  CHECK(code_of(night.open("gloria", {})) == Code::bad_value);
  CHECK(code_of(night.open("gloria", {Compartment::counsel})) == Code::bad_value);
  CHECK(code_of(night.open("gloria", {Compartment::wishes})) == Code::bad_value);
  night.add("luz", "lawyer");
  CHECK(code_of(night.open("luz", {Compartment::medical})) == Code::not_allowed);
  CHECK_FALSE(night.sees_medical("gloria"));
  CHECK_FALSE(night.sees_medical("luz"));
  CHECK(night.audited("break_glass") == 4);
  CHECK(night.audited("refused") == 1);
}

TEST_CASE("a team that has left no key cannot be opened") {
  World world;
  world.add("hugo", "health");  // its key leaves the founder before there is a duty officer
  world.add("gloria", "duty");
  const base::CaseId id = world.new_case();
  const auto opened = world.as("gloria", [&](const desk::Session& session) {
    CHECK(world.desk->emergency().openable(session) == std::vector{Compartment::location});
    return world.desk->emergency().open(session, id, {Compartment::medical}, "Urgente.",
                                        base::SaveId::random(base::system_random()));
  });
  CHECK(code_of(opened) == Code::not_granted);
}

TEST_CASE("after three hours it is closed, and what is written later is under another key") {
  Night night;
  REQUIRE(night.open("gloria", {Compartment::medical}));
  night.clock.advance(desk::kEmergencyMs - 1000);
  CHECK(night.sees_medical("gloria"));
  night.clock.advance(1001);
  CHECK_FALSE(night.sees_medical("gloria"));
  desk::retire_expired(night.house());
  CHECK(desk::grant_wraps(night.house(), night.id).empty());
  const auto epochs = [&] {
    return night.as("hugo", [&](const desk::Session& session) {
      return session.case_keys(night.id, Compartment::medical).epochs.size();
    });
  };
  const std::size_t before = epochs();
  REQUIRE(night.change("hugo", night.id, {{"allergy", std::nullopt, {{"substance", "otra"}}}}));
  CHECK(epochs() == before + 1);
  // Its review is still to be done.
  CHECK_FALSE(night.only_access().reviewed);
}

TEST_CASE("the same save again opens what it opened, and no second access") {
  Night night;
  const base::SaveId save = base::SaveId::random(base::system_random());
  REQUIRE(night.open("gloria", {Compartment::medical}, "Una vez.", save));
  REQUIRE(night.open("gloria", {Compartment::medical}, "Una vez.", save));
  CHECK(night.only_access().reason == "Una vez.");
  CHECK(night.sees_medical("gloria"));
}

TEST_CASE("somebody else reviews it, and its task is done") {
  Night night;
  REQUIRE(night.open("gloria", {Compartment::medical}));
  const base::RecordId access = night.only_access().record;
  const auto review = [&](const std::string& who, const std::string& words) {
    return night.as(who, [&](const desk::Session& session) {
      return night.desk->emergency().review(session, night.id, access, true, words,
                                            base::SaveId::random(base::system_random()));
    });
  };
  CHECK(code_of(review("gloria", "Todo bien.")) == Code::second_person_needed);
  CHECK(code_of(review("ines", "")) == Code::no_reason);
  CHECK_FALSE(night.only_access().reviewed);
  REQUIRE(review("ines", "Llamó a la doctora."));
  CHECK(night.only_access().reviewed);
  CHECK(night.only_access().justified);
  const auto view = night.read("ines", night.id);
  const casefile::RecordType& task = *night.house().catalogue().type("task");
  const auto tasks = view->folded(Compartment::ops)->of_type(task.number);
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0]->text(task.field("state")->number) == "done");
}

TEST_CASE("a duty officer who leaves takes no reserve along, and the team is to be renewed") {
  Night night;
  const auto disabled = night.as("ines", [&](const desk::Session& session) {
    return desk::disable_person(night.house(), session, "gloria");
  });
  REQUIRE(disabled);
  CHECK(std::ranges::find(disabled->pending, "health") != disabled->pending.end());
  CHECK(std::ranges::find(disabled->renewed, "whereabouts") != disabled->renewed.end());
  for (const ledger::KeyRow& row :
       night.house().keys().under(ledger::KeyTable::pairing, base::Bytes{'R'})) {
    CAPTURE(base::to_hex(row.key));
    CHECK(false);
  }
}

TEST_CASE("a reserve is no member's key: put in its place it does not open") {
  Night night;
  const auto reserves = night.house().keys().under(ledger::KeyTable::pairing, base::Bytes{'R'});
  REQUIRE_FALSE(reserves.empty());
  for (const ledger::KeyRow& row : reserves) {
    night.house().commit_keys({{{ledger::KeyTable::team_wrap,
                                 base::Bytes(row.key.begin() + 1, row.key.end()), row.value}},
                               {},
                               {}});
  }
  CHECK_FALSE(night.sees_medical("gloria"));
}
