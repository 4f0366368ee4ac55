// Questions: what to ask next.
//
// The score of an atom is the sum, over the undecided rules it can still matter to, of urgency ×
// benefit × (2 × the share of its answers that settle the rule + the share of open conditions they
// remove), divided by cost × trauma. Atoms of time bars and of exclusions come first; ties go by
// name. An atom that can change no result is never asked, and one of trauma 3 or more is not asked
// for a rule whose answer stays with a lawyer anyway.
#pragma once

#include "law/screening.h"

namespace law {

struct Question {
  Index atom = 0;
  double score = 0;
  bool first = false;        // of a time bar or an exclusion
  std::vector<Index> rules;  // that it can still matter to
};

// The `count` best questions, for one rule (`only`) or for every rule in reach.
std::vector<Question> next_questions(const Ruleset& ruleset, const Bound& bound, Reach reach,
                                     std::size_t count, Index only = kNone);

}  // namespace law
