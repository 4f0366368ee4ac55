#include "law/deadline.h"

#include <array>

#include "law/due_counts.h"
#include "law/op.h"

namespace law {

namespace {

enum class Side : std::uint8_t { safe, nominal, latest };
constexpr std::size_t kSides = 3;

base::Day to_base(Day day) {
  return base::Day(std::chrono::days(day));
}
Day from_base(base::Day day) {
  return static_cast<Day>(day.time_since_epoch().count());
}

// Counts one line of a deadline from one day, on one side of every doubt.
class Counter {
 public:
  Counter(const Ruleset& ruleset, const Deadline& deadline, const Term& term, Side side)
      : deadline_(deadline), term_(term), side_(side) {
    if (deadline.calendar == kNone) return;
    row_ = &ruleset->calendars[static_cast<std::size_t>(deadline.calendar)];
    const Counting& counting = ruleset.counting(deadline.calendar);
    full_ = &counting.full;
    counted_ = side == Side::safe ? &counting.weekends : &counting.full;
  }

  base::Result<std::int32_t> count(std::int32_t from) {
    if (term_.unit == Unit::hour) return count_hours(from);
    const auto end = end_of_term(from);
    if (!end) return end;
    return settle(*end);
  }

 private:
  base::Doubt doubt() const {
    return side_ == Side::latest ? base::Doubt::as_closed : base::Doubt::as_open;
  }

  std::int32_t count_hours(Minute from) const {
    const int clock_change = row_ != nullptr && row_->dst != 0 ? 60 : 0;
    const int slack = side_ == Side::safe     ? -clock_change
                      : side_ == Side::latest ? clock_change
                                              : 0;
    return from + term_.amount * 60 + slack;
  }

  // The day before the first counted one.
  base::Result<Day> eve(Day from) {
    if (deadline_.effect_lag > 0) {
      const auto effective =
          counted_->add_business_days(to_base(from), deadline_.effect_lag, doubt());
      if (!effective) return std::unexpected(effective.error());
      from = from_base(*effective);
    }
    if (deadline_.start == Start::same_day) return from - 1;
    if (deadline_.start == Start::next_day) return from;
    const auto first = counted_->next_open(to_base(from + 1), doubt());
    if (!first) return std::unexpected(first.error());
    return from_base(*first) - 1;
  }

  base::Result<Day> end_of_term(Day from) {
    if (term_.unit == Unit::birthday) return eve_of_birthday(from);
    if (term_.unit == Unit::month || term_.unit == Unit::year) return same_day_later(from);
    const auto start = eve(from);
    if (!start) return start;
    if (term_.unit == Unit::calendar_day) return *start + term_.amount;
    const auto end = counted_->add_business_days(to_base(*start), term_.amount, doubt());
    if (!end) return std::unexpected(end.error());
    return from_base(*end);
  }

  // Terms of months run from date to date, from the day that the notice takes effect.
  base::Result<Day> same_day_later(Day from) {
    if (deadline_.effect_lag > 0) {
      const auto effective =
          counted_->add_business_days(to_base(from), deadline_.effect_lag, doubt());
      if (!effective) return std::unexpected(effective.error());
      from = from_base(*effective);
    }
    const int months = term_.amount * (term_.unit == Unit::year ? 12 : 1);
    const Day last = add_months(from, months, MonthRule::last_day);
    const Day next = add_months(from, months, MonthRule::next_month_first);
    const bool rolls_over = row_ != nullptr && row_->month_rule != 0 && side_ != Side::safe;
    if (last == next || !rolls_over) return last;
    const auto open = full_->next_open(to_base(next), doubt());
    if (!open) return std::unexpected(open.error());
    return from_base(*open);
  }

  // The last day before the birthday.
  Day eve_of_birthday(Day birth) const {
    const bool early = side_ == Side::safe || (row_ != nullptr && row_->feb28 != 0);
    const MonthRule rule = early ? MonthRule::last_day : MonthRule::next_month_first;
    return add_months(birth, term_.amount * 12, rule) - 1;
  }

  // Where the last day is closed.
  base::Result<Day> settle(Day day) {
    if (full_ == nullptr) return day;
    if (side_ != Side::safe && deadline_.roll == Roll::none) return day;
    const bool forward = side_ != Side::safe && deadline_.roll == Roll::forward;
    const base::Doubt closed = side_ == Side::safe ? base::Doubt::as_closed : doubt();
    const auto open = forward ? full_->next_open(to_base(day), closed)
                              : full_->previous_open(to_base(day), closed);
    if (!open) return std::unexpected(open.error());
    return from_base(*open);
  }

  const Deadline& deadline_;
  const Term& term_;
  Side side_;
  const Calendar* row_ = nullptr;
  const base::BusinessCalendar* full_ = nullptr;
  const base::BusinessCalendar* counted_ = nullptr;
};

bool is_live(Status status) {
  return status == Status::in_force || status == Status::restored_by_court;
}

std::int32_t terms_that_may_hold(const Ruleset& ruleset, const Deadline& deadline,
                                 const DeadlineInput& input) {
  const auto terms = Ruleset::of(ruleset->terms, deadline.terms);
  if (deadline.key == kNone) return 1;
  std::array<LineBound, kMaxLines> lines;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool counts = terms[i].known <= input.knowledge && is_live(terms[i].status);
    lines[i] = {terms[i].from, terms[i].to, counts, Truth::yes};
  }
  const Span key = input.key.is_none() ? Span::of(input.fact) : input.key;
  return lines_that_may_hold(std::span(lines).first(terms.size()), key);
}

std::int32_t year_of_refusal(const base::Refusal& refusal) {
  for (const auto& [name, value] : refusal.details) {
    if (name == "year") return std::atoi(value.c_str());
  }
  return -1;
}

void widen(std::optional<std::int32_t>& kept, std::int32_t value, bool to_lower, bool first) {
  if (first) {
    kept = value;
  } else if (kept) {
    kept = to_lower ? std::min(*kept, value) : std::max(*kept, value);
  }
}

// `count(i, side, from)` gives the end of the i-th line.
template <class Count>
Due due_by(const Ruleset& ruleset, const Deadline& deadline, const DeadlineInput& input,
           const Count& count) {
  Due result;
  result.tolled = input.tolled;
  const auto terms = Ruleset::of(ruleset->terms, deadline.terms);
  result.in_minutes = !terms.empty() && terms[0].unit == Unit::hour;
  if (input.from.is_none()) return result;
  result.terms = terms_that_may_hold(ruleset, deadline, input);
  const bool one_line = (result.terms & (result.terms - 1)) == 0;
  const bool no_line_possible = (result.terms >> kNoLineBit & 1) != 0;
  bool first = true;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if ((result.terms >> i & 1) == 0) continue;
    const auto on = [&](Side side, std::int32_t from) -> std::optional<std::int32_t> {
      const base::Result<std::int32_t> end = count(i, side, from);
      if (end) return *end;
      result.missing_year = year_of_refusal(end.error());
      return std::nullopt;
    };
    const bool start_known = input.from.lo != kLowest;
    const bool end_known = input.from.hi != kHighest;
    const auto safe = start_known ? on(Side::safe, input.from.lo) : std::nullopt;
    const auto latest = end_known ? on(Side::latest, input.from.hi) : std::nullopt;
    const bool exact = one_line && start_known && input.from.is_exact();
    result.nominal = exact ? on(Side::nominal, input.from.lo) : std::nullopt;
    if (result.missing_year != 0) break;
    // Stepping back over doubtful closures stops at the start: no term ends before it begins.
    const bool runs_on = terms[i].amount >= 0;
    const auto kept = safe && runs_on ? std::optional(std::max(*safe, input.from.lo)) : safe;
    widen(result.safe, kept.value_or(kLowest), true, first);
    widen(result.latest, latest.value_or(kHighest), false, first);
    first = false;
  }
  if (result.missing_year != 0) {
    result.safe = result.nominal = result.latest = std::nullopt;
    return result;
  }
  if (result.nominal && result.safe) result.safe = std::min(*result.safe, *result.nominal);
  if (result.nominal && result.latest) result.latest = std::max(*result.latest, *result.nominal);
  if (result.safe == kLowest) result.safe.reset();
  if (result.latest == kHighest || input.tolled != Truth::no || no_line_possible) {
    result.latest.reset();
  }
  return result;
}

base::Result<std::int32_t> count_line(const Ruleset& ruleset, const Deadline& deadline,
                                      std::size_t i, Side side, std::int32_t from) {
  const Term& term = Ruleset::of(ruleset->terms, deadline.terms)[i];
  return Counter(ruleset, deadline, term, side).count(from);
}

Span span_of(const Due& d) {
  const bool no_line_possible = (d.terms >> kNoLineBit & 1) != 0;
  if (d.missing_year != 0 || no_line_possible) return Span::unknown();
  return {d.safe.value_or(kLowest), d.latest.value_or(kHighest)};
}

// Days that are remembered: those of children's cases.
constexpr Day kFirstKept = 7305;  // 1990
constexpr Day kLastKept = 25567;  // 2039
constexpr std::int32_t kNotCounted = kLowest;

}  // namespace

Due due(const Ruleset& ruleset, const Deadline& deadline, const DeadlineInput& input) {
  return due_by(ruleset, deadline, input, [&](std::size_t i, Side side, std::int32_t from) {
    return count_line(ruleset, deadline, i, side, from);
  });
}

Span due_span(const Ruleset& ruleset, const Deadline& deadline, const DeadlineInput& input) {
  return input.from.is_none() ? Span::none() : span_of(due(ruleset, deadline, input));
}

DueCounts::DueCounts(const Ruleset& ruleset) : ruleset_(ruleset) {
  std::size_t tables = 0;
  for (const Deadline& row : ruleset->deadlines) {
    first_.push_back(tables);
    tables += static_cast<std::size_t>(row.terms.count) * kSides;
  }
  kept_.resize(tables);
}

Due DueCounts::due(Index index, const DeadlineInput& input) {
  const Deadline& deadline = ruleset_->deadlines[static_cast<std::size_t>(index)];
  const auto counted = [&](std::size_t i, Side side,
                           std::int32_t from) -> base::Result<std::int32_t> {
    const Term& term = Ruleset::of(ruleset_->terms, deadline.terms)[i];
    if (term.unit == Unit::hour || from < kFirstKept || from > kLastKept) {
      return count_line(ruleset_, deadline, i, side, from);
    }
    std::vector<std::int32_t>& days = kept_[first_[static_cast<std::size_t>(index)] + i * kSides +
                                            static_cast<std::size_t>(side)];
    if (days.empty()) days.resize(kLastKept - kFirstKept + 1, kNotCounted);
    std::int32_t& end = days[static_cast<std::size_t>(from - kFirstKept)];
    if (end != kNotCounted) return end;
    const auto fresh = count_line(ruleset_, deadline, i, side, from);
    if (fresh) end = *fresh;
    return fresh;
  };
  return due_by(ruleset_, deadline, input, counted);
}

Span DueCounts::due_span(Index deadline, const DeadlineInput& input) {
  return input.from.is_none() ? Span::none() : span_of(due(deadline, input));
}

}  // namespace law
