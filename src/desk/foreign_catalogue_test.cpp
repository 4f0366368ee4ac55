#include "desk/foreign_catalogue.h"

#include "desk/test_world.h"
#include "pack/embedded.h"

namespace {

using base::Code;
using desk_test::World;

crypto::SigningKey publisher() {
  base::Bytes seed(crypto::kKeySize, 7);
  return crypto::SigningKey::from_seed(crypto::Secret::copy_of(seed));
}

// The program's own catalogue as somebody else publishes it, with one section in its place.
base::Bytes published(const std::string& replaced = "", base::Bytes bytes = {}) {
  std::vector<pack::Section> sections;
  for (const std::string& name : pack::embedded().section_names()) {
    const base::ByteView own = *pack::embedded().section(name);
    sections.push_back({name, name == replaced ? bytes : base::Bytes(own.begin(), own.end())});
  }
  const crypto::SigningKey key = publisher();
  return pack::build("elsewhere", 2, std::move(sections), &key).value();
}

Code load(World& world, base::ByteView file, const std::string& by = "ines") {
  const auto loaded = world.as(by, [&](const desk::Session& session) {
    return desk::load_catalogue(world.house(), session, file);
  });
  return loaded ? Code::internal : loaded.error().code;
}

base::Done accept(World& world, const std::string& by = "ines") {
  return world.as(by, [&](const desk::Session& session) {
    return desk::accept_publisher(world.house(), session, "Editorial inventada",
                                  publisher().verify_key());
  });
}

const base::Bytes kInForceKey = [] {
  const base::ByteView key = base::as_bytes("catalogue");
  return base::Bytes(key.begin(), key.end());
}();

}  // namespace

TEST_CASE("a catalogue of an accepted publisher is in force after a restart, and can go again") {
  World world;
  const base::Bytes file = published();
  CHECK(load(world, file) == Code::unknown_publisher);
  REQUIRE(accept(world));
  CHECK(load(world, file) == Code::internal);
  CHECK(world.house().pack().hash() == pack::embedded().hash());  // nothing open changes
  world.open();
  CHECK(world.house().pack().hash() == pack::hash_of(file));
  CHECK_FALSE(world.house().catalogue_problem());
  CHECK(world.as("ines", [&](const desk::Session& session) {
    return desk::use_own_catalogue(world.house(), session);
  }));
  world.open();
  CHECK(world.house().pack().hash() == pack::embedded().hash());
  CHECK_FALSE(world.house().catalogue_problem());
}

TEST_CASE("only who may handles catalogues") {
  World world;
  world.add("luz", "lawyer");
  CHECK(accept(world, "luz").error().code == Code::not_allowed);
  REQUIRE(accept(world));
  CHECK(load(world, published(), "luz") == Code::not_allowed);
  CHECK_FALSE(world.house().keys().get(ledger::KeyTable::node, kInForceKey));
}

TEST_CASE("a pack cannot move keys to another team") {
  World world;
  REQUIRE(accept(world));
  CHECK(load(world, published("policy/teams", codec::encode(codec::Value::map({})))) ==
        Code::bad_catalogue);
  CHECK(load(world, published("policy/roles", codec::encode(codec::Value::map({})))) ==
        Code::bad_catalogue);
  CHECK_FALSE(world.house().keys().get(ledger::KeyTable::node, kInForceKey));
}

TEST_CASE("a publisher that is dropped takes its catalogue along, and the house says so") {
  World world;
  REQUIRE(accept(world));
  REQUIRE(load(world, published()) == Code::internal);
  CHECK(world.as("ines", [&](const desk::Session& session) {
    return desk::drop_publisher(world.house(), session, publisher().verify_key());
  }));
  world.open();
  CHECK(world.house().pack().hash() == pack::embedded().hash());
  REQUIRE(world.house().catalogue_problem());
  CHECK(world.house().catalogue_problem()->code == Code::unknown_publisher);
}

TEST_CASE("rows that somebody wrote without a person's signature count for nothing") {
  World world;
  REQUIRE(accept(world));
  REQUIRE(load(world, published()) == Code::internal);
  const base::Bytes row = *world.house().keys().get(ledger::KeyTable::node, kInForceKey);
  // The control: the row as it was signed holds.
  world.open();
  CHECK_FALSE(world.house().catalogue_problem());
  // Any part of it changed, and it does not.
  for (const std::size_t at : {std::size_t{5}, row.size() - 100, row.size() - 1}) {
    base::Bytes forged = row;
    forged[at] ^= 1;
    world.house().commit_keys({{{ledger::KeyTable::node, kInForceKey, forged}}, {}, {}});
    world.open();
    CHECK(world.house().pack().hash() == pack::embedded().hash());
    REQUIRE(world.house().catalogue_problem());
    CHECK(world.house().catalogue_problem()->code == Code::roster_invalid);
  }
}
