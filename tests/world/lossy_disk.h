// LossyDisk: a disk in memory as a SQLite VFS, with everything a disk can do to a program: losing
// what was not synced when the power fails (in pieces of 512 bytes, some of them torn into garbage,
// in any selection: an order of writes is a selection at the moment of the cut), failing calls,
// being full. Repeatable from a seed. Thread-safe, but only one thread makes it repeatable.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/seams.h"

namespace world {

// One file: what is durable, and what was written since.
struct DiskFile {
  struct Change {
    std::uint64_t offset;
    base::Bytes data;  // empty: cut to `offset`
  };
  base::Bytes now;
  base::Bytes durable;
  std::vector<Change> unsynced;
  bool name_durable = false;
  // Locks between the connections of this process, as SQLite's own VFS keeps them.
  int shared = 0;
  const void* reserved = nullptr;
  const void* pending = nullptr;
  const void* exclusive = nullptr;
  std::vector<std::unique_ptr<base::Bytes>> shm;
  int shm_users = 0;
  int shm_shared[SQLITE_SHM_NLOCK] = {};
  const void* shm_exclusive[SQLITE_SHM_NLOCK] = {};
};

enum class FaultKind { io, full };

class LossyDisk {
 public:
  // Registers itself under a name of its own; goes only after every connection did.
  explicit LossyDisk(std::uint64_t seed);
  ~LossyDisk();
  LossyDisk(const LossyDisk&) = delete;
  LossyDisk& operator=(const LossyDisk&) = delete;

  const std::string& vfs() const { return name_; }

  // The power fails at the n-th change (write, cut, sync, delete) from now.
  void cut_power_after(std::uint64_t changes) { cut_at_ = changes_ + changes; }
  bool powered() const { return powered_; }
  // What a restart finds. All connections must be closed.
  void restart();

  // The n-th call from now fails (all after it too, when `forever`).
  void fail_at(std::uint64_t calls, FaultKind kind, bool forever);
  bool fired() const { return fired_; }
  void stop_failing() { fail_at_ = 0; }
  std::uint64_t calls() const { return calls_; }

  // The content of all files, to start again from, and to change.
  using Image = std::map<std::string, base::Bytes>;
  Image image();
  void load(const Image& image);

 private:
  friend struct Vfs;
  // Every name in the folder as it is now is durable.
  void sync_folder();
  std::mutex mutex_;
  std::string name_;
  base::SeededRandom random_;
  std::map<std::string, std::shared_ptr<DiskFile>> files_;
  // Deleted, but the folder was not synced: may come back.
  std::map<std::string, std::shared_ptr<DiskFile>> ghosts_;
  std::uint64_t changes_ = 0;
  std::uint64_t cut_at_ = UINT64_MAX;
  bool powered_ = true;
  std::uint64_t calls_ = 0;
  std::uint64_t fail_at_ = 0;
  FaultKind fault_ = FaultKind::io;
  bool forever_ = false;
  bool fired_ = false;
  std::unique_ptr<sqlite3_vfs> vfs_;
};

}  // namespace world
