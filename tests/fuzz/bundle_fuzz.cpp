// A bundle from anywhere, as it is and with the right trailing hash set behind it, so that the
// fuzzer reaches what the hash guards.
// Whatever is taken in leaves a sound ledger, and what is refused leaves it as it was.
#include <sstream>

#include "base/check.h"
#include "ledger/bundle.h"
#include "ledger/test_support.h"
#include "store/memory_store.h"

namespace {

struct World {
  World() {
    AMPARO_CHECK(ledger.start().has_value());
    // The node whose bundles lie in the corpus: what it signed is taken in.
    ledger::test::Node other(1);
    node.roster.add(other.id, other.signing.verify_key());
  }
  std::unique_ptr<ledger::Store> store = store::memory_store();
  ledger::test::Node node{2};
  ledger::Ledger ledger{*store, node.identity()};
};

std::string with_hash(const std::string& bytes) {
  crypto::FileHasher hasher;
  hasher.feed(base::as_bytes(bytes));
  const auto hashes = hasher.finish();
  return bytes + std::string(base::as_text(hashes.sha256));
}

void take_in(const std::string& bundle) {
  World world;
  const ledger::Hash before = world.ledger.digest();
  std::istringstream in(bundle);
  const auto report = ledger::ingest_bundle(world.ledger, in);
  if (!report) AMPARO_CHECK(world.ledger.digest() == before);
  AMPARO_CHECK(world.ledger.verify().sound());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  crypto::init();
  const std::string input(reinterpret_cast<const char*>(data), size);
  take_in(input);
  take_in(with_hash(input));
  return 0;
}
