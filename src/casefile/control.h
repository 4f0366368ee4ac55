// Control: what the `control` compartment of a case file says, judged as of any point of it: which
// grants let a partner write, which legal holds stand, who is of the care team.
#pragma once

#include <optional>
#include <set>

#include "casefile/fold.h"
#include "casefile/signature.h"

namespace casefile {

class Control {
 public:
  // No case file yet, or one without `control` at hand: no grant, no hold, everyone without grant
  // counts as home.
  Control() = default;
  // The same, but asks these signatures: for the fold of `control` itself.
  Control(const base::CaseId& case_id, const Signatures& signatures)
      : case_id_(case_id), signatures_(&signatures) {}
  // `home` are the nodes of the organisation that holds the case file (from its signed roster);
  // empty when there is only one organisation on this ledger. Only batches of home nodes without a
  // grant decide grants and holds. `catalogue` and `signatures` must outlive this.
  Control(const base::CaseId& case_id, const History& control, const Catalogue& catalogue,
          std::set<base::NodeId> home, const Signatures& signatures);

  const base::CaseId& case_id() const { return case_id_; }
  const Signatures& signatures() const { return *signatures_; }

  // The fold of control by home nodes alone, of all writes, or of those not later than a time.
  const Folded& state() const { return state_; }
  Folded as_of(base::Hlc until) const;

  // Nothing when a batch counts in this compartment, else why it is held.
  std::optional<Held> judge(const Authored& authored, base::Compartment compartment) const;
  // True when a legal hold stood at that time for the case file or for this record.
  bool under_hold(const base::RecordId& record, base::Hlc at) const;

 private:
  base::CaseId case_id_ = base::CaseId::none();
  const Signatures* signatures_ = &Signatures::nobody();
  const Catalogue* catalogue_ = nullptr;
  std::optional<History> home_history_;
  std::set<base::NodeId> home_;
  Folded state_;
};

}  // namespace casefile
