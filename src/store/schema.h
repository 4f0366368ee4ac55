// Inside store, and in tests of upgrades: the tables of each database and how an old one becomes a
// new one. A format is one number for the whole folder, written into every database (SQLite's
// user_version) beside our application id.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "store/sqlite.h"

namespace store {

inline constexpr std::int32_t kApplicationId = 0x414d5052;  // "AMPR"

enum class Database { ledger, files, keys, cache };
inline constexpr std::array kDatabases = {Database::ledger, Database::files, Database::keys,
                                          Database::cache};
const char* file_name(Database database);  // "ledger.db" …

// From format `from` to from+1, for one database; SQL that runs in one transaction.
struct Migration {
  int from;
  Database database;
  std::string sql;
};

struct Schema {
  int format;
  // What a new database of this format is made with.
  std::array<std::string, kDatabases.size()> tables;
  std::vector<Migration> migrations;
};

// The schema of this version.
const Schema& current_schema();

// Format of a database, or Refusal folder_foreign (not ours), store_damaged.
base::Result<int> format_of(Db& db, const std::string& file);
void create_tables(Db& db, Database database, const Schema& schema);
// Brings one database to the schema's format, all steps in one transaction. Refusal upgrade_failed
// leaves it as it was.
base::Done migrate(Db& db, Database database, int from, const Schema& schema);

}  // namespace store
