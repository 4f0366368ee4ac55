// The observatory alone, for data work without a node.
#include <fmt/format.h>

#include "base/result.h"
#include "main/observatory_command.h"

int main(int argc, char** argv) {
  CLI::App app("amparo-observatory");
  app.require_subcommand(1);
  try {
    cli::add_observatory_commands(app, [] { return cli::ObservatoryCatalogue{}; });
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const base::Fault& fault) {
    fmt::print(stderr, "{}: {}\n", base::code_name(fault.code()), fault.what());
    return base::exit_code(fault.code());
  }
  return 0;
}
