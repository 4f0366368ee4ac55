// A secret has no way into a stream or a log.
// error: no match for .operator<<
#include <iostream>

#include "crypto/key.h"

void show(const crypto::Secret& secret) {
#ifdef REFUSED
  std::cout << secret;
#else
  std::cout << base::to_hex(crypto::key_id_of(secret));
#endif
}
