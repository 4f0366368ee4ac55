// Services: everything the routes may ask, one interface an area (web/service.h and
// web/service_*.h). An area that is not there answers not_found.
#pragma once

#include "web/service.h"
#include "web/service_observatory.h"

namespace web {

struct Services {
  Service& house;  // log-in, catalogue, case files, tasks
  ObservatoryService* observatory = nullptr;
};

}  // namespace web
