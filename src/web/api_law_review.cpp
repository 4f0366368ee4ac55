#include "web/api.h"
#include "web/json.h"

namespace web {

namespace {

base::Result<LawReviewService*> service(const Call& call) {
  if (call.services.law_review == nullptr) return base::refuse(base::Code::not_found);
  return call.services.law_review;
}

base::Result<Answer> answer_of(base::Result<boost::json::object> result, unsigned status) {
  if (!result) return base::pass(result);
  return Answer{.status = status, .body = std::move(*result)};
}

base::Result<Answer> review(Call& call) {
  base::Result<LawReviewService*> law = service(call);
  if (!law) return base::pass(law);
  return answer_of((*law)->law_review(*call.caller), 200);
}

base::Result<Answer> begin(Call& call) {
  base::Result<LawReviewService*> law = service(call);
  if (!law) return base::pass(law);
  return answer_of((*law)->begin_law_review(*call.caller, base::as_bytes(call.request.body)), 201);
}

base::Result<Answer> step(Call& call) {
  base::Result<LawReviewService*> law = service(call);
  if (!law) return base::pass(law);
  return answer_of((*law)->step_law_review(*call.caller), 200);
}

base::Result<Answer> adopt(Call& call) {
  base::Result<LawReviewService*> law = service(call);
  if (!law) return base::pass(law);
  const boost::json::object* body = call.body.if_object();
  if (body == nullptr) return base::refuse(base::Code::bad_json);
  std::string ruleset;
  std::string reason;
  for (const auto& [name, value] : *body) {
    std::string* place = name == "ruleset" ? &ruleset : name == "reason" ? &reason : nullptr;
    if (place == nullptr || !value.is_string()) {
      return base::refuse(base::Code::bad_json, {{"field", std::string(name)}});
    }
    *place = std::string(value.get_string());
  }
  return answer_of((*law)->adopt_law(*call.caller, ruleset, reason), 201);
}

}  // namespace

std::vector<Route> law_review_routes() {
  return {
      {"GET", "/api/v1/law/review", Door::session, Repeat::safe, review},
      {"POST", "/api/v1/law/review", Door::session, Repeat::safe, begin, Use::person, nullptr, Body::bytes},
      {"POST", "/api/v1/law/review/steps", Door::session, Repeat::safe, step},
      {"POST", "/api/v1/law/adoptions", Door::session, Repeat::safe, adopt},
  };
}

}  // namespace web
