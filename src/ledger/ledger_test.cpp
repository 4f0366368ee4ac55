#include "ledger/ledger.h"

#include <algorithm>
#include <thread>

#include <doctest/doctest.h>

#include "ledger/checkpoint.h"
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
  base::CaseId new_case() { return base::CaseId::random(node.random); }
  Receipt write(const base::CaseId& case_id, std::initializer_list<Compartment> where,
                std::string_view text) {
    base::Result<Receipt> done = ledger.append(node.save(case_id, where, text));
    REQUIRE(done);
    return *done;
  }
  std::unique_ptr<Store> store = store::memory_store();
  test::Node node;
  Ledger ledger;
};

// Two nodes that know each other.
struct Pair {
  World a{1};
  World b{2};
  Pair() {
    a.node.roster.add(b.node.id, b.node.signing.verify_key());
    b.node.roster.add(a.node.id, a.node.signing.verify_key());
  }
};

bool has_problem(const VerifyReport& report, base::Code code) {
  return std::any_of(report.problems.begin(), report.problems.end(),
                     [&](const Problem& p) { return p.code == code; });
}

}  // namespace

TEST_CASE("a save is one entry per compartment, chained per stream, and opens") {
  World w(1);
  const base::CaseId child = w.new_case();
  const Receipt first = w.write(child, {Compartment::control, Compartment::identity}, "uno");
  const Receipt second = w.write(child, {Compartment::identity}, "dos");
  REQUIRE(first.entries.size() == 2);
  CHECK(second.entries[0].stream == first.entries[1].stream);
  CHECK(second.entries[0].seq == 1);
  CHECK(w.ledger.last_id() == 3);
  const std::optional<EntryRow> row = w.ledger.entry(3);
  REQUIRE(row);
  CHECK(decode_header(row->entry.header)->prev == first.entries[1].hash);
  const auto plain = open_entry(w.node.key(child, Compartment::identity), row->entry);
  REQUIRE(plain);
  CHECK(base::as_text(plain->payload) == "dos");
  const VerifyReport report = w.ledger.verify(w.node.opener());
  CHECK(report.sound());
  CHECK(report.opened == 3);
  CHECK(report.digest == w.ledger.digest());
}

TEST_CASE("what makes no save is refused") {
  World w(1);
  const base::CaseId child = w.new_case();
  CHECK(w.ledger.append(Save{base::SaveId::random(w.node.random), {}, {}, {}}).error().code ==
        base::Code::bad_value);
  CHECK(!w.ledger.append(w.node.save(child, {Compartment::ops, Compartment::ops}, "x")));
  Save large = w.node.save(child, {Compartment::ops}, "x");
  large.drafts[0].payload.resize(kMaxBody);
  CHECK(!w.ledger.append(large));
  CHECK(w.ledger.last_id() == 0);
}

TEST_CASE("many threads append; the follower sees everything once and in order") {
  World w(1);
  std::vector<LocalId> seen;
  w.ledger.follow([&](std::span<const EntryRow> rows) {
    for (const EntryRow& row : rows) seen.push_back(row.id);
  });
  constexpr int kThreads = 8;
  constexpr int kSaves = 40;
  std::vector<Save> saves;
  const base::CaseId shared = w.new_case();
  for (int i = 0; i < kThreads * kSaves; ++i) {
    saves.push_back(w.node.save(i % 2 == 0 ? shared : w.new_case(), {Compartment::ops}, "x"));
  }
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kSaves; ++i) {
        const auto done = w.ledger.append(saves[static_cast<std::size_t>(t * kSaves + i)]);
        if (!done || done->entries.size() != 1) std::abort();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  REQUIRE(seen.size() == kThreads * kSaves);
  for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] == i + 1);
  CHECK(w.ledger.verify(w.node.opener()).sound());
}

TEST_CASE("entries arrive in any order, with repetition, and make the same streams") {
  for (const bool contiguous : {true, false}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Pair p;
      std::vector<base::CaseId> cases = {p.a.new_case(), p.a.new_case()};
      for (int i = 0; i < 12; ++i) {
        p.a.write(cases[static_cast<std::size_t>(i % 2)], {Compartment::ops, Compartment::legal},
                  "texto");
      }
      std::vector<Incoming> all = test::everything(p.a.ledger);
      base::SeededRandom random(seed);
      for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[random.below(i)]);
      std::uint64_t placed = 0;
      for (std::size_t i = 0; i < all.size();) {
        const std::size_t n = std::min<std::size_t>(1 + random.below(6), all.size() - i);
        const IngestReport r = p.b.ledger.ingest(std::span(all).subspan(i, n), {contiguous, {}});
        CHECK(r.rejected.empty());
        placed += r.placed;
        i += n;
      }
      CHECK(placed == 24);
      CHECK(p.b.store->held_count() == 0);
      CHECK(p.b.ledger.ingest(all, {contiguous, {}}).known == 24);
      CHECK(p.b.ledger.last_id() == 24);
      CHECK(p.b.ledger.verify().sound());
    }
  }
}

TEST_CASE("an unknown node's entries wait for the roster") {
  Pair p;
  World c(3);
  const base::CaseId child = c.new_case();
  c.write(child, {Compartment::ops}, "x");
  c.write(child, {Compartment::ops}, "y");
  const std::vector<Incoming> all = test::everything(c.ledger);
  CHECK(p.a.ledger.ingest(all).held == 2);
  CHECK(p.a.ledger.retry_held().held == 2);
  p.a.node.roster.add(c.node.id, c.node.signing.verify_key());
  CHECK(p.a.ledger.retry_held().placed == 2);
  CHECK(p.a.store->held_count() == 0);
  CHECK(p.a.ledger.verify().sound());
}

TEST_CASE("a key holder's judgement holds an entry and what follows it") {
  Pair p;
  const base::CaseId child = p.a.new_case();
  for (int i = 0; i < 3; ++i) p.a.write(child, {Compartment::ops}, "x");
  const std::vector<Incoming> all = test::everything(p.a.ledger);
  IngestOptions future;
  future.judge = [](const Header& h, const Entry&) -> std::optional<HoldReason> {
    if (h.seq == 1) return HoldReason::future_clock;
    return std::nullopt;
  };
  const IngestReport report = p.b.ledger.ingest(all, future);
  CHECK(report.placed == 1);
  CHECK(report.held == 2);
  CHECK(p.b.store->held_all()[0].reason == HoldReason::future_clock);
  CHECK(p.b.store->held_all()[1].reason == HoldReason::gap);
  CHECK(p.b.ledger.retry_held().placed == 2);
  CHECK(p.b.ledger.last_id() == 3);
}

TEST_CASE("forged, altered and misplaced entries are not taken") {
  Pair p;
  const base::CaseId child = p.a.new_case();
  for (int i = 0; i < 5; ++i) p.a.write(child, {Compartment::ops}, "x");
  const std::vector<Incoming> all = test::everything(p.a.ledger);
  for (const bool contiguous : {true, false}) {
    for (std::size_t at = 0; at < all.size(); ++at) {
      World b(9);
      b.node.roster.add(p.a.node.id, p.a.node.signing.verify_key());
      std::vector<Incoming> altered = all;
      (*altered[at].entry.body)[3] ^= 1;
      const IngestReport report = b.ledger.ingest(altered, {contiguous, {}});
      CHECK(report.placed == at);
      CHECK(report.rejected.size() == 1);
      CHECK(report.rejected[0].index == at);
      CHECK(b.ledger.verify().sound());
    }
  }
  std::vector<Incoming> claimed = all;  // another known node claims the stream
  for (Incoming& in : claimed) in.node = p.b.node.id;
  CHECK(p.b.ledger.ingest(claimed, {}).placed == 0);
  CHECK(p.b.ledger.last_id() == 0);
}

TEST_CASE("equivocation is kept as evidence and changes nothing") {
  Pair p;
  const base::CaseId child = p.a.new_case();
  p.a.write(child, {Compartment::ops}, "x");
  const std::vector<Incoming> start = test::everything(p.a.ledger);
  World twin(1);  // the same node from an old copy
  REQUIRE(twin.ledger.ingest(start).placed == 1);
  REQUIRE(twin.ledger.declare(decode_header(start[0].entry.header)->stream,
                              {child, Compartment::ops, p.a.node.id}));
  p.a.write(child, {Compartment::ops}, "one story");
  p.a.write(child, {Compartment::ops}, "and more of it");
  twin.write(child, {Compartment::ops}, "another story");
  REQUIRE(p.b.ledger.ingest(test::everything(p.a.ledger)).placed == 3);
  const Hash before = p.b.ledger.digest();
  const IngestReport report = p.b.ledger.ingest(test::everything(twin.ledger));
  CHECK(report.forked == 1);
  CHECK(report.known == 1);
  CHECK(p.b.ledger.digest() == before);
  CHECK(p.b.store->forks().size() == 1);
  CHECK(p.b.ledger.verify().sound());
}

TEST_CASE("a stream's name belongs to its node before anything of it arrived") {
  Pair p;
  const base::CaseId child = p.a.new_case();
  p.a.write(child, {Compartment::ops}, "x");
  Incoming squat = test::everything(p.a.ledger)[0];
  squat.node = p.b.node.id;
  const Hash hash = hash_entry(squat.entry);
  squat.entry.signature = p.b.node.signing.sign(crypto::SignDomain::entry, hash);
  World c(3);
  c.node.roster.add(p.b.node.id, p.b.node.signing.verify_key());
  const IngestReport report = c.ledger.ingest({&squat, 1});
  REQUIRE(report.rejected.size() == 1);
  CHECK(report.rejected[0].refusal.code == base::Code::entry_invalid);
}

TEST_CASE("shredding drops bodies; chain, signatures and tree still verify") {
  Pair p;
  const base::CaseId child = p.a.new_case();
  for (int i = 0; i < 4; ++i) p.a.write(child, {Compartment::testimony}, "x");
  const Hash before = p.a.ledger.digest();
  const std::vector<LocalId> ids = {1, 3};
  REQUIRE(p.a.ledger.shred(ids));
  REQUIRE(p.a.ledger.shred(ids));
  CHECK(!p.a.ledger.entry(3)->entry.body);
  const VerifyReport report = p.a.ledger.verify(p.a.node.opener());
  CHECK(report.sound());
  CHECK(report.shredded == 2);
  CHECK(report.digest == before);
  CHECK(p.b.ledger.ingest(test::everything(p.a.ledger)).placed == 4);
  CHECK(p.b.ledger.verify().sound());
  const std::vector<LocalId> none = {99};
  CHECK(p.a.ledger.shred(none).error().code == base::Code::not_found);
}

TEST_CASE("checkpoints and proofs convince someone without the ledger") {
  World w(1);
  const base::CaseId child = w.new_case();
  for (int i = 0; i < 5; ++i) w.write(child, {Compartment::ops}, "x");
  const auto& key = w.node.signing.verify_key();
  const base::Result<CheckpointRow> old_row = w.ledger.checkpoint("albergue.example/r", key);
  REQUIRE(old_row);
  for (int i = 0; i < 300; ++i) w.write(child, {Compartment::ops}, "x");
  const base::Result<CheckpointRow> row = w.ledger.checkpoint("albergue.example/r", key);
  REQUIRE(row);
  const auto old_note = parse_note(old_row->note);
  const auto note = parse_note(row->note);
  REQUIRE((old_note && note));
  CHECK(note_signed_by(*note, "albergue.example/r", key));
  const auto& now = note->checkpoint;
  CHECK(verify_inclusion(w.ledger.entry(7)->hash, 6, now.size,
                         w.ledger.inclusion_proof(7, now.size), now.root));
  CHECK(verify_consistency(5, old_note->checkpoint.root, now.size, now.root,
                           w.ledger.consistency_proof(5, now.size)));
  CHECK(w.ledger.verify().sound());
  CHECK(w.ledger.checkpoint("amparo/00ff", key));
  CHECK(!w.ledger.checkpoint("two words", key));
  CHECK(!w.ledger.checkpoint("amparo/sig/1", key));
}

TEST_CASE("the mark spares what was verified and catches what was changed") {
  World w(1);
  const base::CaseId child = w.new_case();
  for (int i = 0; i < 3; ++i) w.write(child, {Compartment::ops}, "x");
  w.ledger.advance_mark();
  CHECK(w.store->mark()->up_to == 3);
  {
    Ledger again(*w.store, w.node.identity());
    CHECK(again.start());
  }
  Batch batch;  // someone without the key claims that more was verified
  batch.mark = MarkRow{2, w.store->mark()->box};
  w.store->commit(batch);
  Ledger again(*w.store, w.node.identity());
  CHECK(again.start().error().code == base::Code::mark_invalid);
  CHECK(has_problem(w.ledger.verify(), base::Code::mark_invalid));
}

TEST_CASE("scrub finds in its part what verify finds in all") {
  World w(1);
  const base::CaseId child = w.new_case();
  for (int i = 0; i < 600; ++i) w.write(child, {Compartment::ops}, "x");
  std::uint64_t entries = 0;
  for (std::uint64_t part = 0; part < 7; ++part) {
    const VerifyReport report = w.ledger.scrub(part, 7);
    CHECK(report.sound());
    entries += report.entries;
  }
  CHECK(entries == 600);
}

TEST_CASE("due times ring without saying what for") {
  World w(1);
  const base::CaseId child = w.new_case();
  Save save = w.node.save(child, {Compartment::ops}, "x");
  save.due = {{Hash{1}, 500}, {Hash{2}, 100}};
  REQUIRE(w.ledger.append(save));
  CHECK(w.store->due_until(99).empty());
  CHECK(w.store->due_until(500).size() == 2);
  CHECK(w.store->due_until(500)[0].ref == Hash{2});
  Save done{base::SaveId::random(w.node.random), {}, {}, {Hash{2}}};
  REQUIRE(w.ledger.append(done));
  CHECK(w.store->due_until(500).size() == 1);
}
