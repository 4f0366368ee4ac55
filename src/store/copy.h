// Inside store only: copies through SQLite's backup interface, and folders that appear whole.
#pragma once

#include <filesystem>
#include <vector>

#include "store/pool.h"
#include "store/schema.h"

namespace store {

[[noreturn]] void throw_file_fault(const std::filesystem::filesystem_error& error);
// Makes renames and new files in a folder durable.
void sync_folder(const std::filesystem::path& folder);

struct Source {
  Pool* pool;  // null: left out
  Database database;
};
// Copies running databases, in this order, into a new folder that appears under its name when it is
// complete. Refusal folder_exists.
base::Done copy_pools(const std::filesystem::path& target, const std::vector<Source>& sources);
// The same from the files of a folder that nobody has open; databases that are not there are left
// out.
base::Done copy_folder(const std::filesystem::path& from, const std::filesystem::path& target,
                       const std::vector<Database>& databases);
// One database of a folder that nobody has open into an existing folder.
base::Done copy_into(const std::filesystem::path& from, const std::filesystem::path& target,
                     Database database);

}  // namespace store
