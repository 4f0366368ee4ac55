#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <sys/file.h>

#include "base/check.h"
#include "store/copy.h"
#include "store/rows.h"
#include "store/schema.h"
#include "store/sqlite_store.h"

namespace store {

namespace fs = std::filesystem;

namespace {

// The lock of a folder: held while a process has it open, freed by the system when it dies.
class FolderLock {
 public:
  FolderLock() = default;
  FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
  }

  static base::Result<FolderLock> take(const fs::path& folder) {
    FolderLock lock;
    lock.fd_ = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock.fd_ < 0) {
      const bool forbidden = errno == EROFS || errno == EACCES;
      throw base::Fault(errno == ENOSPC ? base::Code::disk_full
                        : forbidden     ? base::Code::disk_read_only
                                        : base::Code::disk_error,
                        "cannot open the lock file");
    }
    if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
      return base::refuse(base::Code::folder_busy, {{"folder", folder.string()}});
    }
    return lock;
  }

 private:
  int fd_ = -1;
};

void remove_database(const Place& place, Database database) {
  sqlite3_vfs* vfs = sqlite3_vfs_find(place.vfs.empty() ? nullptr : place.vfs.c_str());
  AMPARO_CHECK(vfs != nullptr);
  const std::string path = path_in(place.folder, file_name(database));
  for (const char* suffix : {"", "-wal", "-shm"}) vfs->xDelete(vfs, (path + suffix).c_str(), 1);
}

void make_database(const Place& place, Database database, const Schema& schema) {
  DbOptions options = db_options(place);
  options.create = true;
  // The first page is written with a rollback journal. EXTRA makes its deletion durable: a journal
  // that comes back after a power cut would undo the whole database.
  options.synchronous = "EXTRA";
  Db db(path_in(place.folder, file_name(database)), options);
  create_tables(db, database, schema);
  db.checkpoint();
}

// Format of a database that must be there. Looks without changing anything.
base::Result<int> look_at(const Place& place, Database database) {
  const std::string file = file_name(database);
  DbOptions options;
  options.vfs = place.vfs;
  options.plain = true;
  try {
    Db db(path_in(place.folder, file.c_str()), options);
    return format_of(db, file);
  } catch (const base::Fault& fault) {
    if (fault.code() != base::Code::store_damaged) throw;
    return base::refuse(base::Code::folder_foreign, {{"file", file}});
  }
}

Place place_of(const fs::path& path, const SqliteOptions& options) {
  return {path.string(), options.vfs, options.synchronous, options.readers};
}

const Schema& schema_of(const SqliteOptions& options) {
  return options.schema == nullptr ? current_schema() : *options.schema;
}

// Brings the databases of an old folder to the schema's format. The files of the old format stay
// beside them. Caches are not brought over but made anew.
base::Done upgrade(const Place& place, const std::array<int, kDatabases.size()>& formats,
                   const Schema& schema) {
  const int oldest = *std::min_element(formats.begin(), formats.end());
  if (place.vfs.empty()) {
    const fs::path kept =
        fs::path(place.folder) / ("before-format-" + std::to_string(schema.format));
    // A kept copy of an earlier, interrupted upgrade is the older and truer one.
    if (!fs::exists(kept)) {
      if (base::Done ok =
              copy_folder(place.folder, kept, {Database::ledger, Database::files, Database::keys});
          !ok) {
        return ok;
      }
    }
  }
  for (const Database database : kDatabases) {
    const int from = formats[static_cast<std::size_t>(database)];
    if (from == schema.format) continue;
    if (database == Database::cache) {
      remove_database(place, database);
      make_database(place, database, schema);
      continue;
    }
    Db db(path_in(place.folder, file_name(database)), db_options(place));
    if (base::Done ok = migrate(db, database, from, schema); !ok) {
      return std::unexpected(std::move(ok.error()).with("from", std::to_string(oldest)));
    }
    db.checkpoint();
  }
  return {};
}

bool is_empty_or_absent(const fs::path& path) {
  return !fs::exists(path) || (fs::is_directory(path) && fs::is_empty(path));
}

}  // namespace

struct Folder::State {
  FolderLock lock;
  Place place;
  const Schema* schema;
  std::unique_ptr<SqliteStore> store;
  std::unique_ptr<SqliteKeyStore> keys;
};

Folder::Folder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Folder::~Folder() = default;

ledger::Store& Folder::store() {
  return *state_->store;
}

ledger::KeyStore& Folder::keys() {
  return *state_->keys;
}

base::Result<std::unique_ptr<Folder>> Folder::create(const fs::path& path,
                                                     const SqliteOptions& options) {
  if (!options.vfs.empty()) {
    for (const Database database : kDatabases) {
      make_database(place_of(path, options), database, schema_of(options));
    }
    return open(path, options);
  }
  if (!is_empty_or_absent(path)) {
    return base::refuse(base::Code::folder_exists, {{"folder", path.string()}});
  }
  // Made beside its place and moved there whole: a power cut leaves no half folder under the name.
  const fs::path unfinished = path.string() + ".new";
  try {
    fs::remove_all(unfinished);
    fs::create_directories(unfinished);
    fs::permissions(unfinished, fs::perms::owner_all);
    for (const Database database : kDatabases) {
      make_database(place_of(unfinished, options), database, schema_of(options));
    }
    sync_folder(unfinished);
    if (fs::exists(path)) fs::remove(path);
    fs::rename(unfinished, path);
    sync_folder(fs::absolute(path).parent_path());
  } catch (const fs::filesystem_error& error) {
    throw_file_fault(error);
  }
  return open(path, options);
}

base::Result<std::unique_ptr<Folder>> Folder::open(const fs::path& path,
                                                   const SqliteOptions& options) {
  auto state = std::make_unique<State>();
  state->place = place_of(path, options);
  state->schema = &schema_of(options);
  const Place& place = state->place;
  const Schema& schema = *state->schema;
  if (options.vfs.empty()) {
    if (!fs::exists(path / file_name(Database::ledger)) ||
        !fs::exists(path / file_name(Database::keys))) {
      return base::refuse(base::Code::folder_missing, {{"folder", path.string()}});
    }
    base::Result<FolderLock> lock = FolderLock::take(path);
    if (!lock) return pass(lock);
    state->lock = std::move(*lock);
    for (const Database database : {Database::files, Database::cache}) {
      // A lost cache is nothing; a folder restored without files has an empty one.
      if (!fs::exists(path / file_name(database))) make_database(place, database, schema);
    }
  }
  std::array<int, kDatabases.size()> formats{};
  for (const Database database : kDatabases) {
    base::Result<int> format = look_at(place, database);
    if (!format && database == Database::cache) {
      remove_database(place, database);
      make_database(place, database, schema);
      format = schema.format;
    }
    if (!format) return pass(format);
    if (*format > schema.format) {
      return base::refuse(base::Code::format_newer, {{"file", file_name(database)},
                                                     {"format", std::to_string(*format)},
                                                     {"known", std::to_string(schema.format)}});
    }
    formats[static_cast<std::size_t>(database)] = *format;
  }
  if (*std::min_element(formats.begin(), formats.end()) < schema.format) {
    if (base::Done ok = upgrade(place, formats, schema); !ok) return pass(ok);
  }
  try {
    state->store = std::make_unique<SqliteStore>(place, [place, &schema] {
      remove_database(place, Database::cache);
      make_database(place, Database::cache, schema);
    });
    state->keys = std::make_unique<SqliteKeyStore>(place);
  } catch (const base::Fault& fault) {
    if (fault.code() != base::Code::store_damaged) throw;
    return base::refuse(base::Code::store_damaged,
                        {{"file", path.string()}, {"what", fault.what()}});
  }
  return std::unique_ptr<Folder>(new Folder(std::move(state)));
}

// The ledger first: what its entries name (files, keys) was durable before them, so the later
// copies hold at least that.
base::Done Folder::backup(const fs::path& target, const BackupOptions& options) {
  return copy_pools(target,
                    {{&state_->store->ledger_pool(), Database::ledger},
                     {&state_->store->files_pool(), Database::files},
                     {options.with_keys ? &state_->keys->pool() : nullptr, Database::keys}});
}

base::Done restore(const fs::path& backup, const fs::path& keys_from, const fs::path& target,
                   const std::function<base::Done(Folder&)>& accept, const SqliteOptions& options) {
  if (!is_empty_or_absent(target)) {
    return base::refuse(base::Code::folder_exists, {{"folder", target.string()}});
  }
  const fs::path keys = keys_from.empty() ? backup : keys_from;
  for (const auto& [folder, database] :
       {std::pair(backup, Database::ledger), std::pair(keys, Database::keys)}) {
    if (!fs::exists(folder / file_name(database))) {
      return base::refuse(base::Code::folder_missing, {{"folder", folder.string()}});
    }
    const base::Result<int> format = look_at(place_of(folder, options), database);
    if (!format) return std::unexpected(format.error());
  }
  const fs::path unfinished = target.string() + ".restoring";
  try {
    fs::remove_all(unfinished);
    if (base::Done ok = copy_folder(backup, unfinished, {Database::ledger, Database::files}); !ok) {
      return ok;
    }
    if (base::Done ok = copy_into(keys, unfinished, Database::keys); !ok) return ok;
    {
      base::Result<std::unique_ptr<Folder>> folder = Folder::open(unfinished, options);
      if (!folder) return pass(folder);
      std::vector<std::string> problems = (*folder)->store().medium_problems();
      for (std::string& line : (*folder)->keys().medium_problems()) problems.push_back(line);
      if (!problems.empty()) {
        return base::refuse(base::Code::store_damaged,
                            {{"file", backup.string()}, {"what", problems.front()}});
      }
      if (base::Done ok = accept(**folder); !ok) return ok;
    }
    if (fs::exists(target)) fs::remove(target);
    fs::rename(unfinished, target);
    sync_folder(fs::absolute(target).parent_path());
  } catch (const fs::filesystem_error& error) {
    throw_file_fault(error);
  }
  return {};
}

}  // namespace store
