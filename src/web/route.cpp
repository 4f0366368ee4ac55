#include "web/route.h"

#include "web/api.h"

namespace web {

const std::vector<Route>& routes() {
  static const std::vector<Route> all = [] {
    std::vector<Route> list;
    for (const auto& part :
         {session_routes(), catalogue_routes(), case_routes(), task_routes(), account_routes(),
          watch_routes(), admin_routes(), law_routes(), law_review_routes(), shelter_routes(),
          draft_routes(), observatory_routes(), directory_routes(), sharing_routes(), file_routes(),
          first_run_routes(), practice_routes(), outbox_routes(), care_routes()}) {
      list.insert(list.end(), part.begin(), part.end());
    }
    return list;
  }();
  return all;
}

std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  std::vector<std::string> params;
  while (!pattern.empty() && !path.empty()) {
    if (pattern.front() != '{') {
      if (pattern.front() != path.front()) return std::nullopt;
      pattern.remove_prefix(1);
      path.remove_prefix(1);
      continue;
    }
    const std::size_t end = path.find('/');
    std::optional<std::string> value = net::percent_decoded(path.substr(0, end));
    if (!value || value->empty()) return std::nullopt;
    params.push_back(std::move(*value));
    pattern.remove_prefix(pattern.find('}') + 1);
    path = end == std::string_view::npos ? std::string_view() : path.substr(end);
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return params;
}

}  // namespace web
