// Cube: a table of counts over several dimensions, each a hierarchy, with every total in it.
//
// Invariant: the value of a cell whose coordinate is an inner node is the sum over that node's
// children; so the leaves decide everything, and a change of the table is a change of leaves.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace observatory {

using Node = std::int32_t;

// A hierarchy of codes. Node 0 is the whole ("total"); a node without children is a leaf.
class Dimension {
 public:
  explicit Dimension(std::string name);
  // A dimension with one level below the total.
  static Dimension flat(std::string name, std::span<const std::string> codes);

  // Adds a node under `parent` (a node added before); codes are unique in a dimension.
  Node add(std::string code, Node parent = 0);

  const std::string& name() const { return name_; }
  std::size_t size() const { return codes_.size(); }
  const std::string& code(Node node) const { return codes_[static_cast<std::size_t>(node)]; }
  Node parent(Node node) const { return parents_[static_cast<std::size_t>(node)]; }
  bool leaf(Node node) const { return children_[static_cast<std::size_t>(node)].empty(); }
  std::span<const Node> children(Node node) const {
    return children_[static_cast<std::size_t>(node)];
  }
  // Steps up to the total.
  int depth(Node node) const { return depths_[static_cast<std::size_t>(node)]; }
  // The node with this code; -1 for none. O(n).
  Node find(std::string_view code) const;
  // The leaves below a node, itself if it is one. O(leaves).
  std::vector<Node> leaves(Node node) const;
  bool under(Node node, Node ancestor) const;

 private:
  std::string name_;
  std::vector<std::string> codes_;
  std::vector<Node> parents_;
  std::vector<int> depths_;
  std::vector<std::vector<Node>> children_;
};

using Count = std::int64_t;
// A cell's place in the value array.
using CellIndex = std::uint32_t;

struct LeafCount {
  std::vector<Node> at;  // one leaf a dimension
  Count count = 0;
};

class Cube {
 public:
  static constexpr std::size_t kMaxCells = 20'000'000;

  // Sums the leaves into every total. Refusals: table_too_large (more than kMaxCells),
  // bad_value (a coordinate that is no leaf, a negative count).
  static base::Result<Cube> build(std::vector<Dimension> dimensions,
                                  std::span<const LeafCount> leaves);

  // A printed table: values as given, nothing summed; what is not shown is 0 and must be told apart
  // by the caller. For looking at a table whose truth is unknown.
  static base::Result<Cube> printed(std::vector<Dimension> dimensions);
  void set_printed(CellIndex cell, Count value) { values_[cell] = value; }

  const std::vector<Dimension>& dimensions() const { return dimensions_; }
  std::size_t size() const { return values_.size(); }
  Count value(CellIndex cell) const { return values_[cell]; }
  std::span<const Count> values() const { return values_; }
  std::size_t stride(std::size_t dimension) const { return strides_[dimension]; }
  Node coordinate(CellIndex cell, std::size_t dimension) const {
    return static_cast<Node>(cell / strides_[dimension] % dimensions_[dimension].size());
  }
  CellIndex index(std::span<const Node> at) const;
  // Every coordinate is a leaf.
  bool leaf(CellIndex cell) const { return leaf_[cell]; }
  // "state=TX;fiscal_year=2023": the codes of all coordinates but totals, in name order: the same
  // quantity has the same key in every table of one measure.
  std::string key(CellIndex cell) const;
  // The leaf cells that a cell sums.
  std::vector<CellIndex> leaves_of(CellIndex cell) const;
  // All cells whose sum holds this leaf cell, itself included.
  std::vector<CellIndex> sums_over(CellIndex leaf_cell) const;

 private:
  std::vector<Dimension> dimensions_;
  std::vector<std::size_t> strides_;
  std::vector<Count> values_;
  std::vector<bool> leaf_;
};

}  // namespace observatory
