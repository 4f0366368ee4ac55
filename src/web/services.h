// Services: everything the routes may ask, one interface an area (web/service.h and
// web/service_*.h). An area that is not there answers not_found.
#pragma once

#include "web/service.h"
#include "web/service_account.h"
#include "web/service_admin.h"
#include "web/service_watch.h"

namespace web {

struct Services {
  Service& house;  // log-in, catalogue, case files, tasks
  Account* account = nullptr;
  Watch* watch = nullptr;
  Administration* administration = nullptr;
};

}  // namespace web
