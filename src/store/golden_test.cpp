// The golden ledgers of tests/vectors/ledger: one folder per format, made once by the version that
// introduced it and never changed. Each must open, verify to its recorded digest and give its
// texts. A new format makes its own with AMPARO_MAKE_GOLDEN=<folder> store_test -tc="golden*".
#include <cstdlib>
#include <fstream>

#include <doctest/doctest.h>

#include "ledger/file.h"
#include "ledger/test_support.h"
#include "store/sqlite_store.h"
#include "store/test_folder.h"

using namespace ledger;
using base::Compartment;
using store::Folder;
namespace fs = std::filesystem;

namespace {

const base::Bytes kSeed = {'s', 'e', 'e', 'd'};
const base::Bytes kMark = {'m', 'a', 'r', 'k'};
const base::Bytes kNode = {'n', 'o', 'd', 'e'};
const base::Bytes kItem = {'i', 't', 'e', 'm'};
const base::Bytes kFile = {'f', 'i', 'l', 'e'};

base::Bytes copy(base::ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}

// Everything a ledger can hold, with its keys in clear (nobody is in it).
void make_golden(const fs::path& target) {
  store::test::TempFolder temp;
  auto folder = std::move(*Folder::create(temp / "a"));
  test::Node node(20261122);
  test::Node other(7);
  node.roster.add(other.id, other.signing.verify_key());
  Ledger ledger(folder->store(), node.identity());
  REQUIRE(ledger.start());
  const base::CaseId cases[] = {base::CaseId::random(node.random),
                                base::CaseId::random(node.random)};
  KeyBatch keys;
  for (int i = 0; i < 140; ++i) {
    Save save = node.save(cases[i % 2], {Compartment::control, Compartment::wishes},
                          "nota " + std::to_string(i));
    save.due = {{Hash{static_cast<std::uint8_t>(i)}, 1'800'000'000'000 + i}};
    REQUIRE(ledger.append(save));
  }
  const auto mailbox = store::test::TempFolder();
  auto far = std::move(*Folder::create(mailbox / "b"));
  Ledger elsewhere(far->store(), other.identity());
  REQUIRE(elsewhere.start());
  for (int i = 0; i < 3; ++i) {
    REQUIRE(elsewhere.append(other.save(cases[0], {Compartment::legal}, "de lejos")));
  }
  std::vector<Incoming> foreign = test::everything(elsewhere);
  foreign.erase(foreign.begin() + 1);
  REQUIRE(ledger.ingest(foreign).held == 1);
  const std::vector<LocalId> gone = {9, 10};
  REQUIRE(ledger.shred(gone));
  REQUIRE(ledger.checkpoint("golden.example", node.signing.verify_key()));
  const auto item = crypto::ItemKey::random(node.random);
  const auto file = base::FileId::random(node.random);
  auto writer = FileWriter::open(folder->store(), file, item, node.random);
  writer->write(base::Bytes(70'000, 'f'));
  writer->finish();
  for (const auto& [place, key] : node.keys) {
    base::Bytes name = copy(place.first.bytes());
    name.push_back(static_cast<std::uint8_t>(place.second));
    keys.puts.push_back({KeyTable::case_wrap, name, copy(key.secret().reveal())});
  }
  keys.puts.push_back({KeyTable::node, kSeed, copy(node.signing.seed().reveal())});
  keys.puts.push_back({KeyTable::node, kMark, copy(node.mark.secret().reveal())});
  keys.puts.push_back({KeyTable::node, kNode, copy(node.id.bytes())});
  keys.puts.push_back({KeyTable::item_wrap, kItem, copy(item.secret().reveal())});
  keys.puts.push_back({KeyTable::item_wrap, kFile, copy(file.bytes())});
  folder->keys().commit(keys);
  ledger.advance_mark();
  REQUIRE(folder->backup(target));
  std::ofstream(target / "digest") << base::to_hex(ledger.digest()) << "\n";
}

base::Bytes row(Folder& folder, KeyTable table, const base::Bytes& key) {
  const auto value = folder.keys().get(table, key);
  REQUIRE(value);
  return *value;
}

}  // namespace

TEST_CASE("golden ledgers open and verify to their recorded digests") {
  crypto::init();
  if (const char* target = std::getenv("AMPARO_MAKE_GOLDEN")) make_golden(target);
  int found = 0;
  for (const auto& item : fs::directory_iterator(AMPARO_SOURCE_DIR "/tests/vectors/ledger")) {
    CAPTURE(item.path().filename().string());
    store::test::TempFolder temp;
    const auto any = [](Folder&) { return base::Done(); };
    REQUIRE(store::restore(item.path(), {}, temp / "a", any));
    auto folder = std::move(*Folder::open(temp / "a"));

    const auto key =
        crypto::SigningKey::from_seed(crypto::Secret::copy_of(row(*folder, KeyTable::node, kSeed)));
    const auto mark =
        crypto::MarkKey::from_secret(crypto::Secret::copy_of(row(*folder, KeyTable::node, kMark)));
    test::Node node(1);
    NodeSigner signer(key);
    Identity identity = node.identity();
    identity.node = *base::NodeId::from_bytes(row(*folder, KeyTable::node, kNode));
    identity.signer = &signer;
    identity.mark_key = &mark;
    node.roster.add(identity.node, key.verify_key());
    test::Node other(7);
    node.roster.add(other.id, other.signing.verify_key());

    Ledger ledger(folder->store(), identity);
    REQUIRE(ledger.start());
    int texts = 0;
    const VerifyReport report =
        ledger.verify([&](const StreamRow& stream, const Header&, const Entry& entry) {
          if (!stream.declaration) return true;
          base::Bytes name = copy(stream.declaration->case_id.bytes());
          name.push_back(static_cast<std::uint8_t>(stream.declaration->compartment));
          const auto ck = crypto::CompartmentKey::from_secret(
              crypto::Secret::copy_of(row(*folder, KeyTable::case_wrap, name)));
          const auto plain = open_entry(ck, entry);
          texts += plain && base::as_text(plain->payload).starts_with("nota ");
          return plain.has_value();
        });
    CHECK(report.sound());
    CHECK(texts == 278);
    std::string digest;
    std::ifstream(item.path() / "digest") >> digest;
    CHECK(base::to_hex(report.digest) == digest);
    CHECK(folder->store().held_count() == 1);
    CHECK(folder->store().stats().shredded == 2);
    CHECK(folder->store().due_until(INT64_MAX).size() == 140);
    const auto file = *base::FileId::from_bytes(row(*folder, KeyTable::item_wrap, kFile));
    const auto item_key = crypto::ItemKey::from_secret(
        crypto::Secret::copy_of(row(*folder, KeyTable::item_wrap, kItem)));
    auto reader = FileReader::open(folder->store(), file, item_key);
    REQUIRE(reader);
    CHECK(*reader->read(0, 70'000) == base::Bytes(70'000, 'f'));
    found++;
  }
  CHECK(found >= 1);
}
