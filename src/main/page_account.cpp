#include "main/page_account.h"

namespace cli {

base::Result<bool> PageAccount::has_code(const web::Caller& caller) {
  return tickets_.with<bool>(caller, [&](const desk::Session& session) {
    return base::Result<bool>(factors_.asks(session.person().id));
  });
}

base::Result<web::CodeOffer> PageAccount::offer_code(const web::Caller& caller) {
  return tickets_.with<web::CodeOffer>(caller, [&](const desk::Session& session) {
    const desk::SecondFactors::Offer offer = factors_.offer(session.person());
    return base::Result<web::CodeOffer>(web::CodeOffer{offer.secret, offer.uri});
  });
}

base::Result<std::vector<std::string>> PageAccount::confirm_code(const web::Caller& caller,
                                                                 const std::string& code) {
  using Codes = std::vector<std::string>;
  return tickets_.with<Codes>(caller, [&](const desk::Session& session) -> base::Result<Codes> {
    base::Result<Codes> codes = factors_.confirm(session.person(), code);
    if (!codes) return base::refuse(base::Code::bad_value, {{"field", "code"}});
    base::Done noted =
        tickets_.desk().audit().note({session.person().id, "key_change", std::nullopt});
    if (!noted) return base::pass(noted);
    return codes;
  });
}

}  // namespace cli
