#include "law/compile/tree_walk.h"

namespace law {

bool is_definition(const Ruleset& ruleset, Index node) {
  const Node& row = ruleset->nodes[static_cast<std::size_t>(node)];
  if (row.shape != Shape::all || row.children.count != 1) return false;
  const Index child = ruleset.ints(row.children)[0];
  for (const Definition& definition : ruleset->definitions) {
    if (definition.node == child) return true;
  }
  return false;
}

Truth truth_without(const Ruleset& ruleset, Index node, const Values& values,
                    const Deletion& deleted) {
  const Node& row = ruleset->nodes[static_cast<std::size_t>(node)];
  if (row.shape == Shape::leaf) return values.truths[static_cast<std::size_t>(row.op)];
  const bool all = row.shape == Shape::all;
  Truth result = all ? Truth::yes : Truth::no;
  for (const Index child : ruleset.ints(row.children)) {
    if (node == deleted.parent && child == deleted.child) continue;
    const Truth truth = truth_without(ruleset, child, values, deleted);
    result = all ? both(result, truth) : either(result, truth);
  }
  const bool turned = row.shape == Shape::none || row.shape == Shape::negation;
  return turned ? negate(result) : result;
}

}  // namespace law
