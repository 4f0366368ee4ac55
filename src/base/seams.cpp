#include "base/seams.h"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <sys/random.h>

#include "base/check.h"
#include "base/result.h"

namespace base {

namespace {

class SystemClock : public Clock {
 public:
  UtcMs now_ms() override { return since_epoch_ms(std::chrono::system_clock::now()); }
  std::int64_t steady_ms() override { return since_epoch_ms(std::chrono::steady_clock::now()); }

 private:
  template <class Point>
  static std::int64_t since_epoch_ms(Point point) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(point.time_since_epoch()).count();
  }
};

class SystemRandom : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    while (!out.empty()) {
      const ssize_t got = getrandom(out.data(), out.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) throw Fault(Code::no_entropy, "getrandom failed");
      out = out.subspan(static_cast<std::size_t>(got));
    }
  }
};

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

Random& system_random() {
  static SystemRandom random;
  return random;
}

std::uint64_t SeededRandom::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::uint64_t SeededRandom::below(std::uint64_t bound) {
  AMPARO_CHECK(bound > 0);
  return next() % bound;
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  for (std::size_t i = 0; i < out.size(); i += 8) {
    const std::uint64_t word = next();
    for (std::size_t j = i; j < std::min(i + 8, out.size()); ++j) {
      out[j] = static_cast<std::uint8_t>(word >> (8 * (j - i)));
    }
  }
}

}  // namespace base
