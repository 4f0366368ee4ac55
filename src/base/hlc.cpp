#include "base/hlc.h"

#include <algorithm>

namespace base {

Result<Hlc> HybridClock::tick() {
  const std::int64_t now = clock_.now_ms();
  if (now < 0 || now + kMaxBehindMs < static_cast<std::int64_t>(last_.ms)) {
    return refuse(Code::clock_behind);
  }
  const auto wall = static_cast<std::uint64_t>(now);
  if (wall > last_.ms) {
    last_ = {wall, 0};
  } else if (last_.counter == UINT16_MAX) {
    last_ = {last_.ms + 1, 0};
  } else {
    last_.counter++;
  }
  return last_;
}

void HybridClock::observe(Hlc seen) {
  last_ = std::max(last_, seen);
}

bool HybridClock::is_future(Hlc seen) {
  return static_cast<std::int64_t>(seen.ms) > clock_.now_ms() + kMaxAheadMs;
}

}  // namespace base
