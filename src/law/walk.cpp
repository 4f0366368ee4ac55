#include "law/walk.h"

#include "law/deadline.h"

namespace law {

namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

Span walk_norm(const Ruleset& ruleset, const Op& op, std::span<const Span> slots) {
  const auto args = ruleset.ints(op.args);
  std::vector<Truth> only_for;
  for (std::size_t i = 3; i < args.size(); ++i) {
    only_for.push_back(walk_truth(ruleset, args[i], slots));
  }
  return norm_lines(ruleset, op.a, walk_span(ruleset, args[0], slots),
                    walk_span(ruleset, args[1], slots).lo, walk_span(ruleset, args[2], slots).lo,
                    only_for);
}

Span walk_deadline(const Ruleset& ruleset, const Op& op, std::span<const Span> slots) {
  const Deadline& deadline = ruleset->deadlines[at(op.a)];
  const auto args = ruleset.ints(op.args);
  DeadlineInput input{walk_span(ruleset, args[0], slots), walk_span(ruleset, args[1], slots).lo,
                      walk_span(ruleset, args[2], slots).lo, Span::unknown(), Truth::no};
  if (deadline.key != kNone) input.key = walk_span(ruleset, deadline.key, slots);
  for (const Index condition : ruleset.ints(deadline.tolling)) {
    input.tolled = either(input.tolled, walk_truth(ruleset, condition, slots));
  }
  return due_span(ruleset, deadline, input);
}

}  // namespace

Span walk_span(const Ruleset& ruleset, Index index, std::span<const Span> slots) {
  const Op& op = ruleset->ops[at(index)];
  const auto span = [&](Index input) { return walk_span(ruleset, input, slots); };
  Span result = Span::none();
  switch (op.kind) {
    case OpKind::slot:
      return slots[at(op.a)];
    case OpKind::constant:
      return {op.a, op.b};
    case OpKind::age: {
      const Span on = span(op.b);
      return age_span(span(op.a), on.is_none() ? span(op.c) : on);
    }
    case OpKind::add:
      return add_span(span(op.a), op.b, static_cast<Unit>(op.c));
    case OpKind::least:
      for (const Index input : ruleset.ints(op.args)) result = least_of(result, span(input));
      return result;
    case OpKind::greatest:
      for (const Index input : ruleset.ints(op.args)) result = greatest_of(result, span(input));
      return result;
    case OpKind::day_part:
      return day_part(span(op.a));
    case OpKind::table:
      return table_value(ruleset, op.a, span(op.b));
    case OpKind::norm_lines:
      return walk_norm(ruleset, op, slots);
    case OpKind::deadline:
      return walk_deadline(ruleset, op, slots);
    default:
      return Span::unknown();
  }
}

Truth walk_truth(const Ruleset& ruleset, Index index, std::span<const Span> slots) {
  const Op& op = ruleset->ops[at(index)];
  const auto span = [&](Index input) { return walk_span(ruleset, input, slots); };
  Truth result = Truth::yes;
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
      return negate(walk_truth(ruleset, op.a, slots));
    case OpKind::conjunction:
      for (const Index input : ruleset.ints(op.args)) {
        result = both(result, walk_truth(ruleset, input, slots));
      }
      return result;
    default:
      result = Truth::no;
      for (const Index input : ruleset.ints(op.args)) {
        result = either(result, walk_truth(ruleset, input, slots));
      }
      return result;
  }
}

Verdict walk_rule(const Ruleset& ruleset, Index rule, std::span<const Span> slots, Day knowledge) {
  return judge(ruleset, ruleset->rules[at(rule)], knowledge,
               [&](Index op) { return walk_truth(ruleset, op, slots); });
}

}  // namespace law
