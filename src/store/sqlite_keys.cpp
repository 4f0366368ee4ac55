#include <algorithm>

#include "base/check.h"
#include "store/rows.h"
#include "store/sqlite_rows.h"

namespace store {

namespace {

// One literal per table and use, because statements are kept by the address of their text.
struct Sql {
  const char* get;
  const char* from;
  const char* put;
  const char* erase;
  const char* count;
};

#define KEY_TABLE_SQL(name)                                               \
  Sql {                                                                   \
    "SELECT key, value, sum FROM " name " WHERE key=?",                   \
        "SELECT key, value, sum FROM " name " WHERE key>=? ORDER BY key", \
        "INSERT INTO " name                                               \
        "(key, value, sum) VALUES(?1,?2,?3) "                             \
        "ON CONFLICT(key) DO UPDATE SET value=?2, sum=?3",                \
        "DELETE FROM " name " WHERE key=?", "SELECT count(*) FROM " name  \
  }

constexpr Sql kSql[] = {KEY_TABLE_SQL("user"),      KEY_TABLE_SQL("team_wrap"),
                        KEY_TABLE_SQL("case_wrap"), KEY_TABLE_SQL("item_wrap"),
                        KEY_TABLE_SQL("pairing"),   KEY_TABLE_SQL("recovery"),
                        KEY_TABLE_SQL("node")};
#undef KEY_TABLE_SQL

const Sql& sql_of(KeyTable table) {
  const auto at = static_cast<std::size_t>(table) - 1;
  AMPARO_CHECK(at < std::size(kSql));
  return kSql[at];
}

constexpr KeyTable kTables[] = {KeyTable::user,      KeyTable::team_wrap, KeyTable::case_wrap,
                                KeyTable::item_wrap, KeyTable::pairing,   KeyTable::recovery,
                                KeyTable::node};

KeyRow read_row(KeyTable table, const Statement& statement) {
  KeyRow row{table, statement.copy(0), statement.copy(1)};
  if (sum_of(row) != statement.array<16>(2)) {
    throw base::Fault(base::Code::store_damaged, "a row of keys.db was changed");
  }
  return row;
}

// Number of rows and the exclusive-or of their sums: tells a lost row.
struct Total {
  std::uint64_t rows = 0;
  Sum sums{};
  void flip(const Sum& sum) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = sums[i] ^ sum[i];
  }
  void add(const KeyRow& row) {
    rows++;
    flip(sum_of(row));
  }
  void remove(const KeyRow& row) {
    rows--;
    flip(sum_of(row));
  }
  friend bool operator==(const Total&, const Total&) = default;
};

Total read_total(Db& db) {
  Statement select = db.prepare("SELECT rows, sums FROM total");
  if (!select.step()) return {};
  return {select.number(0), select.array<16>(1)};
}

void write_total(Db& db, const Total& total) {
  db.prepare("INSERT OR REPLACE INTO total(id, rows, sums) VALUES(1,?,?)")
      .bind(total.rows)
      .bind(total.sums)
      .run();
}

std::optional<KeyRow> find(Db& db, KeyTable table, base::ByteView key) {
  Statement select = db.prepare(sql_of(table).get);
  if (!select.bind(key).step()) return std::nullopt;
  return read_row(table, select);
}

std::vector<KeyRow> find_under(Db& db, KeyTable table, base::ByteView prefix) {
  Statement select = db.prepare(sql_of(table).from);
  select.bind(prefix);
  std::vector<KeyRow> rows;
  while (select.step()) {
    const base::ByteView key = select.bytes(0);
    if (key.size() < prefix.size() || !std::equal(prefix.begin(), prefix.end(), key.begin())) break;
    rows.push_back(read_row(table, select));
  }
  return rows;
}

DbOptions key_options(const Place& place) {
  DbOptions options = db_options(place);
  options.secure_delete = true;
  return options;
}

}  // namespace

SqliteKeyStore::SqliteKeyStore(const Place& place)
    : keys_(path_in(place.folder, "keys.db"), key_options(place), place.readers) {}

void SqliteKeyStore::commit(const KeyBatch& batch) {
  const std::lock_guard lock(keys_.write_mutex());
  Db& db = keys_.writer();
  Transaction transaction(db);
  Total total = read_total(db);
  const auto erase = [&](const KeyRow& row) {
    db.prepare(sql_of(row.table).erase).bind(row.key).run();
    total.remove(row);
  };
  for (const auto& [table, key] : batch.erasures) {
    if (const std::optional<KeyRow> row = find(db, table, key)) erase(*row);
  }
  for (const auto& [table, prefix] : batch.erase_under) {
    for (const KeyRow& row : find_under(db, table, prefix)) erase(row);
  }
  for (const KeyRow& row : batch.puts) {
    if (const std::optional<KeyRow> old = find(db, row.table, row.key)) total.remove(*old);
    const Sum sum = sum_of(row);
    db.prepare(sql_of(row.table).put).bind(row.key).bind(row.value).bind(sum).run();
    total.add(row);
  }
  write_total(db, total);
  transaction.commit();
  // What was erased must not linger in the log.
  if (!batch.erasures.empty() || !batch.erase_under.empty()) db.checkpoint();
}

std::optional<base::Bytes> SqliteKeyStore::get(KeyTable table, base::ByteView key) {
  Pool::Lease db = keys_.read();
  std::optional<KeyRow> row = find(*db, table, key);
  if (!row) return std::nullopt;
  return std::move(row->value);
}

std::vector<KeyRow> SqliteKeyStore::under(KeyTable table, base::ByteView prefix) {
  Pool::Lease db = keys_.read();
  return find_under(*db, table, prefix);
}

std::uint64_t SqliteKeyStore::count(KeyTable table) {
  return keys_.read()->single(sql_of(table).count);
}

std::vector<std::string> SqliteKeyStore::medium_problems() {
  Pool::Lease db = keys_.read();
  std::vector<std::string> out = integrity_problems(*db, "keys.db");
  try {
    Total total;
    for (const KeyTable table : kTables) {
      for (const KeyRow& row : find_under(*db, table, {})) total.add(row);
    }
    if (total != read_total(*db)) out.emplace_back("keys.db: rows are missing or added");
  } catch (const base::Fault& fault) {
    if (fault.code() != base::Code::store_damaged) throw;
    out.push_back(std::string("keys.db: ") + fault.what());
  }
  return out;
}

}  // namespace store
