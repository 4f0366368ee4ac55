#include <algorithm>
#include <map>

#include "law/compile/lint.h"
#include "law/compile/tree_walk.h"
#include "law/verdict.h"

namespace law {

namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

struct Ran {
  const LawTest* test;
  Values values;
};

// Every place where something can be deleted below a node; into definitions only when they are the
// subject themselves.
void deletions(const Ruleset& ruleset, Index node, std::vector<Deletion>& found) {
  if (is_definition(ruleset, node)) return;
  for (const Index child : ruleset.ints(ruleset->nodes[at(node)].children)) {
    found.push_back({node, child});
    deletions(ruleset, child, found);
  }
}

class Mutants {
 public:
  explicit Mutants(const Compiled& compiled) : ruleset_(compiled.ruleset) {
    for (const LawTest& test : compiled.tests) {
      if (test.rule == kNone && test.definition == kNone) continue;
      const auto bound =
          bind_facts(ruleset_, test.facts, test.dates, Strictness::skip_unknown_atoms);
      if (!bound) continue;
      Ran ran{&test, {}};
      evaluate(ruleset_, bound->slots, ran.values);
      ran_.push_back(std::move(ran));
    }
  }

  Problems run() {
    for (std::size_t i = 0; i < ruleset_->rules.size(); ++i) rule(static_cast<Index>(i));
    for (std::size_t i = 0; i < ruleset_->definitions.size(); ++i) {
      definition(static_cast<Index>(i));
    }
    return std::move(problems_);
  }

 private:
  void survived(Str id, Index node) {
    const Place& place = ruleset_->nodes[at(node)].at;
    problems_.push_back({ProblemKind::mutant_survived,
                         std::string(ruleset_.text(place.file)),
                         place.line,
                         {{"id", std::string(ruleset_.text(id))}}});
  }

  // Whether a test of a rule comes out otherwise without the deleted part.
  bool fails(const Ran& ran, Index index, const Deletion& deleted) const {
    const Rule& rule = ruleset_->rules[at(index)];
    std::map<Index, Truth> changed;
    const auto recompute = [&](Index node) {
      changed[ruleset_->nodes[at(node)].op] = truth_without(ruleset_, node, ran.values, deleted);
    };
    recompute(rule.node);
    if (rule.scope != kNone) recompute(rule.scope);
    for (const Exception& e : Ruleset::of(ruleset_->exceptions, rule.exceptions)) {
      recompute(e.node);
      // An exception without its condition is an exception deleted.
      if (e.node == deleted.child && deleted.parent == kNone) {
        changed[ruleset_->nodes[at(e.node)].op] = Truth::no;
      }
    }
    const Verdict verdict = judge(ruleset_, rule, ran.test->dates.knowledge, [&](Index op) {
      const auto found = changed.find(op);
      return found == changed.end() ? ran.values.truths[at(op)] : found->second;
    });
    if (ran.test->outcome && verdict.outcome != *ran.test->outcome &&
        !(verdict.uncapped == Outcome::possible && *ran.test->outcome == Outcome::needs_lawyer)) {
      return true;
    }
    return ran.test->uncapped && verdict.uncapped != *ran.test->uncapped;
  }

  bool killed_by_rule(Index rule, const Deletion& deleted) const {
    return std::any_of(ran_.begin(), ran_.end(), [&](const Ran& ran) {
      return ran.test->rule == rule && fails(ran, rule, deleted);
    });
  }

  void rule(Index index) {
    const Rule& row = ruleset_->rules[at(index)];
    std::vector<Deletion> found;
    deletions(ruleset_, row.node, found);
    const bool bare = found.empty();
    for (const Exception& e : Ruleset::of(ruleset_->exceptions, row.exceptions)) {
      found.push_back({kNone, e.node});
      deletions(ruleset_, e.node, found);
    }
    for (const Deletion& deleted : found) {
      if (!killed_by_rule(index, deleted)) survived(row.id, deleted.child);
    }
    if (bare && !killed_when_always_true(index)) survived(row.id, row.node);
  }

  // A rule of one condition has nothing to delete but that condition.
  bool killed_when_always_true(Index index) const {
    const Index op = ruleset_->nodes[at(ruleset_->rules[at(index)].node)].op;
    return std::any_of(ran_.begin(), ran_.end(), [&](const Ran& ran) {
      return ran.test->rule == index && ran.values.truths[at(op)] != Truth::yes;
    });
  }

  void definition(Index index) {
    const Definition& row = ruleset_->definitions[at(index)];
    std::vector<Deletion> found;
    deletions(ruleset_, row.node, found);
    for (const Deletion& deleted : found) {
      bool killed = std::any_of(ran_.begin(), ran_.end(), [&](const Ran& ran) {
        return ran.test->definition == index && ran.test->truth &&
               truth_without(ruleset_, row.node, ran.values, deleted) != *ran.test->truth;
      });
      for (std::size_t rule = 0; rule < ruleset_->rules.size() && !killed; ++rule) {
        killed = killed_by_rule(static_cast<Index>(rule), deleted);
      }
      if (!killed) survived(row.id, deleted.child);
    }
  }

  const Ruleset& ruleset_;
  std::vector<Ran> ran_;
  Problems problems_;
};

}  // namespace

Problems run_mutants(const Compiled& compiled) {
  return Mutants(compiled).run();
}

}  // namespace law
