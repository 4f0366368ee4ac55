#include "main/command.h"

namespace cli {

namespace {

using codec::Value;

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    if (end > at) items.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return items;
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

Value array_of(const std::vector<std::string>& items) {
  return Value::array(Value::Array(items.begin(), items.end()));
}

// What a member of each pending team still has to do.
std::string pending_lines(const Call& call, const std::vector<std::string>& pending,
                          const char* key, const std::string& user) {
  std::string text;
  for (const std::string& team : pending) {
    text += call.say(key, {{"team", team}, {"user", user}}) + "\n";
  }
  return text;
}

base::Result<Reply> add(Call& call) {
  const std::string user = call.request.option("user");
  const crypto::Passphrase passphrase(call.new_secret);
  base::Result<desk::Added> added = desk::add_person(
      call.desk->house(), *call.session, {user, list_of(call.request.option("role"))}, passphrase);
  if (!added) return base::pass(added);
  return Reply{0,
               call.say("done.user_add", {{"user", user}, {"teams", joined(added->teams)}}) + "\n" +
                   pending_lines(call, added->pending, "pending.admit", user),
               Value::map({{"id", added->id.text()},
                           {"teams", array_of(added->teams)},
                           {"pending", array_of(added->pending)}})};
}

base::Result<Reply> admit(Call& call) {
  const std::string user = call.request.option("user");
  const std::string team = call.request.option("team");
  base::Done done = desk::admit(call.desk->house(), *call.session, user, team);
  if (!done) return base::pass(done);
  return Reply{0, call.say("done.user_admit", {{"user", user}, {"team", team}}) + "\n",
               Value::map({{"admitted", user}, {"team", team}})};
}

base::Result<Reply> disable(Call& call) {
  const std::string user = call.request.option("user");
  base::Result<desk::Disabled> disabled =
      desk::disable_person(call.desk->house(), *call.session, user);
  if (!disabled) return base::pass(disabled);
  call.desk->lock(user);
  return Reply{
      0,
      call.say("done.user_disable", {{"user", user}, {"teams", joined(disabled->renewed)}}) + "\n" +
          pending_lines(call, disabled->pending, "pending.renew", user),
      Value::map({{"disabled", user},
                  {"renewed", array_of(disabled->renewed)},
                  {"pending", array_of(disabled->pending)}})};
}

base::Result<Reply> renew(Call& call) {
  const std::string team = call.request.option("team");
  base::Done done = desk::renew_team(call.desk->house(), *call.session, team);
  if (!done) return base::pass(done);
  return Reply{0, call.say("done.user_renew", {{"team", team}}) + "\n",
               Value::map({{"renewed", team}})};
}

base::Result<Reply> passphrase(Call& call) {
  const crypto::Passphrase fresh(call.new_secret);
  base::Done done = desk::change_passphrase(call.desk->house(), call.session->person(), fresh);
  if (!done) return base::pass(done);
  const std::string& user = call.session->person().name;
  return Reply{0, call.say("done.user_passphrase", {{"user", user}}) + "\n",
               Value::map({{"user", user}})};
}

base::Result<Reply> list(Call& call) {
  base::Result<std::vector<desk::PersonInfo>> people =
      desk::list_people(call.desk->house(), *call.session);
  if (!people) return base::pass(people);
  Reply reply;
  Value::Array rows;
  for (const desk::PersonInfo& person : *people) {
    reply.text += person.name + "  [" + joined(person.roles) + "]  " + joined(person.teams) +
                  (person.disabled ? "  (" + call.say("word.disabled") + ")" : "") + "\n";
    rows.push_back(Value::map({{"id", person.id.text()},
                               {"name", person.name},
                               {"roles", array_of(person.roles)},
                               {"teams", array_of(person.teams)},
                               {"disabled", person.disabled}}));
  }
  reply.data = Value::map({{"people", Value::array(std::move(rows))}});
  return reply;
}

}  // namespace

std::vector<CommandSpec> people_commands() {
  return {
      {"user add",
       Needs::person,
       {{"user", OptionKind::positional}, {"role", OptionKind::text, true}},
       Secrets::asks_new,
       add},
      {"user admit",
       Needs::person,
       {{"user", OptionKind::positional}, {"team", OptionKind::text, true}},
       Secrets::none,
       admit},
      {"user disable", Needs::person, {{"user", OptionKind::positional}}, Secrets::none, disable},
      {"user renew", Needs::person, {{"team", OptionKind::text, true}}, Secrets::none, renew},
      {"user passphrase", Needs::person, {}, Secrets::asks_new, passphrase},
      {"user list", Needs::person, {}, Secrets::none, list},
  };
}

}  // namespace cli
