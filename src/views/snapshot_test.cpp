#include "views/snapshot.h"

#include <algorithm>

#include "crypto/hash.h"
#include "views/test_world.h"

using namespace views;
using namespace views_test;

namespace {

struct Fixture {
  World world{11};
  Scope scope{base::TeamId::random(world.random), Compartment::identity};
  crypto::SnapshotKey key = snapshot_key(crypto::TeamKey::random(world.random));
  Basis basis{ledger::Hash{1, 2, 3}};
  std::unique_ptr<views::Index> index = std::make_unique<views::Index>(scope);

  explicit Fixture(int rows = 3000) {
    std::vector<Row> all;
    for (int i = 0; i < rows; ++i) {
      all.push_back(named_row(base::CaseId::random(world.random), 1, invented_name(world.random)));
    }
    index->put(all);
    const base::CaseId id = base::CaseId::random(world.random);
    world.set(id, Compartment::identity, person::kName, name_value("Ixchel Caal"));
    index->set_up_to(1);
  }
  void save() { save_snapshot(*index, basis, key, *world.ledger, world.random); }
  base::Result<std::unique_ptr<views::Index>> load() {
    return load_snapshot(scope, basis, key, *world.ledger);
  }
  base::Code refusal() {
    const auto loaded = load();
    REQUIRE_FALSE(loaded.has_value());
    return loaded.error().code;
  }
};

// The name under which this room keeps the snapshot: part of its format.
std::string snapshot_name(const Scope& scope) {
  base::Bytes context;
  const std::string_view label = "amparo/index/1";
  context.insert(context.end(), label.begin(), label.end());
  context.insert(context.end(), scope.team.bytes().begin(), scope.team.bytes().end());
  context.push_back(static_cast<std::uint8_t>(scope.compartment));
  context.insert(context.end(), 8, 0);
  return "index-" + base::to_hex(base::ByteView(crypto::blake2b(label, {context})).first(16));
}

}  // namespace

TEST_CASE("a snapshot gives the same index back") {
  Fixture f;
  f.save();
  const auto loaded = f.load();
  REQUIRE(loaded.has_value());
  CHECK((*loaded)->up_to() == 1);
  CHECK((*loaded)->size() == 3000);
  CHECK(all_rows(**loaded) == all_rows(*f.index));
  const auto hits = (*loaded)->search_name("maria lopes", 10);
  CHECK(hits.size() == 10);
  const Row more = named_row(base::CaseId::random(f.world.random), 9, "Wendy Funes");
  (*loaded)->put({&more, 1});  // it is writable, and grows
  CHECK((*loaded)->get(more.id) == more);
}

TEST_CASE("a snapshot of another fold, catalogue, ledger, key or scope is discarded") {
  Fixture f(10);
  CHECK(f.refusal() == base::Code::not_found);
  f.save();
  REQUIRE(f.load().has_value());
  f.basis.fold_version += 1;
  CHECK(f.refusal() == base::Code::stale_snapshot);
  f.basis.fold_version -= 1;
  f.basis.catalogue[0] ^= 1;
  CHECK(f.refusal() == base::Code::stale_snapshot);
  f.basis.catalogue[0] ^= 1;
  CHECK_FALSE(load_snapshot({base::TeamId::random(f.world.random), Compartment::identity}, f.basis,
                            f.key, *f.world.ledger));
  const auto other_key = snapshot_key(crypto::TeamKey::random(f.world.random));
  CHECK(load_snapshot(f.scope, f.basis, other_key, *f.world.ledger).error().code ==
        base::Code::cannot_open);

  World elsewhere(12);  // another history, as after restoring an older backup
  const std::string name = snapshot_name(f.scope);
  elsewhere.store->put_snapshot(name, f.world.store->snapshot(name).value());
  CHECK(load_snapshot(f.scope, f.basis, f.key, *elsewhere.ledger).error().code ==
        base::Code::stale_snapshot);
  elsewhere.set(base::CaseId::random(elsewhere.random), Compartment::identity, person::kName,
                name_value("Rosa Paz"));
  CHECK(load_snapshot(f.scope, f.basis, f.key, *elsewhere.ledger).error().code ==
        base::Code::stale_snapshot);

  REQUIRE(f.load().has_value());
  drop_snapshot(f.scope, *f.world.store);
  CHECK(f.refusal() == base::Code::not_found);
}

TEST_CASE("no part of a snapshot stands in for another, and no flipped bit passes") {
  Fixture f(12'000);  // some MiB
  f.save();
  const std::string name = snapshot_name(f.scope);
  const auto parts = f.world.store->snapshot(name).value();
  REQUIRE(parts.size() >= 3);
  const auto refused = [&](std::vector<base::Bytes> spoilt) {
    f.world.store->put_snapshot(name, spoilt);
    return !f.load().has_value();
  };
  CHECK_FALSE(refused(parts));
  auto spoilt = parts;
  std::swap(spoilt[1], spoilt[2]);
  CHECK(refused(spoilt));
  spoilt = parts;
  spoilt.pop_back();
  CHECK(refused(spoilt));
  spoilt = parts;
  spoilt.push_back(parts.back());
  CHECK(refused(spoilt));
  spoilt = parts;
  f.save();
  spoilt[1] = f.world.store->snapshot(name)->at(1);  // of another snapshot of the same index
  CHECK(refused(spoilt));
  for (int i = 0; i < 200; ++i) {
    spoilt = parts;
    base::Bytes& part = spoilt[f.world.random.below(spoilt.size())];
    part[f.world.random.below(part.size())] ^=
        static_cast<std::uint8_t>(1U << f.world.random.below(8));
    CHECK(refused(spoilt));
  }
  CHECK(refused({}));
}

TEST_CASE("no plaintext is in a snapshot") {
  Fixture f(0);
  const std::string canary = "Canariazul Pimpollo";
  const Row row = named_row(base::CaseId::random(f.world.random), 1, canary);
  f.index->put({&row, 1});
  f.save();
  const auto contains = [&](base::ByteView bytes) {
    const auto wanted = base::as_bytes("Canariazul");
    return std::search(bytes.begin(), bytes.end(), wanted.begin(), wanted.end()) != bytes.end();
  };
  const auto parts = f.world.store->snapshot(snapshot_name(f.scope));
  REQUIRE(parts.has_value());
  for (const base::Bytes& part : *parts) CHECK_FALSE(contains(part));
  CHECK(contains(base::as_bytes(canary)));  // the search does find
  const auto loaded = f.load();
  REQUIRE(loaded.has_value());
  CHECK((*loaded)->get(row.id) == row);
}
