// Verdict: what a rule says of a case, from the truths of its parts. One small function, used by
// the screening, by the plain walk and, bit by bit, by the columns.
#pragma once

#include "law/ruleset.h"

namespace law {

// The word "eligible" never appears: law indicates, people decide.
enum class Outcome : std::uint8_t {
  indicated,
  possible,
  not_indicated,
  blocked,
  norm_suspended,
  needs_lawyer,
};
inline constexpr int kOutcomes = 6;
std::string_view outcome_name(Outcome outcome);

// What a rule may still come out as, once everything is known: a set of these bits.
namespace may {
inline constexpr unsigned kIndicated = 1;
inline constexpr unsigned kBlocked = 2;
inline constexpr unsigned kNeedsLawyer = 4;
inline constexpr unsigned kNotIndicated = 8;
inline constexpr unsigned kSuspended = 16;
}  // namespace may
Outcome outcome_of(unsigned may_bits);

struct Verdict {
  Outcome outcome = Outcome::possible;
  Outcome uncapped = Outcome::possible;  // without the caps below
  unsigned may_bits = 0;                 // of uncapped
  bool in_scope = true;                  // false: its scope is surely not met
  bool lapsed = false;                   // past the review date: needs_lawyer
  bool weak_grade = false;               // rests on secondary pages or memory: needs_lawyer
  bool law_in_doubt = false;  // possible, yet no fact is missing: the law's own doubt, needs_lawyer
  bool exceptions_conflict = false;  // two of one priority disagree: an error of the law file
};

// One possibility is left.
inline bool decided(const Verdict& verdict) {
  return (verdict.may_bits & (verdict.may_bits - 1)) == 0;
}

// The exceptions as a set of may bits; `base` is what holds when none applies.
template <class TruthOf>
unsigned effects_of(const Ruleset& ruleset, const Rule& rule, const TruthOf& truth_of,
                    bool* conflict) {
  const auto bit = [](Effect effect) {
    return effect == Effect::blocked        ? may::kBlocked
           : effect == Effect::needs_lawyer ? may::kNeedsLawyer
                                            : may::kIndicated;
  };
  const auto exceptions = Ruleset::of(ruleset->exceptions, rule.exceptions);
  unsigned possible = 0;
  for (std::size_t i = 0; i < exceptions.size();) {
    const std::int32_t priority = exceptions[i].priority;
    unsigned sure = 0;
    unsigned open = 0;
    for (; i < exceptions.size() && exceptions[i].priority == priority; ++i) {
      const Truth truth = truth_of(ruleset->nodes[static_cast<std::size_t>(exceptions[i].node)].op);
      if (truth == Truth::yes) sure |= bit(exceptions[i].effect);
      if (truth == Truth::unknown) open |= bit(exceptions[i].effect);
    }
    const auto several = [](unsigned bits) { return (bits & (bits - 1)) != 0; };
    if (several(sure)) {
      *conflict = true;
      return possible | may::kNeedsLawyer;
    }
    if (several(sure | open)) possible |= may::kNeedsLawyer;
    possible |= sure | open;
    if (sure != 0) return possible;
  }
  return possible | may::kIndicated;
}

// `truth_of(op)` gives the truth of an operation.
template <class TruthOf>
Verdict judge(const Ruleset& ruleset, const Rule& rule, Day knowledge, const TruthOf& truth_of) {
  const auto node = [&](Index n) {
    return truth_of(ruleset->nodes[static_cast<std::size_t>(n)].op);
  };
  Verdict v;
  const Truth scope = rule.scope == kNone ? Truth::yes : node(rule.scope);
  const Truth holds = node(rule.node);
  const Truth live = truth_of(rule.live);
  const Truth untouched = truth_of(rule.untouched);
  v.in_scope = scope != Truth::no;
  v.lapsed = knowledge > rule.review_by;
  v.weak_grade = is_weak(rule.grade);
  if (!v.in_scope) {
    v.may_bits = may::kNotIndicated;
    v.outcome = v.uncapped = Outcome::not_indicated;
    v.lapsed = v.weak_grade = false;
    return v;
  }
  if (scope == Truth::unknown || holds != Truth::yes) v.may_bits |= may::kNotIndicated;
  if (live != Truth::yes) v.may_bits |= may::kSuspended;
  if (live != Truth::no && untouched != Truth::yes) v.may_bits |= may::kNeedsLawyer;
  if (live == Truth::no) {
    v.may_bits &= may::kSuspended | (scope == Truth::unknown ? may::kNotIndicated : 0U);
  } else if (untouched != Truth::no && holds != Truth::no) {
    v.may_bits |= effects_of(ruleset, rule, truth_of, &v.exceptions_conflict);
  }
  if (live == Truth::yes && untouched == Truth::no && scope == Truth::yes) {
    v.may_bits = may::kNeedsLawyer;
  }
  v.uncapped = outcome_of(v.may_bits);
  v.outcome = v.uncapped;
  if (v.lapsed || (v.weak_grade && v.uncapped != Outcome::norm_suspended)) {
    v.outcome = Outcome::needs_lawyer;
  }
  return v;
}

}  // namespace law
