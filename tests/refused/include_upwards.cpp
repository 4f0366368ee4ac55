// The ground does not see what stands on it.
// sight: base
// header: codec/cbor.h
// error: No such file or directory
#include "base/bytes.h"
#ifdef REFUSED
#include "codec/cbor.h"
#endif

base::Bytes nothing() { return {}; }
