// The observatory's commands: import, detect, list, table, audit, publish, reconcile.
//
// Data come with each call (`--data FORMAT=FILE`, repeated) into memory. Exit codes are those of
// the refusals; `--json` prints one object on standard output, problems go to standard error.
#pragma once

#include <CLI/CLI.hpp>

namespace cli {

// Adds `observatory` and its commands. The callbacks throw CLI::RuntimeError with the exit code.
void add_observatory_commands(CLI::App& root);

}  // namespace cli
