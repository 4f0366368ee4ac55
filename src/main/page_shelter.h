// ShelterOfPage: the houses tonight, read from the organisation's case file (houses, beds, logs)
// and the stays of those who are here; a room of beds is added in one save. Threads: any.
#pragma once

#include "main/tickets.h"
#include "web/service_shelter.h"

namespace cli {

class ShelterOfPage : public web::ShelterService {
 public:
  // The tickets must outlive it.
  explicit ShelterOfPage(Tickets& tickets) : tickets_(tickets) {}

  base::Result<web::Night> night(const web::Caller& caller) override;
  base::Result<web::Night> add_beds(const web::Caller& caller, const web::NewBeds& beds,
                                    base::SaveId save) override;

 private:
  Tickets& tickets_;
};

// The noon, by the clock of this machine, with which the night of that moment began.
base::UtcMs night_of(base::UtcMs now_ms);

}  // namespace cli
