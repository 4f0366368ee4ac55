#include "ledger/bundle.h"

#include <sstream>

#include <doctest/doctest.h>

#include "ledger/test_support.h"
#include "store/memory_store.h"

using namespace ledger;
using base::Compartment;

namespace {

struct World {
  explicit World(std::uint64_t seed) : node(seed), ledger(*store, node.identity()) {
    crypto::init();
    REQUIRE(ledger.start());
  }
  std::unique_ptr<Store> store = store::memory_store();
  test::Node node;
  Ledger ledger;
};

std::string bundle_of(World& w) {
  const auto child = base::CaseId::random(w.node.random);
  for (int i = 0; i < 10; ++i) {
    REQUIRE(w.ledger.append(w.node.save(child, {Compartment::ops, Compartment::legal}, "x")));
  }
  const std::vector<LocalId> gone = {2};
  REQUIRE(w.ledger.shred(gone));
  std::ostringstream out;
  const BundleCounts counts = write_bundle(w.ledger, out);
  CHECK(counts.streams == 2);
  CHECK(counts.entries == 20);
  return out.str();
}

}  // namespace

TEST_CASE("a bundle carries a ledger; importing it twice changes nothing") {
  World a(1);
  World b(2);
  b.node.roster.add(a.node.id, a.node.signing.verify_key());
  std::istringstream in(bundle_of(a));
  const auto report = ingest_bundle(b.ledger, in);
  REQUIRE(report);
  CHECK(report->placed == 20);
  CHECK(b.ledger.verify().sound());
  std::istringstream again(in.str());
  CHECK(ingest_bundle(b.ledger, again)->known == 20);
}

TEST_CASE("nothing is taken from a damaged bundle") {
  World a(1);
  const std::string good = bundle_of(a);
  World b(2);
  b.node.roster.add(a.node.id, a.node.signing.verify_key());
  const Hash before = b.ledger.digest();
  base::SeededRandom random(7);
  for (int i = 0; i < 300; ++i) {
    std::string bad = good;
    if (i % 3 == 0) {
      bad.resize(random.below(bad.size()));
    } else if (i % 3 == 1) {
      const std::size_t at = random.below(bad.size());
      bad[at] = static_cast<char>(bad[at] ^ 1 << random.below(8));
    } else {
      bad += "x";
    }
    std::istringstream in(bad);
    const auto report = ingest_bundle(b.ledger, in);
    REQUIRE(!report);
    CHECK((report.error().code == base::Code::bundle_invalid ||
           report.error().code == base::Code::format_newer));
  }
  CHECK(b.ledger.digest() == before);
  CHECK(b.store->held_count() == 0);
}

TEST_CASE(
    "a damaged signature inside a run is covered by the last one; a damaged last one is refused") {
  World a(1);
  const auto child = base::CaseId::random(a.node.random);
  for (int i = 0; i < 4; ++i) REQUIRE(a.ledger.append(a.node.save(child, {Compartment::ops}, "x")));
  for (const std::size_t damaged : {std::size_t{1}, std::size_t{3}}) {
    World b(2);
    b.node.roster.add(a.node.id, a.node.signing.verify_key());
    std::vector<Incoming> run = test::everything(a.ledger);
    run[damaged].entry.signature[7] ^= 1;
    const IngestReport report = b.ledger.ingest(run);
    const bool inside = damaged + 1 < run.size();
    CHECK(report.placed == (inside ? 4 : 3));
    CHECK(report.rejected.size() == (inside ? 0 : 1));
    const VerifyReport verified = b.ledger.verify();
    CHECK(verified.sound());
    CHECK(verified.covered == (inside ? 1 : 0));
    CHECK(b.ledger.scrub(0, 1).sound());
    Ledger again(*b.store, b.node.identity());
    CHECK(again.start());
  }
}
