#include "store/sqlite.h"

#include <cerrno>

#include "base/check.h"

namespace store {

namespace {

// Limits far above what the house needs and far below what could hurt it.
void set_limits(sqlite3* db) {
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024);
  sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 64 * 1024);
  sqlite3_limit(db, SQLITE_LIMIT_COLUMN, 64);
  sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 64);
  sqlite3_limit(db, SQLITE_LIMIT_COMPOUND_SELECT, 8);
  sqlite3_limit(db, SQLITE_LIMIT_VDBE_OP, 25'000);
  sqlite3_limit(db, SQLITE_LIMIT_FUNCTION_ARG, 16);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256);
  sqlite3_limit(db, SQLITE_LIMIT_VARIABLE_NUMBER, 64);
  sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 4);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
}

}  // namespace

base::Code code_of(sqlite3* db, int result) {
  switch (result & 0xff) {
    case SQLITE_FULL:
      return base::Code::disk_full;
    case SQLITE_READONLY:
      return base::Code::disk_read_only;
    case SQLITE_NOMEM:
      return base::Code::out_of_memory;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_SCHEMA:
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:
      return base::Code::store_damaged;
    default:
      break;
  }
  const int error = db == nullptr ? errno : sqlite3_system_errno(db);
  if (error == ENOSPC || error == EDQUOT) return base::Code::disk_full;
  if (error == EROFS || error == EACCES || error == EPERM) return base::Code::disk_read_only;
  return base::Code::disk_error;
}

void throw_fault(sqlite3* db, int result, std::string_view during) {
  const base::Code code = code_of(db, result);
  throw base::Fault(code, std::string(during) + ": " + sqlite3_errstr(result));
}

Statement::Statement(Db& db, sqlite3_stmt* statement, bool cached)
    : db_(&db), statement_(statement), cached_(cached) {}

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_), statement_(other.statement_), cached_(other.cached_), next_(other.next_) {
  other.statement_ = nullptr;
}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  if (cached_) {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  } else {
    sqlite3_finalize(statement_);
  }
}

Statement& Statement::bind(std::uint64_t number) {
  AMPARO_CHECK(number <= INT64_MAX);
  sqlite3_bind_int64(statement_, next_++, static_cast<sqlite3_int64>(number));
  return *this;
}

Statement& Statement::bind_text(std::string_view text) {
  sqlite3_bind_text(statement_, next_++, text.data(), static_cast<int>(text.size()), nullptr);
  return *this;
}

Statement& Statement::bind(base::ByteView bytes) {
  // An empty blob needs an address, or it would be NULL.
  static const std::uint8_t kNothing = 0;
  const void* data = bytes.empty() ? &kNothing : bytes.data();
  sqlite3_bind_blob64(statement_, next_++, data, bytes.size(), nullptr);
  return *this;
}

Statement& Statement::bind_null() {
  sqlite3_bind_null(statement_, next_++);
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  throw_fault(db_->db_, result, sqlite3_sql(statement_));
}

void Statement::run() {
  while (step()) {
  }
  sqlite3_reset(statement_);
  next_ = 1;
}

std::uint64_t Statement::number(int column) const {
  const sqlite3_int64 value = sqlite3_column_int64(statement_, column);
  if (value < 0) wrong_size();
  return static_cast<std::uint64_t>(value);
}

base::ByteView Statement::bytes(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

base::Bytes Statement::copy(int column) const {
  const base::ByteView view = bytes(column);
  return {view.begin(), view.end()};
}

std::string Statement::text(int column) const {
  return std::string(base::as_text(bytes(column)));
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Statement::wrong_size() const {
  throw base::Fault(base::Code::store_damaged,
                    std::string("a value of the wrong size: ") + sqlite3_sql(statement_));
}

Db::Db(const std::string& path, const DbOptions& options) {
  const int flags = SQLITE_OPEN_READWRITE | (options.create ? SQLITE_OPEN_CREATE : 0) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  const int result = sqlite3_open_v2(path.c_str(), &db_, flags, vfs);
  if (result != SQLITE_OK) {
    const base::Code code = code_of(db_, result);
    sqlite3_close(db_);
    throw base::Fault(code, "cannot open a database: " + std::string(sqlite3_errstr(result)));
  }
  try {
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, 10'000);
    set_limits(db_);
    exec("PRAGMA temp_store=MEMORY");
    exec("PRAGMA cell_size_check=ON");
    exec(options.secure_delete ? "PRAGMA secure_delete=ON" : "PRAGMA secure_delete=OFF");
    exec("PRAGMA foreign_keys=ON");
    exec("PRAGMA mmap_size=0");
    if (!options.plain) {
      exec("PRAGMA synchronous=" + options.synchronous);
      exec("PRAGMA journal_mode=WAL");
      exec("PRAGMA journal_size_limit=67108864");
      exec("PRAGMA wal_autocheckpoint=4000");
    }
  } catch (...) {
    sqlite3_close(db_);
    throw;
  }
}

Db::~Db() {
  for (const auto& [sql, statement] : cache_) sqlite3_finalize(statement);
  sqlite3_close_v2(db_);
}

void Db::exec(const std::string& sql) {
  const int result = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) throw_fault(db_, result, sql);
}

Statement Db::prepare(const char* sql) {
  sqlite3_stmt*& kept = cache_[sql];
  if (kept != nullptr && sqlite3_stmt_busy(kept) == 0) return Statement(*this, kept, true);
  sqlite3_stmt* statement = nullptr;
  const int result =
      sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) throw_fault(db_, result, sql);
  if (kept != nullptr) return Statement(*this, statement, false);
  kept = statement;
  return Statement(*this, statement, true);
}

std::uint64_t Db::single(const char* sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.number(0) : 0;
}

bool Db::checkpoint() {
  return sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) ==
         SQLITE_OK;
}

Transaction::Transaction(Db& db) : db_(db) {
  db_.prepare("BEGIN IMMEDIATE").run();
}

Transaction::~Transaction() {
  // A failure here is a failure of the disk that has been told already; SQLite rolls back by itself
  // when the connection closes.
  if (open_ && sqlite3_get_autocommit(db_.raw()) == 0) {
    sqlite3_exec(db_.raw(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::commit() {
  db_.prepare("COMMIT").run();
  open_ = false;
}

}  // namespace store
