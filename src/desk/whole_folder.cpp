#include "desk/whole_folder.h"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace desk {

namespace {

namespace fs = std::filesystem;

bool is_taken(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder, ignored) &&
         !(fs::is_directory(folder, ignored) && fs::is_empty(folder, ignored));
}

[[noreturn]] void fail(int error) {
  const bool forbidden = error == EROFS || error == EACCES;
  throw base::Fault(error == ENOSPC ? base::Code::disk_full
                    : forbidden     ? base::Code::disk_read_only
                                    : base::Code::disk_error,
                    "the new folder cannot be given its name");
}

void sync_folder(const fs::path& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) fail(errno);
  const int error = fsync(fd) == 0 ? 0 : errno;
  close(fd);
  if (error != 0) fail(error);
}

}  // namespace

base::Result<WholeFolder> WholeFolder::begin(const fs::path& target) {
  if (is_taken(target)) {
    return base::refuse(base::Code::folder_exists, {{"folder", target.string()}});
  }
  fs::path name = fs::absolute(target).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  fs::path place = name;
  place += ".making";
  std::error_code error;
  fs::remove_all(place, error);
  fs::create_directories(name.parent_path(), error);
  if (error) fail(error.value());
  return WholeFolder(std::move(place), std::move(name));
}

WholeFolder::WholeFolder(WholeFolder&& other) noexcept
    : place_(std::exchange(other.place_, {})), target_(std::move(other.target_)) {}

WholeFolder::~WholeFolder() {
  std::error_code ignored;
  if (!place_.empty()) fs::remove_all(place_, ignored);
}

void WholeFolder::give_name() {
  std::error_code error;
  sync_folder(place_);
  fs::remove(target_, error);  // an empty folder of that name may stand there
  fs::rename(place_, target_, error);
  if (error) fail(error.value());
  place_.clear();
  sync_folder(target_.parent_path());
}

}  // namespace desk
