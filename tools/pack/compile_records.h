// Record types: from YAML to the section `records`, with every check a person needs.
#pragma once

#include "compile_lists.h"
#include "frozen.h"

namespace packer {

struct RecordsSource {
  const std::vector<Yaml>& documents;
  const Lists& lists;
  const Schedules& schedules;
  std::string frozen_name;
  bool freeze = false;
};

// Adds to `frozen` when freezing. The section's value.
codec::Value compile_records(const RecordsSource& source, FrozenTable& frozen, Problems& problems);

}  // namespace packer
