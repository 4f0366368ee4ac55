// DraftsOfPage: what the page's people are typing, kept by the desk. Threads: any.
#pragma once

#include "desk/drafts.h"
#include "main/tickets.h"
#include "web/service_drafts.h"

namespace cli {

class DraftsOfPage : public web::DraftService {
 public:
  // The tickets must outlive it.
  explicit DraftsOfPage(Tickets& tickets) : tickets_(tickets), drafts_(tickets.desk().house()) {}

  base::Result<std::vector<web::Draft>> drafts(const web::Caller& caller) override;
  base::Done keep(const web::Caller& caller, const web::Draft& draft) override;
  base::Done wipe(const web::Caller& caller, const std::string& place) override;

 private:
  Tickets& tickets_;
  desk::Drafts drafts_;
};

}  // namespace cli
