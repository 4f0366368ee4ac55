#include "main/page_admin.h"

#include <charconv>
#include <map>

#include "desk/trail.h"
#include "main/page_catalogue.h"

namespace cli {

namespace {

using base::Code;

// The last place of the page before; nothing for what is none.
std::optional<std::uint64_t> place_of(const std::string& cursor) {
  std::uint64_t place = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), place);
  if (error != std::errc() || end != cursor.data() + cursor.size()) return std::nullopt;
  return place;
}

web::AuditPage page_of(desk::House& house, const desk::TrailPage& trail) {
  std::map<base::UserId, std::string> names;
  for (const desk::UserRow& user : desk::all_users(house)) names[user.id] = user.name;
  web::AuditPage page;
  for (const desk::TrailLine& line : trail.lines) {
    page.rows.push_back(
        {line.at_ms, line.action, code_text(house.catalogue(), "audit_actions", line.action),
         line.user.is_none() ? std::string() : names[line.user],
         line.subject.is_none() ? std::string() : line.subject.text(), line.reason});
  }
  if (trail.more) page.next = std::to_string(trail.lines.back().place);
  return page;
}

}  // namespace

base::Done PageAdmin::note(const desk::Session& session, const std::string& action) {
  return tickets_.desk().audit().note({session.person().id, action, std::nullopt});
}

base::Result<web::People> PageAdmin::people(const web::Caller& caller) {
  using People = web::People;
  desk::House& house = tickets_.desk().house();
  return tickets_.with<People>(caller, [&](const desk::Session& session) -> base::Result<People> {
    base::Result<std::vector<desk::PersonInfo>> all = desk::list_people(house, session);
    if (!all) return base::pass(all);
    People people;
    for (const desk::PersonInfo& one : *all) {
      people.people.push_back(
          {one.id.text(), one.name, one.roles, one.teams, one.disabled, factors_.asks(one.id)});
    }
    for (const desk::Role& role : house.policy().roles()) {
      people.roles.push_back({role.id, text_of(role.label)});
    }
    return people;
  });
}

base::Result<web::TeamsDone> PageAdmin::add_person(const web::Caller& caller,
                                                   web::NewPerson person) {
  using Done = web::TeamsDone;
  return tickets_.with<Done>(caller, [&](const desk::Session& session) -> base::Result<Done> {
    const crypto::Passphrase passphrase(person.passphrase);
    base::Result<desk::Added> added =
        desk::add_person(tickets_.desk().house(), session, {person.name, person.roles}, passphrase);
    if (!added) return base::pass(added);
    base::Done noted = note(session, "people_change");
    if (!noted) return base::pass(noted);
    return Done{added->teams, added->pending};
  });
}

base::Result<web::TeamsDone> PageAdmin::disable_person(const web::Caller& caller,
                                                       const std::string& name) {
  using Done = web::TeamsDone;
  return tickets_.with<Done>(caller, [&](const desk::Session& session) -> base::Result<Done> {
    base::Result<desk::Disabled> disabled =
        desk::disable_person(tickets_.desk().house(), session, name);
    if (!disabled) return base::pass(disabled);
    tickets_.desk().lock(name);
    base::Done noted = note(session, "people_change");
    if (!noted) return base::pass(noted);
    return Done{disabled->renewed, disabled->pending};
  });
}

base::Result<bool> PageAdmin::drop_code(const web::Caller& caller, const std::string& name) {
  return tickets_.with<bool>(caller, [&](const desk::Session& session) -> base::Result<bool> {
    base::Done allowed = session.require("people");
    if (!allowed) return base::pass(allowed);
    base::Result<desk::UserRow> user = desk::find_user(tickets_.desk().house(), name);
    if (!user) return base::pass(user);
    base::Done noted = note(session, "key_change");  // before: what follows opens a door
    if (!noted) return base::pass(noted);
    factors_.drop(user->id);
    return true;
  });
}

base::Result<web::AuditPage> PageAdmin::audit(const web::Caller& caller,
                                              const web::AuditQuery& query) {
  using Page = web::AuditPage;
  desk::House& house = tickets_.desk().house();
  return tickets_.with<Page>(caller, [&](const desk::Session& session) -> base::Result<Page> {
    desk::TrailQuery wanted{.action = query.action, .limit = query.limit};
    if (!query.cursor.empty()) {
      wanted.before = place_of(query.cursor);
      if (!wanted.before) return base::refuse(Code::bad_cursor);
    }
    if (!query.user.empty()) {
      const base::Result<desk::UserRow> user = desk::find_user(house, query.user);
      wanted.user = user ? user->id : base::UserId::none();
    }
    base::Result<desk::TrailPage> trail = desk::read_trail(house, session, wanted);
    if (!trail) return base::pass(trail);
    return page_of(house, *trail);
  });
}

}  // namespace cli
