#include "base/partial_date.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/check.h"

namespace base {

namespace {

using std::chrono::days;
using std::chrono::year_month;

constexpr int kMaxAgeMonths = 200 * 12;
constexpr int kMaxMarginMonths = 100 * 12;

bool has_margin(PartialDate::Precision form) {
  using enum PartialDate::Precision;
  return form == day || form == month || form == year || form == age;
}

std::string month_text(Day first) {
  return day_text(first).substr(0, 7);
}
std::string year_text(Day first) {
  return day_text(first).substr(0, 4);
}

// A number of at most four digits without a leading zero that takes all of `text`.
std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.size() > 4 || value < 0) {
    return std::nullopt;
  }
  if (text.front() == '-' || (text.front() == '0' && text.size() > 1)) return std::nullopt;
  return value;
}

// "13y@2024-05-01" or "13..15m@2024-05-01".
Result<PartialDate> age_from_text(std::string_view text, std::size_t at) {
  Result<Day> on = day_from_text(text.substr(at + 1));
  if (!on) return pass(on);
  if (at < 2) return refuse(Code::bad_date);
  const char unit = text[at - 1];
  const std::string_view range = text.substr(0, at - 1);
  const std::size_t dots = range.find("..");
  const std::optional<int> least = number(range.substr(0, dots));
  const std::optional<int> most =
      dots == std::string_view::npos ? least : number(range.substr(dots + 2));
  if (!least || !most || (unit != 'y' && unit != 'm')) return refuse(Code::bad_date);
  if (*most < *least || (dots != std::string_view::npos && *least == *most)) {
    return refuse(Code::bad_date);
  }
  if (*most * (unit == 'y' ? 12 : 1) > kMaxAgeMonths) return refuse(Code::bad_date);
  return PartialDate::age(
      *least, *most, unit == 'y' ? PartialDate::AgeUnit::years : PartialDate::AgeUnit::months, *on);
}

// A day, month or year.
Result<PartialDate> stated_from_text(std::string_view text) {
  const std::string filled =
      std::string(text) + std::string("-01-01").substr(text.size() == 4   ? 0
                                                       : text.size() == 7 ? 3
                                                                          : 6);
  Result<Day> first = day_from_text(filled);
  if (!first) return pass(first);
  const auto date = civil(*first);
  if (text.size() == 4) return PartialDate::year(date.year());
  if (text.size() == 7) return PartialDate::month(date.year() / date.month());
  return PartialDate::exact(*first);
}

Result<PartialDate> with_margin(std::string_view text, std::size_t tilde) {
  Result<PartialDate> core = PartialDate::from_text(text.substr(0, tilde));
  if (!core) return core;
  std::string_view margin = text.substr(tilde + 1);
  if (margin.size() < 2 || margin.back() != 'm' || !has_margin(core->precision())) {
    return refuse(Code::bad_date);
  }
  margin.remove_suffix(1);
  const std::optional<int> months = number(margin);
  if (!months || *months < 1 || *months > kMaxMarginMonths) return refuse(Code::bad_date);
  return PartialDate::approximate(*core, *months);
}

}  // namespace

PartialDate PartialDate::exact(Day day) {
  PartialDate date;
  date.form_ = Precision::day;
  date.first_ = day;
  date.set_bounds();
  return date;
}

PartialDate PartialDate::month(std::chrono::year_month month) {
  AMPARO_CHECK(month.ok());
  PartialDate date;
  date.form_ = Precision::month;
  date.first_ = Day(month / 1);
  date.set_bounds();
  return date;
}

PartialDate PartialDate::year(std::chrono::year year) {
  PartialDate date;
  date.form_ = Precision::year;
  date.first_ = Day(year / 1 / 1);
  date.set_bounds();
  return date;
}

PartialDate PartialDate::age(int least, int most, AgeUnit unit, Day on) {
  AMPARO_CHECK(0 <= least && least <= most);
  AMPARO_CHECK(most * (unit == AgeUnit::years ? 12 : 1) <= kMaxAgeMonths);
  PartialDate date;
  date.form_ = Precision::age;
  date.unit_ = unit;
  date.least_ = least;
  date.most_ = most;
  date.first_ = on;
  date.set_bounds();
  return date;
}

PartialDate PartialDate::before(Day day) {
  PartialDate date;
  date.form_ = Precision::before;
  date.first_ = day;
  date.set_bounds();
  return date;
}

PartialDate PartialDate::after(Day day) {
  PartialDate date;
  date.form_ = Precision::after;
  date.first_ = day;
  date.set_bounds();
  return date;
}

PartialDate PartialDate::between(Day first, Day last) {
  AMPARO_CHECK(first <= last);
  PartialDate date;
  date.form_ = Precision::between;
  date.first_ = first;
  date.last_ = last;
  date.set_bounds();
  return date;
}

PartialDate PartialDate::approximate(const PartialDate& stated, int months) {
  AMPARO_CHECK(has_margin(stated.precision()));
  AMPARO_CHECK(0 < months && months <= kMaxMarginMonths);
  PartialDate date = stated;
  date.margin_months_ = months;
  date.set_bounds();
  return date;
}

void PartialDate::set_bounds() {
  switch (form_) {
    case Precision::day:
      earliest_ = latest_ = first_;
      break;
    case Precision::month:
      earliest_ = first_;
      latest_ = add_months(first_, 1) - days(1);
      break;
    case Precision::year:
      earliest_ = first_;
      latest_ = add_months(first_, 12) - days(1);
      break;
    case Precision::age: {
      // Completed n months on a day D <=> born on or before D less n months.
      const int unit = unit_ == AgeUnit::years ? 12 : 1;
      latest_ = add_months(first_, -least_ * unit);
      earliest_ = add_months(first_, -(most_ + 1) * unit) + days(1);
      break;
    }
    case Precision::before:
      latest_ = first_ - days(1);
      break;
    case Precision::after:
      earliest_ = first_ + days(1);
      break;
    case Precision::between:
      earliest_ = first_;
      latest_ = last_;
      break;
    default:
      break;
  }
  if (margin_months_ > 0) {
    earliest_ = add_months(*earliest_, -margin_months_);
    latest_ = add_months(*latest_, margin_months_);
  }
}

PartialDate::Precision PartialDate::precision() const {
  return margin_months_ > 0 ? Precision::approximate : form_;
}

bool PartialDate::contains(Day day) const {
  return (!earliest_ || *earliest_ <= day) && (!latest_ || day <= *latest_);
}

std::string PartialDate::text() const {
  const std::string margin = margin_months_ > 0 ? fmt::format("~{}m", margin_months_) : "";
  switch (form_) {
    case Precision::day:
      return day_text(first_) + margin;
    case Precision::month:
      return month_text(first_) + margin;
    case Precision::year:
      return year_text(first_) + margin;
    case Precision::age: {
      const char* unit = unit_ == AgeUnit::years ? "y" : "m";
      const std::string most = most_ > least_ ? fmt::format("..{}", most_) : "";
      return fmt::format("{}{}{}@{}{}", least_, most, unit, day_text(first_), margin);
    }
    case Precision::before:
      return "<" + day_text(first_);
    case Precision::after:
      return ">" + day_text(first_);
    case Precision::between:
      return day_text(first_) + ".." + day_text(last_);
    default:
      return "?";
  }
}

Result<PartialDate> PartialDate::from_text(std::string_view text) {
  if (text == "?") return PartialDate();
  if (text.empty()) return refuse(Code::bad_date);
  if (text.front() == '<' || text.front() == '>') {
    Result<Day> day = day_from_text(text.substr(1));
    if (!day) return pass(day);
    return text.front() == '<' ? before(*day) : after(*day);
  }
  if (const auto tilde = text.find('~'); tilde != text.npos) return with_margin(text, tilde);
  if (const auto at = text.find('@'); at != text.npos) return age_from_text(text, at);
  if (const auto dots = text.find(".."); dots != text.npos) {
    Result<Day> first = day_from_text(text.substr(0, dots));
    Result<Day> last = day_from_text(text.substr(dots + 2));
    if (!first) return pass(first);
    if (!last) return pass(last);
    if (*last < *first) return refuse(Code::bad_date);
    return between(*first, *last);
  }
  return stated_from_text(text);
}

AgeRange PartialDate::age_on(Day day) const {
  AgeRange range;
  if (latest_) range.least = std::max(0, years_completed(*latest_, day));
  if (earliest_) range.most = std::max(0, years_completed(*earliest_, day));
  return range;
}

Truth PartialDate::is_under(int years, Day day) const {
  const AgeRange age = age_on(day);
  if (age.least >= years) return Truth::no;
  return age.most && *age.most < years ? Truth::yes : Truth::unknown;
}

Truth is_before(const PartialDate& a, const PartialDate& b) {
  if (a.latest() && b.earliest() && *a.latest() < *b.earliest()) return Truth::yes;
  if (a.earliest() && b.latest() && *a.earliest() >= *b.latest()) return Truth::no;
  return Truth::unknown;
}

Truth is_after(const PartialDate& a, const PartialDate& b) {
  return is_before(b, a);
}

std::optional<PartialDate> intersection(const PartialDate& a, const PartialDate& b) {
  // An open end is the smallest, or the greatest, of all days.
  const Day first = std::max(a.earliest().value_or(Day::min()), b.earliest().value_or(Day::min()));
  const Day last = std::min(a.latest().value_or(Day::max()), b.latest().value_or(Day::max()));
  if (first > last) return std::nullopt;
  for (const PartialDate* one : {&a, &b}) {
    if (one->earliest().value_or(Day::min()) == first &&
        one->latest().value_or(Day::max()) == last) {
      return *one;
    }
  }
  if (first == Day::min()) return PartialDate::before(last + days(1));
  if (last == Day::max()) return PartialDate::after(first - days(1));
  return first == last ? PartialDate::exact(first) : PartialDate::between(first, last);
}

bool in_conflict(const PartialDate& a, const PartialDate& b) {
  return !intersection(a, b).has_value();
}

}  // namespace base
