// Route: one method and path of /api/v1 and the plain function that answers it. The list is
// compared with docs/api/openapi.yaml by a test (tests/page/openapi_test.cpp).
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "net/http.h"
#include "web/services.h"
#include "web/session.h"

namespace web {

// What a route's function gets. Lives as long as the call.
struct Call {
  const net::Request& request;
  const Services& services;
  SessionTable& sessions;
  base::Random& random;
  std::vector<std::string> params;           // of the path's {…}, decoded, in order
  std::optional<Caller> caller;              // always there where the route says Door::session
  boost::json::value body = {};              // parsed; null where there is none
  base::SaveId save = base::SaveId::none();  // of Idempotency-Key, where the route asks for it
};

// What an answer goes on to say: called again and again from workers; "" for nothing new, nothing
// when it is over.
using Telling = std::function<std::optional<std::string>()>;

struct Answer {
  unsigned status = 200;
  boost::json::value body = {};  // null: no body
  std::string etag = {};         // without quotes; empty: none
  std::string location = {};     // of what was created
  std::string set_session = {};  // new value of the session cookie; "-" takes it away
  std::string text = {};         // in place of `body`, with its media type
  std::string media = {};
  Telling more = {};
  net::Headers headers = {};  // besides those of the house; a Content-Security-Policy replaces its
};

// A body that is taken as it comes and never stands in memory whole. What was taken is let go when
// it ends without finish().
class Intake {
 public:
  virtual ~Intake() = default;
  virtual base::Done take(std::string_view piece) = 0;
  // The body is whole; the caller as she is signed in now.
  virtual base::Result<Answer> finish(const Caller& caller) = 0;
};

enum class Door { open, session };
enum class Repeat { safe, needs_key };  // needs_key: asks for an Idempotency-Key

// background: what a page asks by itself; it does not keep an idle session alive.
enum class Use { person, background };

// What it takes: json, parsed into Call::body, or bytes as they come (application/octet-stream).
enum class Body { json, bytes };

struct Route {
  std::string_view method;
  std::string_view path;  // "/api/v1/cases/{case}"
  Door door;
  Repeat repeat;
  base::Result<Answer> (*answer)(Call&);  // null where there is `intake`
  Use use = Use::person;
  // Where the body is bytes (application/octet-stream), not JSON: opens its way in. The door is
  // Door::session.
  base::Result<std::unique_ptr<Intake>> (*intake)(Call&) = nullptr;
  Body body = Body::json;
};

// Every route of the API.
const std::vector<Route>& routes();

// The values of the pattern's {…} when `path` fits it.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path);

}  // namespace web
