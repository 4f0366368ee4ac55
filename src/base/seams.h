// Seams for what is not a function of its input: the clock and randomness. Production gives the
// system's; the simulators of tests/world give seeded ones, so that one number repeats a whole
// world.
#pragma once

#include <cstdint>
#include <span>

namespace base {

// Milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored as POSIX does.
using UtcMs = std::int64_t;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UtcMs now_ms() = 0;
  // Never goes back; for time-outs and measures, not for records.
  virtual std::int64_t steady_ms() = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  // Fills with unpredictable bytes; a system without entropy is Fault no_entropy.
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

// The system's clock. Thread-safe.
Clock& system_clock();
// The kernel's getrandom(2). Thread-safe.
Random& system_random();

// Repeatable bytes from a seed (SplitMix64): for tests, simulators and the demonstration's invented
// people. Never for keys of real use. Not thread-safe.
class SeededRandom : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;
  std::uint64_t next();
  // Uniform in [0, bound); bound > 0. Bias below 2^-32 for bounds below 2^32.
  std::uint64_t below(std::uint64_t bound);

 private:
  std::uint64_t state_;
};

// A clock that stands still until it is moved: for tests. Not thread-safe.
class ManualClock : public Clock {
 public:
  explicit ManualClock(UtcMs now_ms) : now_ms_(now_ms) {}
  UtcMs now_ms() override { return now_ms_; }
  std::int64_t steady_ms() override { return steady_ms_; }
  void advance(std::int64_t ms) {
    now_ms_ += ms;
    steady_ms_ += ms;
  }
  // Moves the wall clock alone, as a person or a wrong time server does.
  void set_wall(UtcMs now_ms) { now_ms_ = now_ms; }

 private:
  UtcMs now_ms_;
  std::int64_t steady_ms_ = 0;
};

}  // namespace base
