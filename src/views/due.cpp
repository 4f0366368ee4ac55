#include "views/due.h"

#include <algorithm>

#include "crypto/hash.h"

namespace views {

ledger::Hash due_reference(const crypto::TeamKey& team_key, const DueThing& thing) {
  base::Bytes what(thing.case_id.bytes().begin(), thing.case_id.bytes().end());
  what.insert(what.end(), thing.record.bytes().begin(), thing.record.bytes().end());
  for (int shift = 24; shift >= 0; shift -= 8) {
    what.push_back(static_cast<std::uint8_t>(thing.field >> shift));
  }
  const crypto::Secret derived = crypto::derive(team_key.secret(), "amparo/due/1", what);
  ledger::Hash reference;
  std::copy(derived.reveal().begin(), derived.reveal().end(), reference.begin());
  return reference;
}

ledger::DueRow due_row(const crypto::TeamKey& team_key, const DueThing& thing, base::UtcMs at_ms) {
  return {due_reference(team_key, thing), at_ms};
}

std::vector<Alarm> due_by(ledger::Store& store, base::UtcMs now_ms) {
  std::vector<Alarm> alarms;
  for (const ledger::DueRow& row : store.due_until(now_ms)) alarms.push_back({row.ref, row.at_ms});
  return alarms;
}

std::optional<DueThing> resolve(const Alarm& alarm, const crypto::TeamKey& team_key,
                                const std::vector<DueThing>& things) {
  const auto found = std::find_if(things.begin(), things.end(), [&](const DueThing& thing) {
    return due_reference(team_key, thing) == alarm.reference;
  });
  return found == things.end() ? std::nullopt : std::optional(*found);
}

}  // namespace views
