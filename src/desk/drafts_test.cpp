#include "desk/drafts.h"

#include <fstream>
#include <iterator>

#include "desk/test_world.h"

using namespace desk_test;

namespace {

constexpr std::size_t kMost = 3;

std::vector<desk::Drafts::Draft> drafts_of(World& world, const std::string& user) {
  return world.as(
      user, [&](const desk::Session& session) { return desk::Drafts(world.house()).all(session); });
}
base::Done keep(World& world, const std::string& user, const desk::Drafts::Draft& draft) {
  return world.as(user, [&](const desk::Session& session) {
    return desk::Drafts(world.house()).keep(session, draft, kMost);
  });
}
void wipe(World& world, const std::string& user, const std::string& place) {
  world.as(user, [&](const desk::Session& session) {
    desk::Drafts(world.house()).wipe(session, place);
    return true;
  });
}

// Every byte under the folder of drafts, and the names of its files.
std::string everything_of(World& world) {
  std::string all;
  const auto folder = world.folder() / "drafts";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    all += entry.path().string();
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  return all;
}

}  // namespace

TEST_CASE("a draft survives a restart, is its writer's alone, and is gone when it is wiped") {
  World world;
  world.add("ana", "coordinator");
  REQUIRE(keep(world, "ines", {"arrival", "{\"name\":\"Niña\"}"}));
  REQUIRE(keep(world, "ines", {"arrival", "{\"name\":\"Niña Inventada\"}"}));
  world.open();
  const auto found = drafts_of(world, "ines");
  REQUIRE(found.size() == 1);
  CHECK(found[0].place == "arrival");
  CHECK(found[0].text == "{\"name\":\"Niña Inventada\"}");
  CHECK(drafts_of(world, "ana").empty());
  wipe(world, "ana", "arrival");
  CHECK(drafts_of(world, "ines").size() == 1);
  wipe(world, "ines", "arrival");
  wipe(world, "ines", "arrival");
  CHECK(drafts_of(world, "ines").empty());
}

TEST_CASE(
    "neither text nor place of a draft stands in its folder, and another's file does not open") {
  World world;
  world.add("ana", "coordinator");
  REQUIRE(keep(world, "ines", {"record.expediente", "Inventada"}));
  CHECK(everything_of(world).find("Inventada") == std::string::npos);
  CHECK(everything_of(world).find("record.expediente") == std::string::npos);
  // Negative control: the same bytes in another's folder open for nobody.
  REQUIRE(keep(world, "ana", {"arrival", "suyo"}));
  const auto folder = world.folder() / "drafts";
  const auto id_of = [&](const char* user) {
    return world.as(user, [](const desk::Session& session) { return session.person().id.text(); });
  };
  const auto hers = folder / id_of("ines");
  std::filesystem::copy(std::filesystem::directory_iterator(hers)->path(),
                        folder / id_of("ana") / "00");
  CHECK(drafts_of(world, "ana").size() == 1);
}

TEST_CASE("there is an end to how many drafts one person has") {
  World world;
  for (const char* place : {"a", "b", "c"}) REQUIRE(keep(world, "ines", {place, "x"}));
  CHECK_FALSE(keep(world, "ines", {"d", "x"}));
  CHECK(keep(world, "ines", {"a", "y"}));
}
