#include "base/calendar.h"

#include <algorithm>
#include <functional>
#include <memory>

#include <doctest/doctest.h>

namespace {

using base::BusinessCalendar;
using base::CalendarData;
using base::Certainty;
using base::Day;
using base::day_of;
using base::Doubt;
using base::Holiday;
using base::Observed;
using base::Truth;
using namespace std::chrono;

CalendarData us_like(int first_year, int last_year) {
  constexpr auto kNearest = Observed::nearest_weekday;
  return {.name = "US-like",
          .first_year = first_year,
          .last_year = last_year,
          .weekend = {Saturday, Sunday},
          .holidays = {{base::FixedHoliday{1, 1, kNearest}, "New Year"},
                       {base::NthWeekdayHoliday{1, Monday, 3}, "third Monday"},
                       {base::NthWeekdayHoliday{5, Monday, -1}, "last Monday"},
                       {base::FixedHoliday{6, 19, kNearest}, "June 19", 2021},
                       {base::FixedHoliday{7, 4, kNearest}, "July 4"},
                       {base::NthWeekdayHoliday{11, Thursday, 4}, "fourth Thursday"},
                       {base::FixedHoliday{12, 25, kNearest}, "December 25"}},
          .closures = {}};
}

CalendarData mexican_like(int first_year, int last_year) {
  Holiday inauguration{base::FixedHoliday{10, 1, Observed::as_is}, "change of government", 2024};
  inauguration.every_years = 6;
  Holiday doubtful{base::EasterHoliday{-3}, "Maundy Thursday"};
  doubtful.certainty = Certainty::doubtful;
  return {.name = "MX-like",
          .first_year = first_year,
          .last_year = last_year,
          .weekend = {Saturday, Sunday},
          .holidays = {{base::FixedHoliday{1, 1}, "1 de enero"},
                       {base::NthWeekdayHoliday{2, Monday, 1}, "5 de febrero"},
                       {base::FixedHoliday{9, 16}, "16 de septiembre"},
                       {base::FixedHoliday{2, 29}, "leap day"},
                       {base::FixedHoliday{5, 5, Observed::sunday_to_monday}, "5 de mayo"},
                       {base::EasterHoliday{-2}, "Good Friday"},
                       {base::NthWeekdayHoliday{10, Wednesday, 5}, "fifth Wednesday"},
                       inauguration,
                       doubtful},
          .closures = {{day_of(2020, 12, 18), day_of(2021, 1, 4), "winter"},
                       {day_of(2024, 7, 15), day_of(2024, 7, 19), "summer", Certainty::doubtful},
                       {day_of(2024, 7, 17), day_of(2024, 7, 17), "known", Certainty::sure}}};
}

bool is_date(Day day, unsigned m, unsigned d) {
  const year_month_day date(day);
  return date.month() == month(m) && date.day() == std::chrono::day(d);
}

// The n-th of its weekday in its month, read off the day itself.
bool is_nth(Day day, unsigned m, weekday on, unsigned n) {
  const year_month_day date(day);
  return date.month() == month(m) && weekday(day) == on &&
         (static_cast<unsigned>(date.day()) - 1) / 7 + 1 == n;
}

// Says whether a day is open by looking at the day and its neighbours only: the slow twin.
Truth us_twin(Day day) {
  if (weekday(day) == Saturday || weekday(day) == Sunday) return Truth::no;
  const auto fixed = [](Day d) {
    const bool june = is_date(d, 6, 19) && year_month_day(d).year() >= year(2021);
    return is_date(d, 1, 1) || is_date(d, 7, 4) || is_date(d, 12, 25) || june;
  };
  const bool from_sunday = weekday(day) == Monday && fixed(day - days(1));
  const bool from_saturday = weekday(day) == Friday && fixed(day + days(1));
  const bool last_monday = is_date(day, 5, static_cast<unsigned>(year_month_day(day).day())) &&
                           weekday(day) == Monday && is_nth(day + days(7), 6, Monday, 1);
  return base::truth(!(fixed(day) || from_sunday || from_saturday || last_monday ||
                       is_nth(day, 1, Monday, 3) || is_nth(day, 11, Thursday, 4)));
}

// Western Easters of the years the twin needs, from published tables.
const std::vector<Day> kEasters = {
    day_of(2010, 4, 4),  day_of(2011, 4, 24), day_of(2012, 4, 8),  day_of(2013, 3, 31),
    day_of(2014, 4, 20), day_of(2015, 4, 5),  day_of(2016, 3, 27), day_of(2017, 4, 16),
    day_of(2018, 4, 1),  day_of(2019, 4, 21), day_of(2020, 4, 12), day_of(2021, 4, 4),
    day_of(2022, 4, 17), day_of(2023, 4, 9),  day_of(2024, 3, 31), day_of(2025, 4, 20),
    day_of(2026, 4, 5),  day_of(2027, 3, 28), day_of(2028, 4, 16), day_of(2029, 4, 1),
    day_of(2030, 4, 21), day_of(2031, 4, 13), day_of(2032, 3, 28), day_of(2033, 4, 17),
    day_of(2034, 4, 9),  day_of(2035, 3, 25), day_of(2036, 4, 13), day_of(2037, 4, 5),
    day_of(2038, 4, 25), day_of(2039, 4, 10)};

Truth mexican_twin(Day day) {
  const auto is_easter = [](Day d) {
    return std::find(kEasters.begin(), kEasters.end(), d) != kEasters.end();
  };
  const auto within = [&](Day first, Day last) { return first <= day && day <= last; };
  if (weekday(day) == Saturday || weekday(day) == Sunday) return Truth::no;
  const int y = static_cast<int>(year_month_day(day).year());
  const bool closed = is_date(day, 1, 1) || is_nth(day, 2, Monday, 1) || is_date(day, 9, 16) ||
                      is_date(day, 2, 29) || is_date(day, 5, 5) ||
                      (weekday(day) == Monday && is_date(day - days(1), 5, 5)) ||
                      is_easter(day + days(2)) || is_nth(day, 10, Wednesday, 5) ||
                      (is_date(day, 10, 1) && (y == 2024 || y == 2030 || y == 2036)) ||
                      within(day_of(2020, 12, 18), day_of(2021, 1, 4)) ||
                      day == day_of(2024, 7, 17);
  if (closed) return Truth::no;
  const bool doubtful =
      is_easter(day + days(3)) || within(day_of(2024, 7, 15), day_of(2024, 7, 19));
  return doubtful ? Truth::unknown : Truth::yes;
}

bool counts(Truth open, Doubt doubt) {
  return open == Truth::yes || (open == Truth::unknown && doubt == Doubt::as_open);
}

void compare_with_twin(const BusinessCalendar& calendar, const std::function<Truth(Day)>& twin) {
  const Day first = day_of(2010, 1, 1);
  const Day last = day_of(2039, 12, 31);
  int closed = 0;
  for (Day day = first; day <= last; day += days(1)) {
    CAPTURE(base::day_text(day));
    REQUIRE(calendar.is_open(day).value() == twin(day));
    closed += twin(day) != Truth::yes ? 1 : 0;
  }
  CHECK(closed > 30 * 105);
  for (const Doubt doubt : {Doubt::as_open, Doubt::as_closed}) {
    for (Day day = first + days(60); day < last - days(60); day += days(3)) {
      Day next = day;
      while (!counts(twin(next), doubt)) next += days(1);
      Day previous = day;
      while (!counts(twin(previous), doubt)) previous -= days(1);
      REQUIRE(calendar.next_open(day, doubt).value() == next);
      REQUIRE(calendar.previous_open(day, doubt).value() == previous);
      const int n = static_cast<int>(day.time_since_epoch().count() % 31);
      Day forward = day;
      for (int left = n; left > 0; left -= counts(twin(forward), doubt) ? 1 : 0) forward += days(1);
      Day back = day;
      for (int left = n; left > 0; left -= counts(twin(back), doubt) ? 1 : 0) back -= days(1);
      REQUIRE(calendar.add_business_days(day, n, doubt).value() == forward);
      REQUIRE(calendar.add_business_days(day, -n, doubt).value() == back);
      REQUIRE(calendar.count_business_days(day, forward, doubt).value() == n);
    }
  }
}

TEST_CASE("thirty years against a twin that looks at each day alone") {
  compare_with_twin(BusinessCalendar::make(us_like(2010, 2039)).value(), us_twin);
  compare_with_twin(BusinessCalendar::make(mexican_like(2010, 2039)).value(), mexican_twin);
}

TEST_CASE("a holiday moved over New Year closes the last day of the year before") {
  const auto calendar = BusinessCalendar::make(us_like(2021, 2021)).value();
  CHECK(calendar.is_open(day_of(2021, 12, 31)).value() == Truth::no);
  CHECK(calendar.why_closed(day_of(2021, 12, 31)).value() == "New Year");
}

TEST_CASE("why a day is closed") {
  const auto calendar = BusinessCalendar::make(mexican_like(2020, 2025)).value();
  CHECK(calendar.why_closed(day_of(2024, 3, 29)).value() == "Good Friday");
  CHECK(calendar.why_closed(day_of(2024, 7, 16)).value() == "summer");
  CHECK(calendar.why_closed(day_of(2024, 7, 17)).value() == "known");
  CHECK(calendar.why_closed(day_of(2024, 7, 20)).value() == "weekend");
  CHECK(calendar.why_closed(day_of(2024, 7, 22)).value() == "");
}

TEST_CASE("doubt: counted open the term ends earlier, counted closed later") {
  const auto calendar = BusinessCalendar::make(mexican_like(2020, 2025)).value();
  const Day friday = day_of(2024, 7, 12);
  CHECK(calendar.add_business_days(friday, 3, Doubt::as_open).value() == day_of(2024, 7, 18));
  CHECK(calendar.add_business_days(friday, 3, Doubt::as_closed).value() == day_of(2024, 7, 24));
  CHECK(calendar.add_business_days(friday, 0, Doubt::as_open).value() == friday);
}

TEST_CASE("a year that is not covered is refused, also when a count runs into it") {
  const auto calendar = BusinessCalendar::make(us_like(2020, 2025)).value();
  const auto refused = calendar.add_business_days(day_of(2025, 12, 30), 2, Doubt::as_open);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == base::Code::year_not_covered);
  CHECK(refused.error().details.at(1).second == "2026");
  CHECK_FALSE(calendar.is_open(day_of(2019, 12, 31)).has_value());
  CHECK_FALSE(calendar.why_closed(day_of(2026, 1, 1)).has_value());
  CHECK_FALSE(calendar.next_open(day_of(2026, 1, 1), Doubt::as_open).has_value());
  CHECK_FALSE(calendar.previous_open(day_of(2020, 1, 1), Doubt::as_open).has_value());
  CHECK_FALSE(
      calendar.count_business_days(day_of(2025, 12, 30), day_of(2026, 1, 2), Doubt::as_closed)
          .has_value());
  CHECK(calendar.covers(day_of(2020, 1, 1)));
}

TEST_CASE("a copy is independent of what it was copied from") {
  auto original =
      std::make_unique<BusinessCalendar>(BusinessCalendar::make(mexican_like(2020, 2025)).value());
  const BusinessCalendar copy = *original;
  original.reset();
  CHECK(copy.why_closed(day_of(2024, 3, 29)).value() == "Good Friday");
}

TEST_CASE("data that cannot be are refused") {
  const auto why = [](const std::function<void(CalendarData&)>& spoil) {
    CalendarData data = us_like(2020, 2025);
    spoil(data);
    const auto calendar = BusinessCalendar::make(data);
    return calendar ? "accepted" : calendar.error().details.at(1).second;
  };
  const auto add = [](Holiday holiday) {
    return [holiday](CalendarData& data) { data.holidays.push_back(holiday); };
  };
  CHECK(why([](CalendarData&) {}) == "accepted");
  CHECK(why([](CalendarData& data) { data.last_year = 2019; }) == "years");
  CHECK(why([](CalendarData& data) { data.last_year = 2500; }) == "years");
  CHECK(why([](CalendarData& data) {
          data.weekend = {Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday};
        }) == "weekend");
  CHECK(why(add({base::FixedHoliday{13, 1}, "x"})) == "holiday");
  CHECK(why(add({base::FixedHoliday{2, 30}, "x"})) == "holiday");
  CHECK(why(add({base::FixedHoliday{0, 1}, "x"})) == "holiday");
  CHECK(why(add({base::NthWeekdayHoliday{1, Monday, 0}, "x"})) == "holiday");
  CHECK(why(add({base::NthWeekdayHoliday{1, Monday, 6}, "x"})) == "holiday");
  CHECK(why(add({base::NthWeekdayHoliday{1, weekday(9), 1}, "x"})) == "holiday");
  CHECK(why(add({base::EasterHoliday{200}, "x"})) == "holiday");
  CHECK(why([](CalendarData& data) { data.holidays[0].every_years = 0; }) == "holiday");
  CHECK(why([](CalendarData& data) {
          data.closures = {{day_of(2020, 1, 2), day_of(2020, 1, 1), "x"}};
        }) == "closure");
  CHECK(why([](CalendarData& data) {
          data.closures = {{day_of(2020, 1, 1), day_of(2022, 1, 1), "x"}};
        }) == "closure");
}

}  // namespace
