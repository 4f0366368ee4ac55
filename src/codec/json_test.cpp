#include "codec/json.h"

#include <doctest/doctest.h>

using codec::Value;

TEST_CASE("every kind of value has its JSON") {
  const Value value =
      Value::map({{1, true},
                  {"a", Value::array({nullptr, -5, Value(base::Bytes{0x0f, 0xa0})})},
                  {"b", "say \"no\"\n\x01 año"}});
  CHECK(codec::to_json(value) ==
        R"({"1":true,"a":[null,-5,"0fa0"],"b":"say \"no\"\u000a\u0001 año"})");
  CHECK(codec::to_json(Value::map({})) == "{}");
  CHECK(codec::to_json(Value::array({})) == "[]");
}
