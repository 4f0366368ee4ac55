#include "observatory/privacy.h"

#include <algorithm>
#include <array>
#include <limits>

namespace observatory {
namespace {

using base::Code;

// Uniform below `bound`, without bias.
std::uint64_t below(base::Random& random, std::uint64_t bound) {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t limit = most - most % bound;
  while (true) {
    std::array<std::uint8_t, 8> bytes{};
    random.fill(bytes);
    std::uint64_t word = 0;
    for (const std::uint8_t byte : bytes) word = word << 8 | byte;
    if (word < limit) return word % bound;
  }
}

// True with probability exp(−n / d), for n ≤ d: an alternating series drawn exactly.
bool below_exponential(base::Random& random, std::uint64_t n, std::uint64_t d) {
  std::uint64_t k = 1;
  while (below(random, d * k) < n) ++k;
  return k % 2 == 1;
}

}  // namespace

MilliEpsilon PrivacyBudget::left(const std::string& measure) const {
  MilliEpsilon left = total_;
  for (const Spending& spent : ledger_) {
    if (spent.measure == measure) left -= spent.epsilon;
  }
  return left;
}

base::Done PrivacyBudget::spend(const Spending& spending) {
  if (!on()) return base::refuse(Code::not_allowed, {{"what", "differential privacy is off"}});
  if (spending.epsilon <= 0) return base::refuse(Code::bad_value, {{"field", "epsilon"}});
  if (spending.epsilon > left(spending.measure)) {
    return base::refuse(Code::budget_spent, {{"measure", spending.measure}});
  }
  ledger_.push_back(spending);
  return {};
}

Count discrete_laplace(base::Random& random, MilliEpsilon epsilon) {
  // exp(−ε) with ε = s / t, t = 1000: draw the size as u + t v, halve the double zero by the sign.
  constexpr std::uint64_t t = 1000;
  const auto s = static_cast<std::uint64_t>(epsilon);
  while (true) {
    const std::uint64_t u = below(random, t);
    if (!below_exponential(random, u, t)) continue;
    std::uint64_t v = 0;
    while (below_exponential(random, 1, 1)) ++v;
    const auto size = static_cast<Count>((u + t * v) / s);
    const bool negative = below(random, 2) == 1;
    if (negative && size == 0) continue;
    return negative ? -size : size;
  }
}

base::Result<Cube> with_noise(const Cube& cube, const Spending& spending, PrivacyBudget& budget,
                              base::Random& random) {
  if (auto paid = budget.spend(spending); !paid) return pass(paid);
  std::vector<LeafCount> leaves;
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    if (!cube.leaf(cell)) continue;
    LeafCount leaf;
    for (std::size_t d = 0; d < cube.dimensions().size(); ++d) {
      leaf.at.push_back(cube.coordinate(cell, d));
    }
    leaf.count = std::max<Count>(0, cube.value(cell) + discrete_laplace(random, spending.epsilon));
    leaves.push_back(std::move(leaf));
  }
  return Cube::build(cube.dimensions(), leaves);
}

}  // namespace observatory
