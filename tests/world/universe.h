// Universe: one node's ledger on a lossy disk, and the auditor beside it, who remembers what was
// acknowledged and asks for it after every restart.
#pragma once

#include <optional>
#include <string>

#include "ledger/file.h"
#include "ledger/test_support.h"
#include "lossy_disk.h"
#include "store/sqlite_store.h"

namespace world {

using namespace ledger;

class Universe {
 public:
  Universe(std::uint64_t seed, bool real_signatures, const std::string& synchronous = "FULL")
      : random(seed), disk(seed + 1), node(seed + 2), stub_signer(node.id) {
    crypto::init();
    options.vfs = disk.vfs();
    options.synchronous = synchronous;
    options.readers = 1;
    identity = node.identity();
    if (!real_signatures) {
      identity.signer = &stub_signer;
      identity.roster = &stub_roster;
    }
    for (int i = 0; i < 4; ++i) cases.push_back(base::CaseId::random(node.random));
    if (!store::Folder::create("d", options)) std::abort();
  }

  // Opens folder and ledger; an answer is what is wrong. A Fault passes through.
  std::optional<std::string> open() {
    auto opened = store::Folder::open("d", options);
    if (!opened) {
      std::string wrong = "open: " + std::string(base::code_name(opened.error().code));
      for (const auto& [name, value] : opened.error().details) wrong += " " + name + "=" + value;
      return wrong;
    }
    folder = std::move(*opened);
    ledger = std::make_unique<Ledger>(folder->store(), identity);
    if (base::Done ok = ledger->start(); !ok) {
      return "start: " + std::string(base::code_name(ok.error().code));
    }
    return std::nullopt;
  }

  void close() {
    ledger.reset();
    folder.reset();
  }

  // What was acknowledged must be there, and nothing half.
  std::optional<std::string> audit(bool full) {
    const LocalId last = ledger->last_id();
    if (last < acked) return "acknowledged entries are gone";
    if (ledger->root(acked) != acked_root) return "acknowledged entries are others";
    for (const auto& [key, value] : acked_keys) {
      if (folder->keys().get(KeyTable::case_wrap, key) != value) return "a key is gone";
    }
    for (const base::FileId& id : acked_files) {
      auto reader = FileReader::open(folder->store(), id, item_key);
      if (!reader || reader->size() != kFileSize || !reader->read(kFileSize - 9, 9)) {
        return "a file is gone";
      }
    }
    if (full) {
      const VerifyReport report = ledger->verify(node.opener());
      if (!report.sound()) return "verify: " + report.problems.front().what;
      if (const auto half = half_save()) return half;
    }
    return std::nullopt;
  }

  // One random thing a node does; what it acknowledged is remembered.
  void act() {
    const std::uint64_t what = random.below(20);
    if (what == 0) {
      const base::Bytes key = {static_cast<std::uint8_t>(random.below(8))};
      const base::Bytes value(1 + random.below(60), static_cast<std::uint8_t>(random.next()));
      acked_keys.erase(key);  // neither old nor new is promised while it is being replaced
      folder->keys().commit({{{KeyTable::case_wrap, key, value}}, {}, {}});
      acked_keys[key] = value;
    } else if (what == 1) {
      const auto id = base::FileId::random(node.random);
      auto writer = FileWriter::open(folder->store(), id, item_key, node.random);
      writer->write(base::Bytes(kFileSize, 5));
      writer->finish();
      acked_files.push_back(id);
    } else if (what == 2 && acked > 0) {
      const std::vector<LocalId> ids = {1 + random.below(acked)};
      (void)ledger->shred(ids);
    } else if (what == 3) {
      (void)ledger->checkpoint("node.example", node.signing.verify_key());
      remember();
    } else {
      Save save = node.save(cases[random.below(cases.size())],
                            {base::Compartment::control, base::Compartment::legal},
                            std::string(random.below(900), 'x'));
      save.due = {{Hash{static_cast<std::uint8_t>(random.below(50))}, 1000}};
      const auto receipt = ledger->append(save);
      if (!receipt) std::abort();
      remember();
    }
  }

  void remember() {
    acked = ledger->last_id();
    acked_root = ledger->root(acked);
  }

  base::SeededRandom random;
  LossyDisk disk;
  test::Node node;
  test::StubSigner stub_signer;
  test::StubRoster stub_roster;
  Identity identity;
  store::SqliteOptions options;
  std::vector<base::CaseId> cases;
  std::unique_ptr<store::Folder> folder;
  std::unique_ptr<Ledger> ledger;
  LocalId acked = 0;
  Hash acked_root = TreeRoot();
  std::map<base::Bytes, base::Bytes> acked_keys;
  std::vector<base::FileId> acked_files;
  crypto::ItemKey item_key = crypto::ItemKey::random(node.random);
  static constexpr std::size_t kFileSize = 70'000;

 private:
  static Hash TreeRoot() { return crypto::sha256({}); }

  // Every save wrote two compartments: each save id must be seen an even number of times.
  std::optional<std::string> half_save() {
    std::map<base::SaveId, int> seen;
    ledger->scan(1, ledger->last_id(), [&](const EntryRow& row) {
      const auto header = decode_header(row.entry.header);
      const auto stream = ledger->stream(header->stream);
      const auto& d = stream->declaration;
      if (!row.entry.body || !d) return true;
      const auto plain = open_entry(node.key(d->case_id, d->compartment), row.entry);
      if (plain) seen[plain->save] += d->compartment == base::Compartment::legal ? 1 : -1;
      return true;
    });
    int shredded = 0;
    ledger->scan(1, ledger->last_id(), [&](const EntryRow& row) {
      shredded += !row.entry.body;
      return true;
    });
    int halves = 0;
    for (const auto& [save, balance] : seen) halves += balance != 0;
    // A shredded body hides one half of its save.
    return halves > shredded ? std::optional<std::string>("half a save") : std::nullopt;
  }
};

}  // namespace world
