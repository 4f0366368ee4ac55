#include "base/hlc.h"

#include <doctest/doctest.h>

namespace {

constexpr base::UtcMs kNow = 1'800'000'000'000;

TEST_CASE("a tick is later than everything before it, while the wall clock stands or goes back") {
  base::ManualClock wall(kNow);
  base::HybridClock clock(wall, {});
  base::Hlc last = clock.tick().value();
  for (int i = 0; i < 70'000; ++i) {
    if (i == 35'000) wall.set_wall(kNow - 1000);
    const base::Hlc next = clock.tick().value();
    REQUIRE(next > last);
    last = next;
  }
}

TEST_CASE("what was seen is earlier than what is written next") {
  base::ManualClock wall(kNow);
  base::HybridClock clock(wall, {});
  const base::Hlc seen{static_cast<std::uint64_t>(kNow) + 60'000, 7};
  clock.observe(seen);
  CHECK(clock.tick().value() > seen);
}

TEST_CASE("a clock more than a day behind writes nothing") {
  base::ManualClock wall(kNow);
  base::HybridClock clock(wall, {static_cast<std::uint64_t>(kNow + base::kMaxBehindMs + 1), 0});
  const auto refused = clock.tick();
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == base::Code::clock_behind);
}

TEST_CASE("a time ahead of the wall by more than a quarter of an hour is the future") {
  base::ManualClock wall(kNow);
  base::HybridClock clock(wall, {});
  CHECK_FALSE(clock.is_future({static_cast<std::uint64_t>(kNow + base::kMaxAheadMs), 0}));
  CHECK(clock.is_future({static_cast<std::uint64_t>(kNow + base::kMaxAheadMs + 1), 0}));
}

}  // namespace
