#include "store/copy.h"

#include <fcntl.h>
#include <unistd.h>

namespace store {

namespace fs = std::filesystem;

namespace {

// The copy has no write-ahead log, so that it can be read from a medium that cannot be written.
void copy_database(Db& source, const fs::path& target) {
  DbOptions options;
  options.create = true;
  options.plain = true;
  Db copy(target.string(), options);
  sqlite3_backup* backup = sqlite3_backup_init(copy.raw(), "main", source.raw(), "main");
  if (backup == nullptr) throw_fault(copy.raw(), sqlite3_errcode(copy.raw()), "backup");
  // One step: a read transaction of the source lasts through it, and with a write-ahead log that
  // stops no writer.
  const int result = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  if (result != SQLITE_DONE) throw_fault(copy.raw(), result, "backup");
  copy.exec("PRAGMA journal_mode=DELETE");
}

void make_private(const fs::path& folder) {
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
}

}  // namespace

void throw_file_fault(const fs::filesystem_error& error) {
  const std::errc code = static_cast<std::errc>(error.code().value());
  const bool full = code == std::errc::no_space_on_device;
  const bool forbidden =
      code == std::errc::read_only_file_system || code == std::errc::permission_denied;
  throw base::Fault(full        ? base::Code::disk_full
                    : forbidden ? base::Code::disk_read_only
                                : base::Code::disk_error,
                    error.code().message());
}

void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!synced) throw base::Fault(base::Code::disk_error, "cannot sync a folder");
}

base::Done copy_pools(const fs::path& target, const std::vector<Source>& sources) {
  if (fs::exists(target)) {
    return base::refuse(base::Code::folder_exists, {{"folder", target.string()}});
  }
  const fs::path unfinished = target.string() + ".partial";
  try {
    fs::remove_all(unfinished);
    make_private(unfinished);
    for (const Source& source : sources) {
      if (source.pool == nullptr) continue;
      Pool::Lease db = source.pool->read();
      copy_database(*db, unfinished / file_name(source.database));
    }
    sync_folder(unfinished);
    fs::rename(unfinished, target);
    sync_folder(fs::absolute(target).parent_path());
  } catch (const fs::filesystem_error& error) {
    throw_file_fault(error);
  }
  return {};
}

base::Done copy_into(const fs::path& from, const fs::path& target, Database database) {
  const fs::path file = from / file_name(database);
  if (!fs::exists(file)) return {};
  DbOptions options;
  options.plain = true;
  try {
    Db source(file.string(), options);
    copy_database(source, target / file_name(database));
  } catch (const base::Fault& fault) {
    if (fault.code() != base::Code::store_damaged) throw;
    return base::refuse(base::Code::store_damaged,
                        {{"file", file.string()}, {"what", fault.what()}});
  }
  return {};
}

base::Done copy_folder(const fs::path& from, const fs::path& target,
                       const std::vector<Database>& databases) {
  const fs::path unfinished = target.string() + ".partial";
  try {
    fs::remove_all(unfinished);
    make_private(unfinished);
    for (const Database database : databases) {
      if (base::Done ok = copy_into(from, unfinished, database); !ok) return ok;
    }
    sync_folder(unfinished);
    fs::rename(unfinished, target);
  } catch (const fs::filesystem_error& error) {
    throw_file_fault(error);
  }
  return {};
}

}  // namespace store
