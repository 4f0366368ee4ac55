// The observatory's commands: import, detect, list, table, audit, publish, reconcile, report,
// export.
//
// Figures come from the folder's database (`--dir`, observatory.db) and the catalogue's published
// totals, or from files named in the call (`--data FORMAT=FILE`, repeated), in memory alone. Exit
// codes are those of the refusals; `--json` prints one object on standard output, problems go to
// standard error.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "observatory/board.h"

namespace cli {

// What the program carries of the catalogue; empty texts where it carries none.
struct ObservatoryCatalogue {
  std::string_view totals;
  observatory::BoardSources board;
};

// Adds `observatory` and its commands. The callbacks throw CLI::RuntimeError with the exit code.
void add_observatory_commands(CLI::App& root, std::function<ObservatoryCatalogue()> catalogue);

}  // namespace cli
