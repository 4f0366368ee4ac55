#include <algorithm>
#include <set>

#include "law/compile/bdd.h"
#include "law/compile/lint.h"
#include "law/compile/tree_walk.h"
#include "law/op.h"

namespace law {

namespace {

constexpr std::size_t kMaxNodes = 20000;

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

// The conditions of one rule or definition as boolean functions of their predicates, together with
// what the predicates that compare one thing with constants can be at once.
class Logic {
 public:
  explicit Logic(const Ruleset& ruleset) : ruleset_(ruleset), bdd_(kMaxNodes) {}

  // The function of a node; `skipped` is a node that counts as deleted from its parent.
  Bdd::Ref of(Index node, Index skipped = kNone) {
    const Node& row = ruleset_->nodes[at(node)];
    if (row.shape == Shape::leaf) return of_op(row.op);
    const bool all = row.shape == Shape::all;
    Bdd::Ref result = all ? Bdd::kTrue : Bdd::kFalse;
    for (const Index child : ruleset_.ints(row.children)) {
      if (child == skipped) continue;
      const Bdd::Ref one = of(child, skipped);
      result = all ? bdd_.both(result, one) : bdd_.either(result, one);
    }
    const bool turned = row.shape == Shape::none || row.shape == Shape::negation;
    return turned ? bdd_.negate(result) : result;
  }

  // What can be at all: predicates over one span and constants hang together.
  Bdd::Ref world() {
    Bdd::Ref world = Bdd::kTrue;
    for (const auto& [base, predicates] : by_base_) {
      if (predicates.size() > 1) world = bdd_.both(world, values_of(predicates));
    }
    return world;
  }

  Bdd::Ref both(Bdd::Ref a, Bdd::Ref b) { return bdd_.both(a, b); }
  Bdd::Ref negate(Bdd::Ref a) { return bdd_.negate(a); }

 private:
  struct Predicate {
    Index op;
    int variable;
  };

  Bdd::Ref of_op(Index op) {
    const Op& row = ruleset_->ops[at(op)];
    if (row.kind == OpKind::negation) return bdd_.negate(of_op(row.a));
    if (row.kind == OpKind::conjunction || row.kind == OpKind::disjunction) {
      const bool all = row.kind == OpKind::conjunction;
      Bdd::Ref result = all ? Bdd::kTrue : Bdd::kFalse;
      for (const Index input : ruleset_.ints(row.args)) {
        result = all ? bdd_.both(result, of_op(input)) : bdd_.either(result, of_op(input));
      }
      return result;
    }
    const auto [known, is_new] = variables_.emplace(op, static_cast<int>(variables_.size()));
    if (is_new) remember(op, known->second);
    return bdd_.variable(known->second);
  }

  bool is_constant(Index op) const { return ruleset_->ops[at(op)].kind == OpKind::constant; }

  // The one thing a predicate compares with constants; kNone when it compares two things.
  Index base_of(const Op& op) const {
    switch (op.kind) {
      case OpKind::less:
      case OpKind::less_equal:
      case OpKind::equal:
        if (is_constant(op.a)) return op.b;
        return is_constant(op.b) ? op.a : kNone;
      case OpKind::one_of:
      case OpKind::within:
        return op.a;
      default:
        return kNone;
    }
  }

  void remember(Index op, int variable) {
    const Index base = base_of(ruleset_->ops[at(op)]);
    if (base != kNone) by_base_[base].push_back({op, variable});
  }

  bool holds(const Op& op, std::int32_t value) const {
    const auto span = [&](Index i) {
      return is_constant(i) ? Span::of(ruleset_->ops[at(i)].a) : Span::of(value);
    };
    switch (op.kind) {
      case OpKind::less:
        return less(span(op.a), span(op.b)) == Truth::yes;
      case OpKind::less_equal:
        return less_or_equal(span(op.a), span(op.b)) == Truth::yes;
      case OpKind::equal:
        return equal(span(op.a), span(op.b)) == Truth::yes;
      case OpKind::one_of:
        return one_of(Span::of(value), ruleset_.ints(op.args)) == Truth::yes;
      default:
        return (value & op.b) != 0;  // within
    }
  }

  // Values that tell the predicates apart: every constant and its neighbours, or each line alone.
  std::set<std::int32_t> samples(const std::vector<Predicate>& predicates) const {
    std::set<std::int32_t> samples;
    for (const Predicate& predicate : predicates) {
      const Op& op = ruleset_->ops[at(predicate.op)];
      const auto add = [&](std::int32_t value) {
        for (const int near : {-1, 0, 1}) samples.insert(value + near);
      };
      if (op.kind == OpKind::within) {
        for (int bit = 0; bit <= kNoLineBit; ++bit) samples.insert(1 << bit);
      } else if (op.kind == OpKind::one_of) {
        for (const std::int32_t value : ruleset_.ints(op.args)) add(value);
      } else {
        const Index constant = is_constant(op.a) ? op.a : op.b;
        add(ruleset_->ops[at(constant)].a);
      }
    }
    return samples;
  }

  Bdd::Ref values_of(const std::vector<Predicate>& predicates) {
    // What never happened makes every comparison false at once.
    std::set<std::vector<bool>> patterns{std::vector<bool>(predicates.size(), false)};
    for (const std::int32_t value : samples(predicates)) {
      std::vector<bool> pattern;
      for (const Predicate& p : predicates) {
        pattern.push_back(holds(ruleset_->ops[at(p.op)], value));
      }
      patterns.insert(std::move(pattern));
    }
    Bdd::Ref any = Bdd::kFalse;
    for (const std::vector<bool>& pattern : patterns) {
      Bdd::Ref one = Bdd::kTrue;
      for (std::size_t i = 0; i < predicates.size(); ++i) {
        const Bdd::Ref variable = bdd_.variable(predicates[i].variable);
        one = bdd_.both(one, pattern[i] ? variable : bdd_.negate(variable));
      }
      any = bdd_.either(any, one);
    }
    return any;
  }

  const Ruleset& ruleset_;
  Bdd bdd_;
  std::map<Index, int> variables_;
  std::map<Index, std::vector<Predicate>> by_base_;
};

// Checks one tree of conditions.
class TreeLint {
 public:
  TreeLint(const Ruleset& ruleset, Str id, Problems& problems)
      : ruleset_(ruleset), id_(ruleset.text(id)), problems_(problems), logic_(ruleset) {}

  void tree(Index root) {
    const Bdd::Ref whole = logic_.of(root);
    const Bdd::Ref world = logic_.world();
    if (whole == Bdd::kTooLarge || world == Bdd::kTooLarge) {
      return report(ProblemKind::too_complex, root);
    }
    if (constant(root, whole, world)) return;
    branches(root, root, logic_.both(whole, world), world);
  }

  // Exceptions that can never apply, and pairs that clash.
  void exceptions(const Rule& rule) {
    const auto rows = Ruleset::of(ruleset_->exceptions, rule.exceptions);
    std::vector<Bdd::Ref> applies;
    const Bdd::Ref holds = logic_.of(rule.node);
    for (const Exception& row : rows) applies.push_back(logic_.both(holds, logic_.of(row.node)));
    const Bdd::Ref world = logic_.world();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      applies[i] = logic_.both(applies[i], world);
      if (applies[i] == Bdd::kFalse) report(ProblemKind::unreachable_exception, rows[i].node);
      for (std::size_t j = 0; j < i; ++j) {
        if (rows[i].priority != rows[j].priority || rows[i].effect == rows[j].effect) continue;
        if (logic_.both(applies[i], applies[j]) == Bdd::kFalse) continue;
        const Node& node = ruleset_->nodes[at(rows[i].node)];
        problems_.push_back({ProblemKind::exceptions_clash,
                             std::string(ruleset_.text(node.at.file)),
                             node.at.line,
                             {{"id", id_}, {"priority", std::to_string(rows[i].priority)}}});
      }
    }
  }

 private:
  void report(ProblemKind kind, Index node) {
    const Node& row = ruleset_->nodes[at(node)];
    problems_.push_back(
        {kind, std::string(ruleset_.text(row.at.file)), row.at.line, {{"id", id_}}});
  }

  bool constant(Index node, Bdd::Ref function, Bdd::Ref world) {
    if (logic_.both(function, world) == Bdd::kFalse) {
      report(ProblemKind::never_true, node);
      return true;
    }
    if (logic_.both(logic_.negate(function), world) == Bdd::kFalse) {
      report(ProblemKind::always_true, node);
      return true;
    }
    return false;
  }

  // Every group below the root, but not into definitions, which are checked on their own: none may
  // be constant, and none may be deletable without a change.
  void branches(Index root, Index node, Bdd::Ref whole, Bdd::Ref world) {
    const Node& row = ruleset_->nodes[at(node)];
    if (is_definition(ruleset_, node)) return;
    for (const Index child : ruleset_.ints(row.children)) {
      if (constant(child, logic_.of(child), world)) continue;
      const bool single = row.children.count == 1;
      if (!single && logic_.both(logic_.of(root, child), world) == whole) {
        report(ProblemKind::unreachable, child);
        continue;
      }
      branches(root, child, whole, world);
    }
  }

  const Ruleset& ruleset_;
  std::string id_;
  Problems& problems_;
  Logic logic_;
};

}  // namespace

void lint_logic(const Compiled& compiled, Problems& problems) {
  const Ruleset& ruleset = compiled.ruleset;
  for (const Definition& definition : ruleset->definitions) {
    TreeLint(ruleset, definition.id, problems).tree(definition.node);
  }
  for (const Rule& rule : ruleset->rules) {
    TreeLint lint(ruleset, rule.id, problems);
    lint.tree(rule.node);
    if (rule.scope != kNone) lint.tree(rule.scope);
    lint.exceptions(rule);
  }
}

}  // namespace law
