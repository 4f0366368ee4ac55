#include <boost/json/array.hpp>

#include "web/api.h"
#include "web/service_drafts.h"

namespace web {

namespace {

namespace json = boost::json;

base::Result<DraftService*> service(const Call& call) {
  if (call.services.drafts == nullptr) return base::refuse(base::Code::not_found);
  return call.services.drafts;
}

base::Result<Answer> list(Call& call) {
  base::Result<DraftService*> drafts = service(call);
  if (!drafts) return base::pass(drafts);
  base::Result<std::vector<Draft>> all = (*drafts)->drafts(*call.caller);
  if (!all) return base::pass(all);
  json::array rows;
  for (const Draft& one : *all) rows.push_back({{"place", one.place}, {"text", one.text}});
  return Answer{.body = {{"drafts", std::move(rows)}}};
}

base::Result<Answer> keep(Call& call) {
  base::Result<DraftService*> drafts = service(call);
  if (!drafts) return base::pass(drafts);
  const json::object* body = call.body.if_object();
  const json::value* text = body != nullptr ? body->if_contains("text") : nullptr;
  if (text == nullptr || !text->is_string() || body->size() != 1) {
    return base::refuse(base::Code::bad_json, {{"field", "text"}});
  }
  base::Done kept =
      (*drafts)->keep(*call.caller, {call.params[0], std::string(text->get_string())});
  if (!kept) return base::pass(kept);
  return Answer{.status = 204};
}

base::Result<Answer> wipe(Call& call) {
  base::Result<DraftService*> drafts = service(call);
  if (!drafts) return base::pass(drafts);
  base::Done wiped = (*drafts)->wipe(*call.caller, call.params[0]);
  if (!wiped) return base::pass(wiped);
  return Answer{.status = 204};
}

}  // namespace

std::vector<Route> draft_routes() {
  return {{"GET", "/api/v1/drafts", Door::session, Repeat::safe, list},
          {"PUT", "/api/v1/drafts/{place}", Door::session, Repeat::safe, keep},
          {"DELETE", "/api/v1/drafts/{place}", Door::session, Repeat::safe, wipe}};
}

}  // namespace web
