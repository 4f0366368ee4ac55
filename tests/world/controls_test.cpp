// Negative controls: protections taken away one at a time, and the harness that must notice.
// (synchronous=NORMAL stands beside the power losses.)
#include <doctest/doctest.h>

#include "ledger/test_support.h"
#include "store/memory_store.h"

namespace {

using namespace ledger;
using base::Compartment;

struct World {
  explicit World(std::uint64_t seed) : node(seed) {
    crypto::init();
    identity = node.identity();
  }
  Ledger& start() {
    ledger = std::make_unique<Ledger>(*store, identity);
    REQUIRE(ledger->start());
    return *ledger;
  }
  std::unique_ptr<Store> store = store::memory_store();
  test::Node node;
  Identity identity;
  std::unique_ptr<Ledger> ledger;
};

// Says yes to everything: ingest without verification.
class Gullible : public Roster {
 public:
  bool knows(const base::NodeId&) override { return true; }
  bool verify(const base::NodeId&, crypto::SignDomain, base::ByteView,
              const crypto::Signature&) override {
    return true;
  }
};

// How many forged entries got into a ledger that checks with `roster`; the auditor knows the truth.
std::size_t forged_entries_inside(bool verifying) {
  World victim(1);
  World partner(2);
  victim.node.roster.add(partner.node.id, partner.node.signing.verify_key());
  Gullible gullible;
  if (!verifying) victim.identity.roster = &gullible;
  victim.start();
  partner.start();
  const auto child = base::CaseId::random(partner.node.random);
  for (int i = 0; i < 5; ++i) {
    REQUIRE(partner.ledger->append(partner.node.save(child, {Compartment::ops}, "x")));
  }
  std::vector<Incoming> entries = test::everything(*partner.ledger);
  entries.back().entry.signature[9] ^= 1;
  (*entries[2].entry.body)[40] ^= 1;
  victim.ledger->ingest(entries, {false, {}});
  victim.identity.roster = &victim.node.roster;
  Ledger auditor(*victim.store, victim.identity);
  return auditor.verify().problems.size();
}

// A partner puts another node's sealed body under a header of its own and signs that. With the
// header as associated data it does not open; without, it opens as the partner's word.
bool replayed_body_opens(bool with_associated_data) {
  base::SeededRandom random(5);
  crypto::init();
  const auto key = crypto::CompartmentKey::random(random);
  Header honest;
  honest.stream = base::StreamId::random(random);
  honest.seq = 4;
  honest.key_id = crypto::key_id(key);
  honest.nonce = crypto::random_nonce(random);
  Plain plain;
  plain.save = base::SaveId::random(random);
  plain.payload = {1};
  const base::Bytes padded = crypto::pad(encode_plain(plain));
  const auto associated = [&](const Header& header) {
    return with_associated_data ? encode_header(header) : base::Bytes();
  };
  const base::Bytes body = crypto::seal(key.secret(), honest.nonce, associated(honest), padded);
  Header forged = honest;
  forged.stream = base::StreamId::random(random);
  forged.seq = 1;
  if (with_associated_data) {
    Entry entry;
    entry.header = encode_header(forged);
    entry.body = body;
    return open_entry(key, entry).has_value();  // the real thing
  }
  return crypto::open(key.secret(), forged.nonce, associated(forged), body).has_value();
}

}  // namespace

TEST_CASE("unverified ingest lets forgeries in, and verification finds them") {
  CHECK(forged_entries_inside(true) == 0);
  CHECK(forged_entries_inside(false) > 0);
}

TEST_CASE("without associated data a body can be moved under another header") {
  CHECK(!replayed_body_opens(true));
  CHECK(replayed_body_opens(false));
}
