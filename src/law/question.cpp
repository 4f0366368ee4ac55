#include "law/question.h"

#include <algorithm>
#include <map>

#include "law/proof.h"

namespace law {

namespace {

constexpr std::int32_t kMaxWordsProbed = 12;
constexpr std::int32_t kHarmful = 3;  // from this trauma on, not asked without an effect

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

// The values of a case with one atom answered, and back. Only what depends on the atom is
// evaluated again.
class Probe {
 public:
  Probe(const Ruleset& ruleset, const Bound& bound, const Values& values)
      : ruleset_(ruleset), slots_(bound.slots), base_(values), values_(values) {}

  const Values& values() const { return values_; }

  // How many answers are tried for an atom.
  int answers(Index atom) const {
    const Atom& row = ruleset_->atoms[at(atom)];
    const bool words = row.type == Type::enumeration && row.words.count <= kMaxWordsProbed;
    return words ? row.words.count : 2;
  }

  // A bool or word is set to its n-th value; of any other atom the conditions on it are taken as
  // true or as false, all at once.
  void answer(Index atom, int n) {
    const Atom& row = ruleset_->atoms[at(atom)];
    const bool exact = row.type == Type::boolean ||
                       (row.type == Type::enumeration && row.words.count <= kMaxWordsProbed);
    const std::vector<Span> kept = slots_;
    if (exact) {
      for (const Index slot : ruleset_.slots_of_atom(atom)) slots_[at(slot)] = Span::of(n);
    }
    for (const Index op : ruleset_.ops_of_atom(atom)) {
      const Op& o = ruleset_->ops[at(op)];
      if (!gives_truth(o.kind)) {
        if (exact) values_.spans[at(op)] = eval_span(ruleset_, o, slots_, values_);
      } else if (!exact && o.kind < OpKind::negation) {
        const Truth forced = n == 0 ? Truth::no : Truth::yes;
        if (values_.truths[at(op)] == Truth::unknown) values_.truths[at(op)] = forced;
      } else {
        values_.truths[at(op)] = eval_truth(ruleset_, o, values_);
      }
    }
    slots_ = kept;
  }

  void undo(Index atom) {
    for (const Index op : ruleset_.ops_of_atom(atom)) {
      values_.spans[at(op)] = base_.spans[at(op)];
      values_.truths[at(op)] = base_.truths[at(op)];
    }
  }

 private:
  const Ruleset& ruleset_;
  std::vector<Span> slots_;
  const Values& base_;
  Values values_;
};

class Ranker {
 public:
  Ranker(const Ruleset& ruleset, const Bound& bound)
      : ruleset_(ruleset), bound_(bound), values_(evaluated()), probe_(ruleset, bound, values_) {}

  void add_rule(Index rule) {
    Answer found = answer(ruleset_, rule, bound_, values_);
    if (decided(found.verdict)) return;
    const int open = std::max(1, open_conditions(rule, values_));
    for (const Index atom : found.missing) {
      const bool harmful = ruleset_->atoms[at(atom)].trauma >= kHarmful;
      if (harmful && (found.verdict.weak_grade || found.verdict.lapsed)) continue;
      candidates_[atom].push_back({rule, open});
    }
    for (const Line& line : found.lines) {
      const Node& node = ruleset_->nodes[at(line.node)];
      if (line.role != Role::exception && node.time_bar == 0) continue;
      for (const Index atom : ruleset_.ints(node.atoms)) first_.push_back(atom);
    }
  }

  std::vector<Question> ranked(std::size_t count) {
    std::vector<Question> questions;
    for (const auto& [atom, uses] : candidates_) {
      const Atom& row = ruleset_->atoms[at(atom)];
      Question question;
      question.atom = atom;
      question.first = std::find(first_.begin(), first_.end(), atom) != first_.end();
      question.score = power(atom, uses) / (row.cost * row.trauma);
      for (const Use& use : uses) question.rules.push_back(use.rule);
      if (question.score > 0) questions.push_back(std::move(question));
    }
    std::sort(questions.begin(), questions.end(), [&](const Question& a, const Question& b) {
      if (a.first != b.first) return a.first;
      if (a.score != b.score) return a.score > b.score;
      return ruleset_.text(ruleset_->atoms[at(a.atom)].id) <
             ruleset_.text(ruleset_->atoms[at(b.atom)].id);
    });
    if (questions.size() > count) questions.resize(count);
    return questions;
  }

 private:
  struct Use {
    Index rule;
    int open;
  };

  Values evaluated() const {
    Values values;
    evaluate(ruleset_, bound_.slots, values);
    return values;
  }

  int open_conditions(Index rule, const Values& values) const {
    const Rule& row = ruleset_->rules[at(rule)];
    const Proof proof(ruleset_, values.truths);
    int open = proof.count_open(row.node);
    if (row.scope != kNone) open += proof.count_open(row.scope);
    for (const Exception& e : Ruleset::of(ruleset_->exceptions, row.exceptions)) {
      open += proof.count_open(e.node);
    }
    return open + (values.truths[at(row.live)] == Truth::unknown ? 1 : 0);
  }

  double power(Index atom, const std::vector<Use>& uses) {
    const int answers = probe_.answers(atom);
    double total = 0;
    for (int n = 0; n < answers; ++n) {
      probe_.answer(atom, n);
      for (const Use& use : uses) {
        const Rule& row = ruleset_->rules[at(use.rule)];
        const Verdict verdict = judge(ruleset_, row, bound_.dates.knowledge,
                                      [&](Index op) { return probe_.values().truths[at(op)]; });
        const bool settles = decided(verdict);
        const int left = settles ? 0 : open_conditions(use.rule, probe_.values());
        const double shrink = static_cast<double>(std::max(0, use.open - left)) / use.open;
        total += row.urgency * row.benefit * ((settles ? 2.0 : 0.0) + shrink) / answers;
      }
      probe_.undo(atom);
    }
    return total;
  }

  const Ruleset& ruleset_;
  const Bound& bound_;
  Values values_;
  Probe probe_;
  std::map<Index, std::vector<Use>> candidates_;
  std::vector<Index> first_;
};

}  // namespace

std::vector<Question> next_questions(const Ruleset& ruleset, const Bound& bound, Reach reach,
                                     std::size_t count, Index only) {
  Ranker ranker(ruleset, bound);
  for (std::size_t rule = 0; rule < ruleset->rules.size(); ++rule) {
    const Index index = static_cast<Index>(rule);
    const bool wanted =
        only == kNone ? reaches(reach, ruleset->rules[rule].country) : only == index;
    if (wanted) ranker.add_rule(index);
  }
  return ranker.ranked(count);
}

}  // namespace law
