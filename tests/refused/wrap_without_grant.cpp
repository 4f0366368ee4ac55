// A compartment key leaves the care team only through a grant: the general wraps do not take one.
// error: use of deleted function .*wrap_to
#include "crypto/wrap.h"

base::Bytes send(const crypto::ExchangePublic& recipient, const crypto::CompartmentKey& key,
                 const crypto::TeamKey& team_key, base::Random& random) {
#ifdef REFUSED
  return crypto::wrap_to(recipient, {}, key.secret(), random);
#else
  (void)key;
  return crypto::wrap_to(recipient, {}, team_key.secret(), random);
#endif
}
