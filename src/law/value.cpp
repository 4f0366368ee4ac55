#include "law/value.h"

#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace law {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
constexpr std::uint32_t kBase = 38;  // the alphabet and the end
constexpr std::size_t kMaxCode = 6;  // 38^6 < 2^32

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  for (const char c : text) {
    if (c < '0' || c > '9') return {};
  }
  return value;
}

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t size) {
  if (text.size() < at + size) return {};
  return digits(text.substr(at, size));
}

}  // namespace

Day day_of(const Civil& date) {
  const std::chrono::year_month_day ymd(std::chrono::year(date.year),
                                        std::chrono::month(static_cast<unsigned>(date.month)),
                                        std::chrono::day(static_cast<unsigned>(date.day)));
  return std::chrono::sys_days(ymd).time_since_epoch().count();
}

Civil civil_of(Day day) {
  const std::chrono::year_month_day ymd{std::chrono::sys_days(std::chrono::days(day))};
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in_month(int year, int month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

int weekday(Day day) {
  return ((day + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
}

Day add_days(Day day, int days) {
  if (day == kLowest || day == kHighest) return day;
  return day + days;
}

Day add_months(Day day, int months, MonthRule rule) {
  if (day == kLowest || day == kHighest) return day;
  const Civil from = civil_of(day);
  const int count = from.year * 12 + from.month - 1 + months;
  const int year = (count >= 0 ? count : count - 11) / 12;
  const int month = count - year * 12 + 1;
  const int last = days_in_month(year, month);
  if (from.day <= last) return day_of({year, month, from.day});
  return day_of({year, month, last}) + (rule == MonthRule::last_day ? 0 : 1);
}

int years_between(Day birth, Day at) {
  const Civil b = civil_of(birth);
  const Civil a = civil_of(at);
  const bool before_birthday = a.month * 32 + a.day < b.month * 32 + b.day;
  return a.year - b.year - (before_birthday ? 1 : 0);
}

Span age_span(Span birth, Span at) {
  if (birth.is_none() || at.is_none()) return Span::none();
  const bool lo_open = birth.hi == kHighest || at.lo == kLowest;
  const bool hi_open = birth.lo == kLowest || at.hi == kHighest;
  return {lo_open ? kLowest : years_between(birth.hi, at.lo),
          hi_open ? kHighest : years_between(birth.lo, at.hi)};
}

std::optional<Span> parse_date(std::string_view text) {
  const std::optional<int> year = number_at(text, 0, 4);
  if (!year || *year < kFirstYear || *year > kLastYear) return {};
  if (text.size() == 4) return Span{day_of({*year, 1, 1}), day_of({*year, 12, 31})};
  const std::optional<int> month = number_at(text, 5, 2);
  if (text[4] != '-' || !month || *month < 1 || *month > 12) return {};
  const int last = days_in_month(*year, *month);
  if (text.size() == 7) return Span{day_of({*year, *month, 1}), day_of({*year, *month, last})};
  const std::optional<int> day = number_at(text, 8, 2);
  if (text.size() != 10 || text[7] != '-' || !day || *day < 1 || *day > last) return {};
  return Span::of(day_of({*year, *month, *day}));
}

std::optional<Span> parse_instant(std::string_view text) {
  const std::optional<Span> day = parse_date(text.substr(0, 10));
  if (!day) return {};
  if (text.size() <= 10) return Span{day->lo * kMinutesADay, day->hi * kMinutesADay + 1439};
  const std::optional<int> hour = number_at(text, 11, 2);
  const std::optional<int> minute = number_at(text, 14, 2);
  if (text.size() != 16 || text[10] != 'T' || text[13] != ':') return {};
  if (!hour || *hour > 23 || !minute || *minute > 59) return {};
  return Span::of(day->lo * kMinutesADay + *hour * 60 + *minute);
}

std::string format_day(Day day) {
  const Civil c = civil_of(day);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::string format_minute(Minute minute) {
  const Day day = (minute >= 0 ? minute : minute - (kMinutesADay - 1)) / kMinutesADay;
  const int rest = minute - day * kMinutesADay;
  return fmt::format("{}T{:02}:{:02}", format_day(day), rest / 60, rest % 60);
}

std::string format_days(Span days) {
  if (days.is_none()) return "none";
  if (days == Span::unknown()) return "unknown";
  if (days.lo == kLowest) return "…" + format_day(days.hi);
  if (days.hi == kHighest) return format_day(days.lo) + "…";
  const std::string from = format_day(days.lo);
  for (const std::size_t size : {10, 7, 4}) {
    if (parse_date(std::string_view(from).substr(0, size)) == days) return from.substr(0, size);
  }
  return from + "…" + format_day(days.hi);
}

std::optional<std::int32_t> pack_code(std::string_view code) {
  if (code.empty() || code.size() > kMaxCode) return {};
  std::uint32_t packed = 0;
  for (std::size_t i = 0; i < kMaxCode; ++i) {
    std::uint32_t digit = 0;
    if (i < code.size()) {
      const std::size_t at = kAlphabet.find(code[i]);
      if (at == std::string_view::npos) return {};
      digit = static_cast<std::uint32_t>(at) + 1;
    }
    packed = packed * kBase + digit;
  }
  return static_cast<std::int32_t>(packed ^ 0x80000000U);
}

std::string unpack_code(std::int32_t packed) {
  std::uint32_t rest = static_cast<std::uint32_t>(packed) ^ 0x80000000U;
  std::string code;
  for (std::size_t i = 0; i < kMaxCode; ++i) {
    const std::uint32_t digit = rest % kBase;
    rest /= kBase;
    if (digit > 0) code.insert(code.begin(), kAlphabet.at(digit - 1));
  }
  return code;
}

}  // namespace law
