#include <algorithm>
#include <map>
#include <set>

#include "law/compile/lint.h"
#include "law/compile/tree_walk.h"
#include "law/proof.h"
#include "law/screening.h"

namespace law {

namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

// One test of a rule with everything evaluated.
struct Ran {
  Values values;
  Verdict verdict;
};

class RuleCoverage {
 public:
  RuleCoverage(const Ruleset& ruleset, const Rule& rule, const std::vector<Ran>& ran,
               Problems& problems)
      : ruleset_(ruleset), rule_(rule), ran_(ran), problems_(problems) {}

  void check() {
    if (!any([](const Ran& r) { return r.verdict.uncapped == Outcome::indicated; })) {
      report(ProblemKind::no_true_test, rule_.at);
    }
    if (!any([](const Ran& r) { return r.verdict.uncapped == Outcome::possible; })) {
      report(ProblemKind::no_unknown_test, rule_.at);
    }
    leaves(rule_.node, false);
    if (rule_.scope != kNone) leaves(rule_.scope, false);
    for (const Exception& e : Ruleset::of(ruleset_->exceptions, rule_.exceptions)) {
      const Index op = ruleset_->nodes[at(e.node)].op;
      if (!any([&](const Ran& r) { return r.values.truths[at(op)] == Truth::yes; })) {
        report(ProblemKind::no_exception_test, ruleset_->nodes[at(e.node)].at);
      }
    }
    for (const Index norm : ruleset_.ints(rule_.norms)) norm_boundaries(norm);
  }

 private:
  template <class Holds>
  bool any(const Holds& holds) const {
    return std::any_of(ran_.begin(), ran_.end(), holds);
  }

  void report(ProblemKind kind, const Place& place) {
    problems_.push_back({kind,
                         std::string(ruleset_.text(place.file)),
                         place.line,
                         {{"id", std::string(ruleset_.text(rule_.id))}}});
  }

  // A condition must be false in a test (true, where it stands under a negation).
  void leaves(Index node, bool turned) {
    const Node& row = ruleset_->nodes[at(node)];
    if (row.shape == Shape::leaf || is_definition(ruleset_, node)) {
      const Truth wanted = turned ? Truth::yes : Truth::no;
      if (!any([&](const Ran& r) { return r.values.truths[at(row.op)] == wanted; })) {
        report(ProblemKind::no_false_test, row.at);
      }
      return;
    }
    const bool turns = row.shape == Shape::none || row.shape == Shape::negation;
    for (const Index child : ruleset_.ints(row.children)) leaves(child, turned != turns);
  }

  void norm_boundaries(Index norm) {
    const Norm& row = ruleset_->norms[at(norm)];
    std::set<Day> days;
    for (const Segment& line : Ruleset::of(ruleset_->segments, row.segments)) {
      add_boundary(days, line.from, line.to);
    }
    boundaries(row.key, days, row.id);
  }

 public:
  static void add_boundary(std::set<Day>& days, Day from, Day to) {
    if (from != kLowest) days.insert({from - 1, from});
    if (to != kHighest) days.insert({to, to + 1});
  }

  // Only where a date of the case chooses the line.
  void boundaries(Index key, const std::set<Day>& days, Str name) {
    std::vector<Index> atoms;
    atoms_of(ruleset_.tables(), key, atoms);
    if (atoms.empty()) return;
    for (const Day day : days) {
      const Span wanted = Span::of(day);
      if (any([&](const Ran& r) { return r.values.spans[at(key)] == wanted; })) continue;
      problems_.push_back({ProblemKind::no_boundary_test,
                           std::string(ruleset_.text(rule_.at.file)),
                           rule_.at.line,
                           {{"id", std::string(ruleset_.text(rule_.id))},
                            {"key", std::string(ruleset_.text(ruleset_->atoms[at(atoms[0])].id))},
                            {"date", format_day(day)},
                            {"norm", std::string(ruleset_.text(name))}}});
    }
  }

 private:
  const Ruleset& ruleset_;
  const Rule& rule_;
  const std::vector<Ran>& ran_;
  Problems& problems_;
};

Values values_of(const Ruleset& ruleset, const LawTest& test) {
  Values values;
  const auto bound = bind_facts(ruleset, test.facts, test.dates, Strictness::skip_unknown_atoms);
  if (bound) evaluate(ruleset, bound->slots, values);
  return values;
}

// A deadline is tested by a test of its own or of a rule that has it, and by either side of each
// boundary of its lines.
void deadline_coverage(const Compiled& compiled, Index index, Problems& problems) {
  const Ruleset& ruleset = compiled.ruleset;
  const Deadline& deadline = ruleset->deadlines[at(index)];
  std::set<Day> days;
  if (deadline.key != kNone) {
    for (const Term& term : Ruleset::of(ruleset->terms, deadline.terms)) {
      RuleCoverage::add_boundary(days, term.from, term.to);
    }
  }
  bool tested = false;
  for (const LawTest& test : compiled.tests) {
    const bool wants = std::any_of(test.deadlines.begin(), test.deadlines.end(),
                                   [&](const WantedDue& d) { return d.deadline == index; });
    tested = tested || wants;
    if (!wants || days.empty()) continue;
    days.erase(values_of(ruleset, test).spans[at(deadline.key)].lo);
  }
  const std::string file(ruleset.text(deadline.at.file));
  const std::string id(ruleset.text(deadline.id));
  if (!tested) {
    problems.push_back({ProblemKind::no_deadline_test, file, deadline.at.line, {{"id", id}}});
    return;
  }
  for (const Day day : days) {
    problems.push_back(
        {ProblemKind::no_boundary_test,
         file,
         deadline.at.line,
         {{"id", id}, {"key", "keyed_on"}, {"date", format_day(day)}, {"norm", id}}});
  }
}

}  // namespace

void lint_coverage(const Compiled& compiled, Problems& problems) {
  const Ruleset& ruleset = compiled.ruleset;
  std::map<Index, std::vector<Ran>> ran;
  for (const LawTest& test : compiled.tests) {
    if (test.rule == kNone) continue;
    Ran one{values_of(ruleset, test), {}};
    if (one.values.truths.empty()) continue;
    one.verdict = judge(ruleset, ruleset->rules[at(test.rule)], test.dates.knowledge,
                        [&](Index op) { return one.values.truths[at(op)]; });
    ran[test.rule].push_back(std::move(one));
  }
  for (std::size_t i = 0; i < ruleset->rules.size(); ++i) {
    RuleCoverage(ruleset, ruleset->rules[i], ran[static_cast<Index>(i)], problems).check();
  }
  for (std::size_t i = 0; i < ruleset->deadlines.size(); ++i) {
    deadline_coverage(compiled, static_cast<Index>(i), problems);
  }
}

Problems lint(const Compiled& compiled) {
  Problems problems;
  lint_logic(compiled, problems);
  lint_coverage(compiled, problems);
  return problems;
}

}  // namespace law
