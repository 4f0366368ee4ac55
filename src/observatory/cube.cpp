#include "observatory/cube.h"

#include <algorithm>

#include "base/check.h"

namespace observatory {

Dimension::Dimension(std::string name)
    : name_(std::move(name)), codes_{"total"}, parents_{-1}, depths_{0}, children_(1) {}

Dimension Dimension::flat(std::string name, std::span<const std::string> codes) {
  Dimension dimension(std::move(name));
  for (const auto& code : codes) dimension.add(code);
  return dimension;
}

Node Dimension::add(std::string code, Node parent) {
  AMPARO_CHECK(parent >= 0 && static_cast<std::size_t>(parent) < codes_.size());
  const Node node = static_cast<Node>(codes_.size());
  codes_.push_back(std::move(code));
  parents_.push_back(parent);
  depths_.push_back(depth(parent) + 1);
  children_.emplace_back();
  children_[static_cast<std::size_t>(parent)].push_back(node);
  return node;
}

Node Dimension::find(std::string_view code) const {
  const auto found = std::ranges::find(codes_, code);
  return found == codes_.end() ? -1 : static_cast<Node>(found - codes_.begin());
}

std::vector<Node> Dimension::leaves(Node node) const {
  if (leaf(node)) return {node};
  std::vector<Node> all;
  for (const Node child : children(node)) {
    const auto below = leaves(child);
    all.insert(all.end(), below.begin(), below.end());
  }
  return all;
}

bool Dimension::under(Node node, Node ancestor) const {
  while (node > ancestor) node = parent(node);
  return node == ancestor;
}

base::Result<Cube> Cube::build(std::vector<Dimension> dimensions,
                               std::span<const LeafCount> leaves) {
  Cube cube;
  cube.dimensions_ = std::move(dimensions);
  std::size_t size = 1;
  for (const auto& dimension : cube.dimensions_) {
    cube.strides_.push_back(size);
    size *= dimension.size();
    if (size > kMaxCells) {
      return base::refuse(base::Code::table_too_large, {{"limit", std::to_string(kMaxCells)}});
    }
  }
  cube.values_.assign(size, 0);
  for (const auto& [at, count] : leaves) {
    bool good = at.size() == cube.dimensions_.size() && count >= 0;
    for (std::size_t d = 0; good && d < at.size(); ++d) {
      const auto& dimension = cube.dimensions_[d];
      good =
          at[d] >= 0 && static_cast<std::size_t>(at[d]) < dimension.size() && dimension.leaf(at[d]);
    }
    if (!good) return base::refuse(base::Code::bad_value, {{"field", "cell"}});
    cube.values_[cube.index(at)] += count;
  }
  cube.leaf_.assign(size, true);
  for (std::size_t d = 0; d < cube.dimensions_.size(); ++d) {
    const auto& dimension = cube.dimensions_[d];
    const std::size_t stride = cube.strides_[d];
    // Children have higher numbers than parents, so from the last node down every node is complete.
    for (std::size_t cell = size; cell-- > 0;) {
      const Node node = cube.coordinate(static_cast<CellIndex>(cell), d);
      if (!dimension.leaf(node)) cube.leaf_[cell] = false;
      if (node == 0) continue;
      const auto parent = static_cast<std::size_t>(dimension.parent(node));
      cube.values_[cell - (static_cast<std::size_t>(node) - parent) * stride] += cube.values_[cell];
    }
  }
  return cube;
}

base::Result<Cube> Cube::printed(std::vector<Dimension> dimensions) {
  return build(std::move(dimensions), {});
}

CellIndex Cube::index(std::span<const Node> at) const {
  std::size_t cell = 0;
  for (std::size_t d = 0; d < at.size(); ++d) cell += static_cast<std::size_t>(at[d]) * strides_[d];
  return static_cast<CellIndex>(cell);
}

std::string Cube::key(CellIndex cell) const {
  std::vector<std::string> parts;
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    const Node node = coordinate(cell, d);
    if (node != 0) parts.push_back(dimensions_[d].name() + "=" + dimensions_[d].code(node));
  }
  std::ranges::sort(parts);
  std::string key;
  for (const auto& part : parts) {
    if (!key.empty()) key += ';';
    key += part;
  }
  return key;
}

std::vector<CellIndex> Cube::leaves_of(CellIndex cell) const {
  std::vector<std::size_t> cells{0};
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    std::vector<std::size_t> next;
    for (const Node node : dimensions_[d].leaves(coordinate(cell, d))) {
      for (const std::size_t c : cells) {
        next.push_back(c + static_cast<std::size_t>(node) * strides_[d]);
      }
    }
    cells = std::move(next);
  }
  return {cells.begin(), cells.end()};
}

std::vector<CellIndex> Cube::sums_over(CellIndex leaf_cell) const {
  std::vector<std::size_t> cells{0};
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    std::vector<std::size_t> next;
    for (Node node = coordinate(leaf_cell, d); node >= 0; node = dimensions_[d].parent(node)) {
      for (const std::size_t c : cells) {
        next.push_back(c + static_cast<std::size_t>(node) * strides_[d]);
      }
    }
    cells = std::move(next);
  }
  return {cells.begin(), cells.end()};
}

}  // namespace observatory
