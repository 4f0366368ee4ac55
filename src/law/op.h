// Op: what an operation reads, and what it gives. The single place that knows the meaning of each
// kind for one case; the columns (columns.h) and the plain walk (walk.h) are checked against it.
#pragma once

#include "law/ruleset.h"

namespace law {

// Calls visit(Index) for every operation that `op` reads. Only tables are needed, so that the
// checker can use it before a Ruleset exists.
template <class Visit>
void each_input(std::span<const std::int32_t> ints, const Op& op, const Visit& visit) {
  const auto args = [&] {
    for (std::int32_t i = 0; i < op.args.count; ++i) {
      visit(ints[static_cast<std::size_t>(op.args.first + i)]);
    }
  };
  switch (op.kind) {
    case OpKind::slot:
    case OpKind::constant:
      return;
    case OpKind::age:
      visit(op.a);
      visit(op.b);
      visit(op.c);
      return;
    case OpKind::add:
    case OpKind::day_part:
    case OpKind::is_true:
    case OpKind::one_of:
    case OpKind::within:
    case OpKind::negation:
      visit(op.a);
      return;
    case OpKind::table:
      visit(op.b);
      return;
    case OpKind::less:
    case OpKind::less_equal:
    case OpKind::equal:
      visit(op.a);
      visit(op.b);
      return;
    case OpKind::least:
    case OpKind::greatest:
    case OpKind::deadline:
    case OpKind::norm_lines:
    case OpKind::conjunction:
    case OpKind::disjunction:
      args();
      return;
  }
}
template <class Visit>
void each_input(const Ruleset& ruleset, const Op& op, const Visit& visit) {
  each_input(std::span<const std::int32_t>(ruleset->ints), op, visit);
}

// Spans and truths of operations, by index; each entry is of the kind its operation gives.
struct Values {
  std::vector<Span> spans;
  std::vector<Truth> truths;
};

// Args of norm_lines: the key, the fact date, the knowledge date, then the `only_for` of each line
// that has one, in order. Args of deadline: from, fact date, knowledge date, the key if any, then
// the tolling conditions.
Span eval_span(const Ruleset& ruleset, const Op& op, std::span<const Span> slots,
               const Values& values);
Truth eval_truth(const Ruleset& ruleset, const Op& op, const Values& values);

// Every operation, in order. O(operations).
void evaluate(const Ruleset& ruleset, std::span<const Span> slots, Values& values);

// The lines of a norm that may hold on the days of `key`: bit i for its i-th line, kNoLine when a
// day may be covered by none. `only_for` gives the truth of a line's own condition.
inline constexpr std::int32_t kNoLineBit = 30;
inline constexpr std::int32_t kMaxLines = 30;
struct LineBound {
  Day from;
  Day to;
  bool counts;  // known by then, and its status not to be passed over
  Truth holds;  // its own condition
};
std::int32_t lines_that_may_hold(std::span<const LineBound> lines, Span key);

// Pieces that columns use too.
Span add_span(Span from, std::int32_t amount, Unit unit);
Span least_of(Span a, Span b);
Span greatest_of(Span a, Span b);
Span day_part(Span instants);
Span table_value(const Ruleset& ruleset, Index table, Span key);
Truth one_of(Span value, std::span<const std::int32_t> values);
Truth within(Span lines, std::int32_t mask);
Span norm_lines(const Ruleset& ruleset, Index norm, Span key, Day fact, Day knowledge,
                std::span<const Truth> only_for);

}  // namespace law
