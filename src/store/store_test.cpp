// The SQLite store does what its plain twin in memory does.
#include <doctest/doctest.h>

#include "crypto/key.h"
#include "ledger/file.h"
#include "ledger/test_support.h"
#include "store/memory_store.h"
#include "store/sqlite_store.h"
#include "store/test_folder.h"

using namespace ledger;
using base::Compartment;

namespace {

std::unique_ptr<store::Folder> make(const std::filesystem::path& path) {
  crypto::init();
  base::Result<std::unique_ptr<store::Folder>> folder = store::Folder::create(path);
  REQUIRE(folder);
  return std::move(*folder);
}

// The same history into a ledger over any store.
void live(Ledger& ledger, test::Node& node, Ledger& elsewhere, test::Node& other) {
  std::vector<base::CaseId> cases;
  for (int i = 0; i < 5; ++i) cases.push_back(base::CaseId::random(node.random));
  for (int i = 0; i < 300; ++i) {
    Save save = node.save(cases[static_cast<std::size_t>(i % 5)],
                          {Compartment::control, Compartment::legal}, std::string(20, 'x'));
    save.due = {{Hash{static_cast<std::uint8_t>(i)}, 1000 * i}};
    if (i > 10) save.due_done = {Hash{static_cast<std::uint8_t>(i - 10)}};
    REQUIRE(ledger.append(save));
  }
  const base::CaseId theirs = base::CaseId::random(other.random);
  for (int i = 0; i < 4; ++i) {
    REQUIRE(elsewhere.append(other.save(theirs, {Compartment::ops}, "y")));
  }
  std::vector<Incoming> all = test::everything(elsewhere);
  REQUIRE(ledger.ingest(std::span(all).subspan(2)).held == 2);
  node.roster.add(other.id, other.signing.verify_key());
  REQUIRE(ledger.ingest(std::span(all).first(1)).placed == 1);
  REQUIRE(ledger.retry_held().held == 2);
  const std::vector<LocalId> gone = {3, 5, 600};
  REQUIRE(ledger.shred(gone));
  REQUIRE(ledger.checkpoint("albergue.example", node.signing.verify_key()));
  ledger.advance_mark();
}

}  // namespace

TEST_CASE("SQLite and memory hold the same after the same history, and after opening again") {
  store::test::TempFolder temp;
  Hash digests[2];
  for (const bool sqlite : {false, true}) {
    test::Node node(1);
    test::Node other(2);
    auto far = store::memory_store();
    Ledger elsewhere(*far, other.identity());
    REQUIRE(elsewhere.start());
    auto memory = store::memory_store();
    std::unique_ptr<store::Folder> folder = sqlite ? make(temp / "a") : nullptr;
    Store& rows = sqlite ? folder->store() : *memory;
    {
      Ledger ledger(rows, node.identity());
      REQUIRE(ledger.start());
      live(ledger, node, elsewhere, other);
    }
    if (sqlite) {
      folder.reset();
      auto again = store::Folder::open(temp / "a");
      REQUIRE(again);
      folder = std::move(*again);
    }
    Store& now = sqlite ? folder->store() : *memory;
    Ledger ledger(now, node.identity());
    REQUIRE(ledger.start());
    const VerifyReport report = ledger.verify(node.opener());
    CHECK(report.sound());
    CHECK(report.entries == 601);
    CHECK(report.shredded == 3);
    digests[sqlite] = report.digest;
    const StoreStats stats = now.stats();
    CHECK(stats.entries == 601);
    CHECK(stats.shredded == 3);
    CHECK(stats.streams == 11);
    CHECK(stats.held == 2);
    CHECK(stats.checkpoints == 1);
    CHECK(now.undeclared_streams().size() == 1);
    CHECK(now.held_all()[0].reason == HoldReason::gap);
    CHECK(now.due_until(1'000'000).size() == stats.due);
    CHECK(now.tree_nodes().size() == 2);
    CHECK(now.mark()->up_to == 601);
  }
  CHECK(digests[0] == digests[1]);
}

TEST_CASE("files, capsules and snapshots") {
  store::test::TempFolder temp;
  auto folder = make(temp / "a");
  Store& rows = folder->store();
  base::SeededRandom random(1);
  const auto key = crypto::ItemKey::random(random);
  const auto id = base::FileId::random(random);
  auto writer = FileWriter::open(rows, id, key, random);
  REQUIRE(writer);
  const base::Bytes plain(3'000'000, 7);
  writer->write(plain);
  CHECK(rows.unfinished_files().size() == 1);
  writer->finish();
  CHECK(*FileReader::open(rows, id, key)->read(2'000'000, 4) == base::Bytes(4, 7));
  CHECK(rows.stats().files == 1);
  CHECK(rows.medium_problems().empty());
  rows.drop_file(id);
  CHECK(!rows.file(id));
  CHECK(!rows.chunk(id, 0));

  const auto child = base::CaseId::random(random);
  rows.put_capsules({{child, Compartment::ops, {1}}, {child, Compartment::legal, {2}}});
  rows.put_capsules({{child, Compartment::ops, {3}}});
  CHECK(*rows.capsule(child, Compartment::ops) == base::Bytes{3});
  rows.drop_capsules(child);
  CHECK(!rows.capsule(child, Compartment::legal));
  rows.put_snapshot("team", {{1}, {}, {3}});
  CHECK(rows.snapshot("team")->size() == 3);
  rows.put_snapshot("team", {{9}});
  CHECK(*rows.snapshot("team") == std::vector<base::Bytes>{{9}});
  rows.drop_snapshot("team");
  CHECK(!rows.snapshot("team"));
}

TEST_CASE("the keys' store is a sorted map that forgets what is erased") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    store::test::TempFolder temp;
    auto folder = make(temp / "a");
    auto twin = store::memory_key_store();
    KeyStore& keys = folder->keys();
    base::SeededRandom random(seed);
    const auto some_key = [&] {
      base::Bytes key(1 + random.below(3));
      for (std::uint8_t& b : key) b = static_cast<std::uint8_t>(random.below(2) * 255);
      return key;
    };
    for (int i = 0; i < 8; ++i) {
      KeyBatch batch;
      for (std::uint64_t n = random.below(6); n > 0; --n) {
        batch.puts.push_back({static_cast<KeyTable>(1 + random.below(7)), some_key(),
                              base::Bytes(random.below(40), 1)});
      }
      if (random.below(2) == 0) batch.erasures.emplace_back(KeyTable::case_wrap, some_key());
      if (random.below(3) == 0) batch.erase_under.emplace_back(KeyTable::item_wrap, some_key());
      keys.commit(batch);
      twin->commit(batch);
    }
    for (int table = 1; table <= 7; ++table) {
      const auto t = static_cast<KeyTable>(table);
      const auto mine = keys.under(t, {});
      const auto theirs = twin->under(t, {});
      REQUIRE(mine.size() == theirs.size());
      REQUIRE(keys.count(t) == mine.size());
      for (std::size_t i = 0; i < mine.size(); ++i) {
        REQUIRE(mine[i].key == theirs[i].key);
        REQUIRE(mine[i].value == theirs[i].value);
        REQUIRE(*keys.get(t, mine[i].key) == mine[i].value);
      }
    }
    REQUIRE(keys.medium_problems().empty());
  }
}
