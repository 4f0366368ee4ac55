// ShelterOfPage: the houses tonight, read from the organisation's case file (houses, beds, logs)
// and the stays of those who are here. Writes nothing. Threads: any.
#pragma once

#include "main/tickets.h"
#include "web/service_shelter.h"

namespace cli {

class ShelterOfPage : public web::ShelterService {
 public:
  // The tickets must outlive it.
  explicit ShelterOfPage(Tickets& tickets) : tickets_(tickets) {}

  base::Result<web::Night> night(const web::Caller& caller) override;

 private:
  Tickets& tickets_;
};

// The noon, by the clock of this machine, with which the night of that moment began.
base::UtcMs night_of(base::UtcMs now_ms);

}  // namespace cli
