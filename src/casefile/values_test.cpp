#include "casefile/values.h"

#include <doctest/doctest.h>

#include "casefile/test_support.h"

namespace casefile {
namespace {

using codec::Value;
using testing::catalogue;

// "" when the value may be written to the field, else why not.
std::string why(std::string_view type, std::string_view field, const Value& value) {
  const base::Done checked = check_value(catalogue(), *catalogue().type(type)->field(field), value);
  if (checked) return "";
  CHECK(checked.error().code == base::Code::bad_value);
  return checked.error().details.back().second;
}

TEST_CASE("each kind takes its shape and nothing else; empty is always allowed") {
  const base::Bytes sixteen(16, 1);
  struct Row {
    Kind kind;
    Value good;
  };
  const std::vector<Row> rows = {
      {Kind::text, "x"},
      {Kind::partial_date, "13y@2024-05-01"},
      {Kind::codes, testing::codes({"b", "a"})},
      {Kind::instant, make_instant(5, "America/Mexico_City", InstantPrecision::minute)},
      {Kind::integer, 5},
      {Kind::boolean, true},
      {Kind::person_name,
       Value::map({{1, Value::array({"Ana", "María"})}, {2, "Xuncax"}, {5, "Anita"}})},
      {Kind::place,
       Value::map({{1, "GT"}, {4, "Todos Santos"}, {7, Value::array({15'500'000, -91'600'000})}})},
      {Kind::language, Value::map({{1, "mam"}, {4, true}})},
      {Kind::identifier, Value::map({{1, "curp"}, {2, "XXXX"}})},
      {Kind::record, Value(sixteen)},
      {Kind::row, Value::map({{0, Value(sixteen)}, {1, "x"}})},
      {Kind::file, Value::map({{1, Value(sixteen)}, {4, 10}})},
      {Kind::money, Value::array({1250, "MXN"})},
      {Kind::bytes, Value(base::Bytes{1})}};
  // Kinds whose values look alike; all others must refuse each other's.
  const auto alike = [](const Value& a, const Value& b) {
    return (a.as_text() != nullptr && b.as_text() != nullptr) ||
           (a.as_bytes() != nullptr && b.as_bytes() != nullptr) ||
           (a.as_map() != nullptr && b.as_map() != nullptr) ||
           (a.as_array() != nullptr && b.as_array() != nullptr);
  };
  for (const Row& row : rows) {
    CAPTURE(static_cast<int>(row.kind));
    CHECK(has_shape(row.kind, row.good));
    CHECK(has_shape(row.kind, Value()));
    for (const Row& other : rows) {
      if (row.kind == other.kind) continue;
      if (!alike(row.good, other.good)) CHECK_FALSE(has_shape(row.kind, other.good));
    }
  }
}

TEST_CASE("codes not in their order, or twice, are no value: one choice has one encoding") {
  CHECK_FALSE(has_shape(Kind::codes, Value::array({"b", "a"})));
  CHECK_FALSE(has_shape(Kind::codes, Value::array({"a", "a"})));
}

TEST_CASE("a value too deep for a row, or a text too long, is refused") {
  Value deep = "x";
  for (int i = 0; i < 9; ++i) deep = Value::array({deep});
  CHECK_FALSE(has_shape(Kind::row, Value::map({{0, Value(base::Bytes(16, 1))}, {1, deep}})));
  CHECK_FALSE(has_shape(Kind::text, Value(std::string(kMaxText + 1, 'x'))));
  CHECK(has_shape(Kind::longtext, Value(std::string(kMaxText + 1, 'x'))));
}

TEST_CASE("a new write needs a code of its list, a state of its machine, a date that exists") {
  CHECK(why("person", "sex", "f").empty());
  CHECK(why("person", "sex", "q") == "code");
  CHECK(why("person", "nationalities", "FJ").empty());  // an open list takes ISO codes
  CHECK(why("case_file", "step", "planning").empty());
  CHECK(why("case_file", "step", "flying") == "state");
  CHECK(why("person", "birth_date", "13y@2024-05-01").empty());
  CHECK(why("person", "birth_date", "2024-02-31") == "date");
  CHECK(why("consent", "parts", testing::codes({"identity", "soul"})) == "code");
  CHECK(why("person", "languages", Value::map({{1, "mam"}, {4, true}})).empty());
}

TEST_CASE("a row needs its required columns and knows no others") {
  const Value id = Value(base::Bytes(16, 1));
  CHECK(why("person", "functioning", Value::map({{0, id}, {1, "seeing"}, {2, "some"}})).empty());
  CHECK(why("person", "functioning", Value::map({{0, id}, {1, "seeing"}})) == "required");
  CHECK(why("person", "functioning", Value::map({{0, id}, {1, "seeing"}, {2, "some"}, {9, 1}})) ==
        "column");
}

TEST_CASE("an op is checked for type, field, compartment and rule before it is written") {
  const auto code = [](base::Compartment compartment, const Op& op) {
    const base::Done checked = check_op(catalogue(), compartment, op);
    return checked ? std::string() : std::string(base::code_name(checked.error().code));
  };
  using base::Compartment;
  Op op = testing::Writer::make(OpKind::set, testing::record(1), "person", 6);
  op.value = "f";
  CHECK(code(Compartment::identity, op).empty());
  CHECK(code(Compartment::ops, op) == "wrong_compartment");
  op.kind = static_cast<std::uint32_t>(OpKind::note);
  CHECK(code(Compartment::identity, op) == "wrong_op");
  op.field = 999;
  CHECK(code(Compartment::identity, op) == "unknown_field");
  op.type = 999;
  CHECK(code(Compartment::identity, op) == "unknown_record_type");
  const Op create = testing::Writer::make(OpKind::create, testing::record(1), "person", 0);
  CHECK(code(Compartment::identity, create).empty());
  CHECK(code(Compartment::medical, create) == "wrong_compartment");
}

}  // namespace
}  // namespace casefile
