#include <boost/json/array.hpp>

#include "web/api.h"
#include "web/members.h"
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
          {"version", bed.version},
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
  return {{"id", site.id},         {"version", site.version},
          {"name", site.name},     {"beds", std::move(beds)},
          {"log", std::move(log)}, {"handover_before", site.handover_before}};
}

base::Result<Answer> answer_of(const base::Result<Night>& now, unsigned status) {
  if (!now) return std::unexpected(now.error());
  json::array sites;
  json::array stays;
  for (const Shelter& site : now->sites) sites.push_back(shown(site));
  for (const Stay& stay : now->stays) stays.push_back(shown(stay));
  return Answer{.status = status,
                .body = {{"case_id", now->case_id},
                         {"now_ms", now->now_ms},
                         {"night_ms", now->night_ms},
                         {"sites", std::move(sites)},
                         {"stays", std::move(stays)}}};
}

base::Result<Answer> night(Call& call) {
  if (call.services.shelter == nullptr) return base::refuse(base::Code::not_found);
  return answer_of(call.services.shelter->night(*call.caller), 200);
}

base::Result<Answer> add_beds(Call& call) {
  if (call.services.shelter == nullptr) return base::refuse(base::Code::not_found);
  Members members(call.body);
  NewBeds beds;
  members.text("site_id", beds.site_id);
  members.text("room", beds.room);
  members.number("count", beds.count);
  members.texts("for_whom", beds.for_whom);
  const base::Result<NewBeds> asked = members.give(std::move(beds));
  if (!asked) return base::refuse(asked.error().code, asked.error().details);
  return answer_of(call.services.shelter->add_beds(*call.caller, *asked, call.save), 201);
}

}  // namespace

std::vector<Route> shelter_routes() {
  return {{"GET", "/api/v1/beds", Door::session, Repeat::safe, night},
          {"POST", "/api/v1/beds", Door::session, Repeat::needs_key, add_beds}};
}

}  // namespace web
