// Zone: civil time of a place, from the time zones of the system.
//
// The system's tables are kept current by Debian; ICU's are not (Mexico gave up summer time in
// 2022). They are written out to 2037; later instants get the zone's last stated offset. Thread
// rule: the tables are loaded once, reading is thread-safe.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/day.h"
#include "base/seams.h"

namespace date {
class time_zone;
}

namespace base {

// What calendar and clock on the wall say.
struct CivilTime {
  Day day{};
  std::chrono::milliseconds since_midnight{};  // 0 … 24 h, the end excluded
  friend auto operator<=>(const CivilTime&, const CivilTime&) = default;
};

// The instants at which a wall clock shows a time.
struct Instants {
  enum class Kind : std::uint8_t {
    once,     // first == last
    twice,    // clocks were set back over it: first and last are the two
    skipped,  // clocks were set forward over it: both are the instant of the jump
  };
  Kind kind = Kind::once;
  UtcMs first = 0;
  UtcMs last = 0;
};

class Zone {
 public:
  // By its name in the tz database ("America/Mexico_City"); Refusal no_such_zone; Fault internal
  // when the system has no time zones at all.
  static Result<Zone> named(std::string_view name);

  std::string name() const;
  CivilTime local(UtcMs instant) const;
  Day day(UtcMs instant) const { return local(instant).day; }
  Instants instants(const CivilTime& time) const;
  // The first instant of a day (not midnight where clocks jump over it).
  UtcMs start_of(Day day) const;
  std::chrono::seconds offset(UtcMs instant) const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

}  // namespace base
