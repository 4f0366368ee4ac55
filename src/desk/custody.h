// Custody: who had a piece of evidence, when and in what state, and whose signature holds over each
// step as it stands now (casefile/signature.h). Steps are records `custody_event`; whoever writes
// or confirms one signs it by saving (desk/signing.h).
#pragma once

#include <vector>

#include "casefile/signature.h"
#include "desk/case_view.h"

namespace desk {

struct CustodySigner {
  base::UserId user = base::UserId::none();
  base::UtcMs at_ms = 0;
  casefile::SignatureVerdict verdict = casefile::SignatureVerdict::invalid;
};

struct CustodyStep {
  const casefile::FoldedRecord* record;  // of the view
  std::vector<CustodySigner> signers;    // in the order of their signing; none: nobody signed

  // At least one person signed what it says now. A changed step loses the signatures from before.
  bool attested() const;
};

// The steps that the view shows, in the order in which they happened. O(n log n) and one signature
// check each.
std::vector<CustodyStep> custody_of(const House& house, const CaseView& view);

}  // namespace desk
