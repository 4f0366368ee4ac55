// Moves: changes of a cube that keep all sums, and the search for them. Internal to disclosure.
//
// A box move picks in each dimension one leaf, and either a second leaf or none. In one dimension
// the first leaf and its parents get +1, the second and its parents −1, up to where both meet (or
// up to the total when there is no second). The product over the dimensions changes no sum: it is
// the exchange of equal numbers of children between leaves, seen in every total.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "observatory/disclosure.h"

namespace observatory {

struct Term {
  std::int32_t offset;  // from the cell the arm starts at, in cells
  std::int8_t sign;
};
// The terms of one dimension other than the start itself.
using Arm = std::vector<Term>;

// The arms from each node of each dimension, made when first asked for.
class Arms {
 public:
  explicit Arms(const Cube& cube) : cube_(cube), made_(cube.dimensions().size()) {}
  const std::vector<Arm>& from(std::size_t dimension, Node node);

 private:
  const Cube& cube_;
  std::vector<std::unordered_map<Node, std::unique_ptr<std::vector<Arm>>>> made_;
};

struct BoxCell {
  CellIndex cell;
  std::int8_t sign;
};
using Box = std::vector<BoxCell>;

// The search over boxes through one cell, depth first by dimension. A partial box is a part of
// every box that completes it, so what it costs or lacks, they do too.
class MoveSearch {
 public:
  MoveSearch(const Cube& cube, const std::vector<Show>& show);

  // Raises (direction +1) or lowers (−1) a cell by up to `want`, by moves over cells that are not
  // shown; adds the changes of leaves. Gives what was reached. Starts at the true table.
  Count push(CellIndex cell, int direction, Count want, std::vector<LeafChange>* changes,
             std::vector<CellIndex>* used = nullptr);

  // The box through a cell that hides least new weight and lets it vary by at least `want`; empty
  // when there is none.
  Box cheapest(CellIndex cell, Count want, std::span<const float> weight);

 private:
  struct Frame {
    std::size_t cells;
    Count positive;
    Count negative;
    float cost;
  };
  bool push_from(std::size_t depth);
  void push_pairs(CellIndex cell);
  void cheapest_pair(CellIndex cell);
  bool holds(CellIndex sum, CellIndex leaf) const;
  std::vector<CellIndex> givers(CellIndex cell) const;
  const std::vector<CellIndex>& sums(CellIndex leaf);
  void pair_box(CellIndex gains, CellIndex loses);
  Count slack(CellIndex cell) const { return now_[cell] - (show_[cell] == Show::internal ? 0 : 1); }
  bool free(CellIndex cell) const {
    return show_[cell] == Show::hidden || show_[cell] == Show::internal;
  }
  bool extend_push(const Arm& arm);
  bool extend_cheapest(const Arm& arm, Frame& frame);
  void cheapest_from(std::size_t depth, const Frame& frame);
  void order_dimensions(CellIndex cell);
  void apply(Count amount);

  const Cube& cube_;
  const std::vector<Show>& show_;
  Arms arms_;
  std::vector<Count> now_;
  std::vector<CellIndex> touched_;
  std::vector<CellIndex> leaves_;                               // that are not zero
  std::unordered_map<CellIndex, std::vector<CellIndex>> sums_;  // by leaf, made when asked for
  std::vector<const std::vector<Arm>*> order_;
  Box stack_;
  // push
  int direction_ = 1;
  Count left_ = 0;
  std::vector<LeafChange>* changes_ = nullptr;
  // cheapest
  std::span<const float> weight_;
  Count want_ = 0;
  float best_cost_ = 0;
  Box best_;
  std::size_t visits_ = 0;
};

}  // namespace observatory
