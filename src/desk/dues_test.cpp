#include "desk/dues.h"

#include "casefile/instant.h"
#include "desk/test_world.h"

using namespace desk_test;

namespace {

constexpr base::UtcMs kHourMs = 60LL * 60 * 1000;

desk::RecordEdit task(const char* title, base::UtcMs at_ms) {
  return {"task", std::nullopt, {{"title", title}, {"due", casefile::make_instant(at_ms)}}};
}

}  // namespace

TEST_CASE("a due time rings through lock and restart, and stops when the task is done") {
  World world;
  const base::CaseId id = world.new_case();
  const auto saved = world.change("ines", id, {task("Llamar a la tía", kNow + kHourMs)});
  REQUIRE(saved);
  REQUIRE(world.change("ines", id, {task("Cita", kNow + 2 * kHourMs)}));
  CHECK(desk::due_now(world.house()) == 0);
  world.desk->lock("");
  world.open();
  world.clock.advance(kHourMs);
  CHECK(desk::due_now(world.house()) == 1);  // nobody's keys are open
  world.clock.advance(kHourMs);
  CHECK(desk::due_now(world.house()) == 2);
  REQUIRE(world.change("ines", id, {{"task", saved->records.front(), {{"state", "done"}}}}));
  CHECK(desk::due_now(world.house()) == 1);
  // Opened again: the time that stands in the record rings again.
  REQUIRE(world.change("ines", id, {{"task", saved->records.front(), {{"state", "open"}}}}));
  CHECK(desk::due_now(world.house()) == 2);
  REQUIRE(world.change(
      "ines", id,
      {{"task", saved->records.front(), {{"due", casefile::make_instant(kNow + 9 * kHourMs)}}}}));
  CHECK(desk::due_now(world.house()) == 1);
}

TEST_CASE("the row of a due time says nothing, and a shredded case file leaves none") {
  World world;
  const base::CaseId id = world.new_case();
  const auto saved = world.change("ines", id, {task("Cita", kNow), task("Cita", kNow)});
  REQUIRE(saved);
  const auto rows = world.house().ledger().store().due_until(INT64_MAX);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].ref != rows[1].ref);  // equal texts, equal times: nothing to tell them alike by
  for (const ledger::DueRow& row : rows) {
    const base::ByteView ref(row.ref);
    for (const base::ByteView secret : {id.bytes(), saved->records.front().bytes()}) {
      CHECK(std::search(ref.begin(), ref.end(), secret.begin(), secret.begin() + 4) == ref.end());
    }
  }
  REQUIRE(world.as("ines", [&](const desk::Session& session) {
    return world.desk->cases().shred(session, id, "prueba");
  }));
  CHECK(world.house().ledger().store().due_until(INT64_MAX).empty());
}
