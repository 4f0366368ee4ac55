// A snapshot's key does not pass where a team's key is asked.
// error: invalid initialization of reference
#include "crypto/wrap.h"

void open(const crypto::TeamContext& team, const crypto::TeamKey& team_key,
          const crypto::SnapshotKey& snapshot_key, const crypto::CompartmentContext& what) {
#ifdef REFUSED
  (void)crypto::unwrap_for_team(team, snapshot_key, what, {});
#else
  (void)snapshot_key;
  (void)crypto::unwrap_for_team(team, team_key, what, {});
#endif
}
