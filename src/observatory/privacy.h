// Differential privacy, an option that is off: noise on counts, paid from a budget that only
// shrinks.
//
// Counts of tens of children do not survive a small ε; use it for large tables only. Noise is whole
// numbers from the discrete Laplace distribution, drawn exactly (Canonne, Kamath, Steinke 2020,
// "The discrete Gaussian for differential privacy", algorithm 2), from the system's randomness and
// never from a seed outside tests. Totals are sums of noisy leaves, so that they stay consistent.
#pragma once

#include <string>
#include <vector>

#include "base/seams.h"
#include "observatory/cube.h"

namespace observatory {

// ε in thousandths, so that sums are exact.
using MilliEpsilon = std::int64_t;

struct Spending {
  std::string measure;
  std::string release;
  MilliEpsilon epsilon = 0;
};

class PrivacyBudget {
 public:
  // Off until a total above 0 is given.
  explicit PrivacyBudget(MilliEpsilon total_per_measure = 0) : total_(total_per_measure) {}
  bool on() const { return total_ > 0; }
  MilliEpsilon left(const std::string& measure) const;
  // Refusals: not_allowed (the option is off), bad_value (ε not above 0), budget_spent.
  base::Done spend(const Spending& spending);
  const std::vector<Spending>& ledger() const { return ledger_; }

 private:
  MilliEpsilon total_;
  std::vector<Spending> ledger_;
};

// One draw with P(x) proportional to exp(−|x| ε). ε above 0.
Count discrete_laplace(base::Random& random, MilliEpsilon epsilon);

// The cube with noise on every leaf (one person is in one leaf), negative results at 0, totals
// summed again. Pays first; a refused payment gives no table.
base::Result<Cube> with_noise(const Cube& cube, const Spending& spending, PrivacyBudget& budget,
                              base::Random& random);

}  // namespace observatory
