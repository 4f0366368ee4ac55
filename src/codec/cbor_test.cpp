#include "codec/cbor.h"

#include <cbor.h>
#include <limits>
#include <memory>
#include <rapidcheck.h>
#include <string>

#include <doctest/doctest.h>

namespace {

using base::Bytes;
using codec::Value;

Bytes hex(std::string_view text) {
  return base::from_hex(text).value();
}

// "why" of the refusal, or "accepted".
std::string why(const Bytes& bytes) {
  const auto value = codec::decode(bytes);
  if (value) return "accepted";
  REQUIRE(value.error().code == base::Code::bad_encoding);
  REQUIRE(value.error().details.at(0).first == "at");
  REQUIRE(std::stoull(value.error().details.at(0).second) <= bytes.size());
  return value.error().details.at(1).second;
}

Bytes nested(int depth) {
  Bytes bytes(static_cast<std::size_t>(depth), 0x81);
  bytes.back() = 0x80;
  return bytes;
}

// ---- the oracle: what libcbor reads ------------------------------------------------------------

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

// ---- random values -----------------------------------------------------------------------------

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

// ---- cases -------------------------------------------------------------------------------------

TEST_CASE("RFC 8949 appendix A: the vectors of the allowed subset, both ways") {
  const std::vector<std::pair<Value, std::string>> vectors = {
      {0, "00"},
      {1, "01"},
      {10, "0a"},
      {23, "17"},
      {24, "1818"},
      {25, "1819"},
      {100, "1864"},
      {1000, "1903e8"},
      {1000000, "1a000f4240"},
      {std::int64_t{1000000000000}, "1b000000e8d4a51000"},
      {-1, "20"},
      {-10, "29"},
      {-100, "3863"},
      {-1000, "3903e7"},
      {false, "f4"},
      {true, "f5"},
      {nullptr, "f6"},
      {Bytes{}, "40"},
      {Bytes{1, 2, 3, 4}, "4401020304"},
      {"", "60"},
      {"a", "6161"},
      {"IETF", "6449455446"},
      {"\"\\", "62225c"},
      {"\u00fc", "62c3bc"},
      {"\u6c34", "63e6b0b4"},
      {"\U00010151", "64f0908591"},
      {Value::array({}), "80"},
      {Value::array({1, 2, 3}), "83010203"},
      {Value::array({1, Value::array({2, 3}), Value::array({4, 5})}), "8301820203820405"},
      {Value::array({1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13,
                     14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25}),
       "98190102030405060708090a0b0c0d0e0f101112131415161718181819"},
      {Value::map({}), "a0"},
      {Value::map({{1, 2}, {3, 4}}), "a201020304"},
      {Value::map({{"a", 1}, {"b", Value::array({2, 3})}}), "a26161016162820203"},
      {Value::array({"a", Value::map({{"b", "c"}})}), "826161a161626163"},
      {Value::map({{"e", "E"}, {"b", "B"}, {"c", "C"}, {"d", "D"}, {"a", "A"}}),
       "a56161614161626142616361436164614461656145"}};
  for (const auto& [value, text] : vectors) {
    CAPTURE(text);
    CHECK(base::to_hex(codec::encode(value)) == text);
    const auto read = codec::decode(hex(text));
    REQUIRE(read.has_value());
    CHECK(*read == value);
  }
}

TEST_CASE("the ends of the integers") {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t i :
       {Limits::max(), Limits::min(), Limits::max() - 1, Limits::min() + 1, std::int64_t{255},
        std::int64_t{256}, std::int64_t{65535}, std::int64_t{65536}, std::int64_t{4294967295},
        std::int64_t{4294967296}, std::int64_t{-256}, std::int64_t{-257}}) {
    CHECK(*codec::decode(codec::encode(i))->as_int() == i);
  }
  CHECK(why(hex("1b8000000000000000")) == "out of range");
  CHECK(why(hex("3b8000000000000000")) == "out of range");
  CHECK(why(hex("1bffffffffffffffff")) == "out of range");
  CHECK(why(hex("3bffffffffffffffff")) == "out of range");
}

TEST_CASE("anything but the one encoding is refused") {
  const std::vector<std::pair<std::string, std::string>> refusals = {
      {"", "truncated"},
      {"1800", "not shortest"},
      {"1817", "not shortest"},
      {"190017", "not shortest"},
      {"1900ff", "not shortest"},
      {"1a0000ffff", "not shortest"},
      {"1b00000000ffffffff", "not shortest"},
      {"3817", "not shortest"},
      {"5801ff", "not shortest"},
      {"780161", "not shortest"},
      {"980100", "not shortest"},
      {"b8010000", "not shortest"},
      {"a2616201616101", "unsorted keys"},
      {"a26161010101", "unsorted keys"},
      {"a262616101616201", "unsorted keys"},
      {"a220010101", "unsorted keys"},
      {"a2616101616102", "duplicate key"},
      {"a201010102", "duplicate key"},
      {"a14001", "key"},
      {"a18001", "key"},
      {"a1f601", "key"},
      {"f90000", "simple"},
      {"fa47c35000", "simple"},
      {"fb3ff199999999999a", "simple"},
      {"f7", "simple"},
      {"e0", "simple"},
      {"f0", "simple"},
      {"f8ff", "simple"},
      {"ff", "simple"},
      {"c000", "tag"},
      {"c074323031332d30332d32315432303a30343a30305a", "tag"},
      {"c249010000000000000000", "tag"},
      {"d9d9f700", "tag"},
      {"5f42010243030405ff", "indefinite"},
      {"7f61616162ff", "indefinite"},
      {"9fff", "indefinite"},
      {"bf616101ff", "indefinite"},
      {"1f", "indefinite"},
      {"1c", "reserved"},
      {"5d", "reserved"},
      {"9e", "reserved"},
      {"18", "truncated"},
      {"1900", "truncated"},
      {"1a000100", "truncated"},
      {"4201", "truncated"},
      {"6261", "truncated"},
      {"8201", "truncated"},
      {"a1", "truncated"},
      {"a101", "truncated"},
      {"0000", "trailing"},
      {"8000", "trailing"},
      {"61ff", "utf-8"},
      {"62c0af", "utf-8"},
      {"63e08080", "utf-8"},
      {"63eda080", "utf-8"},
      {"64f0808080", "utf-8"},
      {"64f4908080", "utf-8"},
      {"64f5808080", "utf-8"},
      {"61c3", "utf-8"},
      {"6180", "utf-8"}};
  for (const auto& [text, reason] : refusals) {
    CAPTURE(text);
    CHECK(why(hex(text)) == reason);
  }
}

TEST_CASE("nesting: 16 is read, 17 is refused, a megabyte of brackets too") {
  CHECK(why(nested(codec::kMaxDepth)) == "accepted");
  CHECK(why(nested(codec::kMaxDepth + 1)) == "depth");
  CHECK(why(Bytes(1 << 20, 0x81)) == "depth");
  Bytes maps;
  for (int i = 0; i < codec::kMaxDepth; ++i) maps.insert(maps.end(), {0xa1, 0x01});
  maps.push_back(0x00);
  CHECK(why(maps) == "accepted");
  maps.back() = 0xa0;
  CHECK(why(maps) == "depth");
}

TEST_CASE("a huge announced length is refused before anything is allocated for it") {
  for (const char* text :
       {"5b7fffffffffffffff", "7b7fffffffffffffff", "9b7fffffffffffffff", "bb7fffffffffffffff",
        "9bffffffffffffffff", "bbffffffffffffffff", "bb8000000000000001", "9a7fffffff00",
        "ba7fffffff0000", "5a7fffffff00"}) {
    CAPTURE(text);
    CHECK(why(hex(text)) == "truncated");
  }
  // Sixteen nested arrays that each announce all that is left: together they cannot be kept.
  Bytes greedy;
  for (int i = 0; i < codec::kMaxDepth; ++i) greedy.insert(greedy.end(), {0x9a, 0x00, 0x0f, 0, 0});
  greedy.resize(greedy.size() + 0x0f0000, 0x00);
  CHECK(why(greedy) == "truncated");
}

TEST_CASE("every cut of an encoding is refused") {
  const Bytes whole = codec::encode(Value::map({{1, "ñandú"},
                                                {2, Value::array({-1, 70000, Bytes(30, 7)})},
                                                {"k", Value::map({{0, true}})}}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto cut = codec::decode(base::ByteView(whole).first(size));
    CHECK_FALSE(cut.has_value());
  }
}

TEST_CASE("a map finds, replaces and keeps its order") {
  Value map;
  map.set("b", 1);
  map.set(5, 2);
  map.set("aa", 3);
  map.set(-1, 4);
  map.set("b", 9);
  CHECK(*map.find("b")->as_int() == 9);
  CHECK(*map.find(-1)->as_int() == 4);
  CHECK(map.find("c") == nullptr);
  CHECK(Value(3).find("b") == nullptr);
  CHECK(base::to_hex(codec::encode(map)) == "a40502200461620962616103");
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

TEST_CASE("UTF-8: every code point of one to four bytes, no surrogate") {
  for (std::uint32_t c = 0; c <= 0x10ffff; c += c < 0x3000 ? 1 : 61) {
    std::string text;
    if (c < 0x80) {
      text = {static_cast<char>(c)};
    } else if (c < 0x800) {
      text = {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
    } else if (c < 0x10000) {
      text = {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
              static_cast<char>(0x80 | (c & 63))};
    } else {
      text = {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)),
              static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
    }
    const bool surrogate = c >= 0xd800 && c < 0xe000;
    REQUIRE(codec::is_utf8(text) == !surrogate);
    REQUIRE_FALSE(codec::is_utf8(text + "\xbf"));
  }
}

}  // namespace
