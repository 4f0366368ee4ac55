// There is no default key, so none is ever all zero.
// error: no matching function for call to .crypto::Key<crypto::TeamPurpose>::Key\(\)
#include "crypto/key.h"

crypto::TeamKey make(base::Random& random) {
#ifdef REFUSED
  crypto::TeamKey key;
  return key;
#else
  return crypto::TeamKey::random(random);
#endif
}
