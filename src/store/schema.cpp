#include "store/schema.h"

namespace store {

namespace {

constexpr const char* kLedgerTables = R"sql(
CREATE TABLE entry(
  id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
  head BLOB NOT NULL, sig BLOB NOT NULL, body BLOB, body_hash BLOB, UNIQUE(stream, seq)) STRICT;
CREATE INDEX entry_shredded ON entry(id) WHERE body IS NULL;
CREATE TABLE stream(
  no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, node BLOB NOT NULL, next_seq INTEGER NOT NULL,
  head BLOB NOT NULL, case_id BLOB, comp INTEGER, sum BLOB NOT NULL) STRICT;
CREATE INDEX stream_case ON stream(case_id, comp, node) WHERE case_id IS NOT NULL;
CREATE INDEX stream_undeclared ON stream(no) WHERE case_id IS NULL;
CREATE TABLE held(
  hash BLOB PRIMARY KEY, stream BLOB NOT NULL, seq INTEGER NOT NULL, node BLOB NOT NULL,
  reason INTEGER NOT NULL, head BLOB NOT NULL, sig BLOB NOT NULL, body BLOB, body_hash BLOB) STRICT;
CREATE INDEX held_place ON held(stream, seq);
CREATE TABLE fork(
  hash BLOB PRIMARY KEY, stream BLOB NOT NULL, seq INTEGER NOT NULL, node BLOB NOT NULL,
  head BLOB NOT NULL, sig BLOB NOT NULL, body BLOB, body_hash BLOB) STRICT;
CREATE TABLE tree(
  level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY(level, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint(size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
CREATE TABLE mark(
  id INTEGER PRIMARY KEY CHECK(id = 1), up_to INTEGER NOT NULL, box BLOB NOT NULL) STRICT;
CREATE TABLE due(
  ref BLOB PRIMARY KEY, at_ms INTEGER NOT NULL, sum BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due(at_ms);
)sql";

constexpr const char* kFilesTables = R"sql(
CREATE TABLE file(
  no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, chunks INTEGER NOT NULL,
  bytes INTEGER NOT NULL, complete INTEGER NOT NULL) STRICT;
CREATE TABLE part(
  file INTEGER NOT NULL, first_chunk INTEGER NOT NULL, header BLOB NOT NULL,
  PRIMARY KEY(file, first_chunk)) STRICT, WITHOUT ROWID;
CREATE TABLE chunk(
  id INTEGER PRIMARY KEY, file INTEGER NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL,
  UNIQUE(file, number)) STRICT;
)sql";

constexpr const char* kKeysTables = R"sql(
CREATE TABLE user(key BLOB PRIMARY KEY, value BLOB NOT NULL, sum BLOB NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE team_wrap(key BLOB PRIMARY KEY, value BLOB NOT NULL, sum BLOB NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE case_wrap(key BLOB PRIMARY KEY, value BLOB NOT NULL, sum BLOB NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE item_wrap(key BLOB PRIMARY KEY, value BLOB NOT NULL, sum BLOB NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE pairing(key BLOB PRIMARY KEY, value BLOB NOT NULL, sum BLOB NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE recovery(key BLOB PRIMARY KEY, value BLOB NOT NULL, sum BLOB NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE node(key BLOB PRIMARY KEY, value BLOB NOT NULL, sum BLOB NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE total(
  id INTEGER PRIMARY KEY CHECK(id = 1), rows INTEGER NOT NULL, sums BLOB NOT NULL) STRICT;
)sql";

constexpr const char* kCacheTables = R"sql(
CREATE TABLE capsule(
  id INTEGER PRIMARY KEY, case_id BLOB NOT NULL, comp INTEGER NOT NULL, box BLOB NOT NULL,
  UNIQUE(case_id, comp)) STRICT;
CREATE TABLE snapshot(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, part INTEGER NOT NULL, box BLOB NOT NULL,
  UNIQUE(name, part)) STRICT;
)sql";

void stamp(Db& db, int format) {
  db.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
  db.exec("PRAGMA user_version=" + std::to_string(format));
}

}  // namespace

const char* file_name(Database database) {
  switch (database) {
    case Database::ledger:
      return "ledger.db";
    case Database::files:
      return "files.db";
    case Database::keys:
      return "keys.db";
    case Database::cache:
      return "cache.db";
  }
  return "";
}

const Schema& current_schema() {
  static const Schema schema{1, {kLedgerTables, kFilesTables, kKeysTables, kCacheTables}, {}};
  return schema;
}

base::Result<int> format_of(Db& db, const std::string& file) {
  try {
    if (static_cast<std::int32_t>(db.single("PRAGMA application_id")) != kApplicationId) {
      return base::refuse(base::Code::folder_foreign, {{"file", file}});
    }
    return static_cast<int>(db.single("PRAGMA user_version"));
  } catch (const base::Fault& fault) {
    if (fault.code() != base::Code::store_damaged) throw;
    if ((sqlite3_errcode(db.raw()) & 0xff) == SQLITE_NOTADB) {
      return base::refuse(base::Code::folder_foreign, {{"file", file}});
    }
    return base::refuse(base::Code::store_damaged, {{"file", file}, {"what", fault.what()}});
  }
}

void create_tables(Db& db, Database database, const Schema& schema) {
  Transaction transaction(db);
  db.exec(schema.tables[static_cast<std::size_t>(database)]);
  stamp(db, schema.format);
  transaction.commit();
}

base::Done migrate(Db& db, Database database, int from, const Schema& schema) {
  try {
    Transaction transaction(db);
    for (int at = from; at < schema.format; ++at) {
      for (const Migration& step : schema.migrations) {
        if (step.from == at && step.database == database) db.exec(step.sql);
      }
    }
    stamp(db, schema.format);
    transaction.commit();
    return {};
  } catch (const base::Fault& fault) {
    if (fault.code() != base::Code::store_damaged) throw;
    return base::refuse(base::Code::upgrade_failed,
                        {{"file", file_name(database)}, {"what", fault.what()}});
  }
}

}  // namespace store
