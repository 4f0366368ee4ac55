#include "base/date_reading.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/seams.h"

namespace {

using base::Code;
using base::DateOrder;

const base::Day kToday = base::day_of(2026, 11, 22);

// The canonical text, or the name of the refusal's code.
std::string read(std::string_view typed, DateOrder order = DateOrder::day_first) {
  const auto date = base::read_date(typed, {.order = order, .today = kToday});
  return date ? date->text() : std::string(base::code_name(date.error().code));
}

struct Row {
  std::string typed;
  std::string result;
};

void check_all(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.typed);
    CHECK(read(row.typed) == row.result);
  }
}

TEST_CASE("days") {
  check_all({{"31/12/2010", "2010-12-31"},
             {"31-12-2010", "2010-12-31"},
             {"31.12.2010", "2010-12-31"},
             {" 31 / 12 / 2010 ", "2010-12-31"},
             {"2010-12-31", "2010-12-31"},
             {"2010/12/31", "2010-12-31"},
             {"1/2/2010", "2010-02-01"},
             {"31 dic 2010", "2010-12-31"},
             {"31-dic-2010", "2010-12-31"},
             {"31 DIC. 2010", "2010-12-31"},
             {"31 de diciembre de 2010", "2010-12-31"},
             {"31 de diciembre del 2010", "2010-12-31"},
             {"el 1º de enero del año 2010", "2010-01-01"},
             {"1o de enero de 2010", "2010-01-01"},
             {"1ero enero 2010", "2010-01-01"},
             {"nació el 5 de setiembre de 2009", "2009-09-05"},
             {"December 31, 2010", "2010-12-31"},
             {"Dec 31st 2010", "2010-12-31"},
             {"the 2nd of January 2010", "2010-01-02"},
             {"born on March 3rd, 2011", "2011-03-03"},
             {"2010 dic 31", "2010-12-31"},
             {"29 feb 2012", "2012-02-29"}});
}

TEST_CASE("months and years") {
  check_all({{"2010-12", "2010-12"},
             {"12/2010", "2010-12"},
             {"dic 2010", "2010-12"},
             {"Dic. 2010", "2010-12"},
             {"diciembre de 2010", "2010-12"},
             {"DICIEMBRE 2010", "2010-12"},
             {"en diciembre del 2010", "2010-12"},
             {"december of 2010", "2010-12"},
             {"2010", "2010"},
             {"año 2010", "2010"},
             {"born in 2010", "2010"}});
}

TEST_CASE("ages, on the day of reference") {
  check_all({{"13 años", "13y@2026-11-22"},
             {"13 AÑOS", "13y@2026-11-22"},
             {"13 anos", "13y@2026-11-22"},
             {"13 an\u0303os", "13y@2026-11-22"},
             {"tiene 13 años de edad", "13y@2026-11-22"},
             {"1 año", "1y@2026-11-22"},
             {"13 years old", "13y@2026-11-22"},
             {"8 meses", "8m@2026-11-22"},
             {"8 months", "8m@2026-11-22"},
             {"13 a 15 años", "13..15y@2026-11-22"},
             {"13-15 años", "13..15y@2026-11-22"},
             {"13–15 years", "13..15y@2026-11-22"},
             {"entre 13 y 15 años", "13..15y@2026-11-22"},
             {"between 13 and 15 years old", "13..15y@2026-11-22"},
             {"menor de 6 años", "0..5y@2026-11-22"},
             {"under 6 years", "0..5y@2026-11-22"}});
}

TEST_CASE("before, after, between, about, unknown") {
  check_all({{"antes de 2010", "<2010-01-01"},
             {"antes del 31/12/2010", "<2010-12-31"},
             {"before December 2010", "<2010-12-01"},
             {"hasta 2010", "<2011-01-01"},
             {"después de 2010", ">2010-12-31"},
             {"after 5 May 2010", ">2010-05-05"},
             {"desde marzo de 2010", ">2010-02-28"},
             {"since 2010", ">2009-12-31"},
             {"entre 2008 y 2010", "2008-01-01..2010-12-31"},
             {"2008-2010", "2008-01-01..2010-12-31"},
             {"2008 a 2010", "2008-01-01..2010-12-31"},
             {"from March 2008 to 2010", "2008-03-01..2010-12-31"},
             {"entre el 5/1/2008 y el 7/1/2008", "2008-01-05..2008-01-07"},
             {"aprox. 2010", "2010~12m"},
             {"about 2010", "2010~12m"},
             {"más o menos 2010", "2010~12m"},
             {"como 13 años", "13y@2026-11-22~12m"},
             {"alrededor de diciembre de 2010", "2010-12~3m"},
             {"ca. 2010", "2010~12m"},
             {"2010 ± 6 meses", "2010~6m"},
             {"dic 2010 +/- 2 meses", "2010-12~2m"},
             {"13 años más o menos 1 año", "13y@2026-11-22~12m"},
             {"about 13 years +/- 2 years", "13y@2026-11-22~24m"},
             {"?", "?"},
             {"desconocida", "?"},
             {"Unknown", "?"},
             {"no se sabe", "?"},
             {"se desconoce", "?"},
             {"S/D", "?"}});
}

TEST_CASE("canonical text is read too") {
  check_all({{"13y@2024-05-01", "13y@2024-05-01"},
             {"<2010-01-01", "<2010-01-01"},
             {"2010-01-01..2010-02-01", "2010-01-01..2010-02-01"},
             {"2010-12~3m", "2010-12~3m"}});
}

TEST_CASE("each mistake has its own refusal") {
  check_all({{"31 feb 2010", "no_such_day"},
             {"31/2/2010", "no_such_day"},
             {"2010-02-30", "no_such_day"},
             {"29/02/2011", "no_such_day"},
             {"0/1/2010", "no_such_day"},
             {"5/13/2010", "no_such_month"},
             {"2010-13", "no_such_month"},
             {"13/2010", "no_such_month"},
             {"0/2010", "no_such_month"},
             {"1010", "no_such_year"},
             {"5/5/1801", "no_such_year"},
             {"9999", "no_such_year"},
             {"31/12/10", "short_year"},
             {"12/10", "short_year"},
             {"31 dic 10", "short_year"},
             {"5 de junio", "short_year"},
             {"2027", "date_in_future"},
             {"23/11/2026", "date_in_future"},
             {"después de 2026", "date_in_future"},
             {"entre 2012 y 2010", "dates_reversed"},
             {"15 a 13 años", "dates_reversed"},
             {"", "bad_date"},
             {"   ", "bad_date"},
             {"13", "bad_date"},
             {"hola", "bad_date"},
             {"diciembre", "bad_date"},
             {"130 años", "bad_date"},
             {"20100", "bad_date"},
             {"1/2/3/2010", "bad_date"},
             {"dic ene 2010", "bad_date"},
             {"13 gatos", "bad_date"},
             {"31//12/2010", "bad_date"},
             {"entre 2010", "bad_date"},
             {"2010 ±", "bad_date"},
             {"antes", "bad_date"},
             {"ma 2010", "bad_date"},
             {"\xff\xfe", "bad_date"}});
}

TEST_CASE("the order of day and month") {
  CHECK(read("05/06/2010", DateOrder::day_first) == "2010-06-05");
  CHECK(read("05/06/2010", DateOrder::month_first) == "2010-05-06");
  CHECK(read("05/06/2010", DateOrder::unstated) == "ambiguous_date");
  CHECK(read("05/05/2010", DateOrder::unstated) == "2010-05-05");
  CHECK(read("31/12/2010", DateOrder::unstated) == "2010-12-31");
  CHECK(read("12/31/2010", DateOrder::unstated) == "2010-12-31");
  CHECK(read("13/13/2010", DateOrder::unstated) == "no_such_month");
  CHECK(read("31/12/2010", DateOrder::month_first) == "no_such_month");
  CHECK(read("2010-05-06", DateOrder::unstated) == "2010-05-06");
}

TEST_CASE("today is no future, and the future is allowed where it is asked for") {
  CHECK(read("22/11/2026") == "2026-11-22");
  CHECK(read("2026") == "2026");
  const auto later = base::read_date(
      "1/2/2027", {.order = DateOrder::day_first, .today = kToday, .may_be_future = true});
  CHECK(later.value().text() == "2027-02-01");
}

TEST_CASE("whatever is typed, reading ends with a date or a refusal") {
  base::SeededRandom random(2010);
  const std::vector<std::string> pieces = {
      "31", "12",    "2010", "/",     "-", " ", "dic", "años", "de",   "entre", "y",          "±",
      "13", "meses", "~",    "aprox", "?", "<", "..",  "@",    "\xc3", "antes", "99999999999"};
  int dates = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string typed;
    for (std::uint64_t n = random.below(7); n > 0; --n)
      typed += pieces[random.below(pieces.size())];
    const auto date = base::read_date(typed, {.order = DateOrder::day_first, .today = kToday});
    if (!date) continue;
    ++dates;
    REQUIRE(base::PartialDate::from_text(date->text()).value() == *date);
  }
  CHECK(dates > 100);
}

}  // namespace
