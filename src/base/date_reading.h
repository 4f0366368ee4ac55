// Reading a date as people type it, in Spanish or English.
//
// Understood, whatever the case and accents: 31/12/2010, 31-12-2010, 2010-12-31, 31 dic 2010, 31 de
// diciembre del 2010, December 31st, 2010, 12/2010, 2010-12, dic 2010, diciembre de 2010, 2010; 13
// años, 13 years old, 13 a 15 años, 8 meses; antes de …, hasta …, después de …, desde …, before …,
// until …, after …, since …; entre … y …, between … and …, 2008-2010; aprox. …, about …, … ± 6
// meses, … +/- 2 years; desconocida, unknown, ?; and the canonical text of partial_date.h.
#pragma once

#include "base/partial_date.h"

namespace base {

enum class DateOrder : std::uint8_t {
  unstated,     // 05/06/2010 is refused as ambiguous_date; 31/12/2010 can only be read one way
  day_first,    // Mexico and Central America
  month_first,  // the United States
};

struct DateReading {
  DateOrder order = DateOrder::unstated;
  Day today{};  // ages are meant on this day, and nothing may lie wholly after it unless:
  bool may_be_future = false;
};

// Margins of "about" when none is stated: a day or a month ± 3 months, a year or an age ± 12.
// Refusals: bad_date (not understood), no_such_day (31 feb), no_such_month (13), no_such_year,
// short_year (31/12/10), ambiguous_date, date_in_future, dates_reversed (between 2012 and 2010).
// Details never hold what was typed. O(length).
Result<PartialDate> read_date(std::string_view typed, const DateReading& how);

}  // namespace base
