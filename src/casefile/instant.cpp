#include "casefile/instant.h"

#include "casefile/wire.h"

namespace casefile {

codec::Value make_instant(base::UtcMs ms, std::string_view zone, InstantPrecision precision) {
  return codec::Value::array({codec::Value(ms), codec::Value(zone), wire::number_of(precision)});
}

std::optional<base::UtcMs> instant_ms(const codec::Value& value) {
  const codec::Value::Array* items = wire::as_items(value, 3);
  if (items == nullptr || items->size() != 3) return std::nullopt;
  const std::int64_t* ms = (*items)[0].as_int();
  const std::string* zone = (*items)[1].as_text();
  const auto precision = wire::as_number((*items)[2], 4);
  // Within the reach of the hybrid clock: 48 bits either side of 1970.
  constexpr std::int64_t kFarthest = std::int64_t{1} << 48;
  if (ms == nullptr || *ms < -kFarthest || *ms > kFarthest) return std::nullopt;
  if (zone == nullptr || zone->size() > 64 || !precision || *precision == 0) return std::nullopt;
  return *ms;
}

}  // namespace casefile
