// PeerBudget: how many requests one other computer may make. A bucket an address: `burst` at once,
// then `per_second`. This computer itself is not counted: who sits at it can stop the node anyway.
// Threads: any.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/seams.h"

namespace web {

struct PeerLimits {
  double burst = 600;
  double per_second = 60;
  std::size_t peers = 4096;  // beyond, the fullest are forgotten
};

class PeerBudget {
 public:
  PeerBudget(base::Clock& clock, PeerLimits limits) : clock_(clock), limits_(limits) {}

  // False when the peer has spent what it had.
  bool spend(const std::string& peer);

 private:
  struct Bucket {
    double left;
    std::int64_t at_ms;
  };

  base::Clock& clock_;
  const PeerLimits limits_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace web
