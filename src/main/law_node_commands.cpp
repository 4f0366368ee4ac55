// `amparo law pack`, `law rescreen`, `law adopt`, `law repeat`: a set of law edited in a folder
// becomes a signed pack, is compared over all case files, and is put in force, without another
// program; a stored screening is repeated with the law it names.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "law/compile/compile.h"
#include "main/command.h"
#include "main/law_review.h"
#include "main/law_stored.h"

namespace cli {

namespace {

using base::Code;
using codec::Value;

// No pack of law is near it; a wrong file is not read whole.
constexpr std::uintmax_t kMostBytes = 64 * 1024 * 1024;

base::Result<base::Bytes> read_file(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) return base::refuse(Code::unreadable_file, {{"file", path}});
  if (size > kMostBytes) return base::refuse(Code::too_large);
  return base::Bytes(std::istreambuf_iterator<char>(in), {});
}

// Every problem, one sentence a line; nothing is packed half.
Reply refused(const Call& call, Code code, const law::Problems& problems) {
  Reply reply;
  reply.exit_code = base::exit_code(code);
  Value::Array sentences;
  for (const law::Problem& problem : problems) {
    sentences.emplace_back(law::sentence(problem, call.request.language));
    reply.text += *sentences.back().as_text() + "\n";
  }
  reply.data = Value::map(
      {{"refused", base::code_name(code)}, {"problems", Value::array(std::move(sentences))}});
  return reply;
}

base::Result<Reply> pack_law(Call& call) {
  base::Done allowed = call.session->require("law");
  if (!allowed) return base::pass(allowed);
  auto files = law::read_folder(call.request.option("from"));
  if (!files) return refused(call, Code::unreadable_file, files.error());
  // A folder without files compiles to a law without rules: nobody means that.
  if (files->empty()) {
    return base::refuse(Code::unreadable_file, {{"file", call.request.option("from")}});
  }
  auto compiled = law::compile(std::move(*files));
  if (!compiled) return refused(call, Code::bad_law, compiled.error());
  const law::Problems failed = law::run_law_tests(compiled->ruleset, compiled->tests);
  if (!failed.empty()) return refused(call, Code::bad_law, failed);
  const auto now = static_cast<std::uint64_t>(call.desk->house().clock().now_ms());
  auto file = signed_law(compiled->ruleset, call.session->person().signing, now);
  if (!file) return base::pass(file);
  // As those who get it will open it; nothing is written that they would refuse.
  auto set = open_law(call.desk->house(), *file);
  if (!set) return base::pass(set);
  const std::string path = call.request.option("out");
  std::ofstream out(path, std::ios::binary);
  out << base::as_text(*file);
  out.close();
  if (!out) return base::refuse(Code::cannot_write, {{"file", path}});
  return Reply{0,
               call.say("done.law_pack", {{"file", path},
                                          {"hash", set->hash},
                                          {"tests", std::to_string(compiled->tests.size())}}) +
                   "\n",
               Value::map({{"hash", set->hash},
                           {"tests", static_cast<std::int64_t>(compiled->tests.size())}})};
}

base::Result<Reply> adopt(Call& call) {
  base::Done allowed = call.session->require("law");
  if (!allowed) return base::pass(allowed);
  auto file = read_file(call.request.option("file"));
  if (!file) return base::pass(file);
  auto set = put_in_force(*call.desk, *call.session, *file, call.request.option("reason"));
  if (!set) return base::pass(set);
  return Reply{0, call.say("done.law_adopt", {{"hash", set->hash}}) + "\n",
               Value::map({{"hash", set->hash}})};
}

std::string id_of(const law::Ruleset& rules, law::Index rule) {
  return std::string(rules.text(rules->rules[static_cast<std::size_t>(rule)].id));
}

// One case file whose answer changes: a line for each rule and deadline, the same as data.
struct Told {
  std::string text;
  Value data;
};
Told tell(const LawReview& review, std::size_t index) {
  const law::Ruleset& before = review.before().ruleset;
  const law::Ruleset& after = review.after().ruleset;
  Told told{review.file(index).number + "\n", {}};
  Value::Array rules, deadlines;
  for (const law::Comparison::Difference& one : review.comparison().differences(index)) {
    const std::string rule =
        one.after == law::kNone ? id_of(before, one.before) : id_of(after, one.after);
    const std::string was(one.before == law::kNone ? "—" : law::outcome_name(one.was));
    const std::string is(one.after == law::kNone ? "—" : law::outcome_name(one.is));
    told.text += "  " + rule + " " + was + " → " + is + "\n";
    rules.push_back(Value::map({{"rule", rule}, {"before", was}, {"after", is}}));
  }
  for (const law::Index moved : review.comparison().moved_deadlines(index)) {
    const law::Deadline& row = after->deadlines[static_cast<std::size_t>(moved)];
    told.text += "  " + std::string(after.text(row.id)) + " ↷\n";
    deadlines.emplace_back(after.text(row.id));
  }
  told.data = Value::map({{"number", review.file(index).number},
                          {"rules", Value::array(std::move(rules))},
                          {"deadlines", Value::array(std::move(deadlines))}});
  return told;
}

base::Result<Reply> rescreen(Call& call) {
  base::Done allowed = call.session->require("law");
  if (!allowed) return base::pass(allowed);
  auto file = read_file(call.request.option("against"));
  if (!file) return base::pass(file);
  auto fresh = open_law(call.desk->house(), *file);
  if (!fresh) return base::pass(fresh);
  base::Done noted =
      call.desk->audit().note({call.session->person().id, "law_review", std::nullopt});
  if (!noted) return base::pass(noted);
  const LawRoom room(call.desk->house());
  LawReview review(*call.desk, room, std::move(*fresh));
  base::Done done = review.step(*call.session, SIZE_MAX);
  if (!done) return base::pass(done);
  Reply reply;
  Value::Array changed;
  for (const std::size_t index : review.comparison().changed()) {
    Told told = tell(review, index);
    reply.text += told.text;
    changed.push_back(std::move(told.data));
  }
  reply.text += call.say("done.law_rescreen", {{"changed", std::to_string(changed.size())},
                                               {"cases", std::to_string(review.opened())},
                                               {"old", review.before().hash.substr(0, 12)},
                                               {"new", review.after().hash.substr(0, 12)}}) +
                "\n";
  reply.data = Value::map({{"changed", Value::array(std::move(changed))},
                           {"cases", static_cast<std::int64_t>(review.opened())}});
  return reply;
}

// Each stored screening of a case file, judged again with the law and on the dates it names.
base::Result<Reply> repeat(Call& call) {
  if (!call.session->holds(base::Compartment::legal)) return base::refuse(Code::not_allowed);
  auto id = call.desk->lists().resolve(*call.session, call.request.option("case"));
  if (!id) return base::pass(id);
  auto view = call.desk->cases().read(*call.session, *id);
  if (!view) return base::pass(view);
  const LawRoom room(call.desk->house());
  Reply reply;
  Value::Array screenings;
  for (const StoredScreening& stored : stored_screenings(call.desk->house(), *view)) {
    const Repeated again = repeat_screening(call.desk->house(), room, *view, stored);
    const std::string state(repeated_name(again));
    reply.text += call.say("done.law_repeat." + state, {{"day", law::format_day(stored.dates.fact)},
                                                        {"law", stored.ruleset.substr(0, 12)}}) +
                  "\n";
    screenings.push_back(Value::map({{"record", stored.record.text()},
                                     {"law", stored.ruleset},
                                     {"day", law::format_day(stored.dates.fact)},
                                     {"state", state}}));
  }
  if (screenings.empty()) reply.text = call.say("done.law_repeat.none") + "\n";
  reply.data = Value::map({{"screenings", Value::array(std::move(screenings))}});
  return reply;
}

}  // namespace

std::vector<CommandSpec> law_node_commands() {
  return {
      {"law pack",
       Needs::person,
       {{"from", OptionKind::path, true}, {"out", OptionKind::path, true}},
       Secrets::none,
       pack_law},
      {"law adopt",
       Needs::person,
       {{"file", OptionKind::path, true}, {"reason", OptionKind::text, true}},
       Secrets::none,
       adopt},
      {"law rescreen",
       Needs::person,
       {{"against", OptionKind::path, true}},
       Secrets::none,
       rescreen},
      {"law repeat",
       Needs::person,
       {{"case", OptionKind::positional, true}},
       Secrets::none,
       repeat},
  };
}

}  // namespace cli
