#include "web/peer_budget.h"

#include <algorithm>

#include "net/http.h"

namespace web {

bool PeerBudget::spend(const std::string& peer) {
  if (peer.empty() || net::is_loopback(peer)) return true;
  const std::int64_t now_ms = clock_.steady_ms();
  const auto left_now = [&](const Bucket& bucket) {
    const double earned = static_cast<double>(now_ms - bucket.at_ms) * limits_.per_second / 1000;
    return std::min(limits_.burst, bucket.left + earned);
  };
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= limits_.peers && !buckets_.contains(peer)) {
    std::erase_if(buckets_, [&](const auto& one) { return left_now(one.second) >= limits_.burst; });
    if (buckets_.size() >= limits_.peers) return false;
  }
  Bucket& bucket = buckets_.try_emplace(peer, Bucket{limits_.burst, now_ms}).first->second;
  bucket = {left_now(bucket), now_ms};
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

}  // namespace web
