// The lock file of the catalogue, catalogue/records/frozen.csv: for each field of each version of
// each record type, what decides a fold. A row never changes; a change needs a new version.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "codec/cbor.h"
#include "problems.h"

namespace packer {

struct FrozenRow {
  std::string type_id;
  std::string field_id;
  std::string kind;
  std::string compartment;
  std::string rule;
  std::string loosening;
  std::string strictness;   // "given<refused<withdrawn"
  std::string transitions;  // "open>closed closed>open"
  std::string initial;
  int line = 0;  // in the file; 0 when it comes from a record's YAML

  bool decides_alike(const FrozenRow& other) const;
};

using FrozenKey = std::array<std::uint32_t, 3>;  // type, version, field
using FrozenTable = std::map<FrozenKey, FrozenRow>;

FrozenTable read_frozen(const std::string& name, const std::string& text, Problems& problems);
std::string write_frozen(const FrozenTable& table);

// Compares what the YAML says with the lock file. New rows are added when `freeze`, else refused;
// a row that differs, or a field that is gone, is always refused.
void check_frozen(const FrozenTable& said, FrozenTable& frozen, bool freeze,
                  const std::string& frozen_name,
                  const std::map<FrozenKey, std::pair<std::string, int>>& places,
                  Problems& problems);

// The table as it goes into the pack.
codec::Value frozen_value(const FrozenTable& table);

}  // namespace packer
