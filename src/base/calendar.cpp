#include "base/calendar.h"

#include <algorithm>

#include "base/check.h"

namespace base {

namespace {

using std::chrono::days;
using std::chrono::Friday;
using std::chrono::Monday;
using std::chrono::month;
using std::chrono::Saturday;
using std::chrono::Sunday;
using std::chrono::weekday;
using std::chrono::year;

constexpr int kMaxYears = 400;
constexpr int kMaxClosureDays = 366;

// Easter Sunday of the Gregorian calendar, by the rule of the council's golden numbers as Gauss and
// the anonymous correspondent of Nature (1876) put it into integer arithmetic.
Day easter(int y) {
  const int golden = y % 19;
  const int century = y / 100;
  const int leap = century / 4;
  const int moon = (century - (century + 8) / 25 + 1) / 3;
  const int epact = (19 * golden + century - leap - moon + 15) % 30;
  const int to_sunday = (32 + 2 * (century % 4) + 2 * (y % 100 / 4) - epact - y % 100 % 4) % 7;
  const int late = (golden + 11 * epact + 22 * to_sunday) / 451;
  const int days_from_march = epact + to_sunday - 7 * late + 21;
  return day_of(y, 3, 1) + days(days_from_march);
}

Day moved(Day day, Observed observed) {
  const weekday on(day);
  if (on == Sunday && observed != Observed::as_is) return day + days(1);
  if (on == Saturday && observed == Observed::nearest_weekday) return day - days(1);
  return day;
}

std::optional<Day> day_in(const FixedHoliday& rule, int y) {
  const auto date = year(y) / rule.month / rule.day;
  if (!date.ok()) return std::nullopt;
  return moved(Day(date), rule.observed);
}

std::optional<Day> day_in(const NthWeekdayHoliday& rule, int y) {
  const auto in_month = year(y) / month(static_cast<unsigned>(rule.month));
  if (rule.nth == -1) return Day(in_month / rule.weekday[std::chrono::last]);
  const auto date = in_month / rule.weekday[static_cast<unsigned>(rule.nth)];
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

std::optional<Day> day_in(const EasterHoliday& rule, int y) {
  return easter(y) + days(rule.days_after);
}

std::optional<Day> day_of_holiday(const Holiday& holiday, int y) {
  if (y < holiday.first_year || y > holiday.last_year) return std::nullopt;
  if ((y - holiday.first_year) % holiday.every_years != 0) return std::nullopt;
  return std::visit([y](const auto& rule) { return day_in(rule, y); }, holiday.rule);
}

bool is_month(int m) {
  return 1 <= m && m <= 12;
}

bool can_be(const FixedHoliday& rule) {
  return is_month(rule.month) && make_day(2000, rule.month, rule.day).has_value();
}
bool can_be(const NthWeekdayHoliday& rule) {
  return is_month(rule.month) && rule.weekday.ok() &&
         (rule.nth == -1 || (1 <= rule.nth && rule.nth <= 5));
}
bool can_be(const EasterHoliday& rule) {
  return -100 <= rule.days_after && rule.days_after <= 100;
}

Done check(const CalendarData& data) {
  const auto bad = [&](const char* why, const std::string& name) {
    return refuse(Code::bad_calendar, {{"calendar", data.name}, {"why", why}, {"name", name}});
  };
  if (data.first_year <= kFirstYear || data.last_year >= kLastYear ||
      data.last_year < data.first_year || data.last_year - data.first_year >= kMaxYears) {
    return bad("years", "");
  }
  int open_weekdays = 0;
  for (unsigned i = 0; i < 7; ++i) {
    const bool closed = std::count(data.weekend.begin(), data.weekend.end(), weekday(i)) > 0;
    open_weekdays += closed ? 0 : 1;
  }
  if (open_weekdays == 0) return bad("weekend", "");
  for (const Holiday& holiday : data.holidays) {
    const bool possible = std::visit([](const auto& rule) { return can_be(rule); }, holiday.rule);
    if (!possible || holiday.every_years < 1) return bad("holiday", holiday.name);
  }
  for (const Closure& closure : data.closures) {
    if (closure.last < closure.first || closure.last - closure.first >= days(kMaxClosureDays)) {
      return bad("closure", closure.name);
    }
  }
  return {};
}

}  // namespace

Result<BusinessCalendar> BusinessCalendar::make(CalendarData data) {
  Done checked = check(data);
  if (!checked) return pass(checked);
  BusinessCalendar calendar;
  calendar.data_ = std::move(data);
  calendar.list_closed_days();
  return calendar;
}

void BusinessCalendar::list_closed_days() {
  std::size_t source = 0;
  for (const Holiday& holiday : data_.holidays) {
    // A year more on both sides: a holiday may be moved over New Year.
    for (int y = data_.first_year - 1; y <= data_.last_year + 1; ++y) {
      const std::optional<Day> day = day_of_holiday(holiday, y);
      if (day && covers(*day)) closed_.push_back({*day, holiday.certainty, source});
    }
    ++source;
  }
  for (const Closure& closure : data_.closures) {
    for (Day day = closure.first; day <= closure.last; day += days(1)) {
      if (covers(day)) closed_.push_back({day, closure.certainty, source});
    }
    ++source;
  }
  // A day that is closed for two reasons counts by the surer.
  std::sort(closed_.begin(), closed_.end());
  const auto same_day = [](const Closed& a, const Closed& b) { return a.day == b.day; };
  closed_.erase(std::unique(closed_.begin(), closed_.end(), same_day), closed_.end());
}

bool BusinessCalendar::covers(Day day) const {
  const int y = year_of(day);
  return data_.first_year <= y && y <= data_.last_year;
}

Done BusinessCalendar::check_covered(Day day) const {
  if (covers(day)) return {};
  return refuse(Code::year_not_covered,
                {{"calendar", data_.name}, {"year", std::to_string(year_of(day))}});
}

const BusinessCalendar::Closed* BusinessCalendar::find(Day day) const {
  const auto place = std::lower_bound(closed_.begin(), closed_.end(), day,
                                      [](const Closed& closed, Day d) { return closed.day < d; });
  return place != closed_.end() && place->day == day ? &*place : nullptr;
}

bool BusinessCalendar::is_weekend(Day day) const {
  return std::find(data_.weekend.begin(), data_.weekend.end(), weekday(day)) != data_.weekend.end();
}

Result<Truth> BusinessCalendar::is_open(Day day) const {
  Done covered = check_covered(day);
  if (!covered) return pass(covered);
  if (is_weekend(day)) return Truth::no;
  const Closed* closed = find(day);
  if (!closed) return Truth::yes;
  return closed->certainty == Certainty::sure ? Truth::no : Truth::unknown;
}

Result<std::string> BusinessCalendar::why_closed(Day day) const {
  Done covered = check_covered(day);
  if (!covered) return pass(covered);
  if (const Closed* closed = find(day)) {
    const std::size_t holidays = data_.holidays.size();
    return closed->source < holidays ? data_.holidays[closed->source].name
                                     : data_.closures[closed->source - holidays].name;
  }
  return std::string(is_weekend(day) ? "weekend" : "");
}

Result<bool> BusinessCalendar::counts(Day day, Doubt doubt) const {
  Result<Truth> open = is_open(day);
  if (!open) return pass(open);
  return *open == Truth::yes || (*open == Truth::unknown && doubt == Doubt::as_open);
}

Result<Day> BusinessCalendar::walk(Day day, int step, Doubt doubt) const {
  for (;; day += days(step)) {
    Result<bool> open = counts(day, doubt);
    if (!open) return pass(open);
    if (*open) return day;
  }
}

Result<Day> BusinessCalendar::next_open(Day day, Doubt doubt) const {
  return walk(day, 1, doubt);
}

Result<Day> BusinessCalendar::previous_open(Day day, Doubt doubt) const {
  return walk(day, -1, doubt);
}

Result<Day> BusinessCalendar::add_business_days(Day day, int n, Doubt doubt) const {
  const int step = n < 0 ? -1 : 1;
  for (int left = n; left != 0; left -= step) {
    Result<Day> next = walk(day + days(step), step, doubt);
    if (!next) return next;
    day = *next;
  }
  return day;
}

Result<int> BusinessCalendar::count_business_days(Day first, Day last, Doubt doubt) const {
  AMPARO_CHECK(first <= last);
  int count = 0;
  for (Day day = first + days(1); day <= last; day += days(1)) {
    Result<bool> open = counts(day, doubt);
    if (!open) return pass(open);
    count += *open ? 1 : 0;
  }
  return count;
}

}  // namespace base
