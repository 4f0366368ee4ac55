// Arguments: the table of commands as a CLI11 program, with help in the person's language.
#pragma once

#include <functional>
#include <memory>

#include <CLI/CLI.hpp>

#include "main/command.h"

namespace cli {

// What was typed besides the request itself.
struct Typed {
  Request request;
  bool json = false;
  std::string passphrase_file;
  std::string new_passphrase_file;
};

// Adds every command of the table to `app`; `chosen` is called with what was typed when one of them
// is parsed.
void add_commands(CLI::App& app, const Messages& messages, const std::string& language,
                  std::function<void(const CommandSpec&, Typed)> chosen);

}  // namespace cli
