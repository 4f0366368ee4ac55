// Tree: the RFC 6962 tree over the hashes of entries, growing at its right edge.
//
// Only the roots of complete subtrees of 256, 65 536 … leaves are stored (a row per 256 entries);
// what is between is computed from at most 256 hashes. Values here are plain: not thread-safe.
#pragma once

#include <vector>

#include "ledger/store.h"

namespace ledger {

// Levels between stored nodes.
inline constexpr std::uint32_t kTreeStep = 8;

class Tree {
 public:
  // Adds a leaf; nodes that became complete and are to be stored go to `stored`. O(1) on average.
  void add(const Hash& entry_hash, std::vector<TreeNode>& stored);
  std::uint64_t size() const { return size_; }
  Hash root() const;

 private:
  friend class TreeReader;
  std::uint64_t size_ = 0;
  // Roots of the complete subtrees that make up the tree, largest first: one per bit of size_.
  std::vector<Hash> peaks_;
};

// Reads subtrees of what a store holds. Fault store_damaged when a stored node is missing.
class TreeReader {
 public:
  explicit TreeReader(Store& store) : store_(store) {}
  Tree load(std::uint64_t size);
  // MTH(D[from:to]) of RFC 6962, from < to.
  Hash range(std::uint64_t from, std::uint64_t to);
  std::vector<Hash> inclusion(std::uint64_t index, std::uint64_t size);
  std::vector<Hash> consistency(std::uint64_t old_size, std::uint64_t new_size);

 private:
  Hash subtree(std::uint32_t level, std::uint64_t idx);
  Store& store_;
};

}  // namespace ledger
