// PracticeOfPage: a practice arrival goes the way of every arrival and is shredded like every case
// file; which one it is is kept before it is made. Threads: any.
#pragma once

#include "main/tickets.h"
#include "web/service_practice.h"

namespace cli {

class PracticeOfPage : public web::PracticeService {
 public:
  // Both must outlive it.
  PracticeOfPage(Tickets& tickets, web::Service& service) : tickets_(tickets), service_(service) {}

  base::Result<web::CaseRow> begin(const web::Caller& caller, web::Arrival arrival,
                                   base::SaveId save) override;
  base::Result<std::uint64_t> wipe(const web::Caller& caller) override;
  // What a cut cable left of hers; for every log-in.
  void wipe_left(const desk::Session& session);

 private:
  base::Result<std::uint64_t> wipe_of(const desk::Session& session);
  base::Done announce(const desk::Session& session, const base::CaseId& id);

  Tickets& tickets_;
  web::Service& service_;
  std::mutex mutex_;
};

}  // namespace cli
