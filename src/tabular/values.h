// Values of cells: numbers with thousands separators, dates in ISO and US style, suppression marks.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace tabular {

// How a number is told: as it is, within bounds ("<3 %", "1-4"), or hidden ("*").
enum class Certainty : std::uint8_t { exact, interval, suppressed, missing };

struct Number {
  Certainty certainty = Certainty::missing;
  double value = 0;  // for an interval: its lower end
  double upper = 0;  // for an interval: its upper end; otherwise equal to value
  bool percent = false;
};

// Reads "1234", "1,234", "1 234", "1.234.567", "12.5", "12,5", "18.9 %", "<3 %", "≤ 10", "1-4",
// "*", "(S)", "D", "s", "", "NA", "-". Anything else, "1,23,4" included, is Refusal bad_number.
// "1,234" is a thousands separator, "1,23" a decimal comma: three digits after it decide.
base::Result<Number> parse_number(std::string_view text);
// A plain whole number, fast; nullopt where parse_number must look.
std::optional<std::int64_t> parse_whole(std::string_view text);

// Days since 1970-01-01, proleptic Gregorian.
using Day = std::int32_t;
Day day_of(int year, int month, int day);
struct CivilDate {
  int year = 0;
  int month = 0;
  int day = 0;
};
CivilDate civil_of(Day day);
bool valid_date(int year, int month, int day);

// The order of day and month where a text leaves it open. A file is one style: DateStyle is settled
// by its first decisive value, and a value against it is Refusal date_style.
enum class DateStyle : std::uint8_t { unknown, iso, month_first, day_first };

// Reads 2021-03-04, 2021/03/04, 20210304, 3/4/2021, 04.03.2021, with a time after it ignored; also
// "Mar 4, 2021" and "4 mar 2021" in English and Spanish. `style` is read and, once decided, set.
// Refusals: bad_date, date_style (both readings in one file), date_open (day or month first is not
// yet known: 03/04/2021 as a first value; the caller settles the style from a sample).
base::Result<Day> parse_date(std::string_view text, DateStyle& style);
// The month of an English or Spanish name or its first three letters, 1..12; 0 for none.
int month_of(std::string_view name);

}  // namespace tabular
