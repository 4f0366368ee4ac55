// OutboxOfPage: the keys that phones seal arrivals to. Each follows from the person's own private
// key and the device, so nothing is kept, and only her session can open what her phone sealed.
// Threads: any.
#pragma once

#include "main/tickets.h"
#include "web/service_outbox.h"

namespace cli {

class OutboxOfPage : public web::OutboxService {
 public:
  // The tickets must outlive it.
  explicit OutboxOfPage(Tickets& tickets) : tickets_(tickets) {}

  base::Result<web::OutboxKey> key(const web::Caller& caller, const std::string& device) override;
  base::Result<web::Arrival> open(const web::Caller& caller, const web::SealedArrival& sealed,
                                  base::SaveId save) override;

 private:
  Tickets& tickets_;
};

}  // namespace cli
