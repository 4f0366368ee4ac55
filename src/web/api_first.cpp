#include <boost/json/array.hpp>

#include "web/api.h"
#include "web/members.h"
#include "web/service_first.h"

namespace web {

namespace {

namespace json = boost::json;
using base::Code;

base::Result<FirstRunService*> service(const Call& call) {
  if (call.services.first_run == nullptr) return base::refuse(Code::not_found);
  return call.services.first_run;
}

json::value shown(const FirstRunState& state) {
  json::array asked;
  for (const CardPlace& place : state.asked) {
    asked.push_back({{"card", place.card}, {"word", place.word}});
  }
  return {{"stage", state.stage},
          {"organisation", state.organisation},
          {"cards", json::array(state.cards.begin(), state.cards.end())},
          {"asked", std::move(asked)}};
}

base::Result<Answer> answer_of(const base::Result<FirstRunState>& state, unsigned status) {
  if (!state) return std::unexpected(state.error());
  return Answer{.status = status, .body = shown(*state)};
}

base::Result<Answer> enter(Call& call) {
  base::Result<FirstRunService*> first = service(call);
  if (!first) return base::pass(first);
  Members members(call.body);
  std::string code;
  members.text("code", code);
  base::Result<std::string> given = members.give(std::move(code));
  if (!given) return base::pass(given);
  base::Result<bool> entered = (*first)->enter(*given);
  if (!entered) return base::pass(entered);
  SessionKey key{};
  call.random.fill(key);
  // Nobody signs in before there is an organisation: a session here is one that knew the code.
  if (!call.sessions.add(key, {})) return base::refuse(Code::too_many_tries);
  return Answer{.status = 201, .body = shown((*first)->state()), .set_session = session_text(key)};
}

base::Result<Answer> state(Call& call) {
  base::Result<FirstRunService*> first = service(call);
  if (!first) return base::pass(first);
  return Answer{.body = shown((*first)->state())};
}

base::Result<Answer> make(Call& call) {
  base::Result<FirstRunService*> first = service(call);
  if (!first) return base::pass(first);
  Members members(call.body);
  NewOrganisation what;
  members.text("organisation", what.organisation);
  members.text("user", what.user);
  members.text("passphrase", what.passphrase);
  base::Result<NewOrganisation> asked = members.give(std::move(what));
  if (!asked) return base::pass(asked);
  return answer_of((*first)->make(std::move(*asked), call.save), 201);
}

base::Result<Answer> drop(Call& call) {
  base::Result<FirstRunService*> first = service(call);
  if (!first) return base::pass(first);
  (*first)->drop();
  return Answer{.status = 204};
}

base::Result<Answer> settle(Call& call) {
  base::Result<FirstRunService*> first = service(call);
  if (!first) return base::pass(first);
  Members members(call.body);
  std::vector<std::string> words;
  members.texts("words", words);
  base::Result<std::vector<std::string>> given = members.give(std::move(words));
  if (!given) return base::pass(given);
  return answer_of((*first)->settle(*given), 200);
}

base::Result<Answer> restore(Call& call) {
  base::Result<FirstRunService*> first = service(call);
  if (!first) return base::pass(first);
  Members members(call.body);
  std::string from;
  members.text("from", from);
  base::Result<std::string> asked = members.give(std::move(from));
  if (!asked) return base::pass(asked);
  return answer_of((*first)->restore(*asked), 200);
}

}  // namespace

std::vector<Route> first_run_routes() {
  return {{"POST", "/api/v1/first-run", Door::open, Repeat::safe, enter},
          {"GET", "/api/v1/first-run", Door::session, Repeat::safe, state},
          {"POST", "/api/v1/first-run/organisation", Door::session, Repeat::needs_key, make},
          {"DELETE", "/api/v1/first-run/organisation", Door::session, Repeat::safe, drop},
          {"POST", "/api/v1/first-run/settle", Door::session, Repeat::safe, settle},
          {"POST", "/api/v1/first-run/restore", Door::session, Repeat::safe, restore}};
}

}  // namespace web
