// kill -9 of a real process while it writes: what it acknowledged is in the folder afterwards.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <sstream>
#include <thread>
#include <unistd.h>

#include <doctest/doctest.h>
#include <sys/wait.h>

#include "budget.h"
#include "ledger/test_support.h"
#include "store/sqlite_store.h"
#include "store/test_folder.h"

namespace {

// Starts the writer, kills it after a while; what it had said until then.
std::string run_and_kill(const std::string& folder, std::uint64_t run, int ms) {
  int pipe_ends[2];
  REQUIRE(::pipe(pipe_ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::dup2(pipe_ends[1], 1);
    ::close(pipe_ends[0]);
    const std::string program = AMPARO_BINARY_DIR "/bin/ledger_writer";
    ::execl(program.c_str(), "ledger_writer", folder.c_str(), std::to_string(run).c_str(), nullptr);
    ::_exit(127);
  }
  ::close(pipe_ends[1]);
  std::string said;
  char buffer[4096];
  ssize_t n = ::read(pipe_ends[0], buffer, sizeof buffer);  // the first words: it is writing
  if (n > 0) said.append(buffer, static_cast<std::size_t>(n));
  std::thread killer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    ::kill(child, SIGKILL);
  });
  while ((n = ::read(pipe_ends[0], buffer, sizeof buffer)) > 0) {
    said.append(buffer, static_cast<std::size_t>(n));
  }
  killer.join();
  ::close(pipe_ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  return said;
}

}  // namespace

TEST_CASE("what a killed process acknowledged is there") {
  crypto::init();
  const std::uint64_t kills = world::from_environment("AMPARO_KILLS", 200);
  base::SeededRandom random(world::first_seed());
  store::test::TempFolder temp;
  const std::string path = (temp / "d").string();
  REQUIRE(store::Folder::create(path));
  ledger::test::Node node(1);
  std::uint64_t acknowledged = 0;
  for (std::uint64_t run = 0; run < kills; ++run) {
    CAPTURE(run);
    std::istringstream said(run_and_kill(path, run, static_cast<int>(random.below(30))));
    auto folder = store::Folder::open(path);
    REQUIRE(folder);
    ledger::Ledger ledger((*folder)->store(), node.identity());
    REQUIRE(ledger.start());
    std::uint64_t id = 0;
    std::string hash;
    std::string line;
    while (std::getline(said, line)) {
      std::istringstream words(line);
      if (said.eof() || !(words >> id >> hash)) break;  // the kill cut the line
      const auto row = ledger.entry(id);
      REQUIRE(row);
      REQUIRE(base::to_hex(row->hash) == hash);
      acknowledged++;
    }
    if (run % 50 == 49) REQUIRE(ledger.verify(node.opener()).sound());
    ledger.advance_mark();
  }
  CHECK(acknowledged > kills);
  std::printf("kill: %llu kills, %llu acknowledged saves, none lost\n",
              static_cast<unsigned long long>(kills),
              static_cast<unsigned long long>(acknowledged));
}
