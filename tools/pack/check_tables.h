// Checks of the CSV tables of places and languages.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "problems.h"

namespace packer {

struct PlaceCodes {
  std::set<std::string> countries;
  std::set<std::string> states;
  std::set<std::string> municipalities;
};

// Codes unique, names there, centres on the globe, each code it points to known.
PlaceCodes check_places(const std::filesystem::path& folder, Problems& problems);
void check_languages(const std::filesystem::path& folder, Problems& problems);

}  // namespace packer
