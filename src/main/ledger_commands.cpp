#include <fstream>

#include "desk/care.h"
#include "main/command.h"

namespace cli {

namespace {

using codec::Value;

Value number(std::uint64_t n) {
  return Value(static_cast<std::int64_t>(n));
}

base::Result<Reply> verify(Call& call) {
  const ledger::VerifyReport report = desk::verify(*call.desk, call.session);
  Reply reply;
  Value::Array problems;
  for (const ledger::Problem& problem : report.problems) {
    reply.text +=
        call.say("line.problem", {{"entry", std::to_string(problem.id)}, {"what", problem.what}}) +
        "\n";
    problems.push_back(Value::map({{"code", base::code_name(problem.code)},
                                   {"entry", number(problem.id)},
                                   {"what", problem.what}}));
  }
  reply.text += call.say(report.sound() ? "done.verify" : "done.verify_problems",
                         {{"entries", std::to_string(report.entries)},
                          {"opened", std::to_string(report.opened)},
                          {"shredded", std::to_string(report.shredded)},
                          {"problems", std::to_string(report.problems.size())}}) +
                "\n";
  reply.exit_code = report.sound() ? 0 : base::exit_code(base::Code::cannot_open);
  reply.data = Value::map({{"sound", report.sound()},
                           {"entries", number(report.entries)},
                           {"opened", number(report.opened)},
                           {"shredded", number(report.shredded)},
                           {"covered", number(report.covered)},
                           {"digest", Value::bytes(report.digest)},
                           {"problems", Value::array(std::move(problems))}});
  return reply;
}

base::Result<Reply> stats(Call& call) {
  const desk::Stats stats = desk::stats(*call.desk);
  const ledger::StoreStats& store = stats.store;
  const std::vector<std::pair<const char*, std::uint64_t>> rows = {
      {"entries", store.entries}, {"shredded", store.shredded}, {"streams", store.streams},
      {"held", store.held},       {"forks", store.forks},       {"checkpoints", store.checkpoints},
      {"files", store.files},     {"due", store.due},           {"bytes", store.bytes},
      {"people", stats.people}};
  Reply reply;
  Value data = Value::map({{"digest", stats.digest}});
  for (const auto& [name, count] : rows) {
    reply.text += call.say(std::string("stats.") + name) + ": " + std::to_string(count) + "\n";
    data.set(name, number(count));
  }
  reply.text += call.say("stats.digest") + ": " + stats.digest + "\n";
  reply.data = std::move(data);
  return reply;
}

base::Result<Reply> export_all(Call& call) {
  const std::filesystem::path path = call.request.option("out");
  std::error_code error;
  if (std::filesystem::exists(path, error)) return base::refuse(base::Code::file_exists);
  std::ofstream out(path);
  if (!out) throw base::Fault(base::Code::disk_error, "the export cannot be written");
  base::Result<desk::Exported> exported = desk::export_all(
      *call.desk, *call.session, [&](const std::string& line) { out << line << '\n'; });
  out.close();
  if (!exported || !out) std::filesystem::remove(path, error);
  if (!exported) return base::pass(exported);
  if (!out) throw base::Fault(base::Code::disk_full, "the export cannot be written");
  return Reply{0,
               call.say("done.export", {{"file", path.string()},
                                        {"cases", std::to_string(exported->case_files)},
                                        {"records", std::to_string(exported->records)}}) +
                   "\n",
               Value::map({{"cases", number(exported->case_files)},
                           {"records", number(exported->records)}})};
}

base::Result<Reply> checkpoint(Call& call) {
  base::Result<std::string> note = desk::checkpoint(*call.desk);
  if (!note) return base::pass(note);
  return Reply{0, *note, Value::map({{"note", *note}})};
}

}  // namespace

std::vector<CommandSpec> ledger_commands() {
  return {
      {"ledger verify", Needs::folder, {}, Secrets::none, verify},
      {"ledger open", Needs::person, {}, Secrets::none, verify},
      {"ledger stats", Needs::folder, {}, Secrets::none, stats},
      {"ledger checkpoint", Needs::folder, {}, Secrets::none, checkpoint},
      {"ledger export",
       Needs::person,
       {{"out", OptionKind::path, true}},
       Secrets::none,
       export_all},
  };
}

}  // namespace cli
