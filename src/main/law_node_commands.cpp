// `amparo law pack`, `law adopt`, `law rescreen`: a set of law edited in a folder becomes a signed
// pack, is compared over all case files, and is put in force, without another program.
#include <fstream>
#include <iterator>

#include "law/columns.h"
#include "law/compile/compile.h"
#include "main/command.h"
#include "main/law_room.h"

namespace cli {

namespace {

using base::Code;
using codec::Value;

constexpr std::size_t kPage = 200;

base::Result<base::Bytes> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return base::refuse(Code::unreadable_file, {{"file", path}});
  return base::Bytes(std::istreambuf_iterator<char>(in), {});
}

base::Done require_legal(const Call& call) {
  if (call.session->holds(base::Compartment::legal)) return {};
  return base::refuse(Code::not_allowed);
}

// Every problem, one sentence a line; nothing is packed half.
Reply refused(const Call& call, const law::Problems& problems) {
  Reply reply;
  reply.exit_code = base::exit_code(Code::bad_law);
  for (const law::Problem& problem : problems) {
    reply.text += law::sentence(problem, call.request.language) + "\n";
  }
  return reply;
}

base::Result<Reply> pack_law(Call& call) {
  base::Done allowed = require_legal(call);
  if (!allowed) return base::pass(allowed);
  auto files = law::read_folder(call.request.option("from"));
  if (!files) return refused(call, files.error());
  auto compiled = law::compile(std::move(*files));
  if (!compiled) return refused(call, compiled.error());
  const law::Problems failed = law::run_law_tests(compiled->ruleset, compiled->tests);
  if (!failed.empty()) return refused(call, failed);
  const auto now = static_cast<std::uint64_t>(call.desk->house().clock().now_ms());
  auto file = signed_law(compiled->ruleset, call.session->person().signing, now);
  if (!file) return base::pass(file);
  const std::string path = call.request.option("out");
  std::ofstream out(path, std::ios::binary);
  out << base::as_text(*file);
  out.close();
  if (!out) return base::refuse(Code::cannot_write, {{"file", path}});
  auto set = open_law(call.desk->house(), *file);
  if (!set) return base::pass(set);
  return Reply{0,
               call.say("done.law_pack", {{"file", path},
                                          {"hash", set->hash},
                                          {"tests", std::to_string(compiled->tests.size())}}) +
                   "\n",
               Value::map({{"hash", set->hash}})};
}

base::Result<Reply> adopt(Call& call) {
  base::Done allowed = require_legal(call);
  if (!allowed) return base::pass(allowed);
  auto file = read_file(call.request.option("file"));
  if (!file) return base::pass(file);
  auto set = adopt_law(call.desk->house(), *file);
  if (!set) return base::pass(set);
  base::Done noted =
      call.desk->audit().note({call.session->person().id, "catalogue", std::nullopt});
  if (!noted) return base::pass(noted);
  return Reply{0, call.say("done.law_adopt", {{"hash", set->hash}}) + "\n",
               Value::map({{"hash", set->hash}})};
}

// Which rules of one case file come out otherwise.
std::string changed_rules(const law::Ruleset& before, const law::Outcomes& was,
                          const law::Ruleset& after, const law::Outcomes& is, std::size_t index) {
  std::string text;
  for (law::Index rule = 0; rule < static_cast<law::Index>(after->rules.size()); ++rule) {
    const std::string_view id = after.text(after->rules[static_cast<std::size_t>(rule)].id);
    const law::Index same = before.rule(id);
    const law::Outcome now = is.at(rule, index);
    if (same != law::kNone && was.at(same, index) == now) continue;
    text += "  " + std::string(id) + " " +
            std::string(same == law::kNone ? "—" : law::outcome_name(was.at(same, index))) + " → " +
            std::string(law::outcome_name(now)) + "\n";
  }
  return text;
}

base::Result<Reply> rescreen(Call& call) {
  base::Done allowed = require_legal(call);
  if (!allowed) return base::pass(allowed);
  auto file = read_file(call.request.option("against"));
  if (!file) return base::pass(file);
  desk::House& house = call.desk->house();
  auto fresh = open_law(house, *file);
  if (!fresh) return base::pass(fresh);
  const LawRoom room(house);
  const auto old = room.in_force();
  const law::Dates dates{room.today(), room.today(), room.today()};
  law::Columns old_columns(old->ruleset, dates);
  law::Columns new_columns(fresh->ruleset, dates);
  std::vector<std::string> numbers;
  base::Bytes cursor;
  do {
    auto lines = call.desk->lists().list(*call.session, kPage, cursor);
    if (!lines) return base::pass(lines);
    for (const desk::CaseLine& line : lines->lines) {
      const auto view =
          desk::CaseView::open(house, *call.session, line.id, call.session->compartments());
      if (!view) continue;
      old_columns.add(room.facts(*view, old->ruleset).facts);
      new_columns.add(room.facts(*view, fresh->ruleset).facts);
      numbers.push_back(line.number);
    }
    cursor = lines->next;
  } while (!cursor.empty());
  const law::Outcomes was = law::evaluate_columns(old->ruleset, old_columns);
  const law::Outcomes is = law::evaluate_columns(fresh->ruleset, new_columns);
  Reply reply;
  Value::Array changed;
  for (const std::size_t index : law::changed_cases(old->ruleset, was, fresh->ruleset, is)) {
    reply.text +=
        numbers[index] + "\n" + changed_rules(old->ruleset, was, fresh->ruleset, is, index);
    changed.emplace_back(numbers[index]);
  }
  reply.text += call.say("done.law_rescreen", {{"changed", std::to_string(changed.size())},
                                               {"cases", std::to_string(numbers.size())},
                                               {"old", old->hash.substr(0, 12)},
                                               {"new", fresh->hash.substr(0, 12)}}) +
                "\n";
  reply.data = Value::map({{"changed", Value::array(std::move(changed))},
                           {"cases", static_cast<std::int64_t>(numbers.size())}});
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
      {"law adopt", Needs::person, {{"file", OptionKind::path, true}}, Secrets::none, adopt},
      {"law rescreen",
       Needs::person,
       {{"against", OptionKind::path, true}},
       Secrets::none,
       rescreen},
  };
}

}  // namespace cli
