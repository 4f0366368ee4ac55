// Walks over written conditions that the linter and the mutation run share.
#pragma once

#include "law/op.h"

namespace law {

// True when the node stands for a definition: an `all` over the definition's own node.
bool is_definition(const Ruleset& ruleset, Index node);

// The truth of a tree with one child of one node deleted (an emptied group is what it is without
// children: `all` and `none` true, `any` false).
struct Deletion {
  Index parent = kNone;
  Index child = kNone;
};
Truth truth_without(const Ruleset& ruleset, Index node, const Values& values,
                    const Deletion& deleted);

}  // namespace law
