#include "views/capsule.h"

#include "views/test_world.h"

using namespace views;
using namespace views_test;

namespace {

struct Fixture {
  World world{31};
  base::CaseId id = base::CaseId::random(world.random);
  Capsules capsules{*world.ledger, world.random};

  Fixture() {
    world.set(id, Compartment::identity, person::kName, name_value("Ixchel Caal"));
    world.set(id, Compartment::identity, person::kBirth, Value("2010"));
  }
  Opened open() {
    auto opened = capsules.open(id, Compartment::identity, world);
    REQUIRE(opened.has_value());
    return std::move(*opened);
  }
  // From the streams alone.
  base::Bytes truth() {
    Capsules none(*world.ledger, world.random);
    const auto box = stored();
    world.store->drop_capsules(id);
    auto opened = none.open(id, Compartment::identity, world);
    REQUIRE(opened.has_value());
    if (box) put(*box);
    return opened->history.encode();
  }
  std::optional<base::Bytes> stored() { return world.store->capsule(id, Compartment::identity); }
  void put(base::Bytes box) {
    world.store->put_capsules({{id, Compartment::identity, std::move(box)}});
  }
};

}  // namespace

TEST_CASE("a capsule spares reading the streams, and only that") {
  Fixture f;
  CHECK(f.open().entries == 2);
  CHECK(f.capsules.waiting() == 1);
  CHECK(f.open().entries == 0);  // before it is written, too
  CHECK_FALSE(f.stored());       // never part of a save, nor of a reading
  f.capsules.flush();
  CHECK(f.stored());
  CHECK(f.open().entries == 0);
  CHECK(f.open().history.encode() == f.truth());
  f.world.set(f.id, Compartment::identity, person::kName, name_value("Ixchel Caal Chub"));
  const Opened behind = f.open();
  CHECK(behind.entries == 1);  // the tail alone
  CHECK(behind.history.encode() == f.truth());
}

TEST_CASE("a capsule that was changed, moved or is foreign is not used") {
  Fixture f;
  f.open();
  f.capsules.flush();
  const base::Bytes box = f.stored().value();
  const base::Bytes truth = f.truth();
  for (std::size_t bit = 0; bit < box.size() * 8; bit += 7) {
    base::Bytes flipped = box;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    f.put(flipped);
    const Opened opened = f.open();
    REQUIRE(opened.entries == 2);
    REQUIRE(opened.history.encode() == truth);
    f.capsules.drop(f.id);
  }
  f.put({});
  CHECK(f.open().entries == 2);
}

TEST_CASE("a capsule of other heads is rebuilt") {
  Fixture f;
  f.open();
  f.capsules.flush();
  const base::Bytes older = f.stored().value();
  World fork(31);  // the same keys and node, and another history
  const base::CaseId id = base::CaseId::random(fork.random);
  REQUIRE(id == f.id);
  fork.set(id, Compartment::identity, person::kName, name_value("Wendy Funes"));
  fork.set(id, Compartment::identity, person::kName, name_value("Wendy Funes Paz"));
  REQUIRE(crypto::key_id(*fork.current(id, Compartment::identity)) ==
          crypto::key_id(*f.world.current(f.id, Compartment::identity)));
  Capsules capsules(*fork.ledger, fork.random);
  fork.store->put_capsules({{id, Compartment::identity, older}});
  const auto opened = capsules.open(id, Compartment::identity, fork);
  REQUIRE(opened.has_value());
  CHECK(opened->entries == 2);
}

TEST_CASE("what was shredded is not in a capsule after drop") {
  Fixture f;
  f.open();
  f.capsules.flush();
  const std::vector<ledger::LocalId> first{1};
  REQUIRE(f.world.ledger->shred(first).has_value());
  f.capsules.drop(f.id);
  CHECK_FALSE(f.stored());
  const Opened opened = f.open();
  CHECK(opened.shredded == 1);
  CHECK(opened.history.batches().size() == 1);
  f.capsules.flush();
  CHECK(f.open().history.batches().size() == 1);
}

TEST_CASE("without a key nothing opens, without a stream there is nothing") {
  Fixture f;
  CHECK(f.capsules.open(f.id, Compartment::ops, f.world).error().code == base::Code::not_found);
  f.world.keys.clear();
  CHECK(f.capsules.open(f.id, Compartment::identity, f.world).error().code ==
        base::Code::cannot_open);
  CHECK(f.capsules.waiting() == 0);
}
