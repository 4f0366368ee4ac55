#include "desk/demo.h"
#include "main/command.h"
#include "main/dispatch.h"

namespace cli {

namespace {

using codec::Value;

std::uint64_t number_of(const std::string& text, std::uint64_t otherwise) {
  return text.empty() ? otherwise : std::strtoull(text.c_str(), nullptr, 10);
}

base::Result<Reply> demo(Call& call) {
  desk::Demo demo;
  demo.children = number_of(call.request.option("children"), demo.children);
  demo.seed = number_of(call.request.option("seed"), demo.seed);
  base::Result<desk::DemoMade> made = desk::make_demo(call.folder(), demo, seams_of(call.request));
  if (!made) return base::pass(made);
  Reply reply;
  reply.text = call.say("done.demo", {{"children", std::to_string(made->case_files)},
                                      {"folder", call.folder().string()},
                                      {"passphrase", std::string(desk::kDemoPassphrase)}}) +
               "\n";
  Value::Array staff;
  for (const std::string& user : made->staff) {
    reply.text += "  " + user + "\n";
    staff.emplace_back(user);
  }
  reply.data = Value::map({{"children", static_cast<std::int64_t>(made->case_files)},
                           {"staff", Value::array(std::move(staff))}});
  return reply;
}

}  // namespace

std::vector<CommandSpec> demo_commands() {
  return {{"demo",
           Needs::nothing,
           {{"dir", OptionKind::positional}, {"children"}, {"seed"}},
           Secrets::none,
           demo}};
}

}  // namespace cli
