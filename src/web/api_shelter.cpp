#include <boost/json/array.hpp>

#include "web/api.h"
#include "web/json.h"
#include "web/service_shelter.h"

namespace web {

namespace {

namespace json = boost::json;

json::object shown(const Stay& stay) {
  json::object out{
      {"case_id", stay.case_id},     {"record_id", stay.record_id},  {"version", stay.version},
      {"name", stay.name},           {"number", stay.number},        {"sex", stay.sex},
      {"group", stay.group},         {"state", stay.state},          {"site_id", stay.site_id},
      {"bed_id", stay.bed_id},       {"from_ms", stay.from_ms},      {"until_ms", stay.until_ms},
      {"exception", stay.exception}, {"counted_ms", stay.counted_ms}};
  out["headcounts"] = stay.headcounts;
  if (stay.birth) {
    out["birth"] = {
        {"from", stay.birth->from}, {"to", stay.birth->to}, {"approx", stay.birth->approx}};
  }
  if (stay.present) out["present"] = *stay.present;
  return out;
}

json::object shown(const Bed& bed) {
  return {{"id", bed.id},
          {"room", bed.room},
          {"name", bed.name},
          {"for_whom", json::array(bed.for_whom.begin(), bed.for_whom.end())},
          {"accessible", bed.accessible},
          {"usable", bed.usable}};
}

json::object shown(const Shelter& site) {
  json::array beds;
  for (const Bed& bed : site.beds) beds.push_back(shown(bed));
  json::object log{{"record_id", site.log.record_id},
                   {"version", site.log.version},
                   {"entries", site.log.entries},
                   {"handover", site.log.handover},
                   {"headcount", site.log.headcount}};
  return {{"id", site.id},
          {"name", site.name},
          {"beds", std::move(beds)},
          {"log", std::move(log)},
          {"handover_before", site.handover_before}};
}

base::Result<Answer> night(Call& call) {
  if (call.services.shelter == nullptr) return base::refuse(base::Code::not_found);
  base::Result<Night> now = call.services.shelter->night(*call.caller);
  if (!now) return base::pass(now);
  json::array sites;
  json::array stays;
  for (const Shelter& site : now->sites) sites.push_back(shown(site));
  for (const Stay& stay : now->stays) stays.push_back(shown(stay));
  return Answer{.body = {{"case_id", now->case_id},
                         {"now_ms", now->now_ms},
                         {"night_ms", now->night_ms},
                         {"sites", std::move(sites)},
                         {"stays", std::move(stays)}}};
}

}  // namespace

std::vector<Route> shelter_routes() {
  return {{"GET", "/api/v1/beds", Door::session, Repeat::safe, night}};
}

}  // namespace web
