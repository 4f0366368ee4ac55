// Day: one day of the civil (Gregorian) calendar, of no time zone, and the counting of months,
// years and birthdays with it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

using Day = std::chrono::sys_days;

// The years that dates of records may have; arithmetic a few centuries beyond them is safe.
inline constexpr int kFirstYear = 1000;
inline constexpr int kLastYear = 9999;

// Refusal no_such_year, no_such_month or no_such_day (with detail "day", "month" or "year").
Result<Day> make_day(int year, int month, int day);
// A day of the source code; one that does not exist is a bug (AMPARO_CHECK).
Day day_of(int year, int month, int day);

// "2010-12-31", and back; anything else is Refusal bad_date or one of make_day's.
std::string day_text(Day day);
Result<Day> day_from_text(std::string_view text);

std::chrono::year_month_day civil(Day day);
int year_of(Day day);

// The same day of the month, or the month's last when it is shorter (31 January + 1 month = 28
// February).
Day add_months(Day day, int months);

// The day on which somebody born on `birth` completes so many months (12 to a year): the same day
// of the month, or the first of the next month when there is none. Who is born on 29 February
// completes a year on 1 March of a common year: the later of the two days that laws know, so that
// nobody is taken for an adult a day early.
Day anniversary(Day birth, int months);
// Completed months on a day, negative before birth: the greatest n with anniversary(birth, n) <=
// day.
int months_completed(Day birth, Day day);
// Completed years, rounded down also before birth.
int years_completed(Day birth, Day day);

}  // namespace base
