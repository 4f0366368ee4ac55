// Alike: which rules and deadlines of two laws come out the same whatever the facts are, because
// everything they reckon with is written the same. Texts, citations and numbers of rows do not
// matter. What is alike need not be judged twice to know whose answer changes.
//
// Promise: exact, by comparing what is written and not its hash. What is not alike may still give
// the same answers.
#pragma once

#include <vector>

#include "law/ruleset.h"

namespace law {

struct Alike {
  // For each rule of the second law: the rule of the same id in the first, kNone when that is
  // absent or differs. The same for deadlines.
  std::vector<Index> rules;
  std::vector<Index> deadlines;
};

// `knowledge` decides whether a review date has passed. O(operations of both).
Alike alike(const Ruleset& before, const Ruleset& after, Day knowledge);

}  // namespace law
