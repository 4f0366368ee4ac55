// Who is signed in: log-ins, tickets, the roles of the demonstration.
#include <algorithm>

#include "desk/demo.h"
#include "main/desk_service.h"
#include "main/page_catalogue.h"
#include "pack/embedded.h"

namespace cli {

namespace {

using base::Code;

std::string capitalised(std::string name) {
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 32);
  return name;
}

void join(web::Text& text, const web::Text& more) {
  text.es += (text.es.empty() ? "" : ", ") + more.es;
  text.en += (text.en.empty() ? "" : ", ") + more.en;
}

// The parts of a case file that roles open, by their names.
web::Text parts_of(const desk::House& house, const std::vector<std::string>& roles) {
  web::Text parts;
  for (const desk::Team& team : house.policy().teams()) {
    const bool member = std::ranges::any_of(roles, [&](const std::string& id) {
      const desk::Role* role = house.policy().role(id);
      return role != nullptr && std::ranges::find(role->teams, team.id) != role->teams.end();
    });
    if (!member) continue;
    for (const base::Compartment part : team.compartments) {
      if (part == base::Compartment::control) continue;  // everyone who opens anything has it
      join(parts, code_text(house.catalogue(), "compartments", base::compartment_name(part)));
    }
  }
  return parts;
}

std::vector<desk::DemoLists::Staff> read_staff() {
  const base::Result<base::ByteView> section = pack::embedded().section("demo/people");
  if (!section) return {};
  const base::Result<codec::Value> value = codec::decode(*section);
  if (!value) return {};
  base::Result<desk::DemoLists> lists = desk::DemoLists::load(*value);
  return lists ? std::move(lists->staff) : std::vector<desk::DemoLists::Staff>();
}

}  // namespace

DeskService::DeskService(Tickets& tickets, desk::SecondFactors& factors,
                         std::vector<TaskSource*> task_sources)
    : tickets_(tickets),
      desk_(tickets.desk()),
      house_(desk_.house()),
      task_sources_(std::move(task_sources)),
      factors_(factors),
      gate_(house_.clock()) {
  if (!is_demo()) return;
  staff_ = read_staff();
  for (const desk::DemoLists::Staff& staff : staff_) {
    const desk::Role* role = house_.policy().role(staff.role);
    const base::Result<desk::UserRow> user = desk::find_user(house_, staff.user);
    if (role == nullptr || !user) continue;
    web::Text what = parts_of(house_, user->roles);
    if (what.es.empty()) what = {"Sin expedientes de personas", "No one's case file"};
    demo_roles_.push_back(
        {role->id, text_of(role->label), std::move(what), capitalised(staff.user)});
  }
}

bool DeskService::is_demo() {
  return house_.identity().demo;
}

std::vector<web::DemoRole> DeskService::demo_roles() {
  return demo_roles_;
}

// From another computer a passphrase alone does not open: it may have been watched or guessed.
base::Done DeskService::check_code(const desk::Person& person, const web::LogIn& login) {
  if (is_demo()) return {};  // everybody knows its passphrase
  if (factors_.asks(person.id)) return factors_.take(person, login.code);
  if (login.remote) return base::refuse(Code::wrong_login);
  return {};
}

base::Result<web::LoggedIn> DeskService::enter(const web::LogIn& login,
                                               const web::SessionKey& key) {
  std::string words = login.passphrase;
  const crypto::Passphrase secret(words);
  const base::Result<desk::Person> person = desk::unlock(house_, login.user, secret);
  const bool opened = person && check_code(*person, login);
  if (!opened) {
    gate_.failed(login.user);
    base::Done noted = desk_.audit().note({base::UserId::none(), "failed_log_in", std::nullopt});
    if (!noted) return base::pass(noted);
    return base::refuse(Code::wrong_login);  // never says which part
  }
  gate_.succeeded(login.user);
  const base::Result<desk::Session> session = desk::Session::open(house_, *person);
  if (!session) return base::refuse(session.error().code);
  base::Done noted = desk_.audit().note({person->id, "log_in", std::nullopt});
  if (!noted) return base::pass(noted);
  desk::keep_reserves(house_, *session);
  tickets_.used(person->id);
  for (const auto& then : when_entered_) then(*session);
  return web::LoggedIn{person->ticket(crypto::Secret::copy_of(key), house_.random()),
                       who_of(*session)};
}

base::Result<web::LoggedIn> DeskService::log_in(const web::LogIn& login,
                                                const web::SessionKey& key) {
  base::Result<web::LogInGate::Leave> leave = gate_.enter(login.user);
  if (!leave) return base::pass(leave);
  return enter(login, key);
}

base::Result<web::LoggedIn> DeskService::log_in_demo(const std::string& role,
                                                     const web::SessionKey& key) {
  const auto staff = std::ranges::find(staff_, role, &desk::DemoLists::Staff::role);
  if (!is_demo() || staff == staff_.end()) return base::refuse(Code::not_found, {{"what", "role"}});
  return enter({staff->user, std::string(desk::kDemoPassphrase), {}, false}, key);
}

void DeskService::log_out(const web::Caller& caller) {
  tickets_.ended(caller);
}

base::Result<web::Who> DeskService::who(const web::Caller& caller) {
  return tickets_.with<web::Who>(
      caller,
      [&](const desk::Session& session) -> base::Result<web::Who> { return who_of(session); });
}

web::Who DeskService::who_of(const desk::Session& session) const {
  web::Who who;
  who.user_id = session.person().id.text();
  who.name = capitalised(session.person().name);
  who.organisation = house_.identity().organisation;
  for (const std::string& id : session.roles()) {
    const desk::Role* role = house_.policy().role(id);
    if (role == nullptr) continue;
    if (who.role.empty()) who.role = id;
    join(who.role_label, text_of(role->label));
    for (const std::string& action : role->actions) {
      if (std::ranges::find(who.actions, action) == who.actions.end()) {
        who.actions.push_back(action);
      }
    }
  }
  return who;
}

}  // namespace cli
