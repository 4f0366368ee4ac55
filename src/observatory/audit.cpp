#include <algorithm>
#include <limits>
#include <map>

#include "observatory/disclosure.h"
#include "observatory/moves.h"

namespace observatory {
namespace {

// What the changes of leaves do to every sum. False when a leaf is none or leaves its bounds.
bool spread(const Cube& cube, const std::vector<LeafChange>& changes,
            std::map<CellIndex, Count>& by_cell) {
  for (const auto& [leaf, by] : changes) {
    if (leaf >= cube.size() || !cube.leaf(leaf)) return false;
    for (const CellIndex cell : cube.sums_over(leaf)) by_cell[cell] += by;
  }
  return true;
}

// Is the table, changed so, one an attacker holds possible?
bool possible(const Cube& cube, const Protection& protection,
              const std::map<CellIndex, Count>& by_cell) {
  for (const auto& [cell, by] : by_cell) {
    const Show show = protection.show[cell];
    if (by != 0 && (show == Show::published || show == Show::locked)) return false;
    const Count least = show == Show::hidden ? 1 : 0;
    if (cube.value(cell) + by < least) return false;
  }
  return true;
}

}  // namespace

bool check_witness(const Cube& cube, const Protection& protection, const Witness& witness) {
  std::map<CellIndex, Count> high;
  std::map<CellIndex, Count> low;
  if (!spread(cube, witness.high, high) || !spread(cube, witness.low, low)) return false;
  if (!possible(cube, protection, high) || !possible(cube, protection, low)) return false;
  return high[witness.cell] - low[witness.cell] >= protection.threshold;
}

AuditResult audit(const Cube& cube, const Protection& protection, std::vector<Witness>* witnesses) {
  AuditResult result;
  MoveSearch search(cube, protection.show);
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    if (protection.show[cell] != Show::hidden) continue;
    ++result.hidden;
    Witness witness{cell, {}, {}};
    const Count up = search.push(cell, 1, protection.threshold, &witness.high);
    if (up < protection.threshold) {
      search.push(cell, -1, protection.threshold - up, &witness.low);
    }
    if (!check_witness(cube, protection, witness)) {
      result.unproven.push_back(cell);
      continue;
    }
    ++result.proven;
    if (witnesses != nullptr) witnesses->push_back(std::move(witness));
  }
  return result;
}

namespace {

constexpr Count kFar = std::numeric_limits<Count>::max() / 1024;

// One sum and its parts, as places in the value array.
struct Sum {
  CellIndex total;
  std::size_t stride;
  std::size_t node;
  std::span<const Node> children;
  CellIndex part(Node child) const {
    return static_cast<CellIndex>(total + (static_cast<std::size_t>(child) - node) * stride);
  }
};

// Tightens the bounds of one sum; true when something moved.
bool tighten(const Sum& sum, std::vector<Bounds>& bounds) {
  Count low = 0;
  Count high = 0;
  for (const Node child : sum.children) {
    low += bounds[sum.part(child)].low;
    high = std::min(kFar, high + bounds[sum.part(child)].high);
  }
  bool moved = false;
  const auto narrow = [&](Bounds& b, Count to_low, Count to_high) {
    if (to_low > b.low) b.low = to_low, moved = true;
    if (to_high < b.high) b.high = to_high, moved = true;
  };
  Bounds& total = bounds[sum.total];
  narrow(total, low, high);
  for (const Node child : sum.children) {
    Bounds& part = bounds[sum.part(child)];
    const Count others_low = low - part.low;
    const Count others_high = high >= kFar ? kFar : high - part.high;
    const Bounds before = part;
    narrow(part, others_high >= kFar ? 0 : total.low - others_high, total.high - others_low);
    low += part.low - before.low;
    high = high >= kFar ? kFar : high + part.high - before.high;
  }
  return moved;
}

}  // namespace

std::vector<Bounds> attacker_bounds(const Cube& cube, const Protection& protection) {
  std::vector<Bounds> bounds(cube.size());
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    const Show show = protection.show[cell];
    if (show == Show::hidden)
      bounds[cell] = {1, kFar};
    else if (show == Show::internal)
      bounds[cell] = {0, kFar};
    else
      bounds[cell] = {cube.value(cell), cube.value(cell)};
  }
  constexpr int kMaxRounds = 50;
  bool moved = true;
  for (int round = 0; moved && round < kMaxRounds; ++round) {
    moved = false;
    for (std::size_t d = 0; d < cube.dimensions().size(); ++d) {
      const auto& dimension = cube.dimensions()[d];
      for (CellIndex cell = 0; cell < cube.size(); ++cell) {
        const Node node = cube.coordinate(cell, d);
        if (dimension.leaf(node)) continue;
        const Sum sum{cell, cube.stride(d), static_cast<std::size_t>(node),
                      dimension.children(node)};
        moved = tighten(sum, bounds) || moved;
      }
    }
  }
  return bounds;
}

}  // namespace observatory
