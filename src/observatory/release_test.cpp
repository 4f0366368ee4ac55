#include "observatory/release.h"

#include <doctest/doctest.h>

using namespace observatory;

namespace {

std::string length_hash(std::string_view text) {
  return "h" + std::to_string(text.size());
}

Dimension two(std::string name) {
  const std::vector<std::string> codes = {"a", "b"};
  return Dimension::flat(std::move(name), codes);
}

// place × sex × age, larger than the threshold but for one cell.
Cube joint(Count special) {
  std::vector<LeafCount> leaves;
  for (const Node x : {1, 2}) {
    for (const Node y : {1, 2}) {
      for (const Node z : {1, 2}) {
        const bool small = x == 1 && y == 1 && z == 1;
        leaves.push_back({{x, y, z}, small ? special : 20 + 7 * x + 3 * y + z});
      }
    }
  }
  return Cube::build({two("place"), two("sex"), two("age")}, leaves).value();
}

ReleaseRequest request(std::string id, std::vector<std::string> dimensions) {
  ReleaseRequest asked;
  asked.id = std::move(id);
  asked.measure = "m";
  asked.vintage = "2024-01";
  asked.printed_dimensions = std::move(dimensions);
  asked.source = "own";
  return asked;
}

}  // namespace

TEST_CASE("a release needs two different persons before it is registered") {
  const Cube cube = joint(4);
  auto release = prepare_release(cube, request("r1", {"place", "sex", "age"}), {}, {}, length_hash);
  REQUIRE(release);
  Register registered;
  CHECK(!enter(registered, cube, *release));
  CHECK(sign_release(*release, "Ana"));
  CHECK(sign_release(*release, "Ana").error().code == base::Code::second_person_needed);
  CHECK(!enter(registered, cube, *release));
  CHECK(sign_release(*release, "Beto"));
  CHECK(enter(registered, cube, *release));
  CHECK(registered.of("m").size() == 27 - release->audit.hidden);
  CHECK(release->manifest.find("threshold: 11") != std::string::npos);
  CHECK(release->manifest.find("table_hash: h") != std::string::npos);
  CHECK(release->csv.find(",4,") == std::string::npos);
  CHECK(release->csv.find(",suppressed") != std::string::npos);
  CHECK(Register::from_csv(registered.to_csv())->to_csv() == registered.to_csv());
}

TEST_CASE("an earlier table of other dimensions counts: the cube must hold both") {
  const Cube whole = joint(30);
  Register registered;
  auto first = prepare_release(whole, request("r1", {"place", "sex"}), registered, {}, length_hash);
  REQUIRE(first);
  REQUIRE(sign_release(*first, "Ana"));
  REQUIRE(sign_release(*first, "Beto"));
  REQUIRE(enter(registered, whole, *first));
  // Only place × sex and its totals are known now.
  CHECK(registered.of("m").size() == 9);
  const std::vector<LeafCount> two_way = {{{1, 1}, 8}, {{1, 2}, 60}, {{2, 1}, 70}, {{2, 2}, 80}};
  const Cube narrow = Cube::build({two("place"), two("age")}, two_way).value();
  const auto refused =
      prepare_release(narrow, request("r2", {"place", "age"}), registered, {}, length_hash);
  REQUIRE(!refused);
  CHECK(refused.error().code == base::Code::release_needs_joint);
  CHECK(needed_dimensions(registered, "m", {"place", "age"}) ==
        std::vector<std::string>{"place", "age", "sex"});
  auto second =
      prepare_release(whole, request("r2", {"place", "age"}), registered, {}, length_hash);
  REQUIRE(second);
  for (const auto& row : second->rows) CHECK(row.codes.size() == 2);
}

TEST_CASE("a corrected vintage does not reveal by its difference") {
  Register registered;
  const Cube old = joint(30);
  auto first = prepare_release(old, request("r1", {"place", "sex", "age"}), {}, {}, length_hash);
  REQUIRE(first);
  REQUIRE(sign_release(*first, "Ana"));
  REQUIRE(sign_release(*first, "Beto"));
  REQUIRE(enter(registered, old, *first));
  auto asked = request("r2", {"place", "sex", "age"});
  asked.vintage = "2024-02";
  // One child more: every sum that holds the cell differs by one.
  const auto corrected = prepare_release(joint(31), asked, registered, {}, length_hash);
  if (corrected) {
    const auto& why = corrected->protection.why;
    CHECK(std::count(why.begin(), why.end(), Why::difference) == 8);
  } else {
    CHECK(corrected.error().code == base::Code::cannot_protect);
  }
  // The same vintage again is locked, not hidden: it is known.
  const auto again = prepare_release(old, request("r3", {"place"}), registered, {}, length_hash);
  REQUIRE(again);
  CHECK(again->protection.primary == 0);
}
