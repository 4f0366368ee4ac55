#include <boost/json/array.hpp>

#include "web/api.h"
#include "web/members.h"
#include "web/service_care.h"

namespace web {

namespace {

namespace json = boost::json;

base::Result<CareService*> service(const Call& call) {
  if (call.services.care == nullptr) return base::refuse(base::Code::not_found);
  return call.services.care;
}

base::Result<Answer> answer_of(const base::Result<Backups>& all, unsigned status) {
  if (!all) return std::unexpected(all.error());
  json::array rows;
  for (const BackupRow& row : all->rows) {
    rows.push_back({{"name", row.name},
                    {"made_ms", row.made_ms},
                    {"bytes", row.bytes},
                    {"verified_ms", row.verified_ms},
                    {"entries", row.entries},
                    {"problem", row.problem}});
  }
  return Answer{.status = status,
                .body = {{"folder", all->folder},
                         {"rows", std::move(rows)},
                         {"verifying", all->verifying},
                         {"verified_bytes", all->verified_bytes}}};
}

base::Result<Answer> backups(Call& call) {
  base::Result<CareService*> care = service(call);
  if (!care) return base::pass(care);
  return answer_of((*care)->backups(*call.caller), 200);
}

base::Result<Answer> set_folder(Call& call) {
  base::Result<CareService*> care = service(call);
  if (!care) return base::pass(care);
  Members members(call.body);
  std::string folder;
  members.text("folder", folder);
  const base::Result<std::string> asked = members.give(std::move(folder));
  if (!asked) return std::unexpected(asked.error());
  return answer_of((*care)->set_folder(*call.caller, *asked), 200);
}

base::Result<Answer> make(Call& call) {
  base::Result<CareService*> care = service(call);
  if (!care) return base::pass(care);
  return answer_of((*care)->make(*call.caller), 201);
}

base::Result<Answer> verify(Call& call) {
  base::Result<CareService*> care = service(call);
  if (!care) return base::pass(care);
  return answer_of((*care)->verify(*call.caller, call.params[0]), 202);
}

base::Result<Answer> sessions(Call& call) {
  base::Result<CareService*> care = service(call);
  if (!care) return base::pass(care);
  const base::Result<bool> may = (*care)->may_see_sessions(*call.caller);
  if (!may) return std::unexpected(may.error());
  const std::string mine = SessionTable::handle_of(call.caller->session_key);
  json::array rows;
  for (const OpenSession& open : call.sessions.all()) {
    rows.push_back({{"handle", open.handle},
                    {"name", open.of.name},
                    {"browser", open.of.browser},
                    {"remote", open.of.remote},
                    {"since_ms", open.since_ms},
                    {"idle_ms", open.idle_ms},
                    {"mine", open.handle == mine}});
  }
  return Answer{.body = {{"sessions", std::move(rows)}}};
}

base::Result<Answer> close_session(Call& call) {
  base::Result<CareService*> care = service(call);
  if (!care) return base::pass(care);
  const base::Result<bool> noted = (*care)->note_closing(*call.caller);
  if (!noted) return std::unexpected(noted.error());
  if (!call.sessions.close(call.params[0])) {
    return base::refuse(base::Code::not_found, {{"what", "session"}});
  }
  return Answer{.status = 204};
}

base::Result<Answer> close_others(Call& call) {
  base::Result<CareService*> care = service(call);
  if (!care) return base::pass(care);
  const base::Result<bool> noted = (*care)->note_closing(*call.caller);
  if (!noted) return std::unexpected(noted.error());
  return Answer{.body = {{"closed", call.sessions.close_others(call.caller->session_key)}}};
}

base::Result<Answer> recover(Call& call) {
  base::Result<CareService*> care = service(call);
  if (!care) return base::pass(care);
  Members members(call.body);
  Recovery recovery;
  members.texts("cards", recovery.cards);
  members.text("passphrase", recovery.passphrase);
  base::Result<Recovery> asked = members.give(std::move(recovery));
  if (!asked) return base::pass(asked);
  asked->name = call.params[0];
  const base::Result<bool> done = (*care)->recover(*call.caller, std::move(*asked));
  if (!done) return std::unexpected(done.error());
  return Answer{.status = 204};
}

}  // namespace

std::vector<Route> care_routes() {
  return {{"GET", "/api/v1/backups", Door::session, Repeat::safe, backups},
          {"POST", "/api/v1/backups", Door::session, Repeat::safe, make},
          {"PUT", "/api/v1/backups/folder", Door::session, Repeat::safe, set_folder},
          {"POST", "/api/v1/backups/{name}/verify", Door::session, Repeat::safe, verify},
          {"GET", "/api/v1/sessions", Door::session, Repeat::safe, sessions},
          {"DELETE", "/api/v1/sessions", Door::session, Repeat::safe, close_others},
          {"DELETE", "/api/v1/sessions/{handle}", Door::session, Repeat::safe, close_session},
          {"POST", "/api/v1/people/{name}/recover", Door::session, Repeat::safe, recover}};
}

}  // namespace web
