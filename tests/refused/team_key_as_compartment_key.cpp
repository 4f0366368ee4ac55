// A team's key does not pass where a compartment's key is asked.
// error: invalid initialization of reference
#include "crypto/wrap.h"

base::Bytes keep(const base::CareMandate& mandate, const crypto::TeamContext& team,
                 const crypto::TeamKey& team_key, const crypto::CompartmentContext& what,
                 const crypto::CompartmentKey& key, base::Random& random) {
#ifdef REFUSED
  (void)key;
  return crypto::wrap_for_team(mandate, team, team_key, what, team_key, random);
#else
  return crypto::wrap_for_team(mandate, team, team_key, what, key, random);
#endif
}
