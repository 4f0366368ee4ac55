// What the dated lines of norms, deadlines and fees have in common.
#pragma once

#include "law/compile/reader.h"

namespace law {

struct LineHead {
  Day from = kLowest;
  Day to = kHighest;
  Status status = Status::in_force;
  Day known = kLowest;
  std::string by;
};

extern const std::vector<std::string> kStatusNames;
extern const std::vector<std::string> kUnitNames;

// from, to, status, known, by; the status is required when `needs_status`.
LineHead line_head(Reader& line, bool needs_status);

}  // namespace law
