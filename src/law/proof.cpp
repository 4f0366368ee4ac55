#include "law/proof.h"

#include <algorithm>

namespace law {

namespace {

const Node& node_at(const Ruleset& ruleset, Index node) {
  return ruleset->nodes[static_cast<std::size_t>(node)];
}

}  // namespace

Truth Proof::truth(Index node) const {
  return truths_[static_cast<std::size_t>(node_at(ruleset_, node).op)];
}

template <class Visit>
void Proof::each_child(Index node, const Visit& visit) const {
  for (const Index child : ruleset_.ints(node_at(ruleset_, node).children)) visit(child);
}

bool Proof::one_settles(Index node) const {
  const bool yes = truth(node) == Truth::yes;
  const Shape shape = node_at(ruleset_, node).shape;
  return shape == Shape::any ? yes : !yes;  // all and none are no by one child
}

bool Proof::supports(Index node, Index child) const {
  const Shape shape = node_at(ruleset_, node).shape;
  const bool turned = shape == Shape::none || shape == Shape::negation;
  return truth(child) == (turned ? negate(truth(node)) : truth(node));
}

std::vector<Index> Proof::smallest(Index node) const {
  if (node_at(ruleset_, node).shape == Shape::leaf) return {node};
  const bool one = one_settles(node);
  std::vector<Index> best;
  bool found = false;
  each_child(node, [&](Index child) {
    if (!supports(node, child)) return;
    std::vector<Index> leaves = smallest(child);
    if (!one) {
      best.insert(best.end(), leaves.begin(), leaves.end());
    } else if (!found || leaves.size() < best.size()) {
      best = std::move(leaves);
    }
    found = true;
  });
  return best;
}

void Proof::all(Index node, std::vector<Index>& leaves) const {
  if (node_at(ruleset_, node).shape == Shape::leaf) {
    if (std::find(leaves.begin(), leaves.end(), node) == leaves.end()) leaves.push_back(node);
    return;
  }
  each_child(node, [&](Index child) {
    if (supports(node, child)) all(child, leaves);
  });
}

void Proof::open(Index node, std::vector<Index>& leaves) const {
  if (truth(node) != Truth::unknown) return;
  if (node_at(ruleset_, node).shape == Shape::leaf) {
    if (std::find(leaves.begin(), leaves.end(), node) == leaves.end()) leaves.push_back(node);
    return;
  }
  each_child(node, [&](Index child) { open(child, leaves); });
}

int Proof::count_open(Index node) const {
  if (truth(node) != Truth::unknown) return 0;
  if (node_at(ruleset_, node).shape == Shape::leaf) return 1;
  int count = 0;
  each_child(node, [&](Index child) { count += count_open(child); });
  return count;
}

void atoms_of(const Tables& tables, Index op, std::vector<Index>& atoms) {
  const Op& row = tables.ops[static_cast<std::size_t>(op)];
  if (row.kind == OpKind::slot) {
    const Slot& slot = tables.slots[static_cast<std::size_t>(row.a)];
    if (slot.kind == SlotKind::given_date) return;
    if (std::find(atoms.begin(), atoms.end(), slot.atom) == atoms.end()) {
      atoms.push_back(slot.atom);
    }
    return;
  }
  each_input(std::span<const std::int32_t>(tables.ints), row,
             [&](Index input) { atoms_of(tables, input, atoms); });
}

}  // namespace law
