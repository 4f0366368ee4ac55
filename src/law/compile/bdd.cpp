#include "law/compile/bdd.h"

#include <algorithm>

namespace law {

Bdd::Ref Bdd::node(int variable, Ref low, Ref high) {
  if (low == kTooLarge || high == kTooLarge) return kTooLarge;
  if (low == high) return low;
  const auto known = unique_.find({variable, low, high});
  if (known != unique_.end()) return known->second;
  if (nodes_.size() >= max_nodes_) return kTooLarge;
  const Ref made = static_cast<Ref>(nodes_.size());
  nodes_.push_back({variable, low, high});
  unique_.emplace(std::tuple(variable, low, high), made);
  return made;
}

Bdd::Ref Bdd::branch(Ref f, int variable, bool high) const {
  const Node& node = nodes_[static_cast<std::size_t>(f)];
  if (node.variable != variable) return f;
  return high ? node.high : node.low;
}

Bdd::Ref Bdd::choose(Ref f, Ref g, Ref h) {
  if (f == kTooLarge || g == kTooLarge || h == kTooLarge) return kTooLarge;
  if (f == kTrue) return g;
  if (f == kFalse) return h;
  if (g == h) return g;
  if (g == kTrue && h == kFalse) return f;
  const auto known = chosen_.find({f, g, h});
  if (known != chosen_.end()) return known->second;
  const int variable = std::min({top(f), top(g), top(h)});
  const auto half = [&](bool high) {
    return choose(branch(f, variable, high), branch(g, variable, high), branch(h, variable, high));
  };
  const Ref result = node(variable, half(false), half(true));
  chosen_.emplace(std::tuple(f, g, h), result);
  return result;
}

}  // namespace law
