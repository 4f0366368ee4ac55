// `amparo law …`: the law on the command line.
#pragma once

#include <functional>
#include <string>

#include "base/bytes.h"

namespace CLI {
class App;
}

namespace cli {

// Where the compiled law of this build comes from when no --law DIR is given, and what names bytes.
struct LawSources {
  std::function<base::Bytes()> embedded;            // the pack's section `law`; empty: none
  std::function<std::string(base::ByteView)> hash;  // hexadecimal
  std::function<std::int32_t()> today;              // days since 1970
};

// Adds `law` with screen, explain, deadline, next, test, lint, diff, matrix and compile. A command
// that ends with another exit code than 0 throws CLI::RuntimeError.
void add_law_commands(CLI::App& root, LawSources sources);

}  // namespace cli
