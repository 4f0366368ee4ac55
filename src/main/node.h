// The node: the long-running process that holds a folder, answers the other commands and serves the
// page.
#pragma once

#include <CLI/CLI.hpp>

#include "main/messages.h"

namespace cli {

// Adds `amparo node`; `code` becomes its exit code.
void add_node_command(CLI::App& app, const Messages& messages, const std::string& language,
                      int& code);

}  // namespace cli
