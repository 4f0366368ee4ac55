#include <boost/json/array.hpp>

#include "web/api.h"
#include "web/json.h"
#include "web/members.h"
#include "web/service_outbox.h"

namespace web {

namespace {

namespace json = boost::json;

base::Result<OutboxService*> service(const Call& call) {
  if (call.services.outbox == nullptr) return base::refuse(base::Code::not_found);
  return call.services.outbox;
}

base::Result<Arrival> opened(Call& call) {
  base::Result<OutboxService*> outbox = service(call);
  if (!outbox) return base::pass(outbox);
  Members members(call.body);
  SealedArrival sealed;
  members.text("device", sealed.device);
  members.text("box", sealed.box);
  base::Result<SealedArrival> asked = members.give(std::move(sealed));
  if (!asked) return base::pass(asked);
  return (*outbox)->open(*call.caller, *asked, call.save);
}

base::Result<Answer> key(Call& call) {
  base::Result<OutboxService*> outbox = service(call);
  if (!outbox) return base::pass(outbox);
  const std::string device =
      net::query_value(call.request.head.query, "device").value_or(std::string());
  base::Result<OutboxKey> given = (*outbox)->key(*call.caller, device);
  if (!given) return base::pass(given);
  return Answer{.body = {{"device", given->device}, {"public_key", given->public_key}}};
}

// Through the same door as every arrival: the same save again gives the first answer.
base::Result<Answer> take(Call& call) {
  base::Result<Arrival> arrival = opened(call);
  if (!arrival) return base::pass(arrival);
  base::Result<CaseRow> row = call.services.house.create_case(*call.caller, *arrival, call.save);
  if (!row) return base::pass(row);
  return Answer{.status = 201, .body = to_json(*row), .location = "/api/v1/cases/" + row->id};
}

base::Result<Answer> open(Call& call) {
  base::Result<Arrival> arrival = opened(call);
  if (!arrival) return base::pass(arrival);
  return Answer{.body = to_json(*arrival)};
}

}  // namespace

std::vector<Route> outbox_routes() {
  return {{"GET", "/api/v1/outbox/key", Door::session, Repeat::safe, key},
          {"POST", "/api/v1/outbox", Door::session, Repeat::needs_key, take},
          {"POST", "/api/v1/outbox/open", Door::session, Repeat::needs_key, open}};
}

}  // namespace web
