#include "observatory/disclosure.h"

#include <algorithm>
#include <functional>
#include <limits>

#include <doctest/doctest.h>

#include "base/seams.h"

using namespace observatory;

namespace {

Dimension flat(std::string name, int leaves) {
  Dimension dimension(std::move(name));
  for (int i = 0; i < leaves; ++i) dimension.add(std::string(1, static_cast<char>('a' + i)));
  return dimension;
}

// A random small cube; every shape has at most eight leaves, so that all tables can be listed.
Cube small_cube(base::SeededRandom& random, int shape) {
  std::vector<Dimension> dimensions;
  if (shape == 0) dimensions = {flat("x", 2), flat("y", 3)};
  if (shape == 1) dimensions = {flat("x", 2), flat("y", 2), flat("z", 2)};
  if (shape == 2) {
    Dimension places("x");
    const Node north = places.add("north");
    const Node south = places.add("south");
    places.add("n1", north);
    places.add("n2", north);
    places.add("s1", south);
    dimensions = {places, flat("y", 2)};
  }
  if (shape == 3) dimensions = {flat("x", 3), flat("y", 2)};
  std::vector<LeafCount> leaves;
  std::vector<Node> at(dimensions.size());
  const std::function<void(std::size_t)> fill = [&](std::size_t d) {
    if (d == dimensions.size()) {
      const std::uint64_t kind = random.below(4);
      const Count count = kind == 0 ? 0 : static_cast<Count>(random.below(kind == 1 ? 3 : 9));
      leaves.push_back({at, count});
      return;
    }
    for (const Node leaf : dimensions[d].leaves(0)) {
      at[d] = leaf;
      fill(d + 1);
    }
  };
  fill(0);
  return Cube::build(dimensions, leaves).value();
}

// The slow obvious twin: lists every whole-number table that agrees with what is shown, and gives
// the least and greatest value of each cell. The grand total must be shown.
std::vector<Bounds> all_tables(const Cube& cube, const Protection& protection) {
  std::vector<CellIndex> leaves;
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    if (cube.leaf(cell)) leaves.push_back(cell);
  }
  std::vector<std::vector<CellIndex>> sums;
  for (const CellIndex leaf : leaves) sums.push_back(cube.sums_over(leaf));
  std::vector<Bounds> bounds(cube.size(), {std::numeric_limits<Count>::max(), -1});
  std::vector<Count> table(cube.size(), 0);
  const auto shown = [&](CellIndex cell) {
    return protection.show[cell] == Show::published || protection.show[cell] == Show::locked;
  };
  const std::function<void(std::size_t)> next = [&](std::size_t i) {
    if (i == leaves.size()) {
      for (CellIndex cell = 0; cell < cube.size(); ++cell) {
        if (shown(cell) && table[cell] != cube.value(cell)) return;
        if (protection.show[cell] == Show::hidden && table[cell] < 1) return;
      }
      for (CellIndex cell = 0; cell < cube.size(); ++cell) {
        bounds[cell].low = std::min(bounds[cell].low, table[cell]);
        bounds[cell].high = std::max(bounds[cell].high, table[cell]);
      }
      return;
    }
    const CellIndex leaf = leaves[i];
    const bool fixed = shown(leaf);
    for (Count v = fixed ? cube.value(leaf) : 0; v <= (fixed ? cube.value(leaf) : cube.value(0));
         ++v) {
      for (const CellIndex cell : sums[i]) table[cell] += v;
      const bool over = std::ranges::any_of(
          sums[i], [&](CellIndex cell) { return shown(cell) && table[cell] > cube.value(cell); });
      if (!over) next(i + 1);
      for (const CellIndex cell : sums[i]) table[cell] -= v;
      if (over) break;
    }
  };
  next(0);
  return bounds;
}

}  // namespace

TEST_CASE("what the audit proves, the list of all tables confirms") {
  base::SeededRandom random(7);
  std::size_t safe_by_list = 0;
  std::size_t proven = 0;
  for (int round = 0; round < 160; ++round) {
    const Cube cube = small_cube(random, round % 4);
    Protection protection;
    protection.threshold = 3;
    protection.show.assign(cube.size(), Show::published);
    protection.why.assign(cube.size(), Why::none);
    for (CellIndex cell = 1; cell < cube.size(); ++cell) {
      if (cube.value(cell) > 0 && random.below(10) < 7) protection.show[cell] = Show::hidden;
    }
    const auto truth = all_tables(cube, protection);
    const auto outer = attacker_bounds(cube, protection);
    const AuditResult result = audit(cube, protection);
    for (CellIndex cell = 0; cell < cube.size(); ++cell) {
      REQUIRE(outer[cell].low <= truth[cell].low);
      REQUIRE(outer[cell].high >= truth[cell].high);
      if (protection.show[cell] != Show::hidden) continue;
      const bool safe = truth[cell].high - truth[cell].low >= protection.threshold;
      const bool accepted = std::ranges::find(result.unproven, cell) == result.unproven.end();
      if (accepted) REQUIRE(safe);
      safe_by_list += safe ? 1 : 0;
      proven += accepted ? 1 : 0;
    }
  }
  // It may refuse more than need be, but not so much that it is useless.
  CHECK(safe_by_list > 100);
  CHECK(proven * 5 >= safe_by_list * 4);
}

TEST_CASE("a protected table is safe by the list of all tables; without companions it is not") {
  base::SeededRandom random(11);
  int caught = 0;
  int protected_tables = 0;
  for (int round = 0; round < 120; ++round) {
    const Cube cube = small_cube(random, round % 4);
    Policy policy;
    policy.threshold = 5;
    const auto primary = primary_cells(cube, policy).value();
    if (primary.show[0] == Show::hidden) continue;
    // The control: companions left out. Wherever a cell can be computed the audit must say so.
    const auto bare = all_tables(cube, primary);
    bool leaks = false;
    for (CellIndex cell = 0; cell < cube.size(); ++cell) {
      leaks = leaks || (primary.show[cell] == Show::hidden && bare[cell].high - bare[cell].low < 5);
    }
    if (leaks) {
      CHECK(!audit(cube, primary).accepted());
      ++caught;
    }
    const auto done = protect(cube, primary);
    if (!done) continue;
    ++protected_tables;
    CHECK(audit(cube, *done).accepted());
    if (done->show[0] == Show::hidden) continue;
    const auto truth = all_tables(cube, *done);
    for (CellIndex cell = 0; cell < cube.size(); ++cell) {
      if (done->show[cell] == Show::hidden) REQUIRE(truth[cell].high - truth[cell].low >= 5);
    }
  }
  CHECK(caught > 20);
  CHECK(protected_tables > 20);
}

TEST_CASE("a cell alone in its line is the classic leak, and the bounds show it") {
  const std::vector<LeafCount> leaves = {{{1, 1}, 3}, {{1, 2}, 40}, {{2, 1}, 50}, {{2, 2}, 60}};
  const Cube cube = Cube::build({flat("x", 2), flat("y", 2)}, leaves).value();
  const auto bare = primary_cells(cube, {}).value();
  const std::vector<Node> small_at = {1, 1};
  const CellIndex small = cube.index(small_at);
  const auto bounds = attacker_bounds(cube, bare);
  CHECK(bounds[small].low == 3);
  CHECK(bounds[small].high == 3);
  CHECK(audit(cube, bare).unproven == std::vector<CellIndex>{small});
  const auto safe = protect(cube, bare).value();
  CHECK(safe.complementary == 3);
  CHECK(audit(cube, safe).accepted());
}

TEST_CASE("where only pairs help, inner cells and single totals go, never the total of all") {
  // Three by three, no two rows share two columns: no exchange of four cells exists.
  const std::vector<LeafCount> leaves = {{{1, 1}, 3}, {{1, 3}, 40}, {{2, 2}, 50}, {{3, 1}, 60}};
  const Cube cube = Cube::build({flat("x", 3), flat("y", 3)}, leaves).value();
  const auto bare = primary_cells(cube, {}).value();
  REQUIRE(bare.primary == 1);
  CHECK(!audit(cube, bare).accepted());
  const auto safe = protect(cube, bare).value();
  CHECK(audit(cube, safe).accepted());
  CHECK(safe.show[0] == Show::published);
  CHECK(safe.complementary == 3);
  // Only two cells share no line: they vary against each other, and their four totals with them.
  const std::vector<LeafCount> apart = {{{1, 1}, 3}, {{2, 2}, 50}};
  const Cube lone = Cube::build({flat("x", 3), flat("y", 3)}, apart).value();
  const auto pair = protect(lone, primary_cells(lone, {}).value()).value();
  CHECK(audit(lone, pair).accepted());
  CHECK(pair.show[0] == Show::published);
}

TEST_CASE("what an earlier release printed is not used to hide behind") {
  const std::vector<LeafCount> leaves = {{{1, 1}, 3},  {{1, 2}, 40}, {{1, 3}, 30},
                                         {{2, 1}, 50}, {{2, 2}, 60}, {{2, 3}, 70}};
  const Cube cube = Cube::build({flat("x", 2), flat("y", 3)}, leaves).value();
  std::vector<Show> known(cube.size(), Show::published);
  const std::vector<Node> printed = {1, 2};
  known[cube.index(printed)] = Show::locked;
  const auto safe = protect(cube, primary_cells(cube, {}, known).value()).value();
  CHECK(safe.show[cube.index(printed)] == Show::locked);
  CHECK(audit(cube, safe).accepted());
  // The control: the same table protected without regard to the earlier release.
  auto careless = protect(cube, primary_cells(cube, {}).value()).value();
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    if (careless.show[cell] == Show::hidden && careless.why[cell] == Why::complementary) {
      careless.show[cell] = Show::locked;
    }
  }
  CHECK(!audit(cube, careless).accepted());
  std::fill(known.begin(), known.end(), Show::locked);
  CHECK(primary_cells(cube, {}, known).error().code == base::Code::already_published);
}

TEST_CASE("a forged witness is not believed") {
  const std::vector<LeafCount> leaves = {{{1, 1}, 30}, {{1, 2}, 40}, {{2, 1}, 50}, {{2, 2}, 60}};
  const Cube cube = Cube::build({flat("x", 2), flat("y", 2)}, leaves).value();
  auto protection = primary_cells(cube, {}).value();
  for (const Node x : {1, 2}) {
    for (const Node y : {1, 2}) {
      const std::vector<Node> at = {x, y};
      protection.show[cube.index(at)] = Show::hidden;
    }
  }
  std::vector<Witness> witnesses;
  REQUIRE(audit(cube, protection, &witnesses).accepted());
  for (const Witness& good : witnesses) {
    CHECK(check_witness(cube, protection, good));
    Witness forged = good;
    forged.high.pop_back();
    CHECK(!check_witness(cube, protection, forged));
    forged = good;
    forged.high.front().by += 1000;
    CHECK(!check_witness(cube, protection, forged));
    forged = good;
    forged.high.clear();
    forged.low.clear();
    CHECK(!check_witness(cube, protection, forged));
  }
}

TEST_CASE("dominance hides a large cell that one organisation supplies") {
  const std::vector<LeafCount> all = {{{1}, 100}, {{2}, 100}, {{3}, 100}};
  const std::vector<LeafCount> one = {{{1}, 81}, {{2}, 80}};
  const Cube cube = Cube::build({flat("x", 3)}, all).value();
  const std::vector<Cube> shares = {Cube::build({flat("x", 3)}, one).value()};
  auto protection = primary_cells(cube, {}).value();
  add_dominance(cube, shares, {}, protection);
  CHECK(protection.why[1] == Why::dominance);
  CHECK(protection.why[2] == Why::none);
}

TEST_CASE("rounding covers totals, and policies out of range are refused") {
  const std::vector<LeafCount> leaves = {{{1}, 123}, {{2}, 101}};
  const Cube cube = Cube::build({flat("x", 2)}, leaves).value();
  Policy policy;
  policy.rounding = 10;
  const auto protection = primary_cells(cube, policy).value();
  CHECK(printed_value(cube, protection, policy, 1) == 120);
  CHECK(printed_value(cube, protection, policy, 0) == 220);
  policy.rounding = 7;
  CHECK(!check_policy(policy));
  policy.rounding = 1;
  policy.threshold = 4;
  CHECK(!check_policy(policy));
}
