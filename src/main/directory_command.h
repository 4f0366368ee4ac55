// The directory's commands over the pack that the program carries: find, show, and the steps of
// constituting an organisation. They need no folder and no person: nothing here is personal.
#pragma once

#include <CLI/CLI.hpp>

#include "main/command.h"

namespace cli {

// The rows of what works in a folder: directory import.
std::vector<CommandSpec> directory_node_commands();

// Adds `directory` and `organisation`. The callbacks throw CLI::RuntimeError with the exit code.
void add_directory_commands(CLI::App& root);

}  // namespace cli
