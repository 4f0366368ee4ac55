// How dates and codes typed on the command line are meant.
#pragma once

#include "desk/field_text.h"
#include "main/command.h"

namespace cli {

inline desk::Reading reading_of(const Call& call) {
  const std::chrono::sys_time<std::chrono::milliseconds> now(
      std::chrono::milliseconds(call.desk->house().clock().now_ms()));
  desk::Reading reading;
  reading.dates.today = std::chrono::floor<std::chrono::days>(now);
  reading.dates.order = base::DateOrder::day_first;
  reading.dates.may_be_future = true;
  reading.language = call.request.language;
  return reading;
}

}  // namespace cli
