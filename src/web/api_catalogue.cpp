#include "web/api.h"
#include "web/json.h"

namespace web {

namespace {

base::Result<Answer> catalogue(Call& call) {
  base::Result<Catalogue> all = call.services.house.catalogue(*call.caller);
  if (!all) return base::pass(all);
  return Answer{.body = to_json(*all), .etag = all->version};
}

}  // namespace

std::vector<Route> catalogue_routes() {
  return {{"GET", "/api/v1/catalogue", Door::session, Repeat::safe, catalogue}};
}

}  // namespace web
