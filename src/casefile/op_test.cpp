#include "casefile/op.h"

#include <doctest/doctest.h>

#include "casefile/test_support.h"

namespace casefile {
namespace {

using codec::Value;
using testing::record;

Batch sample() {
  Batch batch;
  batch.hlc = {1'750'000'000'000, 3};
  batch.user = testing::id<base::UserId>(4);
  batch.save = testing::id<base::SaveId>(5);
  Op set;
  set.kind = static_cast<std::uint32_t>(OpKind::set);
  set.record = record(1);
  set.type = 9;
  set.version = 1;
  set.field = 1;
  set.value = Value("Llamar");
  set.base = {Stamp{{1'749'999'999'999, 0}, testing::node(2), 7}};
  set.decisions = {record(3)};
  batch.ops.push_back(set);
  return batch;
}

TEST_CASE("a batch is what it was after encoding and decoding") {
  const Batch batch = sample();
  const base::Bytes bytes = encode(batch);
  CHECK(decode_batch(bytes).value() == batch);
}

TEST_CASE("what this version does not know comes back byte for byte") {
  Batch batch = sample();
  Op unknown = batch.ops.front();
  unknown.kind = 99;
  unknown.extra = {Value("después"), Value(7)};
  Op strange;
  strange.kind = 120;
  strange.opaque = Value::array({120, Value::map({{"x", 1}})});
  Op wordless;
  wordless.opaque = Value("una forma futura");
  batch.ops.push_back(unknown);
  batch.ops.push_back(strange);
  batch.ops.push_back(wordless);
  batch.extra = {Value("al final")};
  const base::Bytes bytes = encode(batch);
  const Batch back = decode_batch(bytes).value();
  CHECK(encode(back) == bytes);
  CHECK(back == batch);
}

TEST_CASE("a batch of a later schema keeps its content") {
  const Value later =
      Value::array({2, 5 << 16, Value::bytes(testing::id<base::UserId>(1).bytes()),
                    Value::bytes(base::GrantId::none().bytes()),
                    Value::bytes(testing::id<base::SaveId>(1).bytes()), Value::map({{"ops", 1}})});
  const base::Bytes bytes = codec::encode(later);
  const Batch batch = decode_batch(bytes).value();
  CHECK(batch.schema == 2);
  CHECK(batch.ops.empty());
  CHECK(encode(batch) == bytes);
}

TEST_CASE("what is no batch is refused") {
  for (const Value& value :
       {Value(1), Value::array({}), Value::array({1, 2, 3, 4, 5, 6}),
        Value::array({0, 1, Value::bytes(base::UserId::none().bytes()),
                      Value::bytes(base::GrantId::none().bytes()),
                      Value::bytes(base::SaveId::none().bytes()), Value::array({})})}) {
    const auto refused = decode_batch(codec::encode(value));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == base::Code::bad_encoding);
  }
  // A known kind in a shape it cannot have.
  Value::Array items = *to_value(sample()).as_array();
  items[5] = Value::array({Value::array({2, "short"})});
  CHECK_FALSE(batch_from_value(Value::array(items)).has_value());
}

TEST_CASE("no truncation and no single changed byte is taken for the same batch") {
  const Batch batch = sample();
  const base::Bytes bytes = encode(batch);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    CHECK_FALSE(decode_batch(base::ByteView(bytes).first(i)).has_value());
    base::Bytes changed = bytes;
    changed[i] ^= 1;
    const auto other = decode_batch(changed);
    if (other) CHECK_FALSE(*other == batch);
  }
}

TEST_CASE("unknown ops and types are held, kept in the capsule, and never dropped") {
  Batch batch = sample();
  batch.ops[0].type = 900'000;
  Op unknown = batch.ops[0];
  unknown.kind = 99;
  batch.ops.push_back(unknown);
  History history(base::Compartment::ops);
  history.add({testing::node(1), 1, batch});
  const Folded folded = fold(history, testing::catalogue(), Control());
  REQUIRE(folded.held.size() == 2);
  CHECK(folded.held[0].why == Held::unknown_type);
  CHECK(folded.held[1].why == Held::unknown_op);
  REQUIRE(folded.records.size() == 1);
  CHECK_FALSE(folded.records[0].known);
  const History back = History::decode(history.encode()).value();
  REQUIRE(back.batches().size() == 1);
  CHECK(back.batches()[0].batch == batch);
}

TEST_CASE("a capsule of another fold version is stale; a damaged one is refused") {
  History history(base::Compartment::ops);
  history.add({testing::node(1), 1, sample()});
  base::Bytes bytes = history.encode();
  CHECK(History::decode(bytes).value().encode() == bytes);
  const base::Bytes stale = codec::encode(Value::array({999, 2, Value::array({})}));
  CHECK(History::decode(stale).error().code == base::Code::stale_capsule);
  bytes.pop_back();
  CHECK(History::decode(bytes).error().code == base::Code::bad_encoding);
}

}  // namespace
}  // namespace casefile
