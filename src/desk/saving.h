// Saving: decided operations become sealed, signed, durable entries, all of one save together. The
// only place where entries are written.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "desk/changes.h"

namespace desk {

struct Saved {
  base::SaveId save = base::SaveId::none();
  base::Hlc hlc;
  std::vector<base::RecordId> records;
};

// Asked with the case file as it would stand, and the record of each edit, before anything is
// written; a refusal is passed on.
using Check = std::function<base::Done(const CaseView&, const std::vector<base::RecordId>&)>;

// Writes the operations on top of `view` and takes them into it, signed by her where they grant or
// approve (desk/signing.h). Makes the compartment keys that
// are not there yet, which needs the care team's mandate. Refusal not_allowed when the session
// holds no key of a compartment, no_mandate, clock_behind.
base::Result<Saved> save(House& house, const Session& session, CaseView& view,
                         const Decided& decided, const base::SaveId& id, const Check& check = {});

// The case file as it would stand with the operations; nothing is written.
base::Result<CaseView> as_if_saved(House& house, const Session& session, const CaseView& view,
                                   const Operations& operations);

// The key of a compartment, made and kept when there is none yet. Refusals as for `save`.
base::Result<crypto::CompartmentKey> compartment_key(House& house, const Session& session,
                                                     const CaseView& view,
                                                     base::Compartment compartment);

}  // namespace desk
