// A statement is its author's, of these words, and nothing else.
#include "desk/statements.h"

#include "desk/directory_case.h"
#include "desk/test_world.h"

using namespace desk_test;

TEST_CASE("a statement is of who made it and of no other words") {
  World world;
  world.add("lucia", "social_worker");
  const base::Bytes words{0x81, 0x01}, other{0x81, 0x02};
  const base::Bytes made = world.as(
      "ines", [&](const desk::Session& session) { return desk::sign_statement(session, words); });
  const auto id = [&](const char* name) { return desk::find_user(world.house(), name)->id; };
  CHECK(desk::is_statement_of(world.house(), id("ines"), words, made));
  CHECK_FALSE(desk::is_statement_of(world.house(), id("ines"), other, made));
  CHECK_FALSE(desk::is_statement_of(world.house(), id("lucia"), words, made));
  CHECK_FALSE(desk::is_statement_of(world.house(), id("ines"), words, {}));
  // Not an approval of the same words.
  const bool approval = world.as("ines", [&](const desk::Session& session) {
    const crypto::Signature signed_as =
        session.person().signing.sign(crypto::SignDomain::approval, words);
    return desk::is_statement_of(world.house(), id("ines"), words, signed_as);
  });
  CHECK_FALSE(approval);
}

TEST_CASE("the directory's case file is made once, is no child's, and is in no list of cases") {
  World world;
  const auto make = [&] {
    return world.as("ines", [&](const desk::Session& session) {
      return world.desk->cases().create(session, {"organisation", {}},
                                        desk::directory_save(world.house()));
    });
  };
  REQUIRE(make());
  CHECK(make()->id == desk::directory_case(world.house()));
  const base::CaseId child = world.new_case();
  const auto lines = world.as("ines", [&](const desk::Session& session) {
    return world.desk->lists().list(session, 10, {});
  });
  REQUIRE(lines);
  REQUIRE(lines->lines.size() == 1);
  CHECK(lines->lines.front().id == child);
}
