#include "base/partial_date.h"

#include <algorithm>
#include <functional>
#include <vector>

#include <doctest/doctest.h>

namespace {

using base::Day;
using base::day_of;
using base::PartialDate;
using base::Truth;
using std::chrono::days;
using Precision = base::PartialDate::Precision;

PartialDate of(std::string_view text) {
  return PartialDate::from_text(text).value();
}

// A window in which every sample lies that is not open, walked day by day by the slow twin.
const Day kFrom = day_of(2003, 1, 1);
const Day kTo = day_of(2016, 1, 1);

std::vector<Day> days_where(const std::function<bool(Day)>& holds) {
  std::vector<Day> found;
  for (Day day = kFrom; day < kTo; day += days(1)) {
    if (holds(day)) found.push_back(day);
  }
  return found;
}

std::vector<Day> members(const PartialDate& date) {
  return days_where([&](Day day) { return date.contains(day); });
}

const std::vector<std::string> kSamples = {"?",
                                           "2010-12-31",
                                           "2008-02-29",
                                           "2010-12",
                                           "2008-02",
                                           "2010",
                                           "<2009-06-15",
                                           ">2011-02-28",
                                           "2008-01-05..2009-03-01",
                                           "2010-01-01..2010-01-01",
                                           "4y@2012-02-29",
                                           "4y@2013-02-28",
                                           "3..6y@2014-03-01",
                                           "8m@2010-10-31",
                                           "0m@2010-10-31",
                                           "0..11m@2010-03-30",
                                           "2010-12-31~3m",
                                           "2010-12~6m",
                                           "2009~12m",
                                           "4y@2013-02-28~12m"};

TEST_CASE("the canonical text is read back, with its precision") {
  for (const std::string& text : kSamples) {
    CAPTURE(text);
    CHECK(of(text).text() == text);
  }
  CHECK(of("?").precision() == Precision::unknown);
  CHECK(of("2010-12-31").precision() == Precision::day);
  CHECK(of("2010-12").precision() == Precision::month);
  CHECK(of("2010").precision() == Precision::year);
  CHECK(of("13y@2024-05-01").precision() == Precision::age);
  CHECK(of("<2010-01-01").precision() == Precision::before);
  CHECK(of(">2010-01-01").precision() == Precision::after);
  CHECK(of("2010-01-01..2010-02-01").precision() == Precision::between);
  CHECK(of("2010~12m").precision() == Precision::approximate);
}

TEST_CASE("what is not canonical text is refused") {
  for (const char* text : {"",
                           " ",
                           "??",
                           "201",
                           "20100",
                           "2010-1",
                           "2010-13",
                           "2010-02-30",
                           "2010-12-31 ",
                           "<",
                           "<2010",
                           ">2010-12",
                           "2010..2011",
                           "2010-02-01..2010-01-01",
                           "13@2024-05-01",
                           "13y2024-05-01",
                           "y@2024-05-01",
                           "@2024-05-01",
                           "015y@2024-05-01",
                           "-1y@2024-05-01",
                           "15..13y@2024-05-01",
                           "13..13y@2024-05-01",
                           "13..y@2024-05-01",
                           "9999y@2024-05-01",
                           "13y@2024-05",
                           "2010~",
                           "2010~m",
                           "2010~0m",
                           "2010~6",
                           "2010~6y",
                           "2010~06m",
                           "2010~9999m",
                           "<2010-01-01~3m",
                           "?~3m",
                           "2010~3m~3m",
                           "~3m",
                           "0999",
                           "2010-00"}) {
    CAPTURE(text);
    CHECK_FALSE(PartialDate::from_text(text).has_value());
  }
}

TEST_CASE("ends of the interval") {
  const auto ends = [](std::string_view text) {
    const PartialDate date = of(text);
    return (date.earliest() ? base::day_text(*date.earliest()) : "open") + " " +
           (date.latest() ? base::day_text(*date.latest()) : "open");
  };
  CHECK(ends("?") == "open open");
  CHECK(ends("2010-12-31") == "2010-12-31 2010-12-31");
  CHECK(ends("2008-02") == "2008-02-01 2008-02-29");
  CHECK(ends("2010") == "2010-01-01 2010-12-31");
  CHECK(ends("<2010-01-01") == "open 2009-12-31");
  CHECK(ends(">2010-12-31") == "2011-01-01 open");
  CHECK(ends("13y@2024-05-01") == "2010-05-02 2011-05-01");
  CHECK(ends("13..15y@2024-05-01") == "2008-05-02 2011-05-01");
  CHECK(ends("0y@2024-05-01") == "2023-05-02 2024-05-01");
  CHECK(ends("8m@2024-05-31") == "2023-09-01 2023-09-30");
  CHECK(ends("2010-12-31~2m") == "2010-10-31 2011-02-28");
  CHECK(ends("2010~12m") == "2009-01-01 2011-12-31");
}

TEST_CASE("an age on a day is every birth date that had completed it then") {
  for (const Day on : {day_of(2012, 2, 29), day_of(2013, 2, 28), day_of(2013, 3, 1),
                       day_of(2012, 3, 31), day_of(2011, 12, 31), day_of(2012, 1, 1)}) {
    for (int years = 0; years < 5; ++years) {
      CHECK(members(PartialDate::age(years, years + 1, PartialDate::AgeUnit::years, on)) ==
            days_where([&](Day birth) {
              const int age = base::years_completed(birth, on);
              return years <= age && age <= years + 1;
            }));
    }
    for (int months = 0; months < 30; ++months) {
      CHECK(members(PartialDate::age(months, months, PartialDate::AgeUnit::months, on)) ==
            days_where([&](Day birth) { return base::months_completed(birth, on) == months; }));
    }
  }
}

TEST_CASE("age, and being under an age, against every day the date may be") {
  for (const std::string& text : kSamples) {
    const PartialDate date = of(text);
    if (!date.earliest() || !date.latest()) continue;
    CAPTURE(text);
    const std::vector<Day> births = members(date);
    REQUIRE_FALSE(births.empty());
    for (Day day = day_of(2009, 1, 1); day < day_of(2032, 1, 1); day += days(17)) {
      int least = 1000;
      int most = 0;
      for (const Day birth : births) {
        const int age = std::max(0, base::years_completed(birth, day));
        least = std::min(least, age);
        most = std::max(most, age);
      }
      REQUIRE(date.age_on(day) == base::AgeRange{least, most});
      const Truth under = most < 18 ? Truth::yes : least >= 18 ? Truth::no : Truth::unknown;
      REQUIRE(date.is_under(18, day) == under);
      REQUIRE(date.may_be_under(18, day) == (least < 18));
    }
  }
}

TEST_CASE("an open end leaves the age open, and may be under 18 unless that is certain") {
  const Day today = day_of(2026, 3, 1);
  CHECK(of("?").age_on(today) == base::AgeRange{0, std::nullopt});
  CHECK(of("?").is_under(18, today) == Truth::unknown);
  CHECK(of("?").may_be_under(18, today));
  CHECK(of(">2010-01-01").is_under(18, today) == Truth::yes);
  CHECK(of("<2008-03-02").is_under(18, today) == Truth::no);
  CHECK_FALSE(of("<2008-03-02").may_be_under(18, today));
  CHECK(of("<2008-03-03").may_be_under(18, today));
  CHECK(of("2008-02-29").is_under(18, day_of(2026, 2, 28)) == Truth::yes);
  CHECK(of("2008-02-29").is_under(18, today) == Truth::no);
}

TEST_CASE("before, after, intersection and conflict against every pair of days") {
  for (const std::string& one : kSamples) {
    for (const std::string& other : kSamples) {
      CAPTURE(one);
      CAPTURE(other);
      const PartialDate a = of(one);
      const PartialDate b = of(other);
      const std::vector<Day> as = members(a);
      const std::vector<Day> bs = members(b);
      // Intervals: comparing their ends compares all pairs.
      const bool surely = as.back() < bs.front();
      const bool never = as.front() >= bs.back();
      REQUIRE(base::is_before(a, b) == (surely                                ? Truth::yes
                                        : never && a.earliest() && b.latest() ? Truth::no
                                                                              : Truth::unknown));
      REQUIRE(base::is_after(b, a) == base::is_before(a, b));

      std::vector<Day> shared;
      std::set_intersection(as.begin(), as.end(), bs.begin(), bs.end(), std::back_inserter(shared));
      const auto both = base::intersection(a, b);
      REQUIRE(both.has_value() == !shared.empty());
      REQUIRE(base::in_conflict(a, b) == shared.empty());
      if (both) REQUIRE(members(*both) == shared);
    }
  }
}

TEST_CASE("an intersection keeps what was stated when that is the narrower") {
  CHECK(base::intersection(of("2010"), of("2010-12"))->text() == "2010-12");
  CHECK(base::intersection(of("13y@2024-05-01"), of("?"))->text() == "13y@2024-05-01");
  CHECK(base::intersection(of("13y@2024-05-01"), of("2010"))->text() == "2010-05-02..2010-12-31");
  CHECK(base::intersection(of(">2010-01-01"), of("<2010-01-03"))->text() == "2010-01-02");
  CHECK(base::intersection(of(">2010-01-01"), of(">2012-01-01"))->text() == ">2012-01-01");
}

TEST_CASE("three-valued logic") {
  CHECK(base::truth_and(Truth::yes, Truth::unknown) == Truth::unknown);
  CHECK(base::truth_and(Truth::no, Truth::unknown) == Truth::no);
  CHECK(base::truth_or(Truth::yes, Truth::unknown) == Truth::yes);
  CHECK(base::truth_not(Truth::unknown) == Truth::unknown);
  CHECK(base::truth_not(Truth::yes) == Truth::no);
  CHECK(base::truth_name(base::truth(true)) == "yes");
}

}  // namespace
