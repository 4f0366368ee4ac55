// There is no calendar that was not checked.
// error: BusinessCalendar\(\).* is private
#include "base/calendar.h"

base::Result<base::BusinessCalendar> make(base::CalendarData data) {
#ifdef REFUSED
  base::BusinessCalendar calendar;
  return calendar;
#else
  return base::BusinessCalendar::make(std::move(data));
#endif
}
