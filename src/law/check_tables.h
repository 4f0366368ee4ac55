// The check that makes a Ruleset safe to run: every index in range, every operation after those it
// reads and of the right kind, every enumeration one that exists.
#pragma once

#include "base/result.h"
#include "law/tables.h"

namespace law {

// Refusal bad_law with detail "why".
base::Done check_tables(const Tables& tables);

}  // namespace law
