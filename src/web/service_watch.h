// Watch: what happens in the house, told without anything that is in it. Rules as in web/service.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "web/service.h"

namespace web {

struct Metric {
  std::string name;  // Prometheus: amparo_requests_total
  std::string help;
  bool counter = false;  // else a gauge
  double value = 0;
};

// What changed after a moment of the ledger.
struct Changes {
  std::uint64_t upto = 0;          // the moment up to which this counts
  std::vector<std::string> cases;  // those the caller may open
  bool too_many = false;           // more than are told: anything may have changed
};

class Watch {
 public:
  virtual ~Watch() = default;
  virtual std::vector<Metric> metrics() = 0;
  // Now, as a moment of the ledger.
  virtual std::uint64_t moment() = 0;
  // Never counts as use of the session. Refusal signed_out.
  virtual base::Result<Changes> since(const Caller& caller, std::uint64_t moment) = 0;
};

}  // namespace web
