// Inside store only: SQLite with errors as base::Fault and bytes as spans.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace store {

// The code for what SQLite answered: disk_full, disk_read_only, store_damaged, out_of_memory,
// disk_error.
base::Code code_of(sqlite3* db, int result);
[[noreturn]] void throw_fault(sqlite3* db, int result, std::string_view during);

struct DbOptions {
  bool create = false;
  bool plain = false;  // changes nothing by opening: no WAL; for a look at a file, and copies
  bool secure_delete = false;
  std::string vfs;
  std::string synchronous = "FULL";
};

class Db;

// One use of a prepared statement; gives it back when it goes.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  ~Statement();

  // Binds the next parameters, in order.
  Statement& bind(std::uint64_t number);
  Statement& bind_text(std::string_view text);
  // The bytes must live until the statement has run.
  Statement& bind(base::ByteView bytes);
  Statement& bind_null();
  // True when there is a row.
  bool step();
  // Runs to the end, then makes it ready for other parameters.
  void run();

  std::uint64_t number(int column) const;
  base::ByteView bytes(int column) const;  // until the next step
  base::Bytes copy(int column) const;
  std::string text(int column) const;
  bool is_null(int column) const;
  // Exactly as many bytes as the array holds; Fault store_damaged otherwise.
  template <std::size_t N>
  std::array<std::uint8_t, N> array(int column) const {
    const base::ByteView view = bytes(column);
    if (view.size() != N) wrong_size();
    std::array<std::uint8_t, N> out;
    std::copy(view.begin(), view.end(), out.begin());
    return out;
  }
  template <class Id>
  Id id(int column) const {
    const base::Result<Id> id = Id::from_bytes(bytes(column));
    if (!id) wrong_size();
    return *id;
  }

 private:
  friend class Db;
  Statement(Db& db, sqlite3_stmt* statement, bool cached);
  [[noreturn]] void wrong_size() const;
  Db* db_;
  sqlite3_stmt* statement_;
  bool cached_;
  int next_ = 1;
};

// One connection with the settings of the house. Used by one thread at a time.
class Db {
 public:
  Db(const std::string& path, const DbOptions& options);
  ~Db();
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  void exec(const std::string& sql);
  // `sql` must be a literal: statements are kept by its address.
  Statement prepare(const char* sql);
  std::uint64_t single(const char* sql);
  sqlite3* raw() { return db_; }
  // Writes the WAL back and cuts it to nothing; false when a reader was in the way.
  bool checkpoint();

 private:
  friend class Statement;
  sqlite3* db_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> cache_;
};

// BEGIN IMMEDIATE … COMMIT, or ROLLBACK when it goes without commit().
class Transaction {
 public:
  explicit Transaction(Db& db);
  ~Transaction();
  void commit();

 private:
  Db& db_;
  bool open_ = true;
};

}  // namespace store
