#include "observatory/microdata.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/seams.h"
#include "observatory/privacy.h"

using namespace observatory;

namespace {

Microdata invented(std::uint64_t seed, std::size_t rows) {
  base::SeededRandom random(seed);
  Microdata data;
  const auto column = [&](const char* name, int values, std::vector<int> widths) {
    KeyColumn key;
    key.name = name;
    for (const int width : widths) {
      auto& level = key.up.emplace_back();
      for (int v = 0; v < values; ++v) level.push_back(v / width);
    }
    key.labels.resize(key.up.size());
    data.keys.push_back(std::move(key));
  };
  column("day", 60, {1, 30, 60});
  data.keys.back().min_level = 1;
  column("country", 12, {1, 4, 12});
  column("language", 5, {1, 5});
  data.sensitive_names = {"status"};
  for (std::size_t row = 0; row < rows; ++row) {
    for (const std::uint64_t n : {60, 12, 5}) {
      data.key_values.push_back(static_cast<Code32>(random.below(random.below(n) + 1)));
    }
    data.sensitive_values.push_back(static_cast<Code32>(random.below(random.below(4) + 1)));
  }
  return data;
}

}  // namespace

TEST_CASE("every exported combination is shared by k rows and l values, counted anew") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Microdata data = invented(seed, 60 + seed * 11);
    for (const std::size_t l : {1, 2}) {
      AnonymityPolicy policy;
      policy.l = l;
      policy.max_dropped = 0.5;
      const auto out = anonymise(data, policy);
      REQUIRE(out);
      const auto check = check_anonymity(data, *out);
      CHECK(check.smallest_class >= policy.k);
      CHECK(check.least_variety >= l);
      // Days never leave.
      CHECK(out->level[0] >= 1);
    }
  }
}

TEST_CASE("the check sees what is not anonymous") {
  const Microdata data = invented(3, 200);
  auto out = anonymise(data, {}).value();
  // Give one row its own values back under a code nobody else has.
  out.dropped[0] = false;
  out.key_values[0] = 4000;
  CHECK(check_anonymity(data, out).smallest_class == 1);
}

TEST_CASE("where too many rows would be dropped the export is refused") {
  Microdata data = invented(5, 6);
  AnonymityPolicy policy;
  policy.k = 50;
  CHECK(anonymise(data, policy).error().code == base::Code::cannot_anonymise);
  data.key_values.pop_back();
  CHECK(anonymise(data, {}).error().code == base::Code::bad_value);
}

TEST_CASE("differential privacy is off, pays before it gives, and stops when the budget is spent") {
  const std::vector<std::string> codes = {"a", "b", "c"};
  const std::vector<LeafCount> leaves = {{{1}, 1000}, {{2}, 2000}, {{3}, 0}};
  const Cube cube = Cube::build({Dimension::flat("x", codes)}, leaves).value();
  base::SeededRandom random(1);
  PrivacyBudget off;
  CHECK(with_noise(cube, {"m", "r", 500}, off, random).error().code == base::Code::not_allowed);
  PrivacyBudget budget(1000);
  const auto noisy = with_noise(cube, {"m", "r1", 600}, budget, random);
  REQUIRE(noisy);
  CHECK(noisy->value(0) == noisy->value(1) + noisy->value(2) + noisy->value(3));
  CHECK(with_noise(cube, {"m", "r2", 600}, budget, random).error().code ==
        base::Code::budget_spent);
  CHECK(budget.left("m") == 400);
  CHECK(budget.left("other") == 1000);
}

TEST_CASE("the noise has the shape it says") {
  base::SeededRandom random(42);
  constexpr int kDraws = 40000;
  const double q = std::exp(-0.7);
  double sum = 0;
  int zeros = 0;
  int ones = 0;
  for (int i = 0; i < kDraws; ++i) {
    const Count x = discrete_laplace(random, 700);
    sum += static_cast<double>(x);
    zeros += x == 0 ? 1 : 0;
    ones += x == 1 ? 1 : 0;
  }
  const double p0 = (1 - q) / (1 + q);
  CHECK(std::abs(sum / kDraws) < 0.05);
  CHECK(std::abs(static_cast<double>(zeros) / kDraws - p0) < 0.01);
  CHECK(std::abs(static_cast<double>(ones) / kDraws - p0 * q) < 0.01);
}
