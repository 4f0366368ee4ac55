// Commands: what the command line understands, as a table. One row here and one sentence in
// catalogue/messages/cli.yaml make a command; the handler runs in the process that holds the
// folder, which may be the running node.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "main/request.h"

namespace desk {
class Desk;
}

namespace cli {

enum class OptionKind {
  positional,  // required
  optional_positional,
  values,  // positional, one or more, joined by line breaks
  text,
  path,  // made absolute before it travels
  flag,  // "1" when given
};

struct OptionSpec {
  std::string name;
  OptionKind kind = OptionKind::text;
  bool required = false;
};

// What must be there before the handler runs.
enum class Needs {
  nothing,  // the handler gets no desk (init, restore, recover)
  folder,   // the folder, locked is enough
  person,   // a person's keys: a live session of the node, or her passphrase
};

// The words of a language with {name} replaced; from the catalogue.
using Say = std::function<std::string(std::string_view key,
                                      std::vector<std::pair<std::string, std::string>> values)>;

struct Call {
  const Request& request;
  const Say& say;
  desk::Desk* desk;     // null when the command needs nothing
  std::string session;  // opaque; empty unless the command needs a person
};

struct CommandSpec {
  std::string path;  // "case new"
  Needs needs = Needs::folder;
  std::vector<OptionSpec> options;
  bool asks_new_secret = false;
  std::function<base::Result<Reply>(Call&)> run;
};

// Every command, in the order of help.
const std::vector<CommandSpec>& commands();

// The rows of one area; each stands in its own file.
std::vector<CommandSpec> folder_commands();  // init, unlock, lock, backup, restore, recover
std::vector<CommandSpec> people_commands();  // user …
std::vector<CommandSpec> case_commands();    // case …, record set
std::vector<CommandSpec> ledger_commands();  // ledger …
std::vector<CommandSpec> demo_commands();    // demo

}  // namespace cli
