#include "ledger/entry.h"

#include <rapidcheck.h>

#include <doctest/doctest.h>

#include "codec/cbor.h"
#include "ledger/test_support.h"

using namespace ledger;

namespace {

Header some_header(base::Random& random) {
  Header h;
  h.stream = base::StreamId::random(random);
  random.fill(h.prev);
  random.fill(h.key_id);
  random.fill(h.nonce);
  return h;
}

}  // namespace

TEST_CASE("a header is the deterministic CBOR of its seven values") {
  crypto::init();
  rc::check([](std::uint64_t seed) {
    base::SeededRandom random(seed);
    Header h = some_header(random);
    h.seq = random.next() >> (1 + random.below(63));
    h.flags = random.next() >> (1 + random.below(63));
    const base::Bytes bytes = encode_header(h);
    using codec::Value;
    RC_ASSERT(bytes == codec::encode(Value::array(
                           {1, Value::bytes(h.stream.bytes()), static_cast<std::int64_t>(h.seq),
                            Value::bytes(h.prev), Value::bytes(h.key_id), Value::bytes(h.nonce),
                            static_cast<std::int64_t>(h.flags)})));
    const base::Result<Header> back = decode_header(bytes);
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == h);
  });
}

TEST_CASE("changed header bytes are another header or none, never the same one") {
  base::SeededRandom random(3);
  Header h = some_header(random);
  h.seq = 300;
  const base::Bytes bytes = encode_header(h);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      base::Bytes changed = bytes;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ 1 << bit);
      const base::Result<Header> back = decode_header(changed);
      if (back) CHECK(encode_header(*back) == changed);
      if (back) CHECK(!(*back == h));
    }
    CHECK(!decode_header(base::ByteView(bytes).first(i)));
  }
  base::Bytes longer = bytes;
  longer.push_back(0);
  CHECK(!decode_header(longer));
  base::Bytes newer = bytes;
  newer[1] = 2;
  CHECK(decode_header(newer).error().details[0].second == "version");
}

TEST_CASE("long forms of small numbers are refused") {
  base::SeededRandom random(4);
  Header h = some_header(random);
  base::Bytes bytes = encode_header(h);  // seq 0 stands at 1+1+17
  bytes[19] = 24;
  bytes.insert(bytes.begin() + 20, 0);
  CHECK(!decode_header(bytes));
}

TEST_CASE("a body opens with its key only, under its own header only") {
  base::SeededRandom random(5);
  const auto key = crypto::CompartmentKey::random(random);
  const auto other = crypto::CompartmentKey::random(random);
  Plain plain;
  plain.save = base::SaveId::random(random);
  plain.payload = {1, 2, 3};
  plain.declaration = Declaration{base::CaseId::random(random), base::Compartment::legal,
                                  base::NodeId::random(random)};
  Header h = some_header(random);
  h.key_id = crypto::key_id(key);
  Entry entry;
  entry.header = encode_header(h);
  entry.body = crypto::seal(key.secret(), h.nonce, entry.header, crypto::pad(encode_plain(plain)));

  const base::Result<Plain> back = open_entry(key, entry);
  REQUIRE(back);
  CHECK(back->payload == plain.payload);
  CHECK(back->declaration == plain.declaration);
  CHECK(open_entry(other, entry).error().details[0].second == "key");
  for (std::size_t i = 0; i < entry.header.size(); ++i) {
    Entry moved = entry;
    moved.header[i] ^= 1;
    CHECK(!open_entry(key, moved));
  }
  Entry later = entry;  // the same plain text in an entry that may not declare
  h.seq = 1;
  later.header = encode_header(h);
  later.body = crypto::seal(key.secret(), h.nonce, later.header, crypto::pad(encode_plain(plain)));
  CHECK(open_entry(key, later).error().code == base::Code::entry_invalid);
  Entry shredded = entry;
  shredded.body_hash = hash_body(*entry.body);
  shredded.body.reset();
  CHECK(hash_entry(shredded) == hash_entry(entry));
  CHECK(open_entry(key, shredded).error().details[0].second == "shredded");
}
