// FakeAccount: an Account in memory, of whoever asks.
#pragma once

#include "web/service_account.h"

namespace page {

class FakeAccount : public web::Account {
 public:
  base::Result<bool> has_code(const web::Caller&) override { return enrolled; }
  base::Result<web::CodeOffer> offer_code(const web::Caller&) override {
    return web::CodeOffer{"MZXW6", "otpauth://totp/ana?secret=MZXW6"};
  }
  base::Result<std::vector<std::string>> confirm_code(const web::Caller&,
                                                      const std::string& code) override {
    if (code != "123456") return base::refuse(base::Code::bad_value, {{"field", "code"}});
    enrolled = true;
    return std::vector<std::string>{"AAAAAAAA-BBBBBBBB"};
  }

  bool enrolled = false;
};

}  // namespace page
