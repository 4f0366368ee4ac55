// `amparo custody log`: every step of the evidence of a case file, and whose signature holds.
#include "casefile/known.h"
#include "desk/custody.h"
#include "desk/field_text.h"
#include "main/command.h"

namespace cli {

namespace {

using codec::Value;
namespace known = casefile::known;

std::string text_of(const Call& call, const casefile::FoldedRecord& record, std::uint32_t number) {
  const casefile::Catalogue& catalogue = call.desk->house().catalogue();
  const casefile::Field* field = catalogue.type(record.type)->field(number);
  const codec::Value* value = record.value(number);
  if (field == nullptr || value == nullptr) return "";
  return desk::value_to_text(catalogue, *field, *value, call.request.language);
}

std::string name_of(Call& call, const base::UserId& user) {
  const auto row = desk::read_user(call.desk->house(), user);
  return row ? row->name : user.text();
}

std::string step_text(const Call& call, const desk::CustodyStep& step) {
  const auto text = [&](std::uint32_t field) { return text_of(call, *step.record, field); };
  std::string line = text(known::custody_event::kAt) + "  " + text(known::custody_event::kEvent) +
                     "  " + text(known::custody_event::kItem);
  const std::string from = text(known::custody_event::kFrom);
  const std::string to = text(known::custody_event::kTo);
  if (!from.empty() || !to.empty()) line += "  " + from + " → " + to;
  return line + "\n";
}

base::Result<Reply> log(Call& call) {
  auto id = call.desk->lists().resolve(*call.session, call.request.option("case"));
  if (!id) return base::pass(id);
  auto view = call.desk->cases().read(*call.session, *id);
  if (!view) return base::pass(view);
  Reply reply;
  Value::Array rows;
  std::size_t unattested = 0;
  for (const desk::CustodyStep& step : desk::custody_of(call.desk->house(), *view)) {
    reply.text += step_text(call, step);
    Value::Array signers;
    for (const desk::CustodySigner& signer : step.signers) {
      const bool good = signer.verdict == casefile::SignatureVerdict::good;
      const std::string name = name_of(call, signer.user);
      reply.text += call.say(good ? "custody.signed" : "custody.former", {{"user", name}}) + "\n";
      signers.push_back(Value::map({{"user", name}, {"at_ms", signer.at_ms}, {"holds", good}}));
    }
    if (!step.attested()) {
      unattested++;
      reply.text += call.say("custody.unattested") + "\n";
    }
    rows.push_back(Value::map({{"record", step.record->id.text()},
                               {"attested", step.attested()},
                               {"signers", Value::array(std::move(signers))}}));
  }
  reply.text += call.say("done.custody_log", {{"steps", std::to_string(rows.size())},
                                              {"unattested", std::to_string(unattested)}}) +
                "\n";
  reply.data = Value::map({{"case", id->text()}, {"steps", Value::array(std::move(rows))}});
  return reply;
}

}  // namespace

std::vector<CommandSpec> custody_commands() {
  return {{"custody log", Needs::person, {{"case", OptionKind::positional}}, Secrets::none, log}};
}

}  // namespace cli
