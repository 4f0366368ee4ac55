// amparo-law: the commands of the law alone, for who writes or checks the law and has no node.
#include <chrono>

#include <CLI/CLI.hpp>

#include "crypto/hash.h"
#include "main/law_command.h"

int main(int argc, char** argv) {
  CLI::App app("amparo-law");
  app.require_subcommand(1);
  const auto hash = [](base::ByteView bytes) {
    return base::to_hex(crypto::blake2b("amparo/law", {bytes}));
  };
  const auto today = [] {
    const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    return static_cast<std::int32_t>(now.time_since_epoch().count());
  };
  cli::add_law_commands(app, {{}, hash, today});
  CLI11_PARSE(app, argc, argv);
}
