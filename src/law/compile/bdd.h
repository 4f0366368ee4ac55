// Reduced ordered binary decision diagrams (Bryant 1986): a boolean function has one node, so two
// conditions are the same exactly when their numbers are.
#pragma once

#include <map>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace law {

class Bdd {
 public:
  using Ref = int;
  static constexpr Ref kFalse = 0;
  static constexpr Ref kTrue = 1;
  static constexpr Ref kTooLarge = -1;  // more nodes than asked; poisons what is made from it

  explicit Bdd(std::size_t max_nodes) : max_nodes_(max_nodes) {}

  Ref variable(int number) { return node(number, kFalse, kTrue); }
  Ref negate(Ref f) { return choose(f, kFalse, kTrue); }
  Ref both(Ref f, Ref g) { return choose(f, g, kFalse); }
  Ref either(Ref f, Ref g) { return choose(f, kTrue, g); }
  // if f then g else h.
  Ref choose(Ref f, Ref g, Ref h);

 private:
  struct Node {
    int variable;
    Ref low;
    Ref high;
  };
  static constexpr int kLeafVariable = 1 << 30;

  Ref node(int variable, Ref low, Ref high);
  int top(Ref f) const { return nodes_[static_cast<std::size_t>(f)].variable; }
  Ref branch(Ref f, int variable, bool high) const;

  std::size_t max_nodes_;
  std::vector<Node> nodes_{{kLeafVariable, kFalse, kFalse}, {kLeafVariable, kTrue, kTrue}};
  std::map<std::tuple<int, Ref, Ref>, Ref> unique_;
  std::map<std::tuple<Ref, Ref, Ref>, Ref> chosen_;
};

}  // namespace law
