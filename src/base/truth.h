// Truth: yes, no, or unknown, as Kleene's strong logic combines them. What is not known must not
// become "no" by being put into a bool.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace base {

// In this order `and` is the minimum and `or` the maximum.
enum class Truth : std::uint8_t { no, unknown, yes };

constexpr Truth truth(bool b) {
  return b ? Truth::yes : Truth::no;
}
constexpr Truth truth_not(Truth t) {
  return static_cast<Truth>(2 - static_cast<int>(t));
}
constexpr Truth truth_and(Truth a, Truth b) {
  return std::min(a, b);
}
constexpr Truth truth_or(Truth a, Truth b) {
  return std::max(a, b);
}
// "no", "unknown", "yes": as stored and as the API says it.
constexpr std::string_view truth_name(Truth t) {
  return t == Truth::yes ? "yes" : t == Truth::no ? "no" : "unknown";
}

}  // namespace base
