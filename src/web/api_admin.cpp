#include <charconv>

#include "web/api.h"
#include "web/json.h"

namespace web {

namespace {

namespace json = boost::json;
using base::Code;

constexpr std::size_t kMostRows = 500;

json::array list_of(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

json::object to_object(const TeamsDone& teams) {
  return {{"done", list_of(teams.done)}, {"pending", list_of(teams.pending)}};
}

base::Result<Administration*> desk_of(const Call& call) {
  if (call.services.administration == nullptr) return base::refuse(Code::not_found);
  return call.services.administration;
}

base::Result<Answer> people(Call& call) {
  base::Result<Administration*> desk = desk_of(call);
  if (!desk) return base::pass(desk);
  base::Result<People> all = (*desk)->people(*call.caller);
  if (!all) return base::pass(all);
  json::array rows;
  for (const PersonRow& person : all->people) {
    rows.push_back({{"user_id", person.user_id},
                    {"name", person.name},
                    {"roles", list_of(person.roles)},
                    {"teams", list_of(person.teams)},
                    {"disabled", person.disabled},
                    {"has_code", person.has_code}});
  }
  json::array roles;
  for (const RoleRow& role : all->roles) {
    roles.push_back({{"role", role.role}, {"label", to_json(role.label)}});
  }
  return Answer{.body = {{"people", std::move(rows)}, {"roles", std::move(roles)}}};
}

base::Result<Answer> add_person(Call& call) {
  base::Result<Administration*> desk = desk_of(call);
  if (!desk) return base::pass(desk);
  base::Result<NewPerson> person = new_person_from(call.body);
  if (!person) return base::pass(person);
  base::Result<TeamsDone> added = (*desk)->add_person(*call.caller, std::move(*person));
  if (!added) return base::pass(added);
  return Answer{.status = 201, .body = to_object(*added)};
}

base::Result<Answer> disable_person(Call& call) {
  base::Result<Administration*> desk = desk_of(call);
  if (!desk) return base::pass(desk);
  base::Result<TeamsDone> teams = (*desk)->disable_person(*call.caller, call.params[0]);
  if (!teams) return base::pass(teams);
  return Answer{.body = to_object(*teams)};
}

base::Result<Answer> drop_code(Call& call) {
  base::Result<Administration*> desk = desk_of(call);
  if (!desk) return base::pass(desk);
  base::Result<bool> dropped = (*desk)->drop_code(*call.caller, call.params[0]);
  if (!dropped) return base::pass(dropped);
  return Answer{.status = 204};
}

base::Result<Answer> audit(Call& call) {
  base::Result<Administration*> desk = desk_of(call);
  if (!desk) return base::pass(desk);
  const auto asked = [&](std::string_view name) {
    return net::query_value(call.request.head.query, name).value_or(std::string());
  };
  AuditQuery query{asked("action"), asked("user"), asked("cursor")};
  if (const std::string limit = asked("limit"); !limit.empty()) {
    const auto [end, error] =
        std::from_chars(limit.data(), limit.data() + limit.size(), query.limit);
    const bool whole = error == std::errc() && end == limit.data() + limit.size();
    if (!whole || query.limit == 0 || query.limit > kMostRows) {
      return base::refuse(Code::bad_value, {{"field", "limit"}});
    }
  }
  base::Result<AuditPage> page = (*desk)->audit(*call.caller, query);
  if (!page) return base::pass(page);
  json::array rows;
  for (const AuditRow& row : page->rows) {
    rows.push_back({{"at_ms", row.at_ms},
                    {"action", row.action},
                    {"label", to_json(row.label)},
                    {"who", row.who},
                    {"case_id", row.case_id},
                    {"reason", row.reason}});
  }
  return Answer{.body = {{"rows", std::move(rows)}, {"next", page->next}}};
}

}  // namespace

std::vector<Route> admin_routes() {
  return {{"GET", "/api/v1/people", Door::session, Repeat::safe, people},
          {"POST", "/api/v1/people", Door::session, Repeat::safe, add_person},
          {"POST", "/api/v1/people/{name}/disable", Door::session, Repeat::safe, disable_person},
          {"DELETE", "/api/v1/people/{name}/code", Door::session, Repeat::safe, drop_code},
          {"GET", "/api/v1/audit", Door::session, Repeat::safe, audit}};
}

}  // namespace web
