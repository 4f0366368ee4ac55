// Commands: what the command line understands, as a table. One row here and two sentences in
// catalogue/messages/cli.yaml make a command; the handler runs in the process that holds the
// folder, which may be the running node.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "desk/desk.h"
#include "main/messages.h"
#include "main/request.h"

namespace cli {

enum class OptionKind {
  positional,  // required
  optional_positional,
  values,  // positional, one or more, joined by line breaks
  text,
  repeated,  // may be given several times, joined by line breaks
  path,      // made absolute before it travels
  flag,      // "1" when given
};

struct OptionSpec {
  std::string name;
  OptionKind kind = OptionKind::text;
  bool required = false;
};

// What must be there before the handler runs.
enum class Needs {
  nothing,  // runs without a folder open: init, restore
  folder,   // the folder, locked is enough
  person,   // a person's keys: live ones of the node, or her passphrase
};

// What a handler works with. `session` is null unless the command needs a person.
struct Call {
  const Request& request;
  const Messages& messages;
  desk::Desk* desk;
  const desk::Session* session;
  std::string new_secret;  // wiped by who takes it

  std::string say(std::string_view key, const Messages::Values& values = {}) const {
    return messages.say(request.language, key, values);
  }
  std::filesystem::path folder() const { return request.option("dir"); }
};

enum class Secrets { none, asks_new, asks_cards };

struct CommandSpec {
  std::string path;  // "case new"
  Needs needs = Needs::folder;
  std::vector<OptionSpec> options;
  Secrets secrets = Secrets::none;
  std::function<base::Result<Reply>(Call&)> run;
};

// Every command, in the order of help.
const std::vector<CommandSpec>& commands();
// Null pointer when there is none.
const CommandSpec* command(std::string_view path);

// The rows of one area; each stands in its own file.
std::vector<CommandSpec> folder_commands();  // init, clock, unlock, lock, backup, restore, recover
std::vector<CommandSpec> people_commands();  // user …
std::vector<CommandSpec> case_commands();    // case …, record …
std::vector<CommandSpec> grant_commands();   // grant …
std::vector<CommandSpec> file_commands();    // file …
std::vector<CommandSpec> ledger_commands();  // ledger …
std::vector<CommandSpec> demo_commands();    // demo
std::vector<CommandSpec> law_node_commands();   // law pack, adopt, rescreen
std::vector<CommandSpec> catalogue_commands();  // catalogue …
std::vector<CommandSpec> custody_commands();    // custody …

}  // namespace cli
