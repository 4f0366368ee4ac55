// The tracker on the real track of Mexico: guards, clocks and what comes after.
#include "directory/constitution.h"

#include <algorithm>
#include <rapidcheck.h>

#include <doctest/doctest.h>

#include "directory/seed.h"
#include "pack/embedded.h"

namespace directory {
namespace {

using base::day_of;

const Seed& seed() {
  static const Seed kSeed =
      read_seed([](std::string_view name) { return pack::embedded().section(name); }).value();
  return kSeed;
}
const Track& mexico() {
  return seed().tracks.front();
}

std::vector<Event> until_cluni(base::Day on) {
  std::vector<Event> out;
  for (const Step& step : mexico().steps) {
    for (const Document& document : step.documents) {
      out.push_back({step.id, "document", document.id, on, std::nullopt});
    }
    if (step.filing) break;
    out.push_back({step.id, "done", "", on, std::nullopt});
  }
  return out;
}
Status status(const std::vector<Event>& events, base::Day today) {
  return status_of(mexico(), events, seed().calendars, today).value();
}
base::Done follow(const std::vector<Event>& events, Event next, base::Day today) {
  return may_follow(mexico(), events, seed().calendars, next, today);
}

TEST_CASE("a step is not done without its documents, nor before the step it needs") {
  const base::Day day = day_of(2026, 3, 2);
  const base::Done bare = follow({}, {"definition", "done", "", day, {}}, day);
  REQUIRE_FALSE(bare);
  CHECK(bare.error().details.back().second.find("purpose") != std::string::npos);
  const base::Done early = follow({}, {"cluni", "sent", "", day, {}}, day);
  REQUIRE_FALSE(early);
  CHECK(early.error().details.back().second == "first: tax_registry");
  CHECK(follow(until_cluni(day), {"cluni", "sent", "", day, {}}, day));
  // The e.firma ran out: the step that is signed with it waits for a live one.
  std::vector<Event> expired = until_cluni(day);
  for (Event& event : expired) {
    if (event.subject == "efirma") event.until = day_of(2026, 2, 1);
  }
  CHECK(std::ranges::find(status(expired, day).steps[3].missing, "efirma") !=
        status(expired, day).steps[3].missing.end());
}

TEST_CASE("CLUNI: the statute's 30 working days, the cure, the discard and the first report") {
  std::vector<Event> events = until_cluni(day_of(2026, 1, 15));
  events.push_back({"cluni", "sent", "", day_of(2026, 3, 2), {}});
  // Counted by hand: 30 working days after Monday 2 March without 21 March (a Saturday); 2 and 3
  // April are doubtful closures.
  Status now = status(events, day_of(2026, 3, 3));
  REQUIRE(now.steps[4].clocks.size() == 1);
  CHECK(now.steps[4].clocks[0].safe == day_of(2026, 4, 13));
  CHECK(now.steps[4].clocks[0].latest == day_of(2026, 4, 15));
  CHECK(now.steps[4].clocks[0].on_authority);

  events.push_back({"cluni", "deficient", "", day_of(2026, 6, 1), {}});
  now = status(events, day_of(2026, 6, 2));
  CHECK(now.steps[4].state == StepState::deficient);
  REQUIRE(now.steps[4].clocks.size() == 1);
  CHECK(now.steps[4].clocks[0].term == "cure");
  CHECK(now.steps[4].clocks[0].safe == day_of(2026, 7, 13));
  CHECK(now.steps[4].clocks[0].left == 29);
  CHECK(status(events, day_of(2026, 7, 13)).steps[4].state == StepState::deficient);
  CHECK(status(events, day_of(2026, 7, 14)).steps[4].state == StepState::discarded);

  events.push_back({"cluni", "sent", "", day_of(2026, 7, 1), {}});
  events.push_back({"cluni", "granted", "", day_of(2026, 8, 3), {}});
  now = status(events, day_of(2026, 8, 4));
  CHECK(now.steps[4].state == StepState::done);
  CHECK(now.steps[4].clocks.empty());
  REQUIRE_FALSE(now.due.empty());
  CHECK(now.due[0].duty->id == "annual_report");
  CHECK(now.due[0].on == day_of(2027, 1, 31));
  CHECK(now.due[0].reminders.back() == day_of(2027, 1, 24));
}

TEST_CASE("a change of the deed is notified in 45 working days; fulfilled, it is gone") {
  std::vector<Event> events = until_cluni(day_of(2026, 1, 15));
  events.push_back({"cluni", "sent", "", day_of(2026, 1, 16), {}});
  events.push_back({"cluni", "granted", "", day_of(2026, 2, 10), {}});
  events.push_back({"notify_changes", "happened", "", day_of(2026, 6, 1), {}});
  const Status now = status(events, day_of(2026, 6, 2));
  const auto due = std::ranges::find_if(
      now.due, [](const Due& one) { return one.duty->id == "notify_changes"; });
  REQUIRE(due != now.due.end());
  CHECK(due->on == day_of(2026, 8, 3));
  events.push_back({"notify_changes", "fulfilled", "", day_of(2026, 7, 1), {}});
  CHECK(status(events, day_of(2026, 7, 2)).due.size() == 1);
}

TEST_CASE("whatever is tried, no step is done without what it needs") {
  rc::check("guards hold", [] {
    std::vector<Event> events;
    const base::Day day = day_of(2026, 5, 4);
    const int tries = *rc::gen::inRange(1, 80);
    static const std::vector<std::string> kWhat = {"document",  "done",    "sent",
                                                   "deficient", "granted", "refused"};
    for (int i = 0; i < tries; ++i) {
      const auto s = static_cast<std::size_t>(*rc::gen::inRange(0, 5));
      const Step& step = mexico().steps[s];
      const auto d =
          static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(step.documents.size())));
      const Event next{step.id, *rc::gen::elementOf(kWhat), step.documents[d].id, day, {}};
      if (follow(events, next, day)) events.push_back(next);
    }
    std::set<std::string> done;
    for (const StepStatus& one : status(events, day).steps) {
      if (one.state == StepState::done) done.insert(one.step->id);
    }
    for (const StepStatus& one : status(events, day).steps) {
      if (one.state != StepState::done) continue;
      RC_ASSERT(one.missing.empty());
      for (const std::string& need : one.step->needs) RC_ASSERT(done.contains(need));
    }
  });
}

TEST_CASE("events written in any order: what cannot follow counts for nothing, and is said") {
  const base::Day day = day_of(2026, 3, 2);
  const Event done{"definition", "done", "", day, {}};
  Replayed replayed = replay(mexico(), {done}, seed().calendars, day);
  CHECK(replayed.counted.empty());
  REQUIRE(replayed.not_counted.size() == 1);
  CHECK(replayed.not_counted[0].field == "document");
  CHECK(replayed.not_counted[0].why.starts_with("missing: "));
  const std::vector<Event> whole = until_cluni(day);
  CHECK(replay(mexico(), whole, seed().calendars, day).not_counted.empty());
  // A day that has not come yet.
  CHECK(replay(mexico(), whole, seed().calendars, day - std::chrono::days(1)).counted.empty());

  rc::check("no step is done without its evidence, whatever two people wrote", [&] {
    std::vector<Event> events = whole;
    std::vector<Event> shuffled;
    while (!events.empty()) {
      const auto at = *rc::gen::inRange<std::size_t>(0, events.size());
      if (*rc::gen::inRange(0, 5) > 0) shuffled.push_back(events[at]);
      events.erase(events.begin() + static_cast<std::ptrdiff_t>(at));
    }
    const auto proven = [](const std::vector<Event>& counted) {
      std::set<std::pair<std::string, std::string>> seen;
      for (const Event& event : counted) {
        if (event.what == "document") seen.insert({event.step, event.subject});
        if (event.what != "done") continue;
        const auto step = std::ranges::find(mexico().steps, event.step, &Step::id);
        for (const Document& document : step->documents) {
          if (document.required && !seen.contains({event.step, document.id})) return false;
        }
        for (const std::string& need : step->needs) {
          if (!seen.contains({need, "done"})) return false;
        }
        seen.insert({event.step, "done"});
      }
      return true;
    };
    RC_ASSERT(proven(replay(mexico(), shuffled, seed().calendars, day).counted));
    // The control: without the guard the same check fails as soon as a step stands before its
    // evidence.
    const bool early = !shuffled.empty() && shuffled.front().what == "done";
    if (early) RC_ASSERT_FALSE(proven(shuffled));
  });
}

}  // namespace
}  // namespace directory
