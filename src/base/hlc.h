// Hybrid logical clock (Kulkarni et al. 2014): wall time in milliseconds with a counter, so that
// what a node writes after seeing something is later than what it saw, whatever the wall clocks
// say.
#pragma once

#include <compare>
#include <cstdint>

#include "base/result.h"
#include "base/seams.h"

namespace base {

// 48 bits of milliseconds since 1970 UTC and 16 bits of counter; ordered by both.
struct Hlc {
  std::uint64_t ms = 0;
  std::uint16_t counter = 0;
  friend auto operator<=>(const Hlc&, const Hlc&) = default;

  // ms << 16 | counter. 48 bits hold every date to the year 10889.
  std::uint64_t packed() const { return ms << 16 | counter; }
  static Hlc unpack(std::uint64_t packed) {
    return {packed >> 16, static_cast<std::uint16_t>(packed & 0xffff)};
  }
};

// An entry further ahead of local time than this is kept, not folded (chapter 20 §2.6 of the
// design).
inline constexpr std::int64_t kMaxAheadMs = 15 * 60 * 1000;
// A node whose clock is further behind the greatest time seen writes nothing.
inline constexpr std::int64_t kMaxBehindMs = 24 * 60 * 60 * 1000;

// The clock of one node. Not thread-safe: the writer owns it.
class HybridClock {
 public:
  HybridClock(Clock& clock, Hlc last_seen) : clock_(clock), last_(last_seen) {}

  // A time later than everything ticked or observed. Refusal clock_behind when the wall clock is
  // more than 24 h behind the greatest time seen: a record with a false date is worse than a late
  // one.
  Result<Hlc> tick();
  // Takes note of a time that came from elsewhere. Times too far ahead (is_future) must not be
  // given here.
  void observe(Hlc seen);
  // True when `seen` is more than kMaxAheadMs ahead of this node's wall clock.
  bool is_future(Hlc seen);
  Hlc last() const { return last_; }

 private:
  Clock& clock_;
  Hlc last_;
};

}  // namespace base
