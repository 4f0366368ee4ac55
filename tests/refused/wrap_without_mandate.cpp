// A compartment key goes under a team's key only through a mandate.
// error: use of deleted function .*wrap_under
#include "crypto/wrap.h"

base::Bytes keep(const crypto::TeamKey& under, const crypto::CompartmentKey& key,
                 const crypto::ItemKey& item, base::Random& random) {
#ifdef REFUSED
  return crypto::wrap_under(under.secret(), {}, key.secret(), random);
#else
  return crypto::wrap_under(key.secret(), {}, item.secret(), random);
#endif
}
