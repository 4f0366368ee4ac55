#include "base/day.h"

#include <doctest/doctest.h>

namespace {

using base::day_of;
using std::chrono::days;

base::Code code_of(int year, int month, int day) {
  return base::make_day(year, month, day).error().code;
}

TEST_CASE("days that exist and days that do not") {
  CHECK(base::day_text(day_of(2012, 2, 29)) == "2012-02-29");
  CHECK(code_of(2013, 2, 29) == base::Code::no_such_day);
  CHECK(code_of(1900, 2, 29) == base::Code::no_such_day);
  CHECK(code_of(2010, 2, 31) == base::Code::no_such_day);
  CHECK(code_of(2010, 4, 31) == base::Code::no_such_day);
  CHECK(code_of(2010, 1, 0) == base::Code::no_such_day);
  CHECK(code_of(2010, 13, 1) == base::Code::no_such_month);
  CHECK(code_of(2010, 0, 1) == base::Code::no_such_month);
  CHECK(code_of(999, 1, 1) == base::Code::no_such_year);
  CHECK(code_of(10000, 1, 1) == base::Code::no_such_year);
}

TEST_CASE("the text of a day is read back, nothing else is read") {
  for (base::Day day = day_of(1899, 12, 1); day < day_of(2101, 2, 1); day += days(13)) {
    REQUIRE(base::day_from_text(base::day_text(day)).value() == day);
  }
  for (const char* text : {"", "2010", "2010-1-01", "2010-01-1", "2010/01/01", "2010-01-01 ",
                           "-010-01-01", "20a0-01-01", "2010-02-30"}) {
    CAPTURE(text);
    CHECK_FALSE(base::day_from_text(text).has_value());
  }
}

TEST_CASE("months are added to the same day or the month's last") {
  CHECK(base::add_months(day_of(2023, 1, 31), 1) == day_of(2023, 2, 28));
  CHECK(base::add_months(day_of(2024, 1, 31), 1) == day_of(2024, 2, 29));
  CHECK(base::add_months(day_of(2024, 2, 29), 12) == day_of(2025, 2, 28));
  CHECK(base::add_months(day_of(2024, 3, 31), -1) == day_of(2024, 2, 29));
  CHECK(base::add_months(day_of(2024, 1, 15), -13) == day_of(2022, 12, 15));
}

TEST_CASE("who is born on 29 February completes a common year on 1 March") {
  const base::Day birth = day_of(2008, 2, 29);
  CHECK(base::anniversary(birth, 18 * 12) == day_of(2026, 3, 1));
  CHECK(base::years_completed(birth, day_of(2026, 2, 28)) == 17);
  CHECK(base::years_completed(birth, day_of(2026, 3, 1)) == 18);
  CHECK(base::years_completed(birth, day_of(2028, 2, 28)) == 19);
  CHECK(base::years_completed(birth, day_of(2028, 2, 29)) == 20);
}

TEST_CASE("completed months and years against walking from birthday to birthday") {
  for (const base::Day birth : {day_of(2007, 12, 31), day_of(2008, 2, 29), day_of(2009, 1, 30),
                                day_of(2010, 3, 1), day_of(2010, 8, 31)}) {
    int months = 0;
    for (base::Day day = birth; day < birth + days(3000); day += days(1)) {
      if (day == base::anniversary(birth, months + 1)) ++months;
      REQUIRE(base::months_completed(birth, day) == months);
      REQUIRE(base::years_completed(birth, day) == months / 12);
    }
    CHECK(months > 95);
    CHECK(base::months_completed(birth, birth - days(1)) == -1);
    CHECK(base::years_completed(birth, birth - days(1)) == -1);
    CHECK(base::years_completed(birth, birth - days(400)) == -2);
  }
}

}  // namespace
