// Account: what a person settles about her own log-in. Rules as in web/service.h.
#pragma once

#include <string>
#include <vector>

#include "web/service.h"

namespace web {

struct CodeOffer {
  std::string secret;  // base 32, to be typed into a phone
  std::string uri;     // the same for a phone that reads it: otpauth://…
};

class Account {
 public:
  virtual ~Account() = default;
  // Whether a log-in of hers asks for a one-time code.
  virtual base::Result<bool> has_code(const Caller& caller) = 0;
  // A secret for her phone; counts when confirmed.
  virtual base::Result<CodeOffer> offer_code(const Caller& caller) = 0;
  // Her phone shows `code`: recovery codes, shown once. Refusal bad_value with detail `field`.
  virtual base::Result<std::vector<std::string>> confirm_code(const Caller& caller,
                                                              const std::string& code) = 0;
};

}  // namespace web
