// LogInGate: how often a log-in may be tried, and how many passphrases are weighed at a time.
//
// After three wrong tries for an account each further one waits longer, to a minute; whether the
// account exists makes no difference. Two passphrases are weighed at once (each takes 256 MiB), one
// more waits for them, others are refused. Threads: every function from any thread.
#pragma once

#include <map>
#include <mutex>
#include <semaphore>
#include <string>

#include "base/result.h"
#include "base/seams.h"

namespace web {

class LogInGate {
 public:
  explicit LogInGate(base::Clock& clock) : clock_(clock) {}

  // The leave to weigh one passphrase; gives its place back when it goes.
  class Leave {
   public:
    explicit Leave(LogInGate& gate) : gate_(&gate) {}
    Leave(Leave&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    Leave& operator=(Leave&&) = delete;
    ~Leave() {
      if (gate_ != nullptr) gate_->places_.release();
    }

   private:
    LogInGate* gate_;
  };
  // Refusal too_many_tries.
  base::Result<Leave> enter(const std::string& account);
  void failed(const std::string& account);
  void succeeded(const std::string& account);

 private:
  struct Tries {
    int wrong = 0;
    std::int64_t last_ms = 0;
  };
  static std::int64_t wait_ms(const Tries& tries);

  base::Clock& clock_;
  std::counting_semaphore<2> places_{2};
  std::mutex waiting_;
  std::mutex mutex_;
  std::map<std::string, Tries> tries_;
};

}  // namespace web
