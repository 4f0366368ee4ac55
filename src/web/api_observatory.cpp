#include "web/api.h"
#include "web/json.h"

namespace web {

namespace {

namespace json = boost::json;

template <class T>
json::array list_of(const std::vector<T>& items, json::object (*one)(const T&)) {
  json::array out;
  for (const T& item : items) out.push_back(one(item));
  return out;
}

json::object dot_json(const FigureDot& dot) {
  return {{"at", dot.at},           {"value", dot.value},
          {"hidden", dot.hidden},   {"definition", dot.definition},
          {"vintage", dot.vintage}, {"publisher", dot.publisher},
          {"source", dot.source}};
}

json::object line_json(const FigureLine& line) {
  return {{"id", line.id},
          {"label", to_json(line.label)},
          {"country", line.country},
          {"dots", list_of(line.dots, dot_json)},
          {"others", list_of(line.others, dot_json)}};
}

json::object event_json(const FigureEvent& event) {
  return {{"day", event.day},
          {"country", event.country},
          {"what", to_json(event.what)},
          {"source", event.source}};
}

json::object figure_json(const Figure& figure) {
  return {{"id", figure.id},
          {"kind", figure.kind},
          {"category", figure.category},
          {"title", to_json(figure.title)},
          {"about", to_json(figure.about)},
          {"differs", to_json(figure.differs)},
          {"unit", figure.unit},
          {"lines", list_of(figure.lines, line_json)},
          {"events", list_of(figure.events, event_json)}};
}

json::object study_json(const StudyRow& row) {
  return {
      {"category", row.category},  {"country", row.country}, {"kind", row.kind},
      {"text", to_json(row.text)}, {"section", row.section}, {"indicator", to_json(row.indicator)},
      {"value", row.value},        {"unit", row.unit},       {"period", row.period}};
}

base::Result<Answer> observatory(Call& call) {
  if (call.services.observatory == nullptr) return base::refuse(base::Code::not_found);
  base::Result<Observatory> all = call.services.observatory->observatory(*call.caller);
  if (!all) return base::pass(all);
  return Answer{.body = {{"figures", list_of(all->figures, figure_json)},
                         {"study", list_of(all->study, study_json)},
                         {"not_known", to_json(all->not_known)}}};
}

}  // namespace

std::vector<Route> observatory_routes() {
  return {{"GET", "/api/v1/observatory", Door::session, Repeat::safe, observatory}};
}

}  // namespace web
