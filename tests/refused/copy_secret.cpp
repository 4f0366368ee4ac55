// A secret is not copied by accident.
// error: use of deleted function .crypto::Secret::Secret\(const crypto::Secret&\)
#include "crypto/key.h"

crypto::Secret twice(const crypto::Secret& secret) {
#ifdef REFUSED
  crypto::Secret copy = secret;
  return copy;
#else
  return secret.duplicate();
#endif
}
