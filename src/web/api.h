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
std::vector<Route> directory_routes();

}  // namespace web
