#include "web/api.h"
#include "web/json.h"

namespace web {

namespace {

namespace json = boost::json;

// What the page needs before anyone signed in, and who did.
base::Result<Answer> start(Call& call) {
  json::array roles;
  for (const DemoRole& role : call.services.house.demo_roles()) roles.push_back(to_json(role));
  json::object body{{"demo", call.services.house.is_demo()},
                    {"first_run", call.services.first_run != nullptr},
                    {"roles", std::move(roles)}};
  if (call.caller) {
    const base::Result<Who> who = call.services.house.who(*call.caller);
    if (who) body["who"] = to_json(*who);
  }
  return Answer{.body = std::move(body)};
}

SessionKey new_key(base::Random& random) {
  SessionKey key{};
  random.fill(key);
  return key;
}

// A session key is never taken from the client: a fresh one each time, so that none can be planted.
base::Result<Answer> open_session(Call& call, const SessionKey& key,
                                  base::Result<LoggedIn> logged_in) {
  if (!logged_in) return base::pass(logged_in);
  if (call.caller) call.sessions.remove(call.caller->session_key);
  const net::Head& head = call.request.head;
  if (!call.sessions.add(
          key, std::move(logged_in->ticket),
          {logged_in->who.user_id, logged_in->who.name,
           browser_of(net::header(head.headers, "User-Agent")), !net::is_loopback(head.peer)})) {
    return base::refuse(base::Code::too_many_tries);
  }
  return Answer{.status = 201, .body = to_json(logged_in->who), .set_session = session_text(key)};
}

base::Result<Answer> log_in(Call& call) {
  base::Result<LogIn> login = login_from(call.body);
  if (!login) return base::pass(login);
  login->remote = !net::is_loopback(call.request.head.peer);
  const SessionKey key = new_key(call.random);
  return open_session(call, key, call.services.house.log_in(*login, key));
}

base::Result<Answer> log_in_demo(Call& call) {
  base::Result<std::string> role = demo_role_from(call.body);
  if (!role) return base::pass(role);
  const SessionKey key = new_key(call.random);
  return open_session(call, key, call.services.house.log_in_demo(*role, key));
}

base::Result<Answer> who(Call& call) {
  base::Result<Who> person = call.services.house.who(*call.caller);
  if (!person) return base::pass(person);
  return Answer{.body = to_json(*person)};
}

base::Result<Answer> log_out(Call& call) {
  call.services.house.log_out(*call.caller);
  call.sessions.remove(call.caller->session_key);
  return Answer{.status = 204, .body = {}, .set_session = "-"};
}

}  // namespace

std::vector<Route> session_routes() {
  return {{"GET", "/api/v1/start", Door::open, Repeat::safe, start},
          {"POST", "/api/v1/session", Door::open, Repeat::safe, log_in},
          {"POST", "/api/v1/session/demo", Door::open, Repeat::safe, log_in_demo},
          {"GET", "/api/v1/session", Door::session, Repeat::safe, who},
          {"DELETE", "/api/v1/session", Door::session, Repeat::safe, log_out}};
}

}  // namespace web
