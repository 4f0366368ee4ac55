#include "law/op.h"

#include <array>

#include "base/check.h"
#include "law/deadline.h"

namespace law {

namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

}  // namespace

Span add_span(Span from, std::int32_t amount, Unit unit) {
  if (from.is_none()) return from;
  if (unit == Unit::calendar_day) return {add_days(from.lo, amount), add_days(from.hi, amount)};
  const int months = unit == Unit::year ? amount * 12 : amount;
  return {add_months(from.lo, months, MonthRule::last_day),
          add_months(from.hi, months, MonthRule::last_day)};
}

Span least_of(Span a, Span b) {
  if (a.is_none()) return b;
  if (b.is_none()) return a;
  return {std::min(a.lo, b.lo), std::min(a.hi, b.hi)};
}

Span greatest_of(Span a, Span b) {
  if (a.is_none()) return b;
  if (b.is_none()) return a;
  return {std::max(a.lo, b.lo), std::max(a.hi, b.hi)};
}

Span day_part(Span instants) {
  if (instants.is_none()) return instants;
  const auto day = [](Minute m) {
    if (m == kLowest || m == kHighest) return m;
    return (m >= 0 ? m : m - (kMinutesADay - 1)) / kMinutesADay;
  };
  return {day(instants.lo), day(instants.hi)};
}

Span table_value(const Ruleset& ruleset, Index table, Span key) {
  const auto rows = Ruleset::of(ruleset->table_rows, ruleset->tables[at(table)].rows);
  if (key.is_none() || !key.is_exact()) return key.is_none() ? key : Span::unknown();
  const auto row = std::lower_bound(rows.begin(), rows.end(), key.lo,
                                    [](const TableRow& r, std::int32_t k) { return r.key < k; });
  if (row == rows.end() || row->key != key.lo) return Span::unknown();
  return {row->lo, row->hi};
}

Truth one_of(Span value, std::span<const std::int32_t> values) {
  if (value.is_none()) return Truth::no;
  bool possible = false;
  for (const std::int32_t v : values) possible = possible || (value.lo <= v && v <= value.hi);
  if (!possible) return Truth::no;
  return value.is_exact() ? Truth::yes : Truth::unknown;
}

Truth within(Span lines, std::int32_t mask) {
  if ((lines.lo & mask) == 0) return Truth::no;
  return (lines.lo & ~mask) == 0 ? Truth::yes : Truth::unknown;
}

std::int32_t lines_that_may_hold(std::span<const LineBound> lines, Span key) {
  std::array<Span, kMaxLines + 2> open{key};  // days no later line has taken yet
  std::size_t count = 1;
  std::int32_t mask = 0;
  for (std::size_t i = lines.size(); i-- > 0 && count > 0;) {
    const LineBound& line = lines[i];
    if (!line.counts || line.holds == Truth::no) continue;
    std::array<Span, kMaxLines + 2> rest;
    std::size_t left = 0;
    for (std::size_t p = 0; p < count; ++p) {
      const Span piece = open[p];
      if (piece.hi < line.from || piece.lo > line.to) {
        rest[left++] = piece;
        continue;
      }
      mask |= 1 << i;
      if (piece.lo < line.from) rest[left++] = {piece.lo, line.from - 1};
      if (piece.hi > line.to) rest[left++] = {line.to + 1, piece.hi};
    }
    if (line.holds == Truth::unknown) continue;  // the days stay open for earlier lines
    open = rest;
    count = left;
  }
  return count > 0 ? mask | 1 << kNoLineBit : mask;
}

Span norm_lines(const Ruleset& ruleset, Index norm, Span key, Day fact, Day knowledge,
                std::span<const Truth> only_for) {
  const auto segments = Ruleset::of(ruleset->segments, ruleset->norms[at(norm)].segments);
  std::array<LineBound, kMaxLines> lines;
  std::size_t next_condition = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segment& s = segments[i];
    Truth holds = Truth::yes;
    if (s.only_for != kNone) holds = only_for[next_condition++];
    lines[i] = {s.from, s.to, s.known <= knowledge, holds};
  }
  // What never came is judged as if it came on the day the facts are judged on.
  const Span days = key.is_none() ? Span::of(fact) : key;
  return Span::of(lines_that_may_hold(std::span(lines).first(segments.size()), days));
}

namespace {

// The arguments of an operation, as spans and truths.
struct Args {
  const Ruleset& ruleset;
  const Op& op;
  const Values& values;
  std::span<const std::int32_t> list = ruleset.ints(op.args);

  Span span(std::size_t i) const { return values.spans[at(list[i])]; }
  Truth truth(std::size_t i) const { return values.truths[at(list[i])]; }
};

Span eval_norm(const Args& args) {
  std::array<Truth, kMaxLines> conditions;
  const std::size_t count = args.list.size() - 3;
  for (std::size_t i = 0; i < count; ++i) conditions[i] = args.truth(3 + i);
  return norm_lines(args.ruleset, args.op.a, args.span(0), args.span(1).lo, args.span(2).lo,
                    std::span(conditions).first(count));
}

Span eval_deadline(const Args& args) {
  const Deadline& deadline = args.ruleset->deadlines[at(args.op.a)];
  std::size_t next = 3;
  DeadlineInput input{args.span(0), args.span(1).lo, args.span(2).lo, Span::unknown(), Truth::no};
  if (deadline.key != kNone) input.key = args.span(next++);
  for (; next < args.list.size(); ++next) input.tolled = either(input.tolled, args.truth(next));
  return due_span(args.ruleset, deadline, input);
}

}  // namespace

Span eval_span(const Ruleset& ruleset, const Op& op, std::span<const Span> slots,
               const Values& values) {
  const Args args{ruleset, op, values};
  const auto span = [&](Index i) { return values.spans[at(i)]; };
  switch (op.kind) {
    case OpKind::slot:
      return slots[at(op.a)];
    case OpKind::constant:
      return {op.a, op.b};
    case OpKind::age:
      return age_span(span(op.a), span(op.b).is_none() ? span(op.c) : span(op.b));
    case OpKind::add:
      return add_span(span(op.a), op.b, static_cast<Unit>(op.c));
    case OpKind::day_part:
      return day_part(span(op.a));
    case OpKind::deadline:
      return eval_deadline(args);
    case OpKind::table:
      return table_value(ruleset, op.a, span(op.b));
    case OpKind::norm_lines:
      return eval_norm(args);
    case OpKind::least:
    case OpKind::greatest:
      break;
    default:
      AMPARO_CHECK(false);
  }
  Span result = Span::none();
  for (std::size_t i = 0; i < args.list.size(); ++i) {
    result = op.kind == OpKind::least ? least_of(result, args.span(i))
                                      : greatest_of(result, args.span(i));
  }
  return result;
}

Truth eval_truth(const Ruleset& ruleset, const Op& op, const Values& values) {
  const auto span = [&](Index i) { return values.spans[at(i)]; };
  switch (op.kind) {
    case OpKind::is_true:
      return truth_of(span(op.a));
    case OpKind::less:
      return less(span(op.a), span(op.b));
    case OpKind::less_equal:
      return less_or_equal(span(op.a), span(op.b));
    case OpKind::equal:
      return equal(span(op.a), span(op.b));
    case OpKind::one_of:
      return one_of(span(op.a), ruleset.ints(op.args));
    case OpKind::within:
      return within(span(op.a), op.b);
    case OpKind::negation:
      return negate(values.truths[at(op.a)]);
    default:
      break;
  }
  const bool all = op.kind == OpKind::conjunction;
  Truth result = all ? Truth::yes : Truth::no;
  for (const Index input : ruleset.ints(op.args)) {
    const Truth truth = values.truths[at(input)];
    result = all ? both(result, truth) : either(result, truth);
  }
  return result;
}

void evaluate(const Ruleset& ruleset, std::span<const Span> slots, Values& values) {
  const std::vector<Op>& ops = ruleset->ops;
  values.spans.resize(ops.size());
  values.truths.resize(ops.size());
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (gives_truth(ops[i].kind)) {
      values.truths[i] = eval_truth(ruleset, ops[i], values);
    } else {
      values.spans[i] = eval_span(ruleset, ops[i], slots, values);
    }
  }
}

}  // namespace law
