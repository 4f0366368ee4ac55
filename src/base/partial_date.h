// PartialDate: what is known of a date, as it was stated, and the interval of days it stands for.
//
// A child's birth date is often "13 years old in May" or "December 2010". Such a statement is kept
// as it was made, with its precision, and never filled up to a day that nobody said. Everything
// computed from it works on the interval [earliest, latest], either end of which may be open, and
// answers with three-valued truth.
//
// Invariant: earliest <= latest. A plain value without a locale. Thread rule: none needed.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/day.h"
#include "base/truth.h"

namespace base {

// Completed years on a day. Before birth counts as 0. `most` is nothing when there is no bound.
struct AgeRange {
  int least = 0;
  std::optional<int> most;
  friend bool operator==(const AgeRange&, const AgeRange&) = default;
};

class PartialDate {
 public:
  enum class Precision : std::uint8_t {
    unknown,
    day,
    month,
    year,
    age,          // a number of completed years or months, or a range of them, on a known day
    before,       // earlier than a day
    after,        // later than a day
    between,      // from a day to a day, both included
    approximate,  // any of day, month, year and age, give or take some months
  };
  enum class AgeUnit : std::uint8_t { years, months };

  PartialDate() = default;  // unknown
  static PartialDate exact(Day day);
  static PartialDate month(std::chrono::year_month month);
  static PartialDate year(std::chrono::year year);
  // Somebody who had completed from `least` to `most` years (or months) on a day: 13 years on
  // 2024-05-01 is born from 2010-05-02 to 2011-05-01. 0 <= least <= most is the caller's duty
  // (AMPARO_CHECK).
  static PartialDate age(int least, int most, AgeUnit unit, Day on);
  static PartialDate before(Day day);
  static PartialDate after(Day day);
  // first <= last is the caller's duty (AMPARO_CHECK).
  static PartialDate between(Day first, Day last);
  // A day, month, year or age (AMPARO_CHECK), give or take `months` > 0 on either side.
  static PartialDate approximate(const PartialDate& stated, int months);

  Precision precision() const;
  // The ends of the interval, both included; nothing where it is open.
  std::optional<Day> earliest() const { return earliest_; }
  std::optional<Day> latest() const { return latest_; }
  bool contains(Day day) const;

  // The canonical text, which is what is stored (docs/formats.md):
  //   2010-12-31            day             13y@2024-05-01       13 years old on that day
  //   2010-12               month           13..15y@2024-05-01   13 to 15 years old
  //   2010                  year            8m@2024-05-01        8 months old
  //   <2010-01-01           before          2010-12~3m           any of the six above, give or
  //   >2010-01-01           after                                take 3 months
  //   2010-01-01..2010-03-05 between        ?                    unknown
  std::string text() const;
  // Refusal bad_date or one of make_day's for anything that text() does not write.
  static Result<PartialDate> from_text(std::string_view text);

  // For a date of birth: completed years on a day.
  AgeRange age_on(Day day) const;
  Truth is_under(int years, Day day) const;
  // True unless it is certain that the person has completed these years: the side on which every
  // protection of children stands.
  bool may_be_under(int years, Day day) const { return is_under(years, day) != Truth::no; }

  // Equality of what was stated, not of the intervals.
  friend bool operator==(const PartialDate&, const PartialDate&) = default;

 private:
  void set_bounds();

  Precision form_ = Precision::unknown;  // never approximate: that is form_ with a margin
  AgeUnit unit_ = AgeUnit::years;
  int margin_months_ = 0;
  int least_ = 0;
  int most_ = 0;
  Day first_{};  // the day of day, month, year, age (on), before, after, between
  Day last_{};   // the second day of between
  std::optional<Day> earliest_;
  std::optional<Day> latest_;
};

// Whether a is earlier, or later, than b.
Truth is_before(const PartialDate& a, const PartialDate& b);
Truth is_after(const PartialDate& a, const PartialDate& b);

// What two statements about one date say together: the narrower one as it was stated when it lies
// within the other, else the days they share; nothing when they share none (they conflict).
std::optional<PartialDate> intersection(const PartialDate& a, const PartialDate& b);
bool in_conflict(const PartialDate& a, const PartialDate& b);

}  // namespace base
