// CareMandate and LiveGrant: the two values without which crypto wraps no compartment key.
//
// Consent is a key: what was not consented cannot be opened, whatever a screen allows. Only
// casefile can make these values (its friend below judges the `control` state of a case file), and
// crypto's wrapping functions take one and check it, so no screen and no bug elsewhere can go
// around it (tests/refused/forge_grant.cpp).
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/compartment.h"
#include "base/id.h"

namespace casefile {
class GrantKeeper;
}

namespace base {

// Fingerprint of a recipient's public keys: what a grant names and a wrap is checked against.
using Fingerprint = std::array<std::uint8_t, 32>;

// The dated mandate on which the care team's own wraps rest.
class CareMandate {
 public:
  CaseId case_id() const { return case_id_; }
  UtcMs since_ms() const { return since_ms_; }

 private:
  friend class casefile::GrantKeeper;
  CareMandate(CaseId case_id, UtcMs since_ms) : case_id_(case_id), since_ms_(since_ms) {}
  CaseId case_id_;
  UtcMs since_ms_;
};

// A grant that was live in the `control` state it was judged from: these compartments of this case
// file, for this recipient, until then.
class LiveGrant {
 public:
  GrantId id() const { return id_; }
  CaseId case_id() const { return case_id_; }
  const Fingerprint& recipient() const { return recipient_; }
  UtcMs expires_ms() const { return expires_ms_; }
  // True when the compartment is granted and the time is before the expiry.
  bool allows(Compartment compartment, UtcMs now_ms) const {
    if (now_ms >= expires_ms_) return false;
    for (const Compartment granted : compartments_) {
      if (granted == compartment) return true;
    }
    return false;
  }

 private:
  friend class casefile::GrantKeeper;
  LiveGrant(GrantId id, CaseId case_id, std::vector<Compartment> compartments,
            const Fingerprint& recipient, UtcMs expires_ms)
      : id_(id),
        case_id_(case_id),
        compartments_(std::move(compartments)),
        recipient_(recipient),
        expires_ms_(expires_ms) {}
  GrantId id_;
  CaseId case_id_;
  std::vector<Compartment> compartments_;
  Fingerprint recipient_;
  UtcMs expires_ms_;
};

}  // namespace base
