#include "base/zone.h"

#include <doctest/doctest.h>

namespace {

using base::day_of;
using base::Instants;
using base::Zone;
using namespace std::chrono_literals;

constexpr base::UtcMs kHour = 3'600'000;

Zone zone(std::string_view name) {
  return Zone::named(name).value();
}

// The instant of a UTC day and hour.
base::UtcMs utc(base::Day day, int hour, int minute = 0) {
  return day.time_since_epoch() / 1ms + hour * kHour + minute * 60'000;
}

TEST_CASE("zones by name") {
  CHECK(zone("America/Mexico_City").name() == "America/Mexico_City");
  for (const char* name :
       {"", "Mexico", "America/Nowhere", "../etc/passwd", "america/mexico_city"}) {
    CAPTURE(name);
    const auto refused = Zone::named(name);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == base::Code::no_such_zone);
  }
}

TEST_CASE("Mexico gave up summer time in 2022; its northern border did not") {
  const base::UtcMs july_2022 = utc(day_of(2022, 7, 1), 12);
  const base::UtcMs july_2024 = utc(day_of(2024, 7, 1), 12);
  CHECK(zone("America/Mexico_City").offset(july_2022) == -5h);
  CHECK(zone("America/Mexico_City").offset(july_2024) == -6h);
  CHECK(zone("America/Tijuana").offset(july_2024) == -7h);
  CHECK(zone("America/Ciudad_Juarez").offset(july_2024) == -6h);
  CHECK(zone("America/Phoenix").offset(july_2024) == -7h);
  CHECK(zone("America/New_York").offset(utc(day_of(2036, 7, 1), 12)) == -4h);
}

TEST_CASE("the civil day of an instant is that of the place") {
  const base::UtcMs instant = utc(day_of(2026, 1, 1), 5, 30);
  CHECK(zone("America/New_York").local(instant) == base::CivilTime{day_of(2026, 1, 1), 30min});
  CHECK(zone("America/Mexico_City").local(instant) ==
        base::CivilTime{day_of(2025, 12, 31), 23h + 30min});
  CHECK(zone("America/Mexico_City").day(-1) == day_of(1969, 12, 31));
}

TEST_CASE("a wall time that comes twice, and one that is skipped") {
  const Zone new_york = zone("America/New_York");
  const Instants twice = new_york.instants({day_of(2025, 11, 2), 1h + 30min});
  CHECK(twice.kind == Instants::Kind::twice);
  CHECK(twice.first == utc(day_of(2025, 11, 2), 5, 30));
  CHECK(twice.last == utc(day_of(2025, 11, 2), 6, 30));

  const Instants skipped = new_york.instants({day_of(2025, 3, 9), 2h + 30min});
  CHECK(skipped.kind == Instants::Kind::skipped);
  CHECK(skipped.first == utc(day_of(2025, 3, 9), 7));
  CHECK(skipped.last == skipped.first);
  CHECK(new_york.local(skipped.first) == base::CivilTime{day_of(2025, 3, 9), 3h});

  const Instants once = new_york.instants({day_of(2025, 3, 9), 1h + 59min});
  CHECK(once.kind == Instants::Kind::once);
  CHECK(once.first == utc(day_of(2025, 3, 9), 6, 59));
}

TEST_CASE("a day starts where clocks first show it, even when they jump over midnight") {
  CHECK(zone("America/Mexico_City").start_of(day_of(2026, 11, 22)) == utc(day_of(2026, 11, 22), 6));
  // Cuba sets its clocks forward at midnight.
  const Zone havana = zone("America/Havana");
  const base::UtcMs start = havana.start_of(day_of(2025, 3, 9));
  CHECK(havana.local(start) == base::CivilTime{day_of(2025, 3, 9), 1h});
  CHECK(havana.day(start - 1) == day_of(2025, 3, 8));
}

TEST_CASE("every quarter of an hour of three years comes back from its wall time") {
  for (const char* name : {"America/Mexico_City", "America/Tijuana", "America/New_York",
                           "America/Guatemala", "America/Havana"}) {
    const Zone place = zone(name);
    int twice = 0;
    for (base::UtcMs t = utc(day_of(2021, 6, 1), 0); t < utc(day_of(2024, 6, 1), 0);
         t += kHour / 4) {
      const Instants back = place.instants(place.local(t));
      REQUIRE(back.kind != Instants::Kind::skipped);
      REQUIRE((back.first == t || back.last == t));
      twice += back.kind == Instants::Kind::twice ? 1 : 0;
    }
    CHECK((twice > 0) == (std::string(name) != "America/Guatemala"));
  }
}

}  // namespace
