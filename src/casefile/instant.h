// An instant as a value: [milliseconds UTC, zone it was said in, precision].
#pragma once

#include <optional>
#include <string_view>

#include "base/seams.h"
#include "codec/cbor.h"

namespace casefile {

// How finely a time was known. Numbers are written into ledgers.
enum class InstantPrecision : std::uint8_t { second = 1, minute = 2, hour = 3, day = 4 };

// `zone` is a name of the time zone database ("America/Mexico_City"), "" for UTC.
codec::Value make_instant(base::UtcMs ms, std::string_view zone = "",
                          InstantPrecision precision = InstantPrecision::second);
// Nothing when the value is no instant.
std::optional<base::UtcMs> instant_ms(const codec::Value& value);

}  // namespace casefile
