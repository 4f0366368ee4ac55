// The codec against libcbor, and properties on random values.
#include <cbor.h>
#include <memory>
#include <rapidcheck.h>
#include <string>

#include <doctest/doctest.h>

#include "codec/cbor.h"

namespace {

using base::Bytes;
using codec::Value;

struct Release {
  void operator()(cbor_item_t* item) const { cbor_decref(&item); }
};
using Item = std::unique_ptr<cbor_item_t, Release>;

Item libcbor_load(const Bytes& bytes) {
  cbor_load_result result{};
  Item item(cbor_load(bytes.data(), bytes.size(), &result));
  if (item && result.read != bytes.size()) item.reset();
  return item;
}

bool same(const Value& value, const cbor_item_t* item);

bool same_array(const Value::Array& items, const cbor_item_t* item) {
  if (!cbor_isa_array(item) || cbor_array_size(item) != items.size()) return false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!same(items[i], cbor_array_handle(item)[i])) return false;
  }
  return true;
}

bool same_map(const Value::Map& pairs, const cbor_item_t* item) {
  if (!cbor_isa_map(item) || cbor_map_size(item) != pairs.size()) return false;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const cbor_pair& pair = cbor_map_handle(item)[i];
    if (!same(pairs[i].first, pair.key) || !same(pairs[i].second, pair.value)) return false;
  }
  return true;
}

bool same(const Value& value, const cbor_item_t* item) {
  if (const auto* i = value.as_int()) {
    if (*i < 0 ? !cbor_isa_negint(item) : !cbor_isa_uint(item)) return false;
    return cbor_get_int(item) == static_cast<std::uint64_t>(*i < 0 ? -1 - *i : *i);
  }
  if (const auto* text = value.as_text()) {
    return cbor_isa_string(item) &&
           *text == std::string(reinterpret_cast<const char*>(cbor_string_handle(item)),
                                cbor_string_length(item));
  }
  if (const auto* bytes = value.as_bytes()) {
    return cbor_isa_bytestring(item) &&
           *bytes == Bytes(cbor_bytestring_handle(item),
                           cbor_bytestring_handle(item) + cbor_bytestring_length(item));
  }
  if (const auto* items = value.as_array()) return same_array(*items, item);
  if (const auto* pairs = value.as_map()) return same_map(*pairs, item);
  if (const auto* b = value.as_bool()) return cbor_is_bool(item) && cbor_get_bool(item) == *b;
  return cbor_is_null(item);
}

rc::Gen<std::string> some_text() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "a", "Z", "0", "ñ", "é", "ꞌ", "漢", "\U0001F600", std::string(1, '\0'), "mam ")),
      [](const std::vector<std::string>& parts) {
        std::string all;
        for (const std::string& part : parts) all += part;
        return all;
      });
}

// All sizes of integers, not only those near zero.
rc::Gen<std::int64_t> some_int() {
  return rc::gen::map(rc::gen::pair(rc::gen::arbitrary<std::uint64_t>(), rc::gen::inRange(0, 64)),
                      [](const std::pair<std::uint64_t, int>& p) {
                        return static_cast<std::int64_t>(p.first * 0x9e3779b97f4a7c15U) >> p.second;
                      });
}

rc::Gen<Value> some_value(int depth);

rc::Gen<Value> some_map(int depth) {
  const auto key = rc::gen::oneOf(
      rc::gen::map(some_int(), [](std::int64_t i) { return Value(i); }),
      rc::gen::map(some_text(), [](const std::string& text) { return Value(text); }));
  return rc::gen::map(rc::gen::container<std::vector<std::pair<Value, Value>>>(
                          rc::gen::pair(key, some_value(depth - 1))),
                      [](const std::vector<std::pair<Value, Value>>& pairs) {
                        Value map = Value::map({});
                        for (const auto& [k, v] : pairs) map.set(k, v);
                        return map;
                      });
}

rc::Gen<Value> some_value(int depth) {
  const auto scalar = rc::gen::oneOf(
      rc::gen::just(Value()),
      rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Value(b); }),
      rc::gen::map(some_int(), [](std::int64_t i) { return Value(i); }),
      rc::gen::map(some_text(), [](const std::string& text) { return Value(text); }),
      rc::gen::map(rc::gen::arbitrary<Bytes>(), [](const Bytes& bytes) { return Value(bytes); }));
  if (depth == 0) return scalar;
  const auto array =
      rc::gen::map(rc::gen::scale(0.3, rc::gen::container<Value::Array>(some_value(depth - 1))),
                   [](const Value::Array& items) { return Value::array(items); });
  return rc::gen::oneOf(scalar, array, rc::gen::scale(0.3, some_map(depth)));
}

TEST_CASE("every value survives its encoding, and libcbor reads the same") {
  CHECK(rc::check([] {
    const Value value = *some_value(4);
    const Bytes bytes = codec::encode(value);
    const auto back = codec::decode(bytes);
    RC_ASSERT(back.has_value());
    RC_ASSERT((*back == value));
    const Item item = libcbor_load(bytes);
    RC_ASSERT(item != nullptr);
    RC_ASSERT(same(value, item.get()));
  }));
}

TEST_CASE("the order of values is the order of their encodings") {
  CHECK(rc::check([] {
    const Value a = *some_value(2);
    const Value b = *some_value(2);
    RC_ASSERT((a <=> b) == (codec::encode(a) <=> codec::encode(b)));
  }));
}

TEST_CASE("what is accepted has these bytes as its encoding, and libcbor accepts it") {
  int accepted = 0;
  CHECK(rc::check([&accepted] {
    Bytes bytes = codec::encode(*some_value(3));
    for (int change = *rc::gen::inRange(0, 3); change > 0; --change) {
      const auto at = *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(bytes));
      const auto byte = *rc::gen::arbitrary<std::uint8_t>();
      if (*rc::gen::inRange(0, 3) == 0) {
        bytes.insert(bytes.begin() + at, byte);
      } else {
        bytes[static_cast<std::size_t>(at)] = byte;
      }
    }
    const auto value = codec::decode(bytes);
    if (!value) return;
    ++accepted;
    RC_ASSERT(codec::encode(*value) == bytes);
    const Item item = libcbor_load(bytes);
    RC_ASSERT(item != nullptr);
    RC_ASSERT(same(*value, item.get()));
  }));
  CHECK(accepted > 30);
}

TEST_CASE("all inputs of up to two bytes, and three with a head of every kind, against libcbor") {
  int accepted = 0;
  const auto compare = [&](const Bytes& bytes) {
    const auto value = codec::decode(bytes);
    if (!value) return;
    ++accepted;
    REQUIRE(codec::encode(*value) == bytes);
    const Item item = libcbor_load(bytes);
    REQUIRE(item != nullptr);
    REQUIRE(same(*value, item.get()));
  };
  for (int a = 0; a < 256; ++a) {
    const auto first = static_cast<std::uint8_t>(a);
    compare({first});
    for (int b = 0; b < 256; ++b) {
      const auto second = static_cast<std::uint8_t>(b);
      compare({first, second});
      for (const int c : {0x00, 0x17, 0x18, 0x20, 0x40, 0x61, 0x80, 0xbf, 0xf6, 0xff}) {
        compare({first, second, static_cast<std::uint8_t>(c)});
      }
    }
  }
  CHECK(accepted > 500);
}

}  // namespace
