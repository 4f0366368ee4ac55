// PageWatch: numbers of the node, and which case files changed, for pages that stand open.
// Threads: any.
#pragma once

#include "main/tickets.h"
#include "net/server.h"
#include "web/service_watch.h"

namespace cli {

class PageWatch : public web::Watch {
 public:
  // The tickets must outlive it.
  explicit PageWatch(Tickets& tickets) : tickets_(tickets) {}
  // Whose counters are told; before it answers the first request. Must outlive the requests.
  void watch(const net::Server& server) { server_ = &server; }

  std::vector<web::Metric> metrics() override;
  std::uint64_t moment() override;
  // O(entries since) plus one opening of the session when there are some.
  base::Result<web::Changes> since(const web::Caller& caller, std::uint64_t moment) override;

 private:
  Tickets& tickets_;
  const net::Server* server_ = nullptr;
};

}  // namespace cli
