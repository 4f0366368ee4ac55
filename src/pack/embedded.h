// The default pack, compiled from catalogue/ and carried in the binary. Link amparo_default_pack.
#pragma once

#include "pack/pack.h"

namespace pack {

// Opened once; a damaged one is Fault bad_pack. Thread-safe.
const Pack& embedded();
// The file as embedded, to be written out for others.
base::ByteView embedded_bytes();
// The trust that every node has: the embedded pack's own hash.
Trust embedded_trust();

}  // namespace pack
