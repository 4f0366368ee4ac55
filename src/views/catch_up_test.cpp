#include "views/catch_up.h"

#include <rapidcheck.h>

#include "views/snapshot.h"
#include "views/test_world.h"

using namespace views;
using namespace views_test;

namespace {

// One random save to one of the case files.
void some_save(World& world, const std::vector<base::CaseId>& cases) {
  const base::CaseId& id = cases[world.random.below(cases.size())];
  switch (world.random.below(5)) {
    case 0:
      world.set(id, Compartment::identity, person::kName, name_value(invented_name(world.random)));
      break;
    case 1:
      world.set(id, Compartment::identity, person::kBirth, Value("2010-12"));
      break;
    case 2:
      world.set(id, Compartment::ops, person::kStatus,
                Value("s" + std::to_string(world.random.below(3))));
      break;
    case 3:
      world.set(id, Compartment::location, person::kWhereabouts, Value("Casa 7"));
      break;
    default:
      world.save(id, Compartment::control, {});
      break;
  }
}

}  // namespace

TEST_CASE("a snapshot and its tail equal an index built from the beginning") {
  CHECK(rc::check("wherever the snapshot was taken, whatever capsules there were", [] {
    World world(*rc::gen::arbitrary<std::uint64_t>());
    const Scope scope{base::TeamId::random(world.random),
                      world.random.below(2) == 0 ? Compartment::identity : Compartment::ops};
    const auto key = snapshot_key(crypto::TeamKey::random(world.random));
    const Basis basis{ledger::Hash{9}};
    std::vector<base::CaseId> cases;
    for (int i = 0; i < 8; ++i) cases.push_back(base::CaseId::random(world.random));
    Capsules capsules(*world.ledger, world.random);
    const auto head = *rc::gen::inRange(0, 25);
    const auto tail = *rc::gen::inRange(0, 25);
    for (int i = 0; i < head; ++i) some_save(world, cases);
    views::Index first(scope);
    catch_up(first, world.sources(capsules), world);
    if (world.random.below(2) == 0) capsules.flush();
    save_snapshot(first, basis, key, *world.ledger, world.random);
    for (int i = 0; i < tail; ++i) some_save(world, cases);

    const auto loaded = load_snapshot(scope, basis, key, *world.ledger);
    RC_ASSERT(loaded.has_value());
    const CaughtUp report = catch_up(**loaded, world.sources(capsules), world);
    RC_ASSERT(report.entries == static_cast<std::size_t>(tail));

    for (const base::CaseId& id : cases) capsules.drop(id);
    views::Index whole(scope);
    Capsules none(*world.ledger, world.random);
    catch_up(whole, world.sources(none), world);
    RC_ASSERT(all_rows(**loaded) == all_rows(whole));
    RC_ASSERT((*loaded)->up_to() == world.ledger->last_id());
  }));
}

TEST_CASE("a row says what the catalogue indexes of its compartment, and nothing of whereabouts") {
  World world(21);
  const base::CaseId id = base::CaseId::random(world.random);
  world.set(id, Compartment::identity, person::kName, name_value("Ixchel Caal"));
  world.set(id, Compartment::identity, person::kBirth, Value("2010-12"));
  world.set(id, Compartment::ops, person::kStatus, Value("open"));
  world.set(id, Compartment::location, person::kWhereabouts, Value("Casa 7"));
  Capsules capsules(*world.ledger, world.random);
  const auto row_in = [&](Compartment compartment) {
    const auto folded = fold_of(world.sources(capsules), id, compartment, world);
    REQUIRE(folded.has_value());
    return row_of(id, *folded, world.catalogue);
  };
  const Row identity = row_in(Compartment::identity);
  REQUIRE(identity.cells.size() == 2);
  CHECK(text_of(*identity.value(person::kType, person::kName)) == "Ixchel Caal");
  CHECK(moment_of(*identity.value(person::kType, person::kBirth)) == 1'291'161'600'000);
  CHECK(row_in(Compartment::ops).cells.size() == 1);
  CHECK(row_in(Compartment::location).cells.empty());
  CHECK_FALSE(is_indexed(Compartment::location));
}

TEST_CASE("a case file that can no longer be opened leaves the index") {
  World world(22);
  const base::CaseId id = base::CaseId::random(world.random);
  world.set(id, Compartment::identity, person::kName, name_value("Wendy Funes"));
  Capsules capsules(*world.ledger, world.random);
  views::Index index({base::TeamId::random(world.random), Compartment::identity});
  catch_up(index, world.sources(capsules), world);
  CHECK(index.size() == 1);
  world.save(id, Compartment::control, {});
  world.keys.erase({id, Compartment::identity});
  const CaughtUp report = catch_up(index, world.sources(capsules), world);
  CHECK(report.closed == 1);
  CHECK(index.size() == 0);
}
