#include "views/sql.h"

#include "base/check.h"
#include "views/memory.h"

namespace views {

namespace {

void check(sqlite3* db, int result) {
  if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE) return;
  if (result == SQLITE_NOMEM || result == SQLITE_FULL) {
    throw base::Fault(base::Code::out_of_memory, "index");
  }
  // The message may quote a value: it is left out.
  throw base::Fault(base::Code::internal,
                    "index: SQLite code " + std::to_string(sqlite3_extended_errcode(db)));
}

}  // namespace

Statement::Statement(sqlite3* db, std::string_view sql) : db_(db) {
  check(db_, sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                SQLITE_PREPARE_PERSISTENT, &statement_, nullptr));
}

Statement& Statement::bind(int at, std::int64_t value) {
  check(db_, sqlite3_bind_int64(statement_, at, value));
  return *this;
}

Statement& Statement::bind(int at, std::string_view text) {
  check(db_,
        sqlite3_bind_text64(statement_, at, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(int at, base::ByteView bytes) {
  check(db_, sqlite3_bind_blob64(statement_, at, bytes.data(), bytes.size(), SQLITE_STATIC));
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result != SQLITE_ROW && result != SQLITE_DONE) check(db_, result);
  return result == SQLITE_ROW;
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

std::string_view Statement::text(int column) const {
  const auto* begin = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return {begin, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

base::ByteView Statement::bytes(int column) const {
  const auto* begin = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return {begin, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

MemoryDatabase::MemoryDatabase() {
  open(nullptr, 0);
}

MemoryDatabase::MemoryDatabase(std::uint8_t* block, std::size_t size) {
  open(block, size);
}

void MemoryDatabase::open(std::uint8_t* block, std::size_t size) {
  AMPARO_CHECK(sqlite_memory_is_wiped());
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  check(db_, sqlite3_open_v2(":memory:", &db_, kFlags, nullptr));
  const auto length = static_cast<sqlite3_int64>(size);
  check(db_, sqlite3_deserialize(db_, "main", block, length, length,
                                 SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE));
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  run("PRAGMA temp_store=MEMORY; PRAGMA journal_mode=MEMORY; PRAGMA secure_delete=ON;"
      "PRAGMA cache_size=-1024");
}

void MemoryDatabase::run(const char* sql) {
  check(db_, sqlite3_exec(db_, sql, nullptr, nullptr, nullptr));
}

std::int64_t MemoryDatabase::ask(const char* sql) {
  Statement statement(db_, sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::size_t MemoryDatabase::bytes() {
  return static_cast<std::size_t>(ask("PRAGMA page_count") * ask("PRAGMA page_size"));
}

void MemoryDatabase::make_room() {
  // SQLite doubles the block when it is full, up to this limit: an eighth more, not twice as much.
  constexpr std::size_t kLeast = 32 * 1024 * 1024;
  const std::size_t now = bytes();
  auto limit = static_cast<sqlite3_int64>(now + now / 8 + kLeast);
  check(db_, sqlite3_file_control(db_, "main", SQLITE_FCNTL_SIZE_LIMIT, &limit));
}

base::ByteView MemoryDatabase::image() const {
  sqlite3_int64 size = 0;
  const std::uint8_t* begin = sqlite3_serialize(db_, "main", &size, SQLITE_SERIALIZE_NOCOPY);
  return {begin, static_cast<std::size_t>(size)};
}

}  // namespace views
