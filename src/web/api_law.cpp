#include <algorithm>

#include "web/api.h"
#include "web/service_law.h"

namespace web {

namespace {

base::Result<LawService*> service(const Call& call) {
  if (call.services.law == nullptr) return base::refuse(base::Code::not_found);
  return call.services.law;
}

// The day whose law is asked; empty: today.
std::string day_asked(const Call& call) {
  return net::query_value(call.request.head.query, "on").value_or("");
}

// Members of a body that are all texts; `wanted` in the order of the places to fill.
base::Done read_texts(const boost::json::value& body,
                      const std::vector<std::pair<std::string_view, std::string*>>& wanted) {
  if (!body.is_object()) return base::refuse(base::Code::bad_json);
  for (const auto& [name, value] : body.get_object()) {
    const auto place = std::find_if(wanted.begin(), wanted.end(),
                                    [&](const auto& one) { return one.first == name; });
    if (place == wanted.end() || !value.is_string()) {
      return base::refuse(base::Code::bad_json, {{"field", std::string(name)}});
    }
    *place->second = std::string(value.get_string());
  }
  return {};
}

base::Result<Answer> answer_of(base::Result<boost::json::object> result, unsigned status) {
  if (!result) return base::pass(result);
  return Answer{.status = status, .body = std::move(*result)};
}

base::Result<Answer> view(Call& call) {
  base::Result<LawService*> law = service(call);
  if (!law) return base::pass(law);
  return answer_of((*law)->law_view(*call.caller, call.params[0], day_asked(call)), 200);
}

base::Result<Answer> rule(Call& call) {
  base::Result<LawService*> law = service(call);
  if (!law) return base::pass(law);
  return answer_of((*law)->law_rule(*call.caller, call.params[0], call.params[1], day_asked(call)),
                   200);
}

base::Result<Answer> rights(Call& call) {
  base::Result<LawService*> law = service(call);
  if (!law) return base::pass(law);
  return answer_of((*law)->law_rights(*call.caller, call.params[0]), 200);
}

base::Result<Answer> answers(Call& call) {
  base::Result<LawService*> law = service(call);
  if (!law) return base::pass(law);
  LawAnswerGiven given;
  base::Done read = read_texts(call.body, {{"atom", &given.atom},
                                           {"answer", &given.answer},
                                           {"said_by", &given.said_by},
                                           {"said_on", &given.said_on}});
  if (!read) return base::pass(read);
  return answer_of((*law)->answer(*call.caller, call.params[0], given, call.save), 201);
}

base::Result<Answer> fulfilments(Call& call) {
  base::Result<LawService*> law = service(call);
  if (!law) return base::pass(law);
  DutyDone done;
  base::Done read = read_texts(
      call.body, {{"duty", &done.duty}, {"on", &done.on}, {"reference", &done.reference}});
  if (!read) return base::pass(read);
  return answer_of((*law)->fulfil(*call.caller, call.params[0], done, call.save), 201);
}

base::Result<Answer> acts(Call& call) {
  base::Result<LawService*> law = service(call);
  if (!law) return base::pass(law);
  std::string duty;
  std::string on;
  base::Done read = read_texts(call.body, {{"duty", &duty}, {"on", &on}});
  if (!read) return base::pass(read);
  return answer_of((*law)->draft_act(*call.caller, call.params[0], duty, on, call.save), 201);
}

}  // namespace

std::vector<Route> law_routes() {
  return {
      {"GET", "/api/v1/cases/{case}/law", Door::session, Repeat::safe, view},
      {"GET", "/api/v1/cases/{case}/law/rules/{rule}", Door::session, Repeat::safe, rule},
      {"GET", "/api/v1/cases/{case}/law/rights", Door::session, Repeat::safe, rights},
      {"POST", "/api/v1/cases/{case}/law/answers", Door::session, Repeat::needs_key, answers},
      {"POST", "/api/v1/cases/{case}/law/fulfilments", Door::session, Repeat::needs_key,
       fulfilments},
      {"POST", "/api/v1/cases/{case}/law/acts", Door::session, Repeat::needs_key, acts},
  };
}

}  // namespace web
