// Writes to a ledger as fast as it can from a few threads, and tells each acknowledged entry on its
// standard output, until it is killed. ledger_writer FOLDER RUN
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "ledger/test_support.h"
#include "store/sqlite_store.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  crypto::init();
  ledger::test::Node node(1);
  const base::CaseId child = base::CaseId::random(node.random);
  const auto& key = node.key(child, base::Compartment::ops);
  node.random = base::SeededRandom(1000 + std::strtoull(argv[2], nullptr, 10));
  auto folder = store::Folder::open(argv[1]);
  if (!folder) return 3;
  ledger::Ledger ledger((*folder)->store(), node.identity());
  if (!ledger.start()) return 4;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      base::SeededRandom own(reinterpret_cast<std::uintptr_t>(&threads) + ::getpid());
      for (;;) {
        const ledger::Save save{
            base::SaveId::random(own),
            {{child, base::Compartment::ops, &key, base::Bytes(own.below(2000), 1), 0}},
            {},
            {}};
        const auto receipt = ledger.append(save);
        if (!receipt) std::abort();
        const auto& placed = receipt->entries[0];
        const std::string line = std::to_string(placed.id) + " " + base::to_hex(placed.hash) + "\n";
        if (::write(1, line.data(), line.size()) < 0) return;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}
