// A date as typed: reading ends with a refusal or with a date whose canonical text reads back to
// it.
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"
#include "base/date_reading.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::DateReading how{.order = base::DateOrder::day_first,
                              .today = base::day_of(2026, 1, 1)};
  const auto date = base::read_date(base::as_text({data, size}), how);
  if (!date) return 0;
  AMPARO_CHECK(base::PartialDate::from_text(date->text()).value() == *date);
  AMPARO_CHECK(!date->earliest() || !date->latest() || *date->earliest() <= *date->latest());
  return 0;
}
