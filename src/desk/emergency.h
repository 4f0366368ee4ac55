// Emergency access ("break the glass"): a duty officer opens parts of one case file that are none
// of hers, because a life hangs on it, for three hours and with her reason.
//
// The teams that keep those parts leave their key in reserve: wrapped to each duty officer, in rows
// that no session opens. Only Emergency::open does, and only after the audit entry, the record of
// the access, the task that has it reviewed and a grant of the basis "vital interest", which she
// gives and signs to herself, are durable. From then on it is a grant like any other: it stands
// among who can see, expires by itself, can be withdrawn, and leaves the part under a new key.
//
// What this does not settle: a duty officer who takes over the machine could open her reserve
// without these words. Threads: any.
#pragma once

#include <string>
#include <vector>

#include "desk/case_files.h"

namespace desk {

// The action of a role that may break the glass.
inline constexpr std::string_view kEmergencyAction = "break_glass";
inline constexpr base::UtcMs kEmergencyMs = 3LL * 60 * 60 * 1000;
// Within which somebody else reviews it.
inline constexpr base::UtcMs kEmergencyReviewMs = 72LL * 60 * 60 * 1000;
// What a life may hang on; the child's own words, counsel's file and testimony never open this way.
inline constexpr base::Compartment kReserved[] = {base::Compartment::location,
                                                  base::Compartment::medical};

// Leaves the newest keys of the session's teams in reserve for every duty officer who has none and
// is not of the team. Called where keys are at hand; nothing to do costs a look at the people.
void keep_reserves(House& house, const Session& session);
// For who is disabled: her reserves are erased; the teams whose keys they were must be renewed.
std::vector<std::string> drop_reserves(House& house, const base::UserId& user,
                                       ledger::KeyBatch& batch);

// One access, as `control` shows it.
struct EmergencyAccess {
  base::RecordId record = base::RecordId::none();
  base::UserId who = base::UserId::none();
  std::string reason;
  std::vector<std::string> parts;
  base::UtcMs given_ms = 0;
  base::UtcMs expires_ms = 0;
  bool reviewed = false;
  std::string review;
  bool justified = false;
};

class Emergency {
 public:
  Emergency(House& house, Audit& audit, CaseFiles& cases)
      : house_(house), audit_(audit), cases_(cases) {}

  // The parts that she could open now and does not hold.
  std::vector<base::Compartment> openable(const Session& session) const;

  // Durable and recorded before anything opens. The same save again opens what it opened. Refusal
  // not_allowed, no_reason, bad_value for no part or one that is not reserved, not_granted with
  // "no_reserve" when a part's team has left no key yet.
  base::Result<Saved> open(const Session& session, const base::CaseId& id,
                           const std::vector<base::Compartment>& parts, const std::string& reason,
                           const base::SaveId& save);
  // What somebody else makes of it; its task is done. Refusal not_allowed (action grant),
  // second_person_needed for herself, not_found, no_reason without words.
  base::Result<Saved> review(const Session& session, const base::CaseId& id,
                             const base::RecordId& access, bool justified, const std::string& words,
                             const base::SaveId& save);
  // The latest first.
  std::vector<EmergencyAccess> list(const CaseView& view) const;

 private:
  base::Done hand_over(const Session& session, const base::CaseId& id);

  House& house_;
  Audit& audit_;
  CaseFiles& cases_;
};

}  // namespace desk
