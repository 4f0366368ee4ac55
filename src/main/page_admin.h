// PageAdmin: administration as the page asks for it, answered by the desk. Threads: any.
#pragma once

#include "desk/second_factor.h"
#include "main/tickets.h"
#include "web/service_admin.h"

namespace cli {

class PageAdmin : public web::Administration {
 public:
  // Both must outlive it.
  PageAdmin(Tickets& tickets, desk::SecondFactors& factors)
      : tickets_(tickets), factors_(factors) {}

  base::Result<web::People> people(const web::Caller& caller) override;
  base::Result<web::TeamsDone> add_person(const web::Caller& caller,
                                          web::NewPerson person) override;
  base::Result<web::TeamsDone> disable_person(const web::Caller& caller,
                                              const std::string& name) override;
  base::Result<bool> drop_code(const web::Caller& caller, const std::string& name) override;
  base::Result<web::AuditPage> audit(const web::Caller& caller,
                                     const web::AuditQuery& query) override;

 private:
  base::Done note(const desk::Session& session, const std::string& action);

  Tickets& tickets_;
  desk::SecondFactors& factors_;
};

}  // namespace cli
