// PageServer: the page and its API, for as long as it lives. Plain HTTP reaches this computer
// alone; everybody else comes over TLS.
#pragma once

#include "base/log.h"
#include "main/desk_service.h"
#include "main/messages.h"
#include "main/node_tls.h"
#include "main/page_account.h"
#include "main/page_admin.h"
#include "main/page_care.h"
#include "main/page_directory.h"
#include "main/page_drafts.h"
#include "main/page_files.h"
#include "main/page_law.h"
#include "main/page_law_review.h"
#include "main/page_observatory.h"
#include "main/page_outbox.h"
#include "main/page_practice.h"
#include "main/page_sharing.h"
#include "main/page_shelter.h"
#include "main/page_watch.h"
#include "net/server.h"
#include "web/site.h"

namespace cli {

struct Listening {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses
  std::optional<NodeTls> tls = {};
};

// The page that the program carries, and a sentence for every refusal there is.
web::Assets page_assets();
web::Sentences page_sentences(const Messages& messages);

class PageServer {
 public:
  // Answers from now on. The desk and the log must outlive it. Fault cannot_listen when the port is
  // taken, or plain HTTP is asked on an address that others reach.
  PageServer(desk::Desk& desk, const Messages& messages, base::Log& log,
             const Listening& listening);

  std::uint16_t port() const { return server_.port(); }
  // For the node, every few seconds.
  void tick() { tickets_.tick(); }
  // Lets running requests end.
  void stop() { server_.stop(); }

 private:
  Tickets tickets_;
  desk::SecondFactors factors_;
  LawRoom law_room_;
  LawDesk law_;
  LawReviewDesk law_review_;
  PageDirectory directory_;
  DeskService service_;
  PageAccount account_;
  PageWatch watch_;
  PageAdmin administration_;
  ShelterOfPage shelter_;
  DraftsOfPage drafts_;
  PageObservatory observatory_;
  PageSharing sharing_;
  PageFiles files_;
  PracticeOfPage practice_;
  OutboxOfPage outbox_;
  PageCare care_;
  web::Assets assets_;
  web::Sentences sentences_;
  web::Site site_;
  net::Server server_;
};

}  // namespace cli
