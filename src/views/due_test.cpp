#include "views/due.h"

#include "views/test_world.h"

using namespace views;
using namespace views_test;

TEST_CASE("due times ring without a key and are told apart with one") {
  World world(51);
  const crypto::TeamKey key = crypto::TeamKey::random(world.random);
  const crypto::TeamKey other = crypto::TeamKey::random(world.random);
  const base::CaseId id = base::CaseId::random(world.random);
  const DueThing hearing{id, base::RecordId::random(world.random), 6};
  const DueThing review{id, base::RecordId::random(world.random), 7};
  CHECK(due_reference(key, hearing) == due_reference(key, hearing));
  CHECK(due_reference(key, hearing) != due_reference(key, review));
  CHECK(due_reference(key, hearing) != due_reference(other, hearing));

  const auto commit = [&](std::vector<ledger::DueRow> due, std::vector<ledger::Hash> done) {
    REQUIRE(world.ledger
                ->append({base::SaveId::random(world.random), {}, std::move(due), std::move(done)})
                .has_value());
  };
  commit({due_row(key, hearing, 2000), due_row(key, review, 1000)}, {});
  CHECK(due_by(*world.store, 999).empty());
  const auto alarms = due_by(*world.store, 2000);
  REQUIRE(alarms.size() == 2);
  CHECK(alarms[0].at_ms == 1000);
  const std::vector<DueThing> things{hearing, review};
  const auto first = resolve(alarms[0], key, things);
  REQUIRE(first.has_value());
  CHECK(first->record == review.record);
  CHECK_FALSE(resolve(alarms[0], other, things));

  commit({due_row(key, hearing, 9000)}, {due_reference(key, review)});  // moved, and done
  CHECK(due_by(*world.store, 5000).empty());
  CHECK(due_by(*world.store, 9000).size() == 1);
}
