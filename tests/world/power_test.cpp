// Power losses on the real store and ledger: what was acknowledged is there, what is there is
// whole.
#include <cstdio>

#include <doctest/doctest.h>

#include "budget.h"
#include "universe.h"

namespace {

using world::Universe;

struct Count {
  std::uint64_t losses = 0;
  std::uint64_t acked = 0;
  std::uint64_t while_opening = 0;
};

// Lives until the power fails, several times; an answer is what was lost.
std::optional<std::string> live(Universe& u, Count& count, std::uint64_t losses) {
  for (std::uint64_t i = 0; i < losses; ++i) {
    const bool cut_opening = u.random.below(5) == 0;
    try {
      if (cut_opening) u.disk.cut_power_after(1 + u.random.below(8));
      if (const auto wrong = u.open()) {
        if (u.disk.powered()) return wrong;
      } else {
        if (!cut_opening) {
          if (const auto lost = u.audit(u.random.below(8) == 0)) return lost;
          u.disk.cut_power_after(1 + u.random.below(120));
        }
        for (;;) {
          u.act();
          count.acked++;
        }
      }
    } catch (const base::Fault& fault) {
      if (u.disk.powered()) return std::string("fault with power on: ") + fault.what();
    }
    count.while_opening += cut_opening;
    count.losses++;
    u.close();
    u.disk.restart();
  }
  if (const auto wrong = u.open()) return wrong;
  const auto wrong = u.audit(true);
  u.close();
  return wrong;
}

}  // namespace

TEST_CASE("no acknowledged save is lost, and nothing is damaged") {
  const std::uint64_t wanted = world::from_environment("AMPARO_LOSSES", 20'000);
  Count count;
  for (std::uint64_t seed = world::first_seed(); count.losses < wanted; ++seed) {
    Universe u(seed * 1000, seed % 10 == 0);
    const auto wrong = live(u, count, 40);
    CAPTURE(seed);
    REQUIRE_MESSAGE(!wrong, wrong.value_or("") << " (AMPARO_SEED=" << seed << ")");
  }
  std::printf("power: %llu losses (%llu while opening), %llu acknowledged acts, none lost\n",
              static_cast<unsigned long long>(count.losses),
              static_cast<unsigned long long>(count.while_opening),
              static_cast<unsigned long long>(count.acked));
}

TEST_CASE("negative control: with synchronous=NORMAL the same harness finds losses") {
  Count count;
  int caught = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Universe u(seed * 1000, false, "NORMAL");
    if (live(u, count, 20)) caught++;
    u.close();
  }
  CHECK(caught > 0);
  std::printf("power, control NORMAL: caught in %d of 20 worlds\n", caught);
}
