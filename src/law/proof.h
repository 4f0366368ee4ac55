// Proofs: which written conditions settle a truth, and which can still matter.
#pragma once

#include "law/facts.h"
#include "law/op.h"

namespace law {

// Reads the nodes of one case. A leaf is a node without children.
class Proof {
 public:
  Proof(const Ruleset& ruleset, std::span<const Truth> truths)
      : ruleset_(ruleset), truths_(truths) {}

  Truth truth(Index node) const;
  // The smallest set of leaves that settles a node that is yes or no (ties: the earlier).
  std::vector<Index> smallest(Index node) const;
  // Every leaf that speaks for the node's truth, yes or no.
  void all(Index node, std::vector<Index>& leaves) const;
  // The undecided leaves below undecided nodes: nothing else can still matter.
  void open(Index node, std::vector<Index>& leaves) const;
  // How many there are.
  int count_open(Index node) const;

 private:
  template <class Visit>
  void each_child(Index node, const Visit& visit) const;
  // True when one child alone settles the node's present truth.
  bool one_settles(Index node) const;
  // True when the child speaks for the node's present truth.
  bool supports(Index node, Index child) const;

  const Ruleset& ruleset_;
  std::span<const Truth> truths_;
};

// The atoms an operation reads, added to `atoms` when not yet there.
void atoms_of(const Tables& tables, Index op, std::vector<Index>& atoms);

}  // namespace law
