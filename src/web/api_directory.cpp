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
  return {{"id", one.id}, {"code", one.code}, {"title", to_json(one.title)}};
}
json::value value_of(const D::Document& one) {
  return {{"title", to_json(one.title)},
          {"required", one.required},
          {"cite", one.cite},
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
          {"place", one.place},
          {"serves", to_json(one.serves)},
          {"source", to_json(one.source)},
          {"services", list_of(one.services)}};
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
          {"organisation", one.organisation},
          {"title", to_json(one.title)},
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
                         {"tracks", list_of(all->tracks)}}};
}

base::Result<Answer> services(Call& call) {
  if (call.services.directory == nullptr) return base::refuse(base::Code::not_found);
  const auto query = [&](std::string_view name) {
    return net::query_value(call.request.head.query, name).value_or("");
  };
  const base::Result<D::Answer> answer = call.services.directory->find(
      *call.caller, {query("need"), query("state"), query("language"), query("age")});
  if (!answer) return std::unexpected(answer.error());
  return Answer{.body = {{"total", answer->total},
                         {"found", list_of(answer->found)},
                         {"left_out", list_of(answer->left_out)}}};
}

}  // namespace

std::vector<Route> directory_routes() {
  return {{"GET", "/api/v1/directory", Door::session, Repeat::safe, directory},
          {"GET", "/api/v1/directory/services", Door::session, Repeat::safe, services}};
}

}  // namespace web
