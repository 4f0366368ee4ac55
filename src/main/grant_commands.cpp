#include "casefile/instant.h"
#include "main/command.h"
#include "main/reading.h"

namespace cli {

namespace {

using base::Code;
using codec::Value;

std::vector<std::string> items_of(const std::string& text) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    if (end > at) items.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return items;
}

// A typed time, read as the grant's field of that name.
base::Result<std::optional<base::UtcMs>> time_of(const Call& call, const char* option,
                                                 const char* field) {
  const std::string& text = call.request.option(option);
  if (text.empty()) return std::nullopt;
  const casefile::Catalogue& catalogue = call.desk->house().catalogue();
  base::Result<Value> value = desk::value_from_text(
      catalogue, *catalogue.type("grant")->field(field), text, reading_of(call));
  if (!value) return base::pass(value);
  return casefile::instant_ms(*value);
}

base::Result<std::optional<base::RecordId>> consent_of(const Call& call) {
  const std::string& text = call.request.option("consent");
  if (text.empty()) return std::nullopt;
  base::Result<base::RecordId> id = base::RecordId::from_text(text.substr(text.find('/') + 1));
  if (!id) return base::refuse(Code::not_found, {{"what", "consent"}});
  return *id;
}

base::Result<desk::NewGrant> grant_of(const Call& call) {
  const auto text = [&](const char* name) { return call.request.option(name); };
  desk::NewGrant what;
  if (!text("basis").empty()) what.basis = text("basis");
  what.purpose = text("purpose");
  what.recipient_class = text("class");
  what.recipient = text("recipient");
  what.reason = text("reason");
  what.norm = text("norm");
  if (!text("capacity").empty()) what.capacity = text("capacity");
  what.words = text("words");
  what.language = text("spoken");
  for (const std::string& name : items_of(text("parts"))) {
    const auto part = base::compartment_from_name(name);
    if (!part) return base::refuse(Code::bad_value, {{"field", "compartments"}});
    what.parts.push_back(*part);
  }
  auto until = time_of(call, "until", "expires");
  if (!until) return base::pass(until);
  what.expires_ms = until->value_or(0);
  auto review = time_of(call, "review", "review_on");
  if (!review) return base::pass(review);
  what.review_ms = *review;
  auto consent = consent_of(call);
  if (!consent) return base::pass(consent);
  what.consent = *consent;
  return what;
}

base::SaveId fresh_save(const Call& call) {
  return base::SaveId::random(call.desk->house().random());
}

base::Result<base::CaseId> case_of(const Call& call) {
  return call.desk->lists().resolve(*call.session, call.request.option("case"));
}

base::Result<Reply> give(Call& call) {
  base::Result<base::CaseId> id = case_of(call);
  if (!id) return base::pass(id);
  base::Result<desk::NewGrant> what = grant_of(call);
  if (!what) return base::pass(what);
  base::Result<desk::Grants::Given> given =
      call.desk->grants().give(*call.session, *id, *what, fresh_save(call));
  if (!given) return base::pass(given);
  return Reply{0,
               call.say("done.grant_give",
                        {{"grant", given->grant.text()}, {"recipient", what->recipient}}) +
                   "\n",
               Value::map({{"case", id->text()}, {"grant", given->grant.text()}})};
}

Value texts_value(const std::vector<std::string>& texts) {
  return Value::array(Value::Array(texts.begin(), texts.end()));
}

Value grant_value(const desk::GrantInfo& info) {
  return Value::map({{"grant", info.id.text()},
                     {"live", info.why.empty()},
                     {"why", info.why},
                     {"state", info.state},
                     {"basis", info.basis},
                     {"purpose", info.purpose},
                     {"parts", texts_value(info.parts)},
                     {"class", info.recipient_class},
                     {"recipient", info.recipient},
                     {"until_ms", info.expires_ms ? Value(*info.expires_ms) : Value()},
                     {"review_ms", info.review_ms ? Value(*info.review_ms) : Value()},
                     {"given_ms", info.given_ms},
                     {"given_by", info.given_by},
                     {"consent", info.consent ? Value(info.consent->text()) : Value()},
                     {"pending", texts_value(info.pending)}});
}

std::string day_of(base::UtcMs ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(ms)};
  return base::day_text(std::chrono::floor<std::chrono::days>(at));
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

base::Result<Reply> list(Call& call) {
  base::Result<base::CaseId> id = case_of(call);
  if (!id) return base::pass(id);
  base::Result<std::vector<desk::GrantInfo>> grants = call.desk->grants().list(*call.session, *id);
  if (!grants) return base::pass(grants);
  Reply reply;
  Value::Array rows;
  for (const desk::GrantInfo& info : *grants) {
    rows.push_back(grant_value(info));
    const std::string state =
        info.why.empty() ? call.say("word.live") : call.say("word.not_live", {{"why", info.why}});
    reply.text += info.id.text() + "  " + info.recipient + " (" + info.recipient_class + ")  " +
                  joined(info.parts) + "  " + info.basis + "  " +
                  (info.expires_ms ? day_of(*info.expires_ms) : "") + "  " + state + "\n";
    if (!info.pending.empty()) {
      reply.text += "    " + call.say("pending.grant", {{"parts", joined(info.pending)}}) + "\n";
    }
  }
  if (grants->empty()) reply.text = call.say("empty.grants") + "\n";
  reply.data = Value::map({{"case", id->text()}, {"grants", Value::array(std::move(rows))}});
  return reply;
}

base::Result<Reply> withdraw(Call& call) {
  base::Result<base::CaseId> id = case_of(call);
  if (!id) return base::pass(id);
  base::Result<base::GrantId> grant = base::GrantId::from_text(call.request.option("grant"));
  if (!grant) return base::refuse(Code::not_found, {{"what", "grant"}});
  base::Result<desk::Saved> saved = call.desk->grants().withdraw(
      *call.session, *id,
      {*grant, call.request.flag("whole-consent"), call.request.option("words")}, fresh_save(call));
  if (!saved) return base::pass(saved);
  return Reply{0, call.say("done.grant_withdraw") + "\n",
               Value::map({{"case", id->text()}, {"grant", grant->text()}})};
}

template <class Key>
base::Done read_key(const std::string& text, Key& key) {
  const base::Result<base::Bytes> bytes = base::from_hex(text);
  if (!bytes || bytes->size() != key.size()) {
    return base::refuse(Code::bad_value, {{"field", "key"}});
  }
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return {};
}

base::Result<Reply> add_partner(Call& call) {
  desk::Recipient partner;
  partner.is_partner = true;
  partner.name = call.request.option("recipient");
  partner.recipient_class = call.request.option("class");
  base::Done exchange = read_key(call.request.option("exchange-key"), partner.exchange);
  if (!exchange) return base::pass(exchange);
  base::Done verify = read_key(call.request.option("verify-key"), partner.verify);
  if (!verify) return base::pass(verify);
  base::Done added = desk::add_partner(call.desk->house(), *call.session, partner);
  if (!added) return base::pass(added);
  const std::string fingerprint = base::to_hex(partner.fingerprint());
  return Reply{0, call.say("done.partner_add", {{"fingerprint", fingerprint}}) + "\n",
               Value::map({{"recipient", partner.name}, {"fingerprint", fingerprint}})};
}

}  // namespace

std::vector<CommandSpec> grant_commands() {
  const OptionSpec of_case{"case", OptionKind::positional};
  return {
      {"grant give",
       Needs::person,
       {of_case,
        {"recipient", OptionKind::text, true},
        {"class", OptionKind::text, true},
        {"purpose", OptionKind::text, true},
        {"parts", OptionKind::text, true},
        {"until", OptionKind::text, true},
        {"basis"},
        {"review"},
        {"reason"},
        {"norm"},
        {"consent"},
        {"capacity"},
        {"words"},
        {"spoken"}},
       Secrets::none,
       give},
      {"grant list", Needs::person, {of_case}, Secrets::none, list},
      {"grant withdraw",
       Needs::person,
       {of_case, {"grant", OptionKind::text, true}, {"words"}, {"whole-consent", OptionKind::flag}},
       Secrets::none,
       withdraw},
      {"grant partner",
       Needs::person,
       {{"recipient", OptionKind::text, true},
        {"class", OptionKind::text, true},
        {"exchange-key", OptionKind::text, true},
        {"verify-key", OptionKind::text, true}},
       Secrets::none,
       add_partner},
  };
}

}  // namespace cli
