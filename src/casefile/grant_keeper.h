// GrantKeeper: consent as a key. Judges the `control` state of one case file at one time and gives
// the only values with which crypto wraps a compartment key (base/permission.h). It refuses by
// default: whatever is missing, unknown, concurrent or expired is no grant.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/permission.h"
#include "casefile/control.h"

namespace casefile {

// What a grant rests on (code list `grant_bases`).
enum class Basis : std::uint8_t {
  consent = 1,
  vital_interest = 2,
  legal_duty = 3,
  guardian = 4,
  protection_authority = 5,
};

// The limits of a basis: narrow, reasoned, expiring, reviewed. docs/catalogue.md gives the table.
struct BasisRule {
  Basis basis;
  std::string_view code;
  int longest_days;  // from the grant's creation to its expiry
  std::vector<base::Compartment> compartments;
  std::vector<std::string_view> recipient_classes;  // enforcement only where it is named
  bool needs_reason;
  bool needs_norm;  // the article or order it rests on
};
const std::vector<BasisRule>& basis_rules();

inline constexpr std::string_view kEnforcement = "enforcement";

class GrantKeeper {
 public:
  // `control` as folded from home nodes (Control::state()), and who says whether a signature
  // holds; both must outlive this.
  GrantKeeper(base::CaseId case_id, const Folded& control, const Signatures& signatures)
      : case_id_(case_id), control_(control), signatures_(signatures) {}
  explicit GrantKeeper(const Control& control)
      : GrantKeeper(control.case_id(), control.state(), control.signatures()) {}

  // The grant when it is live, else nothing.
  std::optional<base::LiveGrant> live(const base::GrantId& grant, base::UtcMs now_ms) const;
  // The same with the reason why not: Refusal not_granted with "why" (a word of the list in
  // docs/catalogue.md).
  base::Result<base::LiveGrant> judge(const base::GrantId& grant, base::UtcMs now_ms) const;
  std::vector<base::LiveGrant> all_live(base::UtcMs now_ms) const;
  // True when the grant also lets this node write; a grant that names no node lets none.
  bool may_write(const base::GrantId& grant, const base::NodeId& node) const;
  // The care team's mandate when one has begun and has not ended.
  std::optional<base::CareMandate> mandate(base::UtcMs now_ms) const;

 private:
  base::CaseId case_id_;
  const Folded& control_;
  const Signatures& signatures_;
};

}  // namespace casefile
