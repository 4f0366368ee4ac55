// FakeSharing: one grant in memory that is given and taken back.
#pragma once

#include "web/service_sharing.h"

namespace page {

class FakeSharing : public web::SharingService {
 public:
  base::Result<web::Sharing> sharing(const web::Caller&, const std::string&) override {
    return state_;
  }
  base::Result<web::Sharing> give(const web::Caller&, const std::string&, const web::NewGrant& what,
                                  base::SaveId) override {
    if (what.parts.empty()) return base::refuse(base::Code::not_granted, {{"why", "no_parts"}});
    web::Grant grant;
    grant.id = "g1";
    grant.basis = what.basis;
    grant.parts = what.parts;
    grant.recipient = what.recipient;
    grant.until_ms = what.until_ms;
    state_.grants = {grant};
    return state_;
  }
  base::Result<web::Sharing> withdraw(const web::Caller&, const std::string&,
                                      const std::string& grant, const web::Withdrawal&,
                                      base::SaveId) override {
    if (state_.grants.empty() || state_.grants.front().id != grant) {
      return base::refuse(base::Code::not_found, {{"what", "grant"}});
    }
    state_.grants.front().why = "withdrawn";
    return state_;
  }
  base::Result<web::Sharing> break_glass(const web::Caller&, const std::string&,
                                         const web::NewEmergency& what, base::SaveId) override {
    if (what.reason.empty()) return base::refuse(base::Code::no_reason);
    state_.emergencies = {{"e1", "ana", what.reason, what.parts, 1, 2, false, false, "", true}};
    return state_;
  }
  base::Result<web::Sharing> review(const web::Caller&, const std::string&, const std::string& id,
                                    const web::EmergencyReview& what, base::SaveId) override {
    if (state_.emergencies.empty() || state_.emergencies.front().id != id) {
      return base::refuse(base::Code::not_found, {{"what", "emergency"}});
    }
    state_.emergencies.front().reviewed = true;
    state_.emergencies.front().review = what.words;
    return state_;
  }

 private:
  web::Sharing state_{true,
                      true,
                      {},
                      {},
                      {{"ana", {"Salud", "Health"}, {"medical"}}},
                      {{"wishes", true, {{"r1", "wish", {"words"}}}}},
                      {{"hugo", {"Salud", "Health"}, ""}},
                      {{"consent", 730, {"wishes"}, {"health"}, false, false}},
                      {}};
};

}  // namespace page
