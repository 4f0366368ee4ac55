// Child: what the finder asks of a child, from the records of her case file that the reader can
// open. Pure. What nobody wrote, or wrote two ways, is unknown.
#pragma once

#include <string>
#include <vector>

#include "casefile/fold.h"
#include "directory/finder.h"

namespace listing {

struct ChildFacts {
  directory::Child child;
  std::string language;  // the first one she speaks; empty: not known
  bool needs_interpreter = false;
  std::vector<std::string>
      known;  // age, sex, nationality, unaccompanied, pregnancy, papers, language
};
// Folded compartments in any order; those that the reader cannot open are simply not there.
ChildFacts child_of(const casefile::Catalogue& catalogue,
                    const std::vector<const casefile::Folded*>& compartments, base::Day today);

}  // namespace listing
