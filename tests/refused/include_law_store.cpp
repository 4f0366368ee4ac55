// The law is pure: it does not see where records are kept.
// sight: law
// header: store/sqlite_store.h
// error: No such file or directory
#include "base/bytes.h"
#ifdef REFUSED
#include "store/sqlite_store.h"
#endif

base::Bytes nothing() { return {}; }
