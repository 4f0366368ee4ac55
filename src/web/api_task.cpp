#include "web/api.h"
#include "web/json.h"

namespace web {

namespace {

base::Result<Answer> tasks(Call& call) {
  base::Result<std::vector<Task>> list = call.services.house.tasks(*call.caller);
  if (!list) return base::pass(list);
  boost::json::array rows;
  for (const Task& task : *list) rows.push_back(to_json(task));
  return Answer{.body = {{"tasks", std::move(rows)}}};
}

}  // namespace

std::vector<Route> task_routes() {
  return {{"GET", "/api/v1/tasks", Door::session, Repeat::safe, tasks}};
}

}  // namespace web
