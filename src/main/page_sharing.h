// PageSharing: the desk's grants as the page shows and asks them. Decides nothing. Threads: any.
#pragma once

#include "main/tickets.h"
#include "web/service_sharing.h"

namespace cli {

class PageSharing : public web::SharingService {
 public:
  // The tickets must outlive it.
  explicit PageSharing(Tickets& tickets) : tickets_(tickets) {}

  base::Result<web::Sharing> sharing(const web::Caller& caller,
                                     const std::string& case_id) override;
  base::Result<web::Sharing> give(const web::Caller& caller, const std::string& case_id,
                                  const web::NewGrant& what, base::SaveId save) override;
  base::Result<web::Sharing> withdraw(const web::Caller& caller, const std::string& case_id,
                                      const std::string& grant, const web::Withdrawal& what,
                                      base::SaveId save) override;
  base::Result<web::Sharing> break_glass(const web::Caller& caller, const std::string& case_id,
                                         const web::NewEmergency& what, base::SaveId save) override;
  base::Result<web::Sharing> review(const web::Caller& caller, const std::string& case_id,
                                    const std::string& emergency, const web::EmergencyReview& what,
                                    base::SaveId save) override;

 private:
  base::Result<web::Sharing> look(const desk::Session& session, const base::CaseId& id);

  Tickets& tickets_;
};

// Who can open parts of any case file by a team's key, with those parts, by name.
std::vector<web::Reader> readers_of(desk::House& house);

}  // namespace cli
