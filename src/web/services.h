// Services: everything the routes may ask, one interface an area (web/service.h and
// web/service_*.h). An area that is not there answers not_found.
#pragma once

#include "web/service.h"
#include "web/service_account.h"
#include "web/service_admin.h"
#include "web/service_drafts.h"
#include "web/service_files.h"
#include "web/service_first.h"
#include "web/service_law.h"
#include "web/service_law_review.h"
#include "web/service_observatory.h"
#include "web/service_outbox.h"
#include "web/service_practice.h"
#include "web/service_sharing.h"
#include "web/service_shelter.h"
#include "web/service_watch.h"

namespace web {

struct DirectoryService;
class CareService;

struct Services {
  Service& house;  // log-in, catalogue, case files, tasks
  Account* account = nullptr;
  Watch* watch = nullptr;
  Administration* administration = nullptr;
  LawService* law = nullptr;
  LawReviewService* law_review = nullptr;
  ShelterService* shelter = nullptr;
  DraftService* drafts = nullptr;
  ObservatoryService* observatory = nullptr;
  DirectoryService* directory = nullptr;
  SharingService* sharing = nullptr;
  FileService* files = nullptr;
  FirstRunService* first_run = nullptr;  // only while there is no organisation yet
  PracticeService* practice = nullptr;
  OutboxService* outbox = nullptr;
  CareService* care = nullptr;
};

}  // namespace web
