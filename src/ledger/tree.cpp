#include "ledger/tree.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "ledger/checkpoint.h"

namespace ledger {

namespace {

// The largest power of two below n; n > 1.
std::uint64_t split_of(std::uint64_t n) {
  return std::bit_floor(n - 1);
}

}  // namespace

void Tree::add(const Hash& entry_hash, std::vector<TreeNode>& stored) {
  Hash at = leaf_hash(entry_hash);
  std::uint32_t level = 0;
  // Adding one to the size carries through its low one bits: each carry joins two subtrees.
  for (std::uint64_t bits = size_; (bits & 1) == 1; bits >>= 1) {
    at = node_hash(peaks_.back(), at);
    peaks_.pop_back();
    level++;
    if (level % kTreeStep == 0) stored.push_back({level, size_ >> level, at});
  }
  peaks_.push_back(at);
  size_++;
}

Hash Tree::root() const {
  if (peaks_.empty()) return empty_root();
  Hash at = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i-- > 0;) at = node_hash(peaks_[i], at);
  return at;
}

Tree TreeReader::load(std::uint64_t size) {
  Tree tree;
  tree.size_ = size;
  std::uint64_t from = 0;
  for (int level = 63; level >= 0; --level) {
    if ((size >> level & 1) == 0) continue;
    tree.peaks_.push_back(subtree(static_cast<std::uint32_t>(level), from >> level));
    from += std::uint64_t{1} << level;
  }
  return tree;
}

Hash TreeReader::subtree(std::uint32_t level, std::uint64_t idx) {
  if (level > 0 && level % kTreeStep == 0) {
    const std::optional<Hash> hash = store_.tree_node(level, idx);
    if (!hash) throw base::Fault(base::Code::store_damaged, "a node of the tree is missing");
    return *hash;
  }
  if (level > kTreeStep) {
    return node_hash(subtree(level - 1, 2 * idx), subtree(level - 1, 2 * idx + 1));
  }
  const std::uint64_t from = idx << level;
  const std::uint64_t count = std::uint64_t{1} << level;
  std::vector<Hash> row = store_.hashes(from + 1, from + count);
  if (row.size() != count) throw base::Fault(base::Code::store_damaged, "an entry is missing");
  std::transform(row.begin(), row.end(), row.begin(), leaf_hash);
  for (; row.size() > 1; row.resize(row.size() / 2)) {
    for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
  }
  return row[0];
}

Hash TreeReader::range(std::uint64_t from, std::uint64_t to) {
  AMPARO_CHECK(from < to);
  const std::uint64_t n = to - from;
  if (std::has_single_bit(n) && from % n == 0) {
    const auto level = static_cast<std::uint32_t>(std::countr_zero(n));
    return subtree(level, from >> level);
  }
  const std::uint64_t k = split_of(n);
  return node_hash(range(from, from + k), range(from + k, to));
}

std::vector<Hash> TreeReader::inclusion(std::uint64_t index, std::uint64_t size) {
  AMPARO_CHECK(index < size);
  std::vector<Hash> proof;
  std::uint64_t from = 0;
  std::uint64_t to = size;
  while (to - from > 1) {  // from the root down; the proof goes from the leaf up
    const std::uint64_t middle = from + split_of(to - from);
    if (index < middle) {
      proof.push_back(range(middle, to));
      to = middle;
    } else {
      proof.push_back(range(from, middle));
      from = middle;
    }
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

std::vector<Hash> TreeReader::consistency(std::uint64_t old_size, std::uint64_t new_size) {
  AMPARO_CHECK(old_size <= new_size);
  std::vector<Hash> proof;
  if (old_size == 0 || old_size == new_size) return proof;
  std::uint64_t from = 0;
  std::uint64_t to = new_size;
  bool whole = true;  // the old tree is a complete subtree that the verifier knows already
  while (old_size != to) {
    const std::uint64_t middle = from + split_of(to - from);
    if (old_size <= middle) {
      proof.push_back(range(middle, to));
      to = middle;
    } else {
      proof.push_back(range(from, middle));
      from = middle;
      whole = false;
    }
  }
  if (!whole) proof.push_back(range(from, to));
  std::reverse(proof.begin(), proof.end());
  return proof;
}

}  // namespace ledger
