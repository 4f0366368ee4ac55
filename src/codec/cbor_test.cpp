#include "codec/cbor.h"

#include <limits>
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

// Both ways between a value and its bytes.
void check_vector(const Value& value, const std::string& text) {
  CAPTURE(text);
  CHECK(base::to_hex(codec::encode(value)) == text);
  const auto read = codec::decode(hex(text));
  REQUIRE(read.has_value());
  CHECK(*read == value);
}

TEST_CASE("RFC 8949 appendix A: the allowed vectors of single items, both ways") {
  check_vector(0, "00");
  check_vector(1, "01");
  check_vector(10, "0a");
  check_vector(23, "17");
  check_vector(24, "1818");
  check_vector(25, "1819");
  check_vector(100, "1864");
  check_vector(1000, "1903e8");
  check_vector(1000000, "1a000f4240");
  check_vector(std::int64_t{1000000000000}, "1b000000e8d4a51000");
  check_vector(-1, "20");
  check_vector(-10, "29");
  check_vector(-100, "3863");
  check_vector(-1000, "3903e7");
  check_vector(false, "f4");
  check_vector(true, "f5");
  check_vector(nullptr, "f6");
  check_vector(Bytes{}, "40");
  check_vector(Bytes{1, 2, 3, 4}, "4401020304");
  check_vector("", "60");
  check_vector("a", "6161");
  check_vector("IETF", "6449455446");
  check_vector("\"\\", "62225c");
  check_vector("\u00fc", "62c3bc");
  check_vector("\u6c34", "63e6b0b4");
  check_vector("\U00010151", "64f0908591");
}

TEST_CASE("RFC 8949 appendix A: the allowed vectors of arrays and maps, both ways") {
  check_vector(Value::array({}), "80");
  check_vector(Value::array({1, 2, 3}), "83010203");
  check_vector(Value::array({1, Value::array({2, 3}), Value::array({4, 5})}), "8301820203820405");
  check_vector(Value::array({1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13,
                             14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25}),
               "98190102030405060708090a0b0c0d0e0f101112131415161718181819");
  check_vector(Value::map({}), "a0");
  check_vector(Value::map({{1, 2}, {3, 4}}), "a201020304");
  check_vector(Value::map({{"a", 1}, {"b", Value::array({2, 3})}}), "a26161016162820203");
  check_vector(Value::array({"a", Value::map({{"b", "c"}})}), "826161a161626163");
  check_vector(Value::map({{"e", "E"}, {"b", "B"}, {"c", "C"}, {"d", "D"}, {"a", "A"}}),
               "a56161614161626142616361436164614461656145");
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
  struct Row {
    const char* bytes;
    const char* reason;
  };
  constexpr Row kRefusals[] = {{"", "truncated"},
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
  for (const auto& [bytes, reason] : kRefusals) {
    CAPTURE(std::string(bytes));
    CHECK(why(hex(bytes)) == reason);
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
