// SQLite as the index needs it: one database in one block of memory, that grows by what it needs
// and can be taken out and put back whole. Inside views only; not thread-safe.
//
// Any error but a lack of memory (Fault out_of_memory) is a bug of ours: there is no disk here.
#pragma once

#include <memory>
#include <sqlite3.h>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace views {

class Statement {
 public:
  Statement(sqlite3* db, std::string_view sql);
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int at, std::int64_t value);
  // The bytes must live until `reset`.
  Statement& bind(int at, std::string_view text);
  Statement& bind(int at, base::ByteView bytes);
  // True when there is a row.
  bool step();
  // Steps to the end and makes it ready for the next use.
  void run();
  void reset();

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const;
  base::ByteView bytes(int column) const;

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};

// Resets a statement whichever way its use ends.
class Use {
 public:
  explicit Use(Statement& statement) : statement_(statement) {}
  ~Use() { statement_.reset(); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  Statement* operator->() const { return &statement_; }

 private:
  Statement& statement_;
};

class MemoryDatabase {
 public:
  MemoryDatabase();
  // Takes an image that `image` gave, in a block of sqlite3_malloc64 that it will give back.
  MemoryDatabase(std::uint8_t* block, std::size_t size);
  ~MemoryDatabase() { sqlite3_close_v2(db_); }
  MemoryDatabase(const MemoryDatabase&) = delete;
  MemoryDatabase& operator=(const MemoryDatabase&) = delete;

  sqlite3* handle() const { return db_; }
  void run(const char* sql);
  std::int64_t ask(const char* sql);
  // Room for what one transaction may add.
  void make_room();
  // The whole database, without a copy; valid until the next write.
  base::ByteView image() const;
  std::size_t bytes();

 private:
  void open(std::uint8_t* block, std::size_t size);
  sqlite3* db_ = nullptr;
};

// BEGIN … COMMIT, or ROLLBACK when it ends without `commit`.
class Transaction {
 public:
  explicit Transaction(MemoryDatabase& db) : db_(db) {
    db_.make_room();
    db_.run("BEGIN");
  }
  ~Transaction() {
    if (!done_) sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    db_.run("COMMIT");
    done_ = true;
  }

 private:
  MemoryDatabase& db_;
  bool done_ = false;
};

}  // namespace views
