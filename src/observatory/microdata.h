// Microdata export: rows about persons, generalised and locally suppressed until each is one of k.
//
// Promise: in what is given back, every combination of key values (a suppressed value counts as a
// value of its own) is shared by at least k rows and, where asked, by at least l different values
// of each sensitive column. Rows for which nothing helps are left out and counted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace observatory {

using Code32 = std::int32_t;
constexpr Code32 kSuppressed = -1;

// A quasi-identifier. Values are numbered from 0; level 0 is the value itself. `up[l][v]` is the
// number of the level-l group of value v; `labels[l][g]` its name. Coarser levels must nest.
struct KeyColumn {
  std::string name;
  std::vector<std::vector<Code32>> up;
  std::vector<std::vector<std::string>> labels;
  // Levels below this are never given out: 1 on a date keeps days inside.
  std::size_t min_level = 0;
  // How much a step of generalisation and a suppressed value of this column hurt.
  double weight = 1;
  std::size_t levels() const { return up.size(); }
};

struct Microdata {
  std::vector<KeyColumn> keys;
  std::vector<std::string> sensitive_names;
  // Row-major: rows × keys, rows × sensitive.
  std::vector<Code32> key_values;
  std::vector<Code32> sensitive_values;
  std::size_t rows() const { return keys.empty() ? 0 : key_values.size() / keys.size(); }
};

struct AnonymityPolicy {
  std::size_t k = 5;
  std::size_t l = 1;
  // Rows that may be left out wholly, as a share.
  double max_dropped = 0.05;
};

struct Anonymised {
  std::vector<std::size_t> level;  // chosen, by key
  std::vector<Code32> key_values;  // group numbers at that level or kSuppressed
  std::vector<bool> dropped;       // by row
  std::size_t suppressed_values = 0;
  std::size_t touched_rows = 0;
  std::size_t dropped_rows = 0;
};

// Refusals: bad_value (shape), cannot_anonymise (more than max_dropped would be left out at every
// level). Time: levels' product × rows for the choice, 2^keys × rows for the suppression.
base::Result<Anonymised> anonymise(const Microdata& data, const AnonymityPolicy& policy);

// The smallest class and the least variety in what was given back, counted anew.
struct AnonymityCheck {
  std::size_t smallest_class = 0;
  std::size_t least_variety = 0;
};
AnonymityCheck check_anonymity(const Microdata& data, const Anonymised& result);

}  // namespace observatory
