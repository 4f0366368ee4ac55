// A value as JSON text, for exports and for --json: byte strings as hexadecimal, integer keys as
// text. One way only: what must be read back exactly is CBOR.
#pragma once

#include <string>

#include "codec/cbor.h"

namespace codec {

// No spaces, keys in the map's own order. O(n).
std::string to_json(const Value& value);

}  // namespace codec
