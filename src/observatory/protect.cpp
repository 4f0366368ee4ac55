#include <algorithm>
#include <unordered_map>

#include "observatory/disclosure.h"
#include "observatory/moves.h"

namespace observatory {
namespace {

using base::Code;

constexpr float kSumWeight = 0.2F;
constexpr float kOneWayWeight = 3;
constexpr float kGrandTotalWeight = 1000;

// What hiding a cell costs: one, and more the more it sums: readers want totals, so the total of
// all goes only where nothing else helps, and the totals of one dimension late.
std::vector<float> weights(const Cube& cube) {
  const std::size_t dimensions = cube.dimensions().size();
  std::vector<float> weight(cube.size());
  for (std::size_t cell = 0; cell < weight.size(); ++cell) {
    std::size_t sums = 0;
    for (std::size_t d = 0; d < dimensions; ++d) {
      const auto& dimension = cube.dimensions()[d];
      if (!dimension.leaf(cube.coordinate(static_cast<CellIndex>(cell), d))) ++sums;
    }
    weight[cell] = 1 + kSumWeight * static_cast<float>(sums * sums);
    if (sums + 1 == dimensions && dimensions > 1) weight[cell] += kOneWayWeight;
    if (sums == dimensions) weight[cell] += kGrandTotalWeight;
  }
  return weight;
}

class Protector {
 public:
  Protector(const Cube& cube, Protection& protection)
      : cube_(cube), out_(protection), search_(cube, protection.show), weight_(weights(cube)) {}

  base::Done run() {
    auto cells = hidden();
    // Inner cells first: what they hide serves the sums above them; of these small counts first:
    // they need the widest companions, which then serve their neighbours.
    std::ranges::stable_sort(
        cells, {}, [&](CellIndex cell) { return std::pair(weight_[cell], cube_.value(cell)); });
    while (!cells.empty()) {
      const std::size_t before = out_.complementary;
      for (const CellIndex cell : cells) {
        if (auto done = secure(cell); !done) return done;
      }
      if (out_.complementary == before) break;
      cells = hidden();
    }
    show_again();
    return {};
  }

 private:
  std::vector<CellIndex> hidden() const {
    std::vector<CellIndex> cells;
    for (CellIndex cell = 0; cell < cube_.size(); ++cell) {
      if (out_.show[cell] == Show::hidden) cells.push_back(cell);
    }
    return cells;
  }

  // How far the cell may vary as things stand; remembers which cells that rests on.
  Count range(CellIndex cell) {
    auto& support = supports_[cell];
    support.clear();
    const Count up = search_.push(cell, 1, out_.threshold, nullptr, &support);
    const Count down =
        up < out_.threshold ? search_.push(cell, -1, out_.threshold - up, nullptr, &support) : 0;
    std::ranges::sort(support);
    support.erase(std::ranges::unique(support).begin(), support.end());
    for (const CellIndex used : support) users_[used].push_back(cell);
    return up + down;
  }

  base::Done secure(CellIndex cell) {
    const auto known = supports_.find(cell);
    if (known != supports_.end() && secured_[cell]) return {};
    Count got = range(cell);
    // First only what is missing; when that does not add up, a box that is enough alone.
    for (int attempt = 0; got < out_.threshold; ++attempt) {
      const Count want = attempt == 0 ? out_.threshold - got : out_.threshold;
      const Box box = search_.cheapest(cell, want, weight_);
      if (box.empty() || attempt > 1) {
        return base::refuse(Code::cannot_protect, {{"cell", cube_.key(cell)}});
      }
      hide(box);
      got = range(cell);
    }
    secured_[cell] = true;
    return {};
  }

  void hide(const Box& box) {
    for (const auto& [cell, sign] : box) {
      if (out_.show[cell] != Show::published) continue;
      out_.show[cell] = Show::hidden;
      out_.why[cell] = Why::complementary;
      ++out_.complementary;
    }
  }

  // Shows each complementary cell again that nothing rests on any more.
  void show_again() {
    auto cells = hidden();
    std::erase_if(cells, [&](CellIndex c) { return out_.why[c] != Why::complementary; });
    std::ranges::stable_sort(cells, std::greater{},
                             [&](CellIndex cell) { return cube_.value(cell); });
    for (const CellIndex cell : cells) {
      out_.show[cell] = Show::published;
      if (rest_is_safe(cell)) {
        out_.why[cell] = Why::none;
        --out_.complementary;
      } else {
        out_.show[cell] = Show::hidden;
      }
    }
  }

  bool rest_is_safe(CellIndex shown) {
    const auto users = users_[shown];
    std::vector<std::pair<CellIndex, std::vector<CellIndex>>> old;
    bool safe = true;
    for (const CellIndex user : users) {
      if (user == shown || out_.show[user] != Show::hidden) continue;
      auto& support = supports_[user];
      if (!std::ranges::binary_search(support, shown)) continue;
      old.emplace_back(user, support);
      if (range(user) < out_.threshold) {
        safe = false;
        break;
      }
    }
    if (!safe) {
      for (auto& [user, support] : old) supports_[user] = std::move(support);
    }
    return safe;
  }

  const Cube& cube_;
  Protection& out_;
  MoveSearch search_;
  std::vector<float> weight_;
  std::unordered_map<CellIndex, std::vector<CellIndex>> supports_;
  std::unordered_map<CellIndex, std::vector<CellIndex>> users_;
  std::unordered_map<CellIndex, bool> secured_;
};

}  // namespace

base::Done check_policy(const Policy& policy) {
  if (policy.threshold < 5 || policy.threshold > 50) {
    return base::refuse(Code::bad_value, {{"field", "threshold"}});
  }
  if (!(policy.dominance_share >= 0.5 && policy.dominance_share <= 1)) {
    return base::refuse(Code::bad_value, {{"field", "dominance_share"}});
  }
  if (policy.rounding != 1 && policy.rounding != 5 && policy.rounding != 10) {
    return base::refuse(Code::bad_value, {{"field", "rounding"}});
  }
  return {};
}

base::Result<Protection> primary_cells(const Cube& cube, const Policy& policy,
                                       std::vector<Show> show) {
  if (auto good = check_policy(policy); !good) return pass(good);
  Protection protection;
  protection.threshold = policy.threshold;
  protection.show = std::move(show);
  protection.show.resize(cube.size(), Show::published);
  protection.why.assign(cube.size(), Why::none);
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    const bool small = cube.value(cell) > 0 && cube.value(cell) < policy.threshold;
    if (!small) continue;
    if (protection.show[cell] == Show::locked) {
      return base::refuse(Code::already_published, {{"cell", cube.key(cell)}});
    }
    if (protection.show[cell] != Show::published) continue;
    protection.show[cell] = Show::hidden;
    protection.why[cell] = Why::small;
    ++protection.primary;
  }
  return protection;
}

base::Result<Protection> protect(const Cube& cube, Protection primary) {
  Protector protector(cube, primary);
  if (auto done = protector.run(); !done) return pass(done);
  return primary;
}

void add_dominance(const Cube& cube, std::span<const Cube> contributions, const Policy& policy,
                   Protection& protection) {
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    if (protection.show[cell] != Show::published || cube.value(cell) == 0) continue;
    Count most = 0;
    for (const Cube& one : contributions) most = std::max(most, one.value(cell));
    const double share = static_cast<double>(most) / static_cast<double>(cube.value(cell));
    if (share <= policy.dominance_share) continue;
    protection.show[cell] = Show::hidden;
    protection.why[cell] = Why::dominance;
    ++protection.primary;
  }
}

std::optional<Count> printed_value(const Cube& cube, const Protection& protection,
                                   const Policy& policy, CellIndex cell) {
  const Show show = protection.show[cell];
  if (show == Show::hidden || show == Show::internal) return std::nullopt;
  const Count value = cube.value(cell);
  return (value + policy.rounding / 2) / policy.rounding * policy.rounding;
}

}  // namespace observatory
