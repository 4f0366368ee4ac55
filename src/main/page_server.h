// PageServer: the page and its API on this computer alone (127.0.0.1), for as long as it lives.
#pragma once

#include "main/desk_service.h"
#include "main/messages.h"
#include "main/page_directory.h"
#include "net/server.h"
#include "web/site.h"

namespace cli {

class PageServer {
 public:
  // Answers from now on; port 0 lets the system choose. The desk must outlive it. Fault
  // cannot_listen when the port is taken.
  PageServer(desk::Desk& desk, const Messages& messages, std::uint16_t port);

  std::uint16_t port() const { return server_.port(); }
  // For the node, every few seconds.
  void tick() { tickets_.tick(); }
  // Lets running requests end.
  void stop() { server_.stop(); }

 private:
  Tickets tickets_;
  DeskService service_;
  PageDirectory directory_;
  web::Assets assets_;
  web::Sentences sentences_;
  web::Site site_;
  net::Server server_;
};

}  // namespace cli
