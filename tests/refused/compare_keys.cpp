// Keys are not compared (byte by byte, in a time that tells).
// error: no match for .operator==
#include "crypto/key.h"

bool same(const crypto::TeamKey& a, const crypto::TeamKey& b) {
#ifdef REFUSED
  return a == b;
#else
  return crypto::key_id(a) == crypto::key_id(b);
#endif
}
