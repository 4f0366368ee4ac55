// Single-bit flips anywhere in a folder: each is detected, or what a reader sees is unchanged.
#include <cstdio>

#include <doctest/doctest.h>

#include "budget.h"
#include "universe.h"

namespace {

using namespace ledger;
using world::Universe;

struct Sealed {
  crypto::SnapshotKey key;
  base::Bytes box(base::Random& random, std::string_view context, std::size_t size) const {
    return crypto::seal_box(key.secret(), random, base::as_bytes(context), base::Bytes(size, 3));
  }
};

std::string context_of(const base::CaseId& case_id) {
  return "capsule " + case_id.text();
}

void fill(Universe& u, const Sealed& sealed) {
  REQUIRE(!u.open());
  for (int i = 0; i < 150; ++i) u.act();
  Universe other(99, false);
  REQUIRE(!other.open());
  for (int i = 0; i < 4; ++i) {
    REQUIRE(other.ledger->append(other.node.save(other.cases[0], {base::Compartment::ops}, "y")));
  }
  std::vector<Incoming> foreign = test::everything(*other.ledger);
  other.close();
  foreign.erase(foreign.begin() + 1);
  CHECK(u.ledger->ingest(foreign).held == 2);
  std::vector<CapsuleRow> capsules;
  for (const base::CaseId& c : u.cases) {
    capsules.push_back({c, base::Compartment::ops, sealed.box(u.random, context_of(c), 5000)});
  }
  u.folder->store().put_capsules(capsules);
  u.folder->store().put_snapshot("team", {sealed.box(u.random, "snapshot 0", 20'000),
                                          sealed.box(u.random, "snapshot 1", 20'000)});
  KeyBatch keys;
  for (std::uint8_t i = 0; i < 120; ++i) {
    base::Bytes value(150);
    u.random.fill(value);
    keys.puts.push_back({static_cast<KeyTable>(1 + i % 7), {i, 1, 2, 3}, value});
  }
  u.folder->keys().commit(keys);
  u.ledger->advance_mark();
  u.close();
}

// Everything a reader can see, as one hash; nothing when something wrong was told.
std::optional<Hash> seen(Universe& u, const Sealed& sealed, const OpenCheck& opener) {
  try {
    if (u.open()) return std::nullopt;
    Store& rows = u.folder->store();
    const VerifyReport report = u.ledger->verify(opener);
    if (!report.sound() || !u.folder->keys().medium_problems().empty()) return std::nullopt;
    Hash hash = report.digest;
    const auto mix = [&](base::ByteView bytes) { hash = crypto::blake2b("seen", {hash, bytes}); };
    for (const base::CaseId& c : u.cases) {
      for (const StreamRow& row : rows.streams_of_case(c)) mix(row.id.bytes());
      // A lost or changed capsule is told by its seal and made again; only a wrong one counts.
      if (const auto box = rows.capsule(c, base::Compartment::ops)) {
        const auto plain =
            crypto::open_box(sealed.key.secret(), base::as_bytes(context_of(c)), *box);
        if (!plain) return std::nullopt;
        mix(*plain);
      } else {
        return std::nullopt;
      }
    }
    const auto parts = rows.snapshot("team");
    if (!parts || parts->size() != 2) return std::nullopt;
    for (std::size_t i = 0; i < 2; ++i) {
      const std::string context = "snapshot " + std::to_string(i);
      const auto plain =
          crypto::open_box(sealed.key.secret(), base::as_bytes(context), (*parts)[i]);
      if (!plain) return std::nullopt;
      mix(*plain);
    }
    for (const HeldRow& row : rows.held_all()) mix(row.hash);
    for (const ForkRow& row : rows.forks()) mix(row.hash);
    for (const DueRow& row : rows.due_until(INT64_MAX)) {
      mix(row.ref);
      mix(base::as_bytes(std::to_string(row.at_ms)));
    }
    for (const base::FileId& id : u.acked_files) {
      auto reader = FileReader::open(rows, id, u.item_key);
      if (!reader) return std::nullopt;
      const auto plain = reader->read(0, Universe::kFileSize + 1);
      if (!plain) return std::nullopt;
      mix(*plain);
    }
    for (int table = 1; table <= 7; ++table) {
      for (const KeyRow& row : u.folder->keys().under(static_cast<KeyTable>(table), {})) {
        mix(row.key);
        mix(row.value);
      }
    }
    return hash;
  } catch (const base::Fault&) {
    return std::nullopt;
  }
}

struct Tally {
  int detected = 0;
  int harmless = 0;
  int missed = 0;
};

}  // namespace

TEST_CASE("every flipped bit is detected, or changes nothing that is read") {
  crypto::init();
  const std::uint64_t flips = world::from_environment("AMPARO_FLIPS", 2000);
  const std::uint64_t seed = world::first_seed();
  base::SeededRandom random(seed * 31);
  Universe u(seed, false);
  const Sealed sealed{crypto::SnapshotKey::random(random)};
  fill(u, sealed);
  const world::LossyDisk::Image image = u.disk.image();
  const std::optional<Hash> before = seen(u, sealed, u.node.opener());
  u.close();
  REQUIRE(before);

  std::map<std::string, Tally> tallies;
  const std::vector<std::string> files = {"d/ledger.db", "d/ledger.db", "d/ledger.db",
                                          "d/keys.db",   "d/cache.db",  "d/files.db"};
  for (std::uint64_t i = 0; i < flips; ++i) {
    const std::string& file = files[i % files.size()];
    world::LossyDisk::Image changed = image;
    base::Bytes& bytes = changed.at(file);
    // The first page, where every structure begins, gets a fair part of them.
    const std::size_t at = random.below(i % 7 == 0 ? 4096 : bytes.size());
    const auto bit = static_cast<std::uint8_t>(1U << random.below(8));
    bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ bit);
    u.disk.load(changed);
    const std::optional<Hash> now = seen(u, sealed, u.node.opener());
    u.close();
    Tally& tally = tallies[file];
    if (!now) {
      tally.detected++;
    } else if (*now == *before) {
      tally.harmless++;
    } else {
      tally.missed++;
      MESSAGE("missed: " << file << " byte " << at << " bit " << int{bit} << " seed " << seed);
    }
  }
  for (const auto& [file, tally] : tallies) {
    std::printf("flips in %s: %d detected, %d changed nothing, %d missed\n", file.c_str(),
                tally.detected, tally.harmless, tally.missed);
    CHECK(tally.missed == 0);
    CHECK(tally.detected > 0);
  }
}
