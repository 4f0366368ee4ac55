// The values law reckons with: three-valued truth, spans of what is known, days and minutes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "base/truth.h"

namespace law {

using base::Truth;
inline Truth both(Truth a, Truth b) {
  return base::truth_and(a, b);
}
inline Truth either(Truth a, Truth b) {
  return base::truth_or(a, b);
}
inline Truth negate(Truth a) {
  return base::truth_not(a);
}

// Days since 1970-01-01, proleptic Gregorian; an instant is civil minutes since 1970-01-01T00:00.
using Day = std::int32_t;
using Minute = std::int32_t;
inline constexpr std::int32_t kLowest = std::numeric_limits<std::int32_t>::min();
inline constexpr std::int32_t kHighest = std::numeric_limits<std::int32_t>::max();
inline constexpr std::int32_t kMinutesADay = 24 * 60;

// What is known of a number, day, minute, word or bool (0, 1): it lies in lo…hi. kLowest and
// kHighest are open ends. lo > hi says "there is none" (it never happened).
struct Span {
  std::int32_t lo = kLowest;
  std::int32_t hi = kHighest;

  static constexpr Span of(std::int32_t exact) { return {exact, exact}; }
  static constexpr Span unknown() { return {}; }
  static constexpr Span none() { return {kHighest, kLowest}; }
  bool is_none() const { return lo > hi; }
  bool is_exact() const { return lo == hi; }
  friend bool operator==(const Span&, const Span&) = default;
};

inline constexpr Span kMaybe{0, 1};  // a bool of which nothing is known

// Comparisons; with none they are no, with too little known they are unknown.
inline Truth less(Span a, Span b) {
  if (a.is_none() || b.is_none() || a.lo >= b.hi) return Truth::no;
  return a.hi < b.lo ? Truth::yes : Truth::unknown;
}
inline Truth less_or_equal(Span a, Span b) {
  if (a.is_none() || b.is_none() || a.lo > b.hi) return Truth::no;
  return a.hi <= b.lo ? Truth::yes : Truth::unknown;
}
inline Truth equal(Span a, Span b) {
  if (a.is_none() || b.is_none() || a.lo > b.hi || b.lo > a.hi) return Truth::no;
  return a.is_exact() && b.is_exact() ? Truth::yes : Truth::unknown;
}
inline Truth truth_of(Span bool_span) {
  if (bool_span.is_none() || bool_span.hi <= 0) return Truth::no;
  return bool_span.lo >= 1 ? Truth::yes : Truth::unknown;
}

struct Civil {
  int year;
  int month;  // 1…12
  int day;    // 1…31
};

// The law's years: dates outside are refused where they are read.
inline constexpr int kFirstYear = 1850;
inline constexpr int kLastYear = 2250;

Day day_of(const Civil& date);
Civil civil_of(Day day);
bool is_leap(int year);
int days_in_month(int year, int month);
// 0 is Monday … 6 Sunday.
int weekday(Day day);

enum class MonthRule : std::uint8_t { last_day, next_month_first };
// The same day some months on. When that month has no such day: its last day or the first of the
// next. Open ends stay open.
Day add_months(Day day, int months, MonthRule rule);
Day add_days(Day day, int days);
// Completed years; one born on 29 February completes them on 1 March of other years.
int years_between(Day birth, Day at);
Span age_span(Span birth, Span at);

// "2011-05-02", "2011-05", "2011" as the days it may be; nothing when no such date exists.
std::optional<Span> parse_date(std::string_view text);
// "2026-03-01T14:30" as a minute; a date alone as the minutes of that day.
std::optional<Span> parse_instant(std::string_view text);
std::string format_day(Day day);
std::string format_minute(Minute minute);
// A day, a month, a year or "a…b", as short as it can be said; "none"; "unknown".
std::string format_days(Span days);

// A code of at most 6 of A–Z, 0–9, '-' as one number; nothing when it is not one. Injective.
std::optional<std::int32_t> pack_code(std::string_view code);
std::string unpack_code(std::int32_t packed);

}  // namespace law
