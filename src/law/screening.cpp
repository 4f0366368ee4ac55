#include "law/screening.h"

#include <algorithm>
#include <array>

#include "law/proof.h"

namespace law {

namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

void add_once(std::vector<Index>& list, Index item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

// Gathers the lines and the missing atoms of one answer.
class Explainer {
 public:
  Explainer(const Ruleset& ruleset, const Bound& bound, const Values& values, Answer& answer)
      : ruleset_(ruleset),
        bound_(bound),
        values_(values),
        proof_(ruleset, values.truths),
        rule_(ruleset->rules[at(answer.rule)]),
        answer_(answer) {}

  void explain() {
    // What holds decides only an answer that everything must hold for.
    const bool indicated = answer_.verdict.uncapped == Outcome::indicated;
    const auto decides = [&](Index node) {
      return proof_.truth(node) == Truth::yes ? indicated : decided(answer_.verdict);
    };
    if (rule_.scope != kNone) part(rule_.scope, Role::scope, decides(rule_.scope));
    if (!answer_.verdict.in_scope) return finish();
    const Truth holds = proof_.truth(rule_.node);
    const bool live = truth_of(rule_.live) != Truth::no;
    part(rule_.node, Role::condition, live && decides(rule_.node));
    if (live && truth_of(rule_.live) == Truth::unknown) missing_of(rule_.live);
    if (live && truth_of(rule_.untouched) == Truth::unknown) missing_of(rule_.untouched);
    if (live && holds != Truth::no) exceptions();
    finish();
  }

 private:
  Truth truth_of(Index op) const { return values_.truths[at(op)]; }

  void line(Index node, Role role, bool deciding) {
    for (Line& known : answer_.lines) {
      if (known.node == node && known.role == role) {
        known.deciding = known.deciding || deciding;
        return;
      }
    }
    answer_.lines.push_back({node, proof_.truth(node), role, deciding});
  }

  // A part that is settled shows what settles it; an open one only what can still matter.
  void part(Index node, Role role, bool decides) {
    std::vector<Index> leaves;
    if (proof_.truth(node) == Truth::unknown) {
      proof_.open(node, leaves);
      for (const Index leaf : leaves) {
        line(leaf, role, false);
        missing_of_leaf(leaf);
      }
      return;
    }
    if (proof_.truth(node) == Truth::no) {
      for (const Index leaf : proof_.smallest(node)) line(leaf, role, decides);
    }
    proof_.all(node, leaves);
    const bool yes = proof_.truth(node) == Truth::yes;
    for (const Index leaf : leaves) line(leaf, role, decides && yes);
  }

  void exceptions() {
    const auto exceptions = Ruleset::of(ruleset_->exceptions, rule_.exceptions);
    for (std::size_t i = 0; i < exceptions.size(); ++i) {
      const Truth truth = proof_.truth(exceptions[i].node);
      if (truth == Truth::no) continue;
      part(exceptions[i].node, Role::exception, truth == Truth::yes);
      const bool last_of_priority =
          i + 1 == exceptions.size() || exceptions[i + 1].priority != exceptions[i].priority;
      applied_ = applied_ || truth == Truth::yes;
      if (applied_ && last_of_priority) return;  // lower priorities cannot matter any more
    }
  }

  void missing_of(Index op) {
    std::vector<Index> atoms;
    atoms_of(ruleset_.tables(), op, atoms);
    for (const Index atom : atoms) {
      if (is_open(atom)) add_once(answer_.missing, atom);
    }
  }

  void missing_of_leaf(Index leaf) {
    for (const Index atom : ruleset_.ints(ruleset_->nodes[at(leaf)].atoms)) {
      if (is_open(atom)) add_once(answer_.missing, atom);
    }
  }

  // Known exactly is known enough; a month instead of a day may not be.
  bool is_open(Index atom) const {
    if (bound_.atoms[at(atom)].state != AtomState::State::known) return true;
    for (const Index slot : ruleset_.slots_of_atom(atom)) {
      const Span span = bound_.slots[at(slot)];
      if (!span.is_none() && !span.is_exact()) return true;
    }
    return false;
  }

  void finish() {
    for (const Index atom : ruleset_.ints(rule_.atoms)) {
      if (bound_.atoms[at(atom)].state == AtomState::State::conflict) {
        answer_.conflicts.push_back(atom);
      }
    }
    std::stable_sort(answer_.lines.begin(), answer_.lines.end(),
                     [](const Line& a, const Line& b) { return a.deciding > b.deciding; });
  }

  const Ruleset& ruleset_;
  const Bound& bound_;
  const Values& values_;
  Proof proof_;
  const Rule& rule_;
  Answer& answer_;
  bool applied_ = false;
};

FeeAnswer fee_answer(const Ruleset& ruleset, Index index, const Dates& dates,
                     const Values& values) {
  const Fee& fee = ruleset->fees[at(index)];
  const auto rows = Ruleset::of(ruleset->fee_lines, fee.lines);
  std::array<LineBound, kMaxLines> lines;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool live =
        rows[i].status == Status::in_force || rows[i].status == Status::restored_by_court;
    lines[i] = {rows[i].from, rows[i].to, live && rows[i].known <= dates.knowledge, Truth::yes};
  }
  Span key = fee.key == kNone ? Span::of(dates.fact) : values.spans[at(fee.key)];
  if (key.is_none()) key = Span::of(dates.fact);
  const std::int32_t mask = lines_that_may_hold(std::span(lines).first(rows.size()), key);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (mask == 1 << i) return {index, fee.lines.first + static_cast<Index>(i)};
  }
  return {index, kNone};
}

}  // namespace

bool reaches(Reach reach, Country country) {
  if (reach == Reach::both || country == Country::international) return true;
  return (reach == Reach::mexico) == (country == Country::mexico);
}

NormState norm_state(const Ruleset& ruleset, Index norm, const Dates& dates, const Values& values) {
  const Norm& row = ruleset->norms[at(norm)];
  const auto segments = Ruleset::of(ruleset->segments, row.segments);
  std::array<Truth, kMaxLines> only_for;
  std::size_t count = 0;
  for (const Segment& s : segments) {
    if (s.only_for != kNone) only_for[count++] = values.truths[at(s.only_for)];
  }
  NormState state;
  state.norm = norm;
  state.lines = norm_lines(ruleset, norm, values.spans[at(row.key)], dates.fact, dates.knowledge,
                           std::span(only_for).first(count))
                    .lo;
  state.known = (state.lines & (state.lines - 1)) == 0;
  for (std::size_t i = 0; i < segments.size() && state.known; ++i) {
    if (state.lines == 1 << i) {
      state.segment = row.segments.first + static_cast<Index>(i);
      state.status = segments[i].status;
    }
  }
  return state;
}

DueAnswer due_answer(const Ruleset& ruleset, Index deadline, const Dates& dates,
                     const Values& values) {
  const Deadline& row = ruleset->deadlines[at(deadline)];
  DeadlineInput input{values.spans[at(row.from)], dates.fact, dates.knowledge, Span::unknown(),
                      Truth::no};
  if (row.key != kNone) input.key = values.spans[at(row.key)];
  for (const Index op : ruleset.ints(row.tolling)) {
    input.tolled = either(input.tolled, values.truths[at(op)]);
  }
  return {deadline, due(ruleset, row, input)};
}

Answer answer(const Ruleset& ruleset, Index rule, const Bound& bound, const Values& values) {
  const Rule& row = ruleset->rules[at(rule)];
  Answer answer;
  answer.rule = rule;
  answer.verdict =
      judge(ruleset, row, bound.dates.knowledge, [&](Index op) { return values.truths[at(op)]; });
  Explainer(ruleset, bound, values, answer).explain();
  if (answer.verdict.uncapped == Outcome::possible && answer.missing.empty()) {
    answer.verdict.law_in_doubt = true;
    answer.verdict.outcome = Outcome::needs_lawyer;
  }
  for (const Index norm : ruleset.ints(row.norms)) {
    answer.norms.push_back(norm_state(ruleset, norm, bound.dates, values));
  }
  for (const Index deadline : ruleset.ints(row.deadlines)) {
    answer.deadlines.push_back(due_answer(ruleset, deadline, bound.dates, values));
  }
  for (const Index fee : ruleset.ints(row.fees)) {
    answer.fees.push_back(fee_answer(ruleset, fee, bound.dates, values));
  }
  return answer;
}

Screening screen(const Ruleset& ruleset, const Bound& bound, Reach reach) {
  Values values;
  evaluate(ruleset, bound.slots, values);
  Screening screening{bound.dates, {}};
  for (std::size_t rule = 0; rule < ruleset->rules.size(); ++rule) {
    if (!reaches(reach, ruleset->rules[rule].country)) continue;
    screening.answers.push_back(answer(ruleset, static_cast<Index>(rule), bound, values));
  }
  return screening;
}

}  // namespace law
