// Bad folders, backup and restore, upgrade and rollback.
#include <fstream>

#include <doctest/doctest.h>

#include "ledger/test_support.h"
#include "store/schema.h"
#include "store/sqlite_store.h"
#include "store/test_folder.h"

using namespace ledger;
using base::Code;
using base::Compartment;
using store::Folder;
namespace fs = std::filesystem;

namespace {

std::unique_ptr<Folder> opened(base::Result<std::unique_ptr<Folder>> folder) {
  REQUIRE(folder);
  return std::move(*folder);
}

Hash write_some(Folder& folder, test::Node& node, int saves) {
  Ledger ledger(folder.store(), node.identity());
  REQUIRE(ledger.start());
  const auto child = base::CaseId::random(node.random);
  for (int i = 0; i < saves; ++i) {
    REQUIRE(ledger.append(node.save(child, {Compartment::ops, Compartment::wishes}, "x")));
  }
  folder.keys().commit({{{KeyTable::node, {1}, {2, 3}}}, {}, {}});
  return ledger.digest();
}

base::Done sound(Folder& folder, test::Node& node) {
  Ledger ledger(folder.store(), node.identity());
  if (base::Done ok = ledger.start(); !ok) return ok;
  const VerifyReport report = ledger.verify(node.opener());
  if (!report.sound()) return base::refuse(report.problems[0].code);
  return {};
}

Hash digest_of(Folder& folder, test::Node& node) {
  Ledger ledger(folder.store(), node.identity());
  REQUIRE(ledger.start());
  return ledger.digest();
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

// Opening refuses with this code, and no file of the folder was changed.
void check_refused(const fs::path& folder, const char* file, Code code) {
  const std::string before = bytes_of(folder / file);
  const auto result = Folder::open(folder);
  REQUIRE(!result);
  CHECK(result.error().code == code);
  CHECK(bytes_of(folder / file) == before);
}

}  // namespace

TEST_CASE("what is no folder of ours is refused and left alone") {
  crypto::init();
  store::test::TempFolder temp;
  CHECK(Folder::open(temp / "none").error().code == Code::folder_missing);
  CHECK(!fs::exists(temp / "none"));
  fs::create_directories(temp / "empty");
  CHECK(Folder::open(temp / "empty").error().code == Code::folder_missing);
  opened(Folder::create(temp / "empty"));
  CHECK(Folder::create(temp / "empty").error().code == Code::folder_exists);

  const std::string good = bytes_of((temp / "empty") / "ledger.db");
  for (const char* file : {"ledger.db", "keys.db", "files.db"}) {
    const fs::path folder = temp / (std::string("bad-") + file);
    opened(Folder::create(folder));
    put(folder / file, "a text that is no database, long enough to be one\n");
    check_refused(folder, file, Code::folder_foreign);
    put(folder / file, "");
    check_refused(folder, file, Code::folder_foreign);
    put(folder / file, good.substr(0, 5000));
    const auto result = Folder::open(folder);
    REQUIRE(!result);
    CHECK((result.error().code == Code::store_damaged ||
           result.error().code == Code::folder_foreign));
  }
}

TEST_CASE("another program's database is refused and left alone") {
  store::test::TempFolder temp;
  opened(Folder::create(temp / "a"));
  fs::remove((temp / "a") / "ledger.db");
  {
    store::DbOptions options;
    options.create = true;
    options.plain = true;
    store::Db db(((temp / "a") / "ledger.db").string(), options);
    db.exec("CREATE TABLE bookmarks(url TEXT)");
  }
  check_refused(temp / "a", "ledger.db", Code::folder_foreign);
}

TEST_CASE("a second opener is refused while the first lives") {
  store::test::TempFolder temp;
  auto first = opened(Folder::create(temp / "a"));
  CHECK(Folder::open(temp / "a").error().code == Code::folder_busy);
  first.reset();
  opened(Folder::open(temp / "a"));
}

TEST_CASE("a lost or damaged cache is made anew") {
  store::test::TempFolder temp;
  const auto child = base::CaseId::random(base::system_random());
  opened(Folder::create(temp / "a"))->store().put_capsules({{child, Compartment::ops, {1}}});
  put((temp / "a") / "cache.db", "rubbish");
  auto folder = opened(Folder::open(temp / "a"));
  CHECK(!folder->store().capsule(child, Compartment::ops));
  folder->store().put_capsules({{child, Compartment::ops, {1}}});
  CHECK(folder->store().capsule(child, Compartment::ops));
}

TEST_CASE("a backup of a running folder restores to the same digest") {
  store::test::TempFolder temp;
  test::Node node(1);
  auto folder = opened(Folder::create(temp / "a"));
  const Hash digest = write_some(*folder, node, 50);
  REQUIRE(folder->backup(temp / "b"));
  CHECK(folder->backup(temp / "b").error().code == Code::folder_exists);
  REQUIRE(folder->backup(temp / "no-keys", {false}));
  CHECK(!fs::exists((temp / "no-keys") / "keys.db"));
  write_some(*folder, node, 3);  // later than the backup

  const auto accept = [&](Folder& f) { return sound(f, node); };
  REQUIRE(store::restore(temp / "b", {}, temp / "c", accept));
  CHECK(digest_of(*opened(Folder::open(temp / "c")), node) == digest);
  CHECK(*opened(Folder::open(temp / "c"))->keys().get(KeyTable::node, base::Bytes{1}) ==
        base::Bytes{2, 3});
  REQUIRE(store::restore(temp / "no-keys", temp / "b", temp / "d", accept));
  CHECK(store::restore(temp / "b", {}, temp / "c", accept).error().code == Code::folder_exists);
  CHECK(store::restore(temp / "x", {}, temp / "e", accept).error().code == Code::folder_missing);
}

TEST_CASE("a backup that does not verify never becomes a folder") {
  store::test::TempFolder temp;
  test::Node node(1);
  auto folder = opened(Folder::create(temp / "a"));
  write_some(*folder, node, 50);
  REQUIRE(folder->backup(temp / "b"));
  std::string bytes = bytes_of((temp / "b") / "ledger.db");
  const auto at = bytes.find(base::as_text(folder->store().entry(60)->hash));
  REQUIRE(at != std::string::npos);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  put((temp / "b") / "ledger.db", bytes);
  CHECK(!store::restore(temp / "b", {}, temp / "c", [&](Folder& f) { return sound(f, node); }));
  CHECK(!fs::exists(temp / "c"));
}

namespace {

// A format that does not exist yet: due times gain a column, keys a table.
const store::Schema& next_schema(bool broken) {
  static const auto make = [](bool bad) {
    store::Schema schema = store::current_schema();
    schema.format++;
    schema.migrations.push_back({store::kFormat, store::Database::ledger,
                                 "ALTER TABLE due ADD COLUMN kind INTEGER NOT NULL DEFAULT 0"});
    schema.migrations.push_back({store::kFormat, store::Database::keys,
                                 bad ? "INSERT INTO no_such_table VALUES(1)"
                                     : "CREATE TABLE device(key BLOB PRIMARY KEY) STRICT"});
    return schema;
  };
  static const store::Schema good = make(false);
  static const store::Schema bad = make(true);
  return broken ? bad : good;
}

}  // namespace

TEST_CASE("upgrade and rollback drill") {
  store::test::TempFolder temp;
  test::Node node(1);
  const Hash digest = write_some(*opened(Folder::create(temp / "a")), node, 20);
  store::SqliteOptions newer;
  newer.schema = &next_schema(false);
  const fs::path kept = (temp / "a") / "before-format-2";

  CHECK(digest_of(*opened(Folder::open(temp / "a", newer)), node) == digest);
  CHECK(fs::exists(kept / "ledger.db"));
  CHECK(Folder::open(temp / "a").error().code == Code::format_newer);
  CHECK(digest_of(*opened(Folder::open(temp / "a", newer)), node) == digest);

  // Rollback: the kept files of the old format are a backup like any other.
  REQUIRE(store::restore(kept, {}, temp / "b", [&](Folder& f) { return sound(f, node); }));
  CHECK(digest_of(*opened(Folder::open(temp / "b")), node) == digest);
  CHECK(fs::exists((temp / "b") / "keys.db"));
}

TEST_CASE("an upgrade that fails leaves a folder that can be rolled back or upgraded later") {
  store::test::TempFolder temp;
  test::Node node(1);
  const Hash digest = write_some(*opened(Folder::create(temp / "a")), node, 20);
  store::SqliteOptions broken;
  broken.schema = &next_schema(true);
  CHECK(Folder::open(temp / "a", broken).error().code == Code::upgrade_failed);
  REQUIRE(store::restore((temp / "a") / "before-format-2", {}, temp / "b",
                         [&](Folder& f) { return sound(f, node); }));
  CHECK(digest_of(*opened(Folder::open(temp / "b")), node) == digest);
  store::SqliteOptions mended;
  mended.schema = &next_schema(false);
  CHECK(digest_of(*opened(Folder::open(temp / "a", mended)), node) == digest);
}
