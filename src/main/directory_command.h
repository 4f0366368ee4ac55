// The directory's commands over the pack that the program carries: find, show, and the steps of
// constituting an organisation. They need no folder and no person: nothing here is personal.
#pragma once

#include <CLI/CLI.hpp>

namespace cli {

// Adds `directory` and `organisation`. The callbacks throw CLI::RuntimeError with the exit code.
void add_directory_commands(CLI::App& root);

}  // namespace cli
