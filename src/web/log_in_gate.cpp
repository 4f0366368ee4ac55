#include "web/log_in_gate.h"

#include <algorithm>

namespace web {

namespace {

using base::Code;

constexpr int kFree = 3;
constexpr std::int64_t kLongestMs = 60'000;
// An account that nobody tried for so long starts afresh.
constexpr std::int64_t kForgetMs = 15 * 60'000;
// Made-up names must not fill the memory: beyond this many none is let in that is not there.
constexpr std::size_t kAccounts = 10'000;
constexpr std::chrono::seconds kPatience(2);

}  // namespace

std::int64_t LogInGate::wait_ms(const Tries& tries) {
  if (tries.wrong < kFree) return 0;
  const int doublings = std::min(tries.wrong - kFree, 6);
  return std::min<std::int64_t>(1000LL << doublings, kLongestMs);
}

base::Result<LogInGate::Leave> LogInGate::enter(const std::string& account) {
  {
    const std::int64_t now_ms = clock_.steady_ms();
    const std::lock_guard lock(mutex_);
    const auto known = tries_.find(account);
    const bool early =
        known != tries_.end() && now_ms - known->second.last_ms < wait_ms(known->second);
    if (early || (known == tries_.end() && tries_.size() >= kAccounts)) {
      return base::refuse(Code::too_many_tries);
    }
  }
  if (places_.try_acquire()) return Leave(*this);
  const std::unique_lock only(waiting_, std::try_to_lock);
  if (!only || !places_.try_acquire_for(kPatience)) return base::refuse(Code::too_many_tries);
  return Leave(*this);
}

void LogInGate::failed(const std::string& account) {
  const std::int64_t now_ms = clock_.steady_ms();
  const std::lock_guard lock(mutex_);
  std::erase_if(tries_, [&](const auto& one) { return now_ms - one.second.last_ms >= kForgetMs; });
  Tries& tries = tries_[account];
  ++tries.wrong;
  tries.last_ms = now_ms;
}

void LogInGate::succeeded(const std::string& account) {
  const std::lock_guard lock(mutex_);
  tries_.erase(account);
}

}  // namespace web
