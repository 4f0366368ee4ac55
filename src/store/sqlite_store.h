// SqliteStore: the ledger's rows in a folder of SQLite databases.
//
//   ledger.db  entries, streams, held, forks, tree, checkpoints, mark, due times (ciphertext only)
//   files.db   sealed chunks of files
//   keys.db    wrapped keys; erased rows are overwritten (secure_delete)
//   cache.db   capsules and snapshots; rebuilt when it is lost or damaged
//   lock       one process at a time
//
// Always WAL with synchronous=FULL: what was committed survives a power cut. temp_store=MEMORY:
// a sort on disk would write plain bytes. Copies are made through SQLite's backup interface only.
// Threads: see ledger/store.h; one connection writes, a few read.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "ledger/store.h"

namespace store {

// Number of the format written into every database; docs/formats.md lists them.
inline constexpr int kFormat = 1;

struct Schema;  // schema.h: tables and migrations of a format

struct SqliteOptions {
  // For the simulators: a registered VFS instead of the system's (then there is no lock file), the
  // negative control NORMAL, another schema.
  std::string vfs;
  std::string synchronous = "FULL";
  const Schema* schema = nullptr;
  // Connections for reading beside the one that writes.
  int readers = 4;
};

// A node's folder. Both stores live as long as it.
class Folder {
 public:
  // Makes an empty ledger in a new or empty folder. Refusal folder_exists when something is there.
  static base::Result<std::unique_ptr<Folder>> create(const std::filesystem::path& path,
                                                      const SqliteOptions& options = {});
  // Refusal folder_missing, folder_foreign, folder_busy (another process), format_newer,
  // store_damaged; Fault disk_read_only and the like. An older format is upgraded; the files of the
  // old format stay in `before-format-N` until the next upgrade, and putting them back is the
  // rollback.
  static base::Result<std::unique_ptr<Folder>> open(const std::filesystem::path& path,
                                                    const SqliteOptions& options = {});
  ~Folder();

  ledger::Store& store();
  ledger::KeyStore& keys();

  struct BackupOptions {
    bool with_keys = true;  // the keys' backups live 35 days at most: their own folder and schedule
  };
  // A copy of the running folder, consistent in itself, without caches, into a folder that must not
  // exist. Writers go on meanwhile. Half a backup is never visible under its name.
  base::Done backup(const std::filesystem::path& target, const BackupOptions& options);
  base::Done backup(const std::filesystem::path& target) { return backup(target, {}); }

  struct State;

 private:
  explicit Folder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Makes a node's folder from a backup (and the keys from another one, if `keys_from` is not empty).
// The new folder appears under its name only after its medium is sound and `accept` (the ledger's
// own verification) said yes. Refusals as for open; folder_exists; what `accept` refused.
base::Done restore(const std::filesystem::path& backup, const std::filesystem::path& keys_from,
                   const std::filesystem::path& target,
                   const std::function<base::Done(Folder&)>& accept,
                   const SqliteOptions& options = {});

}  // namespace store
