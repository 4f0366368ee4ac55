#include "web/api.h"
#include "web/json.h"

namespace web {

namespace {

namespace json = boost::json;
using base::Code;

base::Result<Answer> has_code(Call& call) {
  if (call.services.account == nullptr) return base::refuse(Code::not_found);
  base::Result<bool> has = call.services.account->has_code(*call.caller);
  if (!has) return base::pass(has);
  return Answer{.body = {{"enrolled", *has}}};
}

base::Result<Answer> offer_code(Call& call) {
  if (call.services.account == nullptr) return base::refuse(Code::not_found);
  base::Result<CodeOffer> offer = call.services.account->offer_code(*call.caller);
  if (!offer) return base::pass(offer);
  return Answer{.status = 201, .body = {{"secret", offer->secret}, {"uri", offer->uri}}};
}

base::Result<Answer> confirm_code(Call& call) {
  if (call.services.account == nullptr) return base::refuse(Code::not_found);
  base::Result<std::string> code = code_from(call.body);
  if (!code) return base::pass(code);
  base::Result<std::vector<std::string>> recovery =
      call.services.account->confirm_code(*call.caller, *code);
  if (!recovery) return base::pass(recovery);
  json::array codes;
  for (const std::string& one : *recovery) codes.emplace_back(one);
  return Answer{.status = 201, .body = {{"recovery_codes", std::move(codes)}}};
}

}  // namespace

std::vector<Route> account_routes() {
  return {{"GET", "/api/v1/account/code", Door::session, Repeat::safe, has_code},
          {"POST", "/api/v1/account/code", Door::session, Repeat::safe, offer_code},
          {"POST", "/api/v1/account/code/confirm", Door::session, Repeat::safe, confirm_code}};
}

}  // namespace web
