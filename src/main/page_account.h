// PageAccount: what a person settles about her own log-in, answered by the desk. Threads: any.
#pragma once

#include "desk/second_factor.h"
#include "main/tickets.h"
#include "web/service_account.h"

namespace cli {

class PageAccount : public web::Account {
 public:
  // Both must outlive it.
  PageAccount(Tickets& tickets, desk::SecondFactors& factors)
      : tickets_(tickets), factors_(factors) {}

  base::Result<bool> has_code(const web::Caller& caller) override;
  base::Result<web::CodeOffer> offer_code(const web::Caller& caller) override;
  base::Result<std::vector<std::string>> confirm_code(const web::Caller& caller,
                                                      const std::string& code) override;

 private:
  Tickets& tickets_;
  desk::SecondFactors& factors_;
};

}  // namespace cli
