// The check of the mapping from records to facts, when the pack is made: every problem is one
// sentence with file and line.
#pragma once

#include "casefile/catalogue.h"
#include "law/compile/problem.h"
#include "law/ruleset.h"

namespace screening {

// Atoms, records, fields and codes that do not exist; values that an atom cannot have; an entry
// that says nothing or two things.
law::Problems check_mapping(const std::string& yaml, const std::string& file,
                            const casefile::Catalogue& catalogue, const law::Ruleset& ruleset);

}  // namespace screening
