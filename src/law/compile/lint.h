// Lint: what compiles and is still wrong — conditions that settle nothing, exceptions that clash,
// rules without their tests — and the mutation run over the tests.
#pragma once

#include "law/compile/compile.h"

namespace law {

// Logic and coverage. Empty: nothing found.
Problems lint(const Compiled& compiled);
// By binary decision diagrams: conditions always or never true, branches that change nothing,
// exceptions that can never apply or clash.
void lint_logic(const Compiled& compiled, Problems& problems);
// Each rule has one test indicated, one possible, one with each condition false, one for each
// exception, one on either side of each boundary of segments.
void lint_coverage(const Compiled& compiled, Problems& problems);
// Deletes each condition and each exception in turn; a test must fail.
Problems run_mutants(const Compiled& compiled);

}  // namespace law
