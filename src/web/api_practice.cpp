#include "web/api.h"
#include "web/json.h"
#include "web/service_practice.h"

namespace web {

namespace {

base::Result<Answer> begin(Call& call) {
  if (call.services.practice == nullptr) return base::refuse(base::Code::not_found);
  base::Result<Arrival> arrival = arrival_from(call.body);
  if (!arrival) return base::pass(arrival);
  base::Result<CaseRow> row =
      call.services.practice->begin(*call.caller, std::move(*arrival), call.save);
  if (!row) return base::pass(row);
  return Answer{.status = 201, .body = to_json(*row)};
}

base::Result<Answer> wipe(Call& call) {
  if (call.services.practice == nullptr) return base::refuse(base::Code::not_found);
  base::Result<std::uint64_t> entries = call.services.practice->wipe(*call.caller);
  if (!entries) return base::pass(entries);
  return Answer{.body = {{"entries", *entries}}};
}

}  // namespace

std::vector<Route> practice_routes() {
  return {{"POST", "/api/v1/practice", Door::session, Repeat::needs_key, begin},
          {"DELETE", "/api/v1/practice", Door::session, Repeat::safe, wipe}};
}

}  // namespace web
