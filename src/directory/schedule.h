// When a service opens: weekly hours on the clock of its zone, with exceptions by day.
//
// Hours that nobody stated are unknown, never closed. Plain values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/zone.h"

namespace directory {

struct Opening {
  int weekday = 1;   // ISO: 1 Monday … 7 Sunday
  int from_min = 0;  // minutes of the day; to_min <= from_min runs past midnight
  int to_min = 0;
  friend bool operator==(const Opening&, const Opening&) = default;
};
struct Exception {
  base::Day day{};
  std::optional<Opening> opening;  // none: closed that day. Its weekday is not read
  friend bool operator==(const Exception&, const Exception&) = default;
};
struct Hours {
  bool always = false;  // 24 hours, every day
  std::vector<Opening> weekly;
  std::vector<Exception> exceptions;
  bool stated() const { return always || !weekly.empty() || !exceptions.empty(); }
  friend bool operator==(const Hours&, const Hours&) = default;
};

// Refusal bad_value with "field" = "schedule" and "why": a day that is none, minutes outside the
// day, an opening of no length, or a schedule that never opens.
base::Done check(const Hours& hours);

enum class OpenState : std::uint8_t { open, closed, unknown };
std::string_view open_name(OpenState state);
struct OpenNow {
  OpenState state = OpenState::unknown;
  // Closed: the next opening within two weeks, as minutes from now; none known otherwise.
  std::optional<int> opens_in_min;
};
// At a moment of the local clock. O(openings).
OpenNow open_at(const Hours& hours, const base::CivilTime& local);

}  // namespace directory
