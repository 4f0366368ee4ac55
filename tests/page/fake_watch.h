// FakeWatch: a Watch whose changes the test makes.
#pragma once

#include "web/service_watch.h"

namespace page {

class FakeWatch : public web::Watch {
 public:
  std::vector<web::Metric> metrics() override {
    return {{"amparo_requests_total", "Requests answered.", true, 7}};
  }
  std::uint64_t moment() override { return changed.size(); }
  base::Result<web::Changes> since(const web::Caller&, std::uint64_t moment) override {
    return web::Changes{changed.size(),
                        {changed.begin() + static_cast<long>(moment), changed.end()}};
  }

  std::vector<std::string> changed;  // a case file a moment
};

}  // namespace page
