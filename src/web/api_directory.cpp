#include <algorithm>

#include <boost/json/array.hpp>

#include "web/api.h"
#include "web/json.h"
#include "web/service_directory.h"

namespace web {

namespace {

namespace json = boost::json;
using D = DirectoryService;

json::value value_of(const D::Choice& one) {
  return {{"id", one.id}, {"label", to_json(one.label)}};
}
json::value value_of(const D::Offered& one) {
  return {{"id", one.id},
          {"code", one.code},
          {"title", to_json(one.title)},
          {"phone", one.phone},
          {"place", one.place}};
}
json::value value_of(const D::Document& one) {
  return {{"id", one.id},           {"title", to_json(one.title)}, {"required", one.required},
          {"expires", one.expires}, {"template", one.template_id}, {"cite", one.cite},
          {"grade", one.grade}};
}
json::value value_of(const D::Term& one) {
  return {{"title", to_json(one.title)}, {"amount", one.amount},      {"unit", one.unit},
          {"calendar", one.calendar},    {"note", to_json(one.note)}, {"cite", one.cite},
          {"grade", one.grade}};
}
// Declared ahead, so that list_of finds them.
json::value value_of(const D::Organisation& one);
json::value value_of(const D::Figure& one);
json::value value_of(const D::Found& one);
json::value value_of(const D::LeftOut& one);
json::value value_of(const D::Step& one);
json::value value_of(const D::Track& one);

template <class T>
json::array list_of(const std::vector<T>& all) {
  json::array out;
  for (const T& one : all) out.push_back(value_of(one));
  return out;
}

json::value value_of(const D::Organisation& one) {
  return {{"id", one.id},
          {"name", one.name},
          {"country", one.country},
          {"sector", one.sector},
          {"state", one.state},
          {"place", one.place},
          {"serves", to_json(one.serves)},
          {"source", to_json(one.source)},
          {"services", list_of(one.services)},
          {"own", one.own},
          {"study", one.study}};
}
json::value value_of(const D::Figure& one) {
  return {{"id", one.id},
          {"value", one.value},
          {"unit", one.unit},
          {"year", one.year},
          {"population", to_json(one.population)},
          {"cite", one.cite},
          {"assumption", to_json(one.assumption)}};
}
json::value value_of(const D::Step& one) {
  return {{"id", one.id},
          {"figure", one.figure},
          {"title", to_json(one.title)},
          {"what", to_json(one.what)},
          {"documents", list_of(one.documents)},
          {"terms", list_of(one.terms)},
          {"cite", one.cite},
          {"grade", one.grade},
          {"review_by", one.review_by}};
}
json::value value_of(const D::Track& one) {
  return {{"id", one.id},
          {"country", one.country},
          {"title", to_json(one.title)},
          {"steps", list_of(one.steps)},
          {"life", list_of(one.life)}};
}
json::value value_of(const D::Found& one) {
  return {{"id", one.id},
          {"organisation_id", one.organisation_id},
          {"organisation", one.organisation},
          {"title", to_json(one.title)},
          {"code", one.code},
          {"state", one.state},
          {"place", one.place},
          {"phone", one.phone},
          {"eligible", one.eligible},
          {"open", one.open},
          {"beds", one.beds},
          {"free", one.free},
          {"mode", one.mode},
          {"km", one.km},
          {"about", one.about},
          {"verified", one.verified},
          {"checked_ms", one.checked_ms},
          {"stale", json::array(one.stale.begin(), one.stale.end())},
          {"opens_in_min", one.opens_in_min},
          {"confidential", one.confidential},
          {"source", to_json(one.source)}};
}
json::value value_of(const D::LeftOut& one) {
  return {{"why", one.why}, {"count", one.count}};
}

base::Result<Answer> directory(Call& call) {
  if (call.services.directory == nullptr) return base::refuse(base::Code::not_found);
  const base::Result<D::Directory> all = call.services.directory->directory(*call.caller);
  if (!all) return std::unexpected(all.error());
  return Answer{.body = {{"needs", list_of(all->needs)},
                         {"states", list_of(all->states)},
                         {"languages", list_of(all->languages)},
                         {"organisations", list_of(all->organisations)},
                         {"figures", list_of(all->figures)},
                         {"tracks", list_of(all->tracks)},
                         {"may_write", all->may_write}}};
}

base::Result<Answer> services(Call& call) {
  if (call.services.directory == nullptr) return base::refuse(base::Code::not_found);
  const auto query = [&](std::string_view name) {
    return net::query_value(call.request.head.query, name).value_or("");
  };
  const base::Result<D::Answer> answer = call.services.directory->find(
      *call.caller, {query("need"), query("state"), query("language"), query("age"), query("case"),
                     query("within"), query("pregnant")});
  if (!answer) return std::unexpected(answer.error());
  return Answer{.body = {{"total", answer->total},
                         {"found", list_of(answer->found)},
                         {"left_out", list_of(answer->left_out)},
                         {"facts", json::array(answer->facts.begin(), answer->facts.end())}}};
}

base::Result<D*> service(const Call& call) {
  if (call.services.directory == nullptr) return base::refuse(base::Code::not_found);
  return call.services.directory;
}

base::Result<Answer> answer_of(D::Shown shown, unsigned status = 200) {
  if (!shown) return std::unexpected(shown.error());
  return Answer{.status = status, .body = std::move(*shown)};
}

// A member of a body and the kinds of JSON it may hold; null takes a value back.
struct Member {
  std::string_view name;
  json::kind kind;
  bool required = false;
};
using Members = std::vector<Member>;
constexpr json::kind kText = json::kind::string;
constexpr json::kind kWhole = json::kind::int64;
constexpr json::kind kFlag = json::kind::bool_;
constexpr json::kind kList = json::kind::array;

base::Result<D::Body> body_of(const Call& call, const Members& members) {
  const json::object* body = call.body.if_object();
  if (body == nullptr) return base::refuse(base::Code::bad_json);
  for (const auto& [name, value] : *body) {
    const auto known = std::ranges::find(members, std::string_view(name), &Member::name);
    if (known == members.end() || (value.kind() != known->kind && !value.is_null())) {
      return base::refuse(base::Code::bad_json, {{"field", std::string(name)}});
    }
  }
  for (const Member& one : members) {
    if (one.required && !body->contains(one.name)) {
      return base::refuse(base::Code::bad_json, {{"field", std::string(one.name)}});
    }
  }
  return *body;
}

const Members kOrganisation = {
    {"name", kText},     {"country", kText},         {"sector", kText},  {"level", kText},
    {"form", kText},     {"recipient_class", kText}, {"state", kText},   {"municipality", kText},
    {"serves", kText},   {"source", kText},          {"aliases", kList}, {"identifiers", kList},
    {"withdrawn", kFlag}};
const Members kService = {
    {"code", kText},          {"title_es", kText},           {"title_en", kText},
    {"state", kText},         {"municipality", kText},       {"address", kText},
    {"phone", kText},         {"intermediary_phone", kText}, {"visibility", kText},
    {"zone", kText},          {"always_open", kFlag},        {"hours", kList},
    {"always_admits", kFlag}, {"intake_hours", kList},       {"languages", kList},
    {"min_age", kWhole},      {"max_age", kWhole},           {"sexes", kList},
    {"nationalities", kList}, {"unaccompanied", kFlag},      {"pregnant", kFlag},
    {"needs_papers", kFlag},  {"withdrawn", kFlag}};

base::Result<Answer> organisation(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  return answer_of((*directory)->organisation(*call.caller, call.params[0]));
}

base::Result<Answer> put_organisation(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  const base::Result<D::Body> body = body_of(call, kOrganisation);
  if (!body) return std::unexpected(body.error());
  const bool is_new = call.params.empty();
  return answer_of(
      (*directory)->put_organisation(*call.caller, is_new ? "" : call.params[0], *body, call.save),
      is_new ? 201 : 200);
}

base::Result<Answer> put_service(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  const base::Result<D::Body> body = body_of(call, kService);
  if (!body) return std::unexpected(body.error());
  const bool is_new = call.params.size() < 2;
  return answer_of((*directory)
                       ->put_service(*call.caller, call.params[0], is_new ? "" : call.params[1],
                                     *body, call.save),
                   is_new ? 201 : 200);
}

base::Result<Answer> say_beds(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  const base::Result<D::Body> body = body_of(call, {{"wing", kText, true},
                                                    {"free", kWhole, true},
                                                    {"beds", kWhole},
                                                    {"sexes", kList},
                                                    {"min_age", kWhole},
                                                    {"max_age", kWhole}});
  if (!body) return std::unexpected(body.error());
  return answer_of((*directory)->say_beds(*call.caller, call.params[0], *body, call.save), 201);
}

base::Result<Answer> check(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  const base::Result<D::Body> body = body_of(
      call,
      {{"field", kText, true}, {"how", kText, true}, {"holds", kFlag, true}, {"note", kText}});
  if (!body) return std::unexpected(body.error());
  return answer_of((*directory)->check(*call.caller, call.params[0], *body, call.save), 201);
}

base::Result<Answer> constitution(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  return answer_of((*directory)->constitution(*call.caller));
}

base::Result<Answer> add_event(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  const base::Result<D::Body> body = body_of(call, {{"track", kText, true},
                                                    {"step", kText, true},
                                                    {"what", kText, true},
                                                    {"subject", kText},
                                                    {"on", kText, true},
                                                    {"until", kText},
                                                    {"reference", kText}});
  if (!body) return std::unexpected(body.error());
  return answer_of((*directory)->add_event(*call.caller, *body, call.save), 201);
}

base::Result<Answer> templates(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  return answer_of((*directory)->templates(*call.caller));
}

base::Result<Answer> calendar(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  base::Result<std::string> text = (*directory)->calendar(*call.caller);
  if (!text) return std::unexpected(text.error());
  return Answer{.text = std::move(*text), .media = "text/calendar; charset=utf-8"};
}

base::Result<Answer> refer(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  const base::Result<D::Body> body = body_of(
      call,
      {{"service", kText, true}, {"reason", kText}, {"urgency", kText}, {"answer_by", kText}});
  if (!body) return std::unexpected(body.error());
  return answer_of((*directory)->refer(*call.caller, call.params[0], *body, call.save), 201);
}

base::Result<Answer> packet(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  return answer_of((*directory)->packet(*call.caller, call.params[0], call.params[1]));
}

base::Result<Answer> close_referral(Call& call) {
  const base::Result<D*> directory = service(call);
  if (!directory) return std::unexpected(directory.error());
  const base::Result<D::Body> body = body_of(call, {{"outcome", kText, true},
                                                    {"was_right", kText, true},
                                                    {"was_wrong", kList},
                                                    {"note", kText}});
  if (!body) return std::unexpected(body.error());
  return answer_of(
      (*directory)->close_referral(*call.caller, call.params[0], call.params[1], *body, call.save));
}

}  // namespace

std::vector<Route> directory_routes() {
  return {{"GET", "/api/v1/directory", Door::session, Repeat::safe, directory},
          {"GET", "/api/v1/directory/services", Door::session, Repeat::safe, services},
          {"POST", "/api/v1/directory/organisations", Door::session, Repeat::needs_key,
           put_organisation},
          {"GET", "/api/v1/directory/organisations/{organisation}", Door::session, Repeat::safe,
           organisation},
          {"POST", "/api/v1/directory/organisations/{organisation}", Door::session,
           Repeat::needs_key, put_organisation},
          {"POST", "/api/v1/directory/organisations/{organisation}/services", Door::session,
           Repeat::needs_key, put_service},
          {"POST", "/api/v1/directory/organisations/{organisation}/services/{service}",
           Door::session, Repeat::needs_key, put_service},
          {"POST", "/api/v1/directory/services/{service}/beds", Door::session, Repeat::needs_key,
           say_beds},
          {"POST", "/api/v1/directory/services/{service}/checks", Door::session, Repeat::needs_key,
           check},
          {"GET", "/api/v1/constitution", Door::session, Repeat::safe, constitution},
          {"POST", "/api/v1/constitution/events", Door::session, Repeat::needs_key, add_event},
          {"GET", "/api/v1/constitution/templates", Door::session, Repeat::safe, templates},
          {"GET", "/api/v1/constitution/calendar", Door::session, Repeat::safe, calendar},
          {"POST", "/api/v1/cases/{case}/referrals", Door::session, Repeat::needs_key, refer},
          {"GET", "/api/v1/cases/{case}/referrals/{referral}/packet", Door::session, Repeat::safe,
           packet},
          {"POST", "/api/v1/cases/{case}/referrals/{referral}/close", Door::session,
           Repeat::needs_key, close_referral}};
}

}  // namespace web
