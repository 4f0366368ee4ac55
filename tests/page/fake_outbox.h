// FakeOutbox: an outbox that knows one box.
#pragma once

#include "web/service_outbox.h"

namespace page {

class FakeOutbox : public web::OutboxService {
 public:
  base::Result<web::OutboxKey> key(const web::Caller&, const std::string&) override {
    return web::OutboxKey{std::string(32, 'a'), std::string(130, '0')};
  }
  base::Result<web::Arrival> open(const web::Caller&, const web::SealedArrival& sealed,
                                  base::SaveId) override {
    if (sealed.box != "5345414c4544") {
      return base::refuse(base::Code::bad_value, {{"field", "box"}});
    }
    return web::Arrival{.name = "Inventada",
                        .birth = {},
                        .company = {},
                        .language = {},
                        .needs = {},
                        .assent = "yes",
                        .same_group = {},
                        .bed = {}};
  }
};

}  // namespace page
