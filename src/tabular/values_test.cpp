#include "tabular/values.h"

#include <doctest/doctest.h>

using tabular::Certainty;
using tabular::DateStyle;
using tabular::parse_number;

TEST_CASE("numbers as people write them") {
  CHECK(parse_number("1234")->value == 1234);
  CHECK(parse_number("1,234")->value == 1234);
  CHECK(parse_number("12,345,678")->value == 12345678);
  CHECK(parse_number("1 234 567")->value == 1234567);
  CHECK(parse_number("1\xC2\xA0"
                     "234")
            ->value == 1234);
  CHECK(parse_number("1.234.567")->value == 1234567);
  CHECK(parse_number("1.234,5")->value == 1234.5);
  CHECK(parse_number("1,234.5")->value == 1234.5);
  CHECK(parse_number("12,5")->value == 12.5);
  CHECK(parse_number("-7")->value == -7);
  CHECK(parse_number("1929.0")->value == 1929);
  CHECK(parse_number("18.9 %")->percent);
  for (const char* bad :
       {"1,23,4", "abc", "1.2.3", "12,34,567", "--3", "1e", "0x10", "1 23", "nan1"}) {
    INFO(bad);
    CHECK(!parse_number(bad));
  }
}

TEST_CASE("suppression marks and intervals keep their meaning") {
  CHECK(parse_number("*")->certainty == Certainty::suppressed);
  CHECK(parse_number("(S)")->certainty == Certainty::suppressed);
  CHECK(parse_number("")->certainty == Certainty::missing);
  const auto below = parse_number("<3 %");
  CHECK(below->certainty == Certainty::interval);
  CHECK(below->upper == 3);
  CHECK(below->percent);
  CHECK(parse_number("1-4")->upper == 4);
  CHECK(!parse_number("4-1"));
}

TEST_CASE("every day between 1800 and 2200 goes there and back") {
  for (tabular::Day day = tabular::day_of(1800, 1, 1); day <= tabular::day_of(2200, 12, 31);
       ++day) {
    const auto date = tabular::civil_of(day);
    REQUIRE(tabular::day_of(date.year, date.month, date.day) == day);
  }
  CHECK(tabular::day_of(1970, 1, 1) == 0);
  CHECK(!tabular::valid_date(2023, 2, 29));
}

TEST_CASE("dates in ISO, US and Spanish style; a file keeps to one") {
  auto style = DateStyle::unknown;
  CHECK(*tabular::parse_date("2021-03-04", style) == tabular::day_of(2021, 3, 4));
  CHECK(*tabular::parse_date("4 de marzo de 2021", style) == tabular::day_of(2021, 3, 4));
  CHECK(*tabular::parse_date("Mar 4, 2021", style) == tabular::day_of(2021, 3, 4));
  style = DateStyle::unknown;
  CHECK(tabular::parse_date("03/04/2021", style).error().code == base::Code::date_open);
  CHECK(*tabular::parse_date("12/31/2021 10:15", style) == tabular::day_of(2021, 12, 31));
  CHECK(*tabular::parse_date("03/04/2021", style) == tabular::day_of(2021, 3, 4));
  CHECK(tabular::parse_date("31/12/2021", style).error().code == base::Code::date_style);
  CHECK(tabular::parse_date("2021-02-30", style).error().code == base::Code::bad_date);
  CHECK(tabular::parse_date("ayer", style).error().code == base::Code::bad_date);
}
