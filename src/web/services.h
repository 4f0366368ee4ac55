// Services: everything the routes may ask, one interface an area (web/service.h and
// web/service_*.h). An area that is not there answers not_found.
#pragma once

#include "web/service.h"

namespace web {

struct DirectoryService;

struct Services {
  Service& house;  // log-in, catalogue, case files, tasks
  DirectoryService* directory = nullptr;
};

}  // namespace web
