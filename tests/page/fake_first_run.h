// FakeFirstRun: a first run in memory; its code and its cards are known.
#pragma once

#include "web/service_first.h"

namespace page {

class FakeFirstRun : public web::FirstRunService {
 public:
  base::Result<bool> enter(const std::string& code) override {
    if (code != "ABCDEFGH") return base::refuse(base::Code::bad_value, {{"field", "code"}});
    return true;
  }
  web::FirstRunState state() override { return now; }
  base::Result<web::FirstRunState> make(web::NewOrganisation what, base::SaveId) override {
    now = {"cards", what.organisation, {"sol mar", "pan luz", "rio uva"}, {{1, 2}, {3, 1}}};
    return now;
  }
  void drop() override { now = {}; }
  base::Result<web::FirstRunState> settle(const std::vector<std::string>& words) override {
    if (words != std::vector<std::string>{"mar", "rio"}) {
      return base::refuse(base::Code::bad_share);
    }
    now = {"made"};
    return now;
  }
  base::Result<web::FirstRunState> restore(const std::string&) override {
    now = {"made"};
    return now;
  }

  web::FirstRunState now;
};

}  // namespace page
