// A key is not a byte string: bytes become one only by name.
// error: could not convert .bytes
#include "crypto/key.h"

crypto::ItemKey make(base::ByteView bytes) {
#ifdef REFUSED
  return bytes;
#else
  return crypto::ItemKey::from_secret(crypto::Secret::copy_of(bytes));
#endif
}
