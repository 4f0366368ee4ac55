// Dues: what a save makes due and what it settles (docs/catalogue.md, words `due` and `ends`). The
// rows are opaque references with a time: they ring while the node is locked and tell nobody what
// for.
#pragma once

#include <vector>

#include "desk/case_view.h"
#include "desk/changes.h"
#include "views/due.h"

namespace desk {

struct DueChanges {
  std::vector<ledger::DueRow> due;
  std::vector<ledger::Hash> done;
  // Which references the case file has, sealed for this node, so that its shredding finds them all.
  std::vector<ledger::KeyRow> register_rows;
};
// From the records that the operations touch; `after` shows the case file with them.
DueChanges due_changes(House& house, const CaseView& after, const Operations& operations);

// How many references are due now. Needs no person's key.
std::size_t due_now(House& house);
// Takes every reference of a case file out of the table; for its shredding.
base::Done forget_dues(House& house, const base::CaseId& case_id);

}  // namespace desk
