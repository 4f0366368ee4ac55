#include "desk/trail.h"

#include "desk/test_world.h"

namespace desk_test {
namespace {

base::Result<desk::TrailPage> trail(World& world, const std::string& user,
                                    const desk::TrailQuery& query) {
  return world.as(user, [&](const desk::Session& session) {
    return desk::read_trail(world.house(), session, query);
  });
}

TEST_CASE("the auditor reads the trail, newest first, page by page; nobody else does") {
  World world;
  const desk::Added auditor = world.add("aura", "auditor");
  REQUIRE(auditor.pending.empty());
  const base::CaseId one = world.new_case();
  REQUIRE(world.read("ines", one));
  for (int i = 0; i < 600; ++i) {
    REQUIRE(world.desk->audit().note({auditor.id, "search", std::nullopt}));
  }
  const base::Result<desk::TrailPage> last = trail(world, "aura", {.action = "search", .limit = 3});
  REQUIRE(last);
  REQUIRE(last->lines.size() == 3);
  CHECK(last->more);
  CHECK(last->lines[0].action == "search");
  CHECK(last->lines[0].user == auditor.id);
  CHECK(last->lines[0].place > last->lines[2].place);

  // An act far back is found by its name; paging meets every line once.
  const base::Result<desk::TrailPage> opened = trail(world, "aura", {.action = "open_case"});
  REQUIRE(opened);
  REQUIRE(opened->lines.size() == 1);
  CHECK(opened->lines[0].subject == one);
  std::size_t met = 0;
  desk::TrailQuery query{.action = "search", .user = auditor.id, .limit = 7};
  while (true) {
    const base::Result<desk::TrailPage> page = trail(world, "aura", query);
    REQUIRE(page);
    met += page->lines.size();
    if (!page->more) break;
    query.before = page->lines.back().place;
  }
  CHECK(met == 600);

  world.add("sara", "social_worker");
  for (const char* user : {"ines", "sara"}) {
    const base::Result<desk::TrailPage> refused = trail(world, user, {});
    REQUIRE(!refused);
    CHECK(refused.error().code == Code::not_allowed);
  }
}

}  // namespace
}  // namespace desk_test
