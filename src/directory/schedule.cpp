#include "directory/schedule.h"

#include <algorithm>
#include <chrono>

namespace directory {

namespace {

constexpr int kDayMin = 24 * 60;
constexpr int kLookAhead = 14;  // days

int weekday_of(base::Day day) {
  return static_cast<int>(std::chrono::weekday(day).iso_encoding());
}

const Exception* exception_on(const Hours& hours, base::Day day) {
  const auto found = std::ranges::find(hours.exceptions, day, &Exception::day);
  return found == hours.exceptions.end() ? nullptr : &*found;
}

// Calls `act(from, to)` for every opening that begins on the day, in minutes of that day.
template <class Act>
void each_opening(const Hours& hours, base::Day day, const Act& act) {
  const auto tell = [&](const Opening& o) {
    act(o.from_min, o.to_min > o.from_min ? o.to_min : o.to_min + kDayMin);
  };
  if (const Exception* exception = exception_on(hours, day)) {
    if (exception->opening) tell(*exception->opening);
    return;
  }
  if (hours.always) return act(0, kDayMin);
  const int weekday = weekday_of(day);
  for (const Opening& opening : hours.weekly) {
    if (opening.weekday == weekday) tell(opening);
  }
}

base::Done wrong(const char* why) {
  return base::refuse(base::Code::bad_value, {{"field", "schedule"}, {"why", why}});
}

base::Done check_opening(const Opening& o) {
  if (o.from_min < 0 || o.from_min >= kDayMin || o.to_min < 0 || o.to_min > kDayMin) {
    return wrong("minutes outside the day");
  }
  if (o.from_min == o.to_min) return wrong("an opening of no length");
  return {};
}

}  // namespace

base::Done check(const Hours& hours) {
  for (const Opening& opening : hours.weekly) {
    if (opening.weekday < 1 || opening.weekday > 7) return wrong("no day of the week");
    if (base::Done done = check_opening(opening); !done) return done;
  }
  bool opens = hours.always || !hours.weekly.empty();
  for (const Exception& exception : hours.exceptions) {
    if (!exception.opening) continue;
    opens = true;
    if (base::Done done = check_opening(*exception.opening); !done) return done;
  }
  if (hours.stated() && !opens) return wrong("it never opens");
  return {};
}

std::string_view open_name(OpenState state) {
  static constexpr std::string_view kNames[] = {"open", "closed", "unknown"};
  return kNames[static_cast<std::size_t>(state)];
}

OpenNow open_at(const Hours& hours, const base::CivilTime& local) {
  if (!hours.stated()) return {};
  const int now = static_cast<int>(
      std::chrono::duration_cast<std::chrono::minutes>(local.since_midnight).count());
  OpenNow out{OpenState::closed, std::nullopt};
  // From yesterday, whose opening may run past midnight.
  for (int offset = -1; offset <= kLookAhead && !out.opens_in_min; ++offset) {
    each_opening(hours, local.day + std::chrono::days(offset), [&](int from, int to) {
      const int begins = offset * kDayMin + from, ends = offset * kDayMin + to;
      if (begins <= now && now < ends) out.state = OpenState::open;
      if (begins > now && (!out.opens_in_min || begins - now < *out.opens_in_min)) {
        out.opens_in_min = begins - now;
      }
    });
    if (out.state == OpenState::open) return {OpenState::open, std::nullopt};
  }
  return out;
}

}  // namespace directory
