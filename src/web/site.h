// Site: everything a browser can ask of a node: the page and /api/v1.
//
// It promises: nothing is answered to a page of another origin, nothing of the API without a live
// session but what the routes call open; every answer carries the headers of the house (CSP,
// no-store, nosniff, …); every refusal is problem+json with a sentence in the language asked for;
// what one may not see is 404. It decides nothing else: that is the service's.
// Threads: handle() from several workers at once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "net/http.h"
#include "web/assets.h"
#include "web/enrol.h"
#include "web/peer_budget.h"
#include "web/route.h"
#include "web/sentences.h"

namespace web {

struct SiteOptions {
  bool tls = false;
  // Names and addresses under which the node is reached, without port. Another Host is 421: a name
  // that someone points at this machine is not us.
  std::vector<std::string> hosts = {"localhost", "127.0.0.1", "[::1]"};
  SessionLimits sessions = {};
  // Told of every answer: method and route of our own tables ("other" and "page" else), never what
  // was asked.
  std::function<void(std::string_view method, std::string_view route, unsigned status,
                     std::int64_t ms)>
      served = {};
  PeerLimits peers = {};
  std::optional<Enrolment> enrolment = {};  // where there is a certificate to trust
};

class Site : public net::Handler {
 public:
  // All must outlive the site.
  Site(const Services& services, const Assets& assets, const Sentences& sentences,
       base::Clock& clock, base::Random& random, SiteOptions options = {});

  net::Response handle(net::Request request) override;
  net::Opening sink(const net::Head& head) override;

 private:
  net::Response answer(const net::Request& request);
  net::Response api(const net::Request& request);
  base::Result<Answer> run(const Route& route, const net::Request& request,
                           std::vector<std::string> params);
  // What every route asks of a request before its own function sees it.
  base::Result<Call> admit(const Route& route, const net::Request& request,
                           std::vector<std::string> params);
  class BodySink;
  base::Result<std::unique_ptr<net::Sink>> open_sink(const net::Request& request);
  // Calls `make`; a fault becomes its answer, and every answer gets the headers of the house.
  net::Response finished(const net::Request& request, const std::function<net::Response()>& make);
  std::optional<Caller> caller_of(const net::Request& request, Use by);
  bool is_our_host(std::string_view host) const;
  // False: the request was not made by our own page.
  bool is_same_origin(const net::Head& head) const;
  net::Response respond(const net::Request& request, Answer answer) const;
  net::Response problem(const net::Request& request, const base::Refusal& refusal) const;
  std::string_view cookie_name() const;

  const Services services_;
  const Assets& assets_;
  const Sentences& sentences_;
  base::Clock& clock_;
  base::Random& random_;
  const SiteOptions options_;
  SessionTable sessions_;
  PeerBudget budget_;
};

// The HTTP status of a refusal: docs/api/openapi.yaml, "Problem".
unsigned status_of(base::Code code);

}  // namespace web
