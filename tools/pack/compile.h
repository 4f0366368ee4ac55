// Compiles catalogue/ into the sections of a pack: records, codes, retention from their YAML, every
// other folder as it stands (YAML as CBOR, other files raw). Deterministic: the order of files and
// of keys in them does not matter.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pack/pack.h"
#include "problems.h"

namespace packer {

struct CatalogueSource {
  std::filesystem::path folder;
  std::vector<std::string> skip;  // sub-folders that another tool compiles
  bool freeze = false;            // add new rows to frozen.csv
};

struct Compiled {
  std::vector<pack::Section> sections;
  std::string frozen_csv;  // as it should stand; differs from the file only when `freeze`
};

// Every problem goes into `problems`; the result has a meaning only when there is none.
Compiled compile_catalogue(const CatalogueSource& source, Problems& problems);

}  // namespace packer
