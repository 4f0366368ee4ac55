// Only casefile judges that a grant is live.
// error: LiveGrant::LiveGrant\(.* is private
#include "base/permission.h"

bool may(const base::LiveGrant& grant, base::Compartment compartment, base::UtcMs now_ms) {
#ifdef REFUSED
  const base::LiveGrant forged(grant.id(), grant.case_id(), {compartment}, grant.recipient(),
                               now_ms + 1);
  return forged.allows(compartment, now_ms);
#else
  return grant.allows(compartment, now_ms);
#endif
}
