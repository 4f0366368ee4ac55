// Inside store only: the connections to one database: one that writes, some that read.
#pragma once

#include <mutex>
#include <vector>

#include "store/sqlite.h"

namespace store {

class Pool {
 public:
  Pool(std::string path, const DbOptions& options, int readers)
      : path_(std::move(path)), options_(options), keep_(readers), writer_(path_, options_) {}

  // A connection for one reader, given back when it goes. More than `readers` may be out at once;
  // they are closed afterwards.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Db> db) : pool_(&pool), db_(std::move(db)) {}
    Lease(Lease&&) noexcept = default;
    ~Lease() {
      if (db_) pool_->give_back(std::move(db_));
    }
    Db* operator->() { return db_.get(); }
    Db& operator*() { return *db_; }

   private:
    Pool* pool_;
    std::unique_ptr<Db> db_;
  };

  Lease read() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<Db> db = std::move(idle_.back());
        idle_.pop_back();
        return Lease(*this, std::move(db));
      }
    }
    return Lease(*this, std::make_unique<Db>(path_, options_));
  }

  std::mutex& write_mutex() { return write_mutex_; }
  Db& writer() { return writer_; }
  const std::string& path() const { return path_; }

 private:
  void give_back(std::unique_ptr<Db> db) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < static_cast<std::size_t>(keep_)) idle_.push_back(std::move(db));
  }

  std::string path_;
  DbOptions options_;
  int keep_;
  std::mutex write_mutex_;
  Db writer_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Db>> idle_;
};

}  // namespace store
