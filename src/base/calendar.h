// BusinessCalendar: which days an office is open, as data.
//
// Holidays come as rules (fixed, nth weekday, counted from Easter, each optionally moved off the
// weekend) and closures as listed days, each sure or doubtful. A calendar states the years it
// covers and refuses every other: a deadline counted over an unknown year would be a guess.
//
// A plain immutable value, made from data and validated. Thread rule: none needed.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/day.h"
#include "base/truth.h"

namespace base {

enum class Certainty : std::uint8_t { sure, doubtful };

// What happens to a holiday that falls on a weekend.
enum class Observed : std::uint8_t {
  as_is,             // nothing
  nearest_weekday,   // Saturday → Friday before, Sunday → Monday after (5 USC 6103)
  sunday_to_monday,  // Saturday stays
};

struct FixedHoliday {
  int month = 1;
  int day = 1;  // 29 February is a holiday in leap years only
  Observed observed = Observed::as_is;
};
struct NthWeekdayHoliday {
  int month = 1;
  std::chrono::weekday weekday;
  int nth = 1;  // 1 … 5, or -1 for the last; a fifth that a month lacks is no holiday
};
struct EasterHoliday {
  int days_after = 0;  // from Easter Sunday (Gregorian); -2 is Good Friday
};

struct Holiday {
  std::variant<FixedHoliday, NthWeekdayHoliday, EasterHoliday> rule;
  std::string name;
  int first_year = kFirstYear;  // of the holiday itself, before it is moved
  int last_year = kLastYear;
  int every_years = 1;  // 6 with first_year 2024: 2024, 2030, … (change of the federal executive)
  Certainty certainty = Certainty::sure;
};

struct Closure {
  Day first;
  Day last;  // included
  std::string name;
  Certainty certainty = Certainty::sure;
};

struct CalendarData {
  std::string name;  // "MX-LFPA"
  int first_year = 0;
  int last_year = 0;
  std::vector<std::chrono::weekday> weekend;
  std::vector<Holiday> holidays;
  std::vector<Closure> closures;
};

// How a doubtful day is counted: open gives the earliest end of a term, closed the latest.
enum class Doubt : std::uint8_t { as_open, as_closed };

class BusinessCalendar {
 public:
  // Refusal bad_calendar with detail "why" (and "name"): years reversed or more than 400, a month,
  // day, weekday or nth that cannot be, a closure reversed or of more than 366 days, no open
  // weekday at all.
  static Result<BusinessCalendar> make(CalendarData data);

  const CalendarData& data() const { return data_; }
  bool covers(Day day) const;

  // Every question below is Refusal year_not_covered (details "calendar", "year") when a day that
  // it has to look at lies outside the covered years. O(log closed days) for each day looked at.

  // unknown on a day of doubtful closure.
  Result<Truth> is_open(Day day) const;
  // Why a day is not (surely) open: the holiday's or closure's name, "weekend", or empty.
  Result<std::string> why_closed(Day day) const;
  // The first open day on or after, the last on or before.
  Result<Day> next_open(Day day, Doubt doubt) const;
  Result<Day> previous_open(Day day, Doubt doubt) const;
  // The n-th open day after `day` (before it when n < 0); `day` itself is never counted and, with n
  // = 0, comes back as it is.
  Result<Day> add_business_days(Day day, int n, Doubt doubt) const;
  // Open days after `first` up to and including `last` (first <= last, AMPARO_CHECK).
  Result<int> count_business_days(Day first, Day last, Doubt doubt) const;

 private:
  struct Closed {
    Day day;
    Certainty certainty;  // sure sorts before doubtful
    std::size_t source;   // index into the holidays, then the closures, of data_
    friend auto operator<=>(const Closed&, const Closed&) = default;
  };
  BusinessCalendar() = default;
  void list_closed_days();
  Done check_covered(Day day) const;
  const Closed* find(Day day) const;
  bool is_weekend(Day day) const;
  Result<bool> counts(Day day, Doubt doubt) const;
  Result<Day> walk(Day day, int step, Doubt doubt) const;

  CalendarData data_;
  std::vector<Closed> closed_;  // one a day, in order; only covered days
};

}  // namespace base
