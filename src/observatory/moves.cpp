#include "observatory/moves.h"

#include <algorithm>
#include <limits>

namespace observatory {
namespace {

// A very wide hierarchy is searched in part; the audit stays sound, it may refuse more.
constexpr std::size_t kMaxArms = 4096;
constexpr std::size_t kMaxVisits = 200'000;
constexpr std::size_t kMaxGivers = 16;
// A box that hides at least this weight of what was shown may be dearer than a pair: both are
// tried.
constexpr float kDear = 5;

// `first` and its parents with +1, `second` (or none, −1) and its parents with −1, where they
// differ.
std::vector<std::pair<Node, int>> signed_nodes(const Dimension& dimension, Node first,
                                               Node second) {
  std::vector<std::pair<Node, int>> nodes;
  for (Node a = first; a >= 0; a = dimension.parent(a)) {
    if (second >= 0 && dimension.under(second, a)) break;
    nodes.emplace_back(a, 1);
  }
  for (Node b = second; b >= 0; b = dimension.parent(b)) {
    if (dimension.under(first, b)) break;
    nodes.emplace_back(b, -1);
  }
  return nodes;
}

}  // namespace

const std::vector<Arm>& Arms::from(std::size_t d, Node node) {
  auto& slot = made_[d][node];
  if (slot) return *slot;
  slot = std::make_unique<std::vector<Arm>>();
  const Dimension& dimension = cube_.dimensions()[d];
  const auto stride = static_cast<std::int32_t>(cube_.stride(d));
  const auto add = [&](Node first, Node second) {
    Arm arm;
    for (const auto& [at, sign] : signed_nodes(dimension, first, second)) {
      if (at != node) arm.push_back({(at - node) * stride, static_cast<std::int8_t>(sign)});
    }
    slot->push_back(std::move(arm));
  };
  const auto all = dimension.leaves(0);
  for (const Node first : dimension.leaves(node)) {
    for (const Node second : all) {
      if (slot->size() >= kMaxArms) return *slot;
      if (!dimension.under(second, node)) add(first, second);
    }
    add(first, -1);
  }
  return *slot;
}

MoveSearch::MoveSearch(const Cube& cube, const std::vector<Show>& show)
    : cube_(cube), show_(show), arms_(cube), now_(cube.values().begin(), cube.values().end()) {
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    if (cube.leaf(cell) && now_[cell] > 0) leaves_.push_back(cell);
  }
}

// The dimension with fewest arms first: its misses cut the most.
void MoveSearch::order_dimensions(CellIndex cell) {
  order_.clear();
  for (std::size_t d = 0; d < cube_.dimensions().size(); ++d) {
    order_.push_back(&arms_.from(d, cube_.coordinate(cell, d)));
  }
  std::ranges::sort(order_, {}, [](const auto* arms) { return arms->size(); });
}

Count MoveSearch::push(CellIndex cell, int direction, Count want, std::vector<LeafChange>* changes,
                       std::vector<CellIndex>* used) {
  order_dimensions(cell);
  direction_ = direction;
  left_ = want;
  changes_ = changes;
  visits_ = 0;
  stack_.assign(1, {cell, 1});
  if (direction > 0 || slack(cell) > 0) push_from(0);
  if (left_ > 0) push_pairs(cell);
  for (const CellIndex touched : touched_) now_[touched] = cube_.value(touched);
  if (used != nullptr) used->insert(used->end(), touched_.begin(), touched_.end());
  touched_.clear();
  return want - left_;
}

bool MoveSearch::extend_push(const Arm& arm) {
  const std::size_t size = stack_.size();
  for (const Term& term : arm) {
    for (std::size_t i = 0; i < size; ++i) {
      const auto cell =
          static_cast<CellIndex>(static_cast<std::int64_t>(stack_[i].cell) + term.offset);
      const auto sign = static_cast<std::int8_t>(stack_[i].sign * term.sign);
      if (!free(cell) || (sign * direction_ < 0 && slack(cell) <= 0)) {
        stack_.resize(size);
        return false;
      }
      stack_.push_back({cell, sign});
    }
  }
  return true;
}

// True when the wish is met or the search is used up.
bool MoveSearch::push_from(std::size_t depth) {
  if (++visits_ > kMaxVisits) return true;
  if (depth == order_.size()) {
    Count amount = left_;
    for (const auto& [cell, sign] : stack_) {
      if (sign * direction_ < 0) amount = std::min(amount, slack(cell));
    }
    if (amount > 0) apply(amount);
    return left_ == 0;
  }
  const std::size_t size = stack_.size();
  for (const Arm& arm : *order_[depth]) {
    if (!extend_push(arm)) continue;
    if (push_from(depth + 1)) return true;
    stack_.resize(size);
    // A move below may have used up a cell of this prefix.
    for (const auto& [cell, sign] : stack_) {
      if (sign * direction_ < 0 && slack(cell) <= 0) return false;
    }
  }
  return false;
}

void MoveSearch::apply(Count amount) {
  for (const auto& [cell, sign] : stack_) {
    const Count by = amount * sign * direction_;
    now_[cell] += by;
    touched_.push_back(cell);
    if (changes_ != nullptr && cube_.leaf(cell)) changes_->push_back({cell, by});
  }
  left_ -= amount;
}

Box MoveSearch::cheapest(CellIndex cell, Count want, std::span<const float> weight) {
  order_dimensions(cell);
  weight_ = weight;
  want_ = want;
  best_cost_ = std::numeric_limits<float>::max();
  best_.clear();
  visits_ = 0;
  stack_.assign(1, {cell, 1});
  constexpr Count kWide = std::numeric_limits<Count>::max() / 4;
  cheapest_from(0, {1, slack(cell), kWide, free(cell) ? 0.0F : weight[cell]});
  if (best_.empty() || best_cost_ >= kDear) cheapest_pair(cell);
  return best_;
}

bool MoveSearch::extend_cheapest(const Arm& arm, Frame& frame) {
  const std::size_t size = stack_.size();
  for (const Term& term : arm) {
    for (std::size_t i = 0; i < size; ++i) {
      const auto cell =
          static_cast<CellIndex>(static_cast<std::int64_t>(stack_[i].cell) + term.offset);
      const auto sign = static_cast<std::int8_t>(stack_[i].sign * term.sign);
      bool good = show_[cell] != Show::locked;
      if (good && !free(cell)) {
        good = now_[cell] > 0;
        frame.cost += weight_[cell];
      }
      (sign > 0 ? frame.positive : frame.negative) =
          std::min(sign > 0 ? frame.positive : frame.negative, slack(cell));
      if (!good || frame.cost >= best_cost_ || frame.positive + frame.negative < want_) {
        stack_.resize(size);
        return false;
      }
      stack_.push_back({cell, sign});
    }
  }
  return true;
}

void MoveSearch::cheapest_from(std::size_t depth, const Frame& frame) {
  if (++visits_ > kMaxVisits) return;
  if (depth == order_.size()) {
    best_cost_ = frame.cost;
    best_ = stack_;
    return;
  }
  const std::size_t size = stack_.size();
  for (const Arm& arm : *order_[depth]) {
    Frame next = frame;
    if (!extend_cheapest(arm, next)) continue;
    cheapest_from(depth + 1, next);
    stack_.resize(size);
    if (best_cost_ <= frame.cost) return;
  }
}

bool MoveSearch::holds(CellIndex sum, CellIndex leaf) const {
  for (std::size_t d = 0; d < cube_.dimensions().size(); ++d) {
    const Node node = cube_.coordinate(sum, d);
    if (node != 0 && !cube_.dimensions()[d].under(cube_.coordinate(leaf, d), node)) return false;
  }
  return true;
}

// The largest leaves that a cell sums.
std::vector<CellIndex> MoveSearch::givers(CellIndex cell) const {
  if (cube_.leaf(cell)) return {cell};
  std::vector<CellIndex> found;
  for (const CellIndex leaf : leaves_) {
    if (holds(cell, leaf)) found.push_back(leaf);
  }
  std::ranges::stable_sort(found, std::greater{}, [&](CellIndex leaf) { return now_[leaf]; });
  if (found.size() > kMaxGivers) found.resize(kMaxGivers);
  return found;
}

const std::vector<CellIndex>& MoveSearch::sums(CellIndex leaf) {
  auto& known = sums_[leaf];
  if (known.empty()) known = cube_.sums_over(leaf);
  return known;
}

// Fills the stack with the cells that a pair changes.
void MoveSearch::pair_box(CellIndex gains, CellIndex loses) {
  stack_.clear();
  for (const CellIndex sum : sums(gains)) {
    if (!holds(sum, loses)) stack_.push_back({sum, 1});
  }
  for (const CellIndex sum : sums(loses)) {
    if (!holds(sum, gains)) stack_.push_back({sum, -1});
  }
}

void MoveSearch::push_pairs(CellIndex cell) {
  for (const CellIndex mine : givers(cell)) {
    if (!free(mine)) continue;
    // Sums of ours that are shown must hold the other leaf too.
    std::vector<CellIndex> fixed;
    for (const CellIndex sum : sums(mine)) {
      if (!free(sum)) fixed.push_back(sum);
    }
    for (const CellIndex other : leaves_) {
      if (!free(other) || holds(cell, other)) continue;
      const bool shares =
          std::ranges::all_of(fixed, [&](CellIndex sum) { return holds(sum, other); });
      if (!shares) continue;
      pair_box(mine, other);
      Count amount = left_;
      for (const auto& [changed, sign] : stack_) {
        if (!free(changed)) amount = 0;
        if (sign * direction_ < 0) amount = std::min(amount, slack(changed));
      }
      if (amount > 0) apply(amount);
      if (left_ == 0) return;
    }
  }
}

void MoveSearch::cheapest_pair(CellIndex cell) {
  for (const CellIndex mine : givers(cell)) {
    for (const CellIndex other : leaves_) {
      if (holds(cell, other)) continue;
      pair_box(mine, other);
      float cost = 0;
      constexpr Count kWide = std::numeric_limits<Count>::max() / 4;
      Count positive = kWide;
      Count negative = kWide;
      for (const auto& [changed, sign] : stack_) {
        if (!free(changed)) cost += weight_[changed];
        const bool never = show_[changed] == Show::locked || (!free(changed) && now_[changed] == 0);
        if (never) cost = best_cost_;
        (sign > 0 ? positive : negative) = std::min(sign > 0 ? positive : negative, slack(changed));
      }
      if (cost >= best_cost_ || positive + negative < want_) continue;
      best_cost_ = cost;
      best_ = stack_;
    }
  }
}

}  // namespace observatory
