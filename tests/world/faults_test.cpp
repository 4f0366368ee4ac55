// An I/O error or a full disk at every k-th call, once or from then on, until none fires.
#include <cstdio>

#include <doctest/doctest.h>

#include "universe.h"

namespace {

using world::FaultKind;
using world::Universe;

// A day: opening, saves, a file, keys, entries from elsewhere, shredding, a capsule, closing.
void day(Universe& u, const std::vector<ledger::Incoming>& foreign) {
  if (const auto wrong = u.open()) throw base::Fault(base::Code::disk_error, *wrong);
  const auto save = [&] {
    if (!u.ledger->append(u.node.save(
            u.cases[0], {base::Compartment::control, base::Compartment::legal}, "texto"))) {
      std::abort();
    }
    u.remember();
  };
  for (int i = 0; i < 3; ++i) save();
  u.folder->keys().commit(
      {{{ledger::KeyTable::case_wrap, {1}, {2, 3}}}, {{ledger::KeyTable::user, {9}}}, {}});
  u.acked_keys[{1}] = {2, 3};
  const auto id = base::FileId::random(u.node.random);
  auto writer = ledger::FileWriter::open(u.folder->store(), id, u.item_key, u.node.random);
  writer->write(base::Bytes(Universe::kFileSize, 5));
  writer->finish();
  u.acked_files.push_back(id);
  u.folder->store().put_capsules({{u.cases[0], base::Compartment::ops, {1, 2}}});
  u.ledger->ingest(foreign);
  const std::vector<ledger::LocalId> first = {1};
  (void)u.ledger->shred(first);
  (void)u.ledger->checkpoint("node.example", u.node.signing.verify_key());
  u.ledger->advance_mark();
  save();
  u.close();
}

std::vector<ledger::Incoming> foreign_entries() {
  Universe other(77, false);
  REQUIRE(!other.open());
  for (int i = 0; i < 5; ++i) {
    REQUIRE(other.ledger->append(other.node.save(other.cases[0], {base::Compartment::ops}, "y")));
  }
  std::vector<ledger::Incoming> all = ledger::test::everything(*other.ledger);
  other.close();
  all.erase(all.begin() + 3);  // one is missing: the last waits in held
  return all;
}

// False when the k-th call was never reached.
bool run(std::uint64_t k, FaultKind kind, bool forever,
         const std::vector<ledger::Incoming>& foreign) {
  CAPTURE(k);
  CAPTURE(forever);
  Universe u(5, false);
  u.disk.fail_at(k, kind, forever);
  try {
    day(u, foreign);
  } catch (const base::Fault& fault) {
    CHECK(u.disk.fired());
    if (kind == FaultKind::full) CHECK(fault.code() != base::Code::store_damaged);
  }
  const bool fired = u.disk.fired();
  u.disk.stop_failing();
  // Recovery without a restart: when the disk answers again, the same process goes on.
  if (u.ledger) {
    REQUIRE(u.ledger->append(
        u.node.save(u.cases[1], {base::Compartment::control, base::Compartment::legal}, "later")));
    u.remember();
  }
  for (int restart = 0; restart < 2; ++restart) {
    u.close();
    const auto closed_or_open = u.open();
    REQUIRE_MESSAGE(!closed_or_open, closed_or_open.value_or(""));
    const auto wrong = u.audit(true);
    REQUIRE_MESSAGE(!wrong, wrong.value_or(""));
  }
  for (const base::FileId& id : u.folder->store().unfinished_files()) {
    CHECK(ledger::FileReader::open(u.folder->store(), id, u.item_key).error().code ==
          base::Code::file_unfinished);
  }
  u.close();
  return fired;
}

}  // namespace

TEST_CASE("a failing call is a Fault; nothing acknowledged is lost, nothing is half") {
  const std::vector<ledger::Incoming> foreign = foreign_entries();
  std::uint64_t runs = 0;
  for (const FaultKind kind : {FaultKind::io, FaultKind::full}) {
    for (const bool forever : {false, true}) {
      std::uint64_t quiet = 0;  // reads of a full disk do not fail: only a long silence is the end
      for (std::uint64_t k = 1; quiet < 50; ++k) {
        quiet = run(k, kind, forever, foreign) ? 0 : quiet + 1;
        runs++;
      }
    }
  }
  CHECK(runs > 400);
  std::printf("faults: %llu runs, each with another failing call\n",
              static_cast<unsigned long long>(runs));
}
