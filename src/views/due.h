// Due times that survive the lock: (opaque reference, time) rows in the ledger's store, committed
// with the entries that make something due. The alarm rings at night without a key; what it is
// about is told when somebody unlocks.
#pragma once

#include <optional>
#include <vector>

#include "crypto/key.h"
#include "ledger/ledger.h"

namespace views {

// What is due: a date field of a record.
struct DueThing {
  base::CaseId case_id = base::CaseId::none();
  base::RecordId record = base::RecordId::none();
  std::uint32_t field = 0;
};

// The reference under the team's key: the same thing has the same reference, and without the key it
// tells nothing, not even whether two are of one case file.
ledger::Hash due_reference(const crypto::TeamKey& team_key, const DueThing& thing);

// For ledger::Save: what becomes due or moves, and what is done.
ledger::DueRow due_row(const crypto::TeamKey& team_key, const DueThing& thing, base::UtcMs at_ms);

struct Alarm {
  ledger::Hash reference{};
  base::UtcMs at_ms = 0;
};
// What is due by now, soonest first. Needs no key.
std::vector<Alarm> due_by(ledger::Store& store, base::UtcMs now_ms);
// Which of the things that an unlocked member knows an alarm is about; nothing when none of them.
// O(things).
std::optional<DueThing> resolve(const Alarm& alarm, const crypto::TeamKey& team_key,
                                const std::vector<DueThing>& things);

}  // namespace views
