// The plain walk: a rule judged by recursion over its operations, one case after the other, nothing
// shared. Obvious and slow: the twin that the columns are compared with, and their baseline.
#pragma once

#include "law/op.h"
#include "law/verdict.h"

namespace law {

Span walk_span(const Ruleset& ruleset, Index op, std::span<const Span> slots);
Truth walk_truth(const Ruleset& ruleset, Index op, std::span<const Span> slots);
Verdict walk_rule(const Ruleset& ruleset, Index rule, std::span<const Span> slots, Day knowledge);

}  // namespace law
