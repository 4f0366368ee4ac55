#include "pack/pack.h"

#include <doctest/doctest.h>

#include "base/seams.h"

namespace pack {
namespace {

crypto::SigningKey key(std::uint64_t seed) {
  crypto::init();
  base::SeededRandom random(seed);
  return crypto::SigningKey::generate(random);
}

std::vector<Section> sections() {
  return {{"records", {1, 2, 3}}, {"codes", {}}, {"names/given.csv", base::Bytes(1000, 7)}};
}

base::Bytes make(const crypto::SigningKey* signer) {
  return build("amparo", 3, sections(), signer).value();
}

base::Code refusal(base::ByteView file, const Trust& trust) {
  const base::Result<Pack> opened = Pack::open(file, trust);
  REQUIRE_FALSE(opened.has_value());
  return opened.error().code;
}

TEST_CASE("a pack signed by a listed publisher opens, and its sections are what was put in") {
  const crypto::SigningKey signer = key(1);
  const base::Bytes file = make(&signer);
  const Pack pack = Pack::open(file, {{signer.verify_key()}, {}}).value();
  CHECK(pack.name() == "amparo");
  CHECK(pack.version() == 3);
  CHECK(pack.publisher() == signer.verify_key());
  CHECK(pack.hash() == hash_of(file));
  CHECK(pack.section_names() == std::vector<std::string>{"codes", "names/given.csv", "records"});
  const base::ByteView records = pack.section("records").value();
  CHECK(base::Bytes(records.begin(), records.end()) == base::Bytes{1, 2, 3});
  CHECK(pack.section("codes").value().empty());
  CHECK(pack.section("law").error().code == base::Code::not_found);
}

TEST_CASE("the bytes do not depend on the order in which sections are given") {
  const crypto::SigningKey signer = key(1);
  std::vector<Section> other = sections();
  std::swap(other[0], other[2]);
  CHECK(build("amparo", 3, other, &signer).value() == make(&signer));
}

TEST_CASE("without a signature only the known hash makes a pack trusted") {
  crypto::init();
  const base::Bytes file = make(nullptr);
  CHECK(Pack::open(file, {{}, hash_of(file)}).has_value());
  CHECK(refusal(file, {}) == base::Code::unsigned_pack);
  CHECK(refusal(file, {{key(1).verify_key()}, crypto::Hash{}}) == base::Code::unsigned_pack);
}

TEST_CASE(
    "an unknown publisher, a forged signature and a signature for something else are refused") {
  const crypto::SigningKey signer = key(1);
  const crypto::SigningKey other = key(2);
  base::Bytes file = make(&signer);
  CHECK(refusal(file, {{other.verify_key()}, {}}) == base::Code::unknown_publisher);
  // Put another, trusted publisher's name on it.
  std::copy(other.verify_key().begin(), other.verify_key().end(), file.end() - 96);
  CHECK(refusal(file, {{other.verify_key()}, {}}) == base::Code::bad_signature);
  // A signature of the same bytes in another domain is none.
  base::Bytes moved = make(&signer);
  const std::size_t front = 13 + (std::size_t{moved[11]} << 8) + moved[12];
  const crypto::Signature entry =
      signer.sign(crypto::SignDomain::entry, base::ByteView(moved).first(front));
  std::copy(entry.begin(), entry.end(), moved.end() - 64);
  CHECK(refusal(moved, {{signer.verify_key()}, {}}) == base::Code::bad_signature);
}

TEST_CASE("truncated, foreign, newer and damaged files are refused, each by its name") {
  const crypto::SigningKey signer = key(1);
  const Trust trust{{signer.verify_key()}, {}};
  const base::Bytes file = make(&signer);
  for (std::size_t size = 0; size < file.size(); ++size) {
    CHECK(refusal(base::ByteView(file).first(size), trust) == base::Code::bad_pack);
  }
  base::Bytes longer = file;
  longer.push_back(0);
  CHECK(refusal(longer, trust) == base::Code::bad_pack);
  CHECK(refusal(base::as_bytes("SQLite format 3 and so on, for a while longer than a pack's head"),
                trust) == base::Code::bad_pack);
  base::Bytes newer = file;
  newer[8] = kFormatVersion + 1;
  CHECK(refusal(newer, trust) == base::Code::newer_pack);
}

TEST_CASE("every flipped bit is noticed") {
  const crypto::SigningKey signer = key(1);
  const Trust trust{{signer.verify_key()}, {}};
  const base::Bytes file = make(&signer);
  std::size_t accepted = 0;
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    base::Bytes damaged = file;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    if (Pack::open(damaged, trust)) ++accepted;
  }
  CHECK(accepted == 0);
}

TEST_CASE("a section twice or a name with strange letters is refused when building") {
  crypto::init();
  CHECK(build("amparo", 1, {{"a", {}}, {"a", {}}}, nullptr).error().code == base::Code::bad_pack);
  CHECK(build("amparo", 1, {{"../a b", {}}}, nullptr).error().code == base::Code::bad_pack);
  CHECK(build("", 1, {}, nullptr).error().code == base::Code::bad_pack);
}

}  // namespace
}  // namespace pack
