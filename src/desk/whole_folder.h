// WholeFolder: a folder that is made beside its name and gets it when it is whole, so that a cut
// cable or a refusal leaves nothing half made under the name.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace desk {

class WholeFolder {
 public:
  // Refusal folder_exists when something other than an empty folder has the name.
  static base::Result<WholeFolder> begin(const std::filesystem::path& target);
  WholeFolder(WholeFolder&& other) noexcept;
  WholeFolder& operator=(WholeFolder&&) = delete;
  // Removes what did not get its name.
  ~WholeFolder();

  // Where to make it; not there yet, its parent is.
  const std::filesystem::path& place() const { return place_; }
  // Durable when it returns. Fault disk_error.
  void give_name();

 private:
  WholeFolder(std::filesystem::path place, std::filesystem::path target)
      : place_(std::move(place)), target_(std::move(target)) {}

  std::filesystem::path place_;  // empty once it has its name
  std::filesystem::path target_;
};

}  // namespace desk
