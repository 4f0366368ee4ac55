#include "base/day.h"

#include <fmt/format.h>

#include "base/check.h"

namespace base {

namespace {

using std::chrono::month;
using std::chrono::months;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;

year_month shifted(Day day, int by_months) {
  const year_month_day date = civil(day);
  return year_month(date.year(), date.month()) + months(by_months);
}

}  // namespace

Result<Day> make_day(int y, int m, int d) {
  if (y < kFirstYear || y > kLastYear) return refuse(Code::no_such_year);
  if (m < 1 || m > 12) return refuse(Code::no_such_month);
  if (d < 1 || d > 31) return refuse(Code::no_such_day);
  const year_month_day date(year(y), month(static_cast<unsigned>(m)),
                            std::chrono::day(static_cast<unsigned>(d)));
  if (!date.ok()) return refuse(Code::no_such_day);
  return Day(date);
}

Day day_of(int y, int m, int d) {
  const Result<Day> day = make_day(y, m, d);
  AMPARO_CHECK(day.has_value());
  return *day;
}

std::string day_text(Day day) {
  const year_month_day date = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Result<Day> day_from_text(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-dd";
  if (text.size() != kShape.size()) return refuse(Code::bad_date);
  int parts[3] = {0, 0, 0};
  int part = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == 'd' ? !digit : text[i] != '-') return refuse(Code::bad_date);
    if (digit) {
      parts[part] = parts[part] * 10 + (text[i] - '0');
    } else {
      ++part;
    }
  }
  return make_day(parts[0], parts[1], parts[2]);
}

year_month_day civil(Day day) {
  return year_month_day(day);
}

int year_of(Day day) {
  return static_cast<int>(civil(day).year());
}

Day add_months(Day day, int by_months) {
  const year_month target = shifted(day, by_months);
  const year_month_day same = target / civil(day).day();
  return same.ok() ? Day(same) : Day(target / std::chrono::last);
}

Day anniversary(Day birth, int by_months) {
  const year_month target = shifted(birth, by_months);
  const year_month_day same = target / civil(birth).day();
  return same.ok() ? Day(same) : Day(target / std::chrono::last) + std::chrono::days(1);
}

int months_completed(Day birth, Day day) {
  const year_month_day from = civil(birth);
  const year_month_day to = civil(day);
  const int apart = (static_cast<int>(to.year()) - static_cast<int>(from.year())) * 12 +
                    static_cast<int>(static_cast<unsigned>(to.month())) -
                    static_cast<int>(static_cast<unsigned>(from.month()));
  return anniversary(birth, apart) <= day ? apart : apart - 1;
}

int years_completed(Day birth, Day day) {
  const int completed = months_completed(birth, day);
  return completed >= 0 ? completed / 12 : -((11 - completed) / 12);
}

}  // namespace base
