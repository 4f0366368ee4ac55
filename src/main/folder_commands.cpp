#include "desk/care.h"
#include "main/command.h"
#include "main/dispatch.h"
#include "main/node_tls.h"

namespace cli {

namespace {

using codec::Value;

// What phones will compare when they first meet the node.
base::Result<std::string> make_authority(Call& call) {
  base::Result<std::unique_ptr<desk::House>> house =
      desk::House::open(call.folder(), seams_of(call.request));
  if (!house) return base::pass(house);
  base::Result<net::Authority> authority = node_authority(**house);
  if (!authority) return base::pass(authority);
  return net::fingerprint(authority->certificate_pem);
}

base::Result<Reply> init(Call& call) {
  desk::Founding founding;
  founding.organisation = call.request.option("organisation");
  founding.user = call.request.option("user");
  const crypto::Passphrase passphrase(call.new_secret);
  base::Result<desk::Founded> founded =
      desk::found(call.folder(), founding, passphrase, seams_of(call.request));
  if (!founded) return base::pass(founded);
  base::Result<std::string> seen_as = make_authority(call);
  if (!seen_as) return base::pass(seen_as);
  Reply reply;
  reply.text = call.say("done.init", {{"folder", call.folder().string()}}) + "\n" +
               call.say("done.authority") + "\n  " + *seen_as + "\n";
  Value::Array cards;
  for (std::size_t i = 0; i < founded->cards.size(); ++i) {
    reply.text += "\n" + call.say("done.card", {{"number", std::to_string(i + 1)}}) + "\n  " +
                  founded->cards[i] + "\n";
    cards.emplace_back(founded->cards[i]);
  }
  reply.data = Value::map({{"cards", Value::array(std::move(cards))}, {"fingerprint", *seen_as}});
  return reply;
}

// The keys were opened before the handler ran; a node keeps them, a single command does not.
base::Result<Reply> unlock(Call& call) {
  return Reply{0, call.say("done.unlock", {{"user", call.request.option("as")}}) + "\n",
               Value::map({{"unlocked", call.request.option("as")}})};
}

base::Result<Reply> lock(Call& call) {
  const auto count = static_cast<std::int64_t>(call.desk->lock(call.request.option("as")));
  return Reply{0, call.say("done.lock", {{"count", std::to_string(count)}}) + "\n",
               Value::map({{"locked", count}})};
}

base::Result<Reply> backup(Call& call) {
  base::Done done = desk::backup(*call.desk, *call.session, call.request.option("to"));
  if (!done) return base::pass(done);
  return Reply{0, call.say("done.backup", {{"folder", call.request.option("to")}}) + "\n",
               Value::map({{"backup", call.request.option("to")}})};
}

base::Result<Reply> restore(Call& call) {
  base::Result<desk::Restored> restored =
      desk::restore(call.request.option("from"), call.folder(), seams_of(call.request));
  if (!restored) return base::pass(restored);
  const auto entries = static_cast<std::int64_t>(restored->entries);
  return Reply{0,
               call.say("done.restore", {{"folder", call.folder().string()},
                                         {"entries", std::to_string(entries)}}) +
                   "\n",
               Value::map({{"entries", entries}, {"digest", Value::bytes(restored->digest)}})};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

base::Result<Reply> recover(Call& call) {
  const crypto::Passphrase passphrase(call.new_secret);
  base::Done done = desk::recover(call.desk->house(), lines_of(call.request.option("card")),
                                  call.request.option("user"), passphrase);
  if (!done) return base::pass(done);
  base::Done noted = call.desk->audit().note({base::UserId::none(), "key_change", std::nullopt});
  if (!noted) return base::pass(noted);
  return Reply{0, call.say("done.recover", {{"user", call.request.option("user")}}) + "\n",
               Value::map({{"recovered", call.request.option("user")}})};
}

base::Result<Reply> confirm_clock(Call& call) {
  const std::string& date = call.request.option("date");
  base::Done done = call.desk->house().confirm_clock(date);
  if (!done) return base::pass(done);
  return Reply{0, call.say("done.clock_confirm", {{"today", date}}) + "\n",
               Value::map({{"today", date}})};
}

}  // namespace

std::vector<CommandSpec> folder_commands() {
  return {
      {"init",
       Needs::nothing,
       {{"dir", OptionKind::positional},
        {"organisation", OptionKind::text, true},
        {"user", OptionKind::text, true},
        {"low-memory", OptionKind::flag}},
       Secrets::asks_new,
       init},
      {"clock confirm",
       Needs::folder,
       {{"date", OptionKind::text, true}},
       Secrets::none,
       confirm_clock},
      {"unlock", Needs::person, {}, Secrets::none, unlock},
      {"lock", Needs::folder, {}, Secrets::none, lock},
      {"backup", Needs::person, {{"to", OptionKind::path, true}}, Secrets::none, backup},
      {"restore",
       Needs::nothing,
       {{"dir", OptionKind::positional}, {"from", OptionKind::path, true}},
       Secrets::none,
       restore},
      {"recover",
       Needs::folder,
       {{"user", OptionKind::text, true}, {"card", OptionKind::repeated}},
       Secrets::asks_cards,
       recover},
  };
}

}  // namespace cli
