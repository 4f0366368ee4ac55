// Code lists and retention schedules.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "yaml.h"

namespace packer {

struct Lists {
  std::map<std::string, std::set<std::string>> codes;  // list → its codes
  codec::Value section;
};
Lists compile_lists(const std::vector<Yaml>& documents, Problems& problems);

struct Schedules {
  std::set<std::string> ids;
  codec::Value section;
};
Schedules compile_retention(const std::vector<Yaml>& documents, Problems& problems);

}  // namespace packer
