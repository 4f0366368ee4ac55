// The routes of the API by area, one api_*.cpp each. A new area: a file, a line here and one in
// route.cpp.
#pragma once

#include <vector>

#include "web/route.h"

namespace web {

std::vector<Route> session_routes();
std::vector<Route> catalogue_routes();
std::vector<Route> case_routes();
std::vector<Route> task_routes();
std::vector<Route> shelter_routes();
std::vector<Route> draft_routes();
std::vector<Route> law_routes();
std::vector<Route> law_review_routes();
std::vector<Route> observatory_routes();
std::vector<Route> account_routes();
std::vector<Route> watch_routes();
std::vector<Route> admin_routes();
std::vector<Route> directory_routes();
std::vector<Route> sharing_routes();
std::vector<Route> file_routes();
std::vector<Route> first_run_routes();
std::vector<Route> practice_routes();
std::vector<Route> outbox_routes();
std::vector<Route> care_routes();

}  // namespace web
