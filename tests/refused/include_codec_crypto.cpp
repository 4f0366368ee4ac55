// The codec does not see crypto: the rooms below it only.
// sight: codec
// header: crypto/key.h
// error: No such file or directory
#include "base/bytes.h"
#ifdef REFUSED
#include "crypto/key.h"
#endif

base::Bytes nothing() { return {}; }
