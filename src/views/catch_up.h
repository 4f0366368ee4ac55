// Apply: brings indexes to the ledger's end. The one place where rows are made.
//
// Every entry behind up_to() touches the case file of its stream: its own compartment, or all of
// them when it is `control` (grants and holds decide what counts elsewhere). What was touched is
// opened through its capsule, folded and put. So the order of arrival does not matter, and an index
// with a snapshot and a tail equals one built from the beginning (catch_up_test.cpp).
#pragma once

#include <set>

#include "casefile/control.h"
#include "views/capsule.h"
#include "views/index.h"

namespace views {

struct Sources {
  ledger::Ledger& ledger;
  Capsules& capsules;
  const casefile::Catalogue& catalogue;
  std::set<base::NodeId> home;  // the organisation's nodes, as casefile::Control takes them
  const casefile::Signatures& signatures = casefile::Signatures::nobody();
};

struct CaughtUp {
  std::size_t entries = 0;  // looked at
  std::size_t put = 0;      // rows written
  std::size_t closed = 0;   // case files of which the holder has no key
};

// Folds one compartment of a case file, judged by its `control` when she can open that.
base::Result<casefile::Folded> fold_of(const Sources& sources, const base::CaseId& case_id,
                                       base::Compartment compartment, KeyHolder& keys);

// O(entries behind up_to() + rows touched).
CaughtUp catch_up(Index& index, const Sources& sources, KeyHolder& keys);

}  // namespace views
