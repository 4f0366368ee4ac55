#include "base/case_number.h"

#include <array>
#include <optional>

namespace base {

namespace {

constexpr std::string_view kSymbols = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::size_t kBody = 7;
static_assert(kSymbols.size() == 32);

std::optional<std::uint8_t> value_of(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  const std::size_t at = kSymbols.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(at);
}

// Times x in GF(32), modulo the primitive polynomial x^5 + x^2 + 1: the powers of x are 31
// different weights, more than a number has places.
std::uint8_t times_x(std::uint8_t a) {
  const unsigned shifted = a * 2U;
  return static_cast<std::uint8_t>(shifted & 32U ? shifted ^ 37U : shifted);
}

// Sum of symbol times x^place, counted from the end; 0 for a whole number that is right.
std::uint8_t weighted_sum(std::string_view symbols) {
  std::uint8_t sum = 0;
  for (const char c : symbols) sum = static_cast<std::uint8_t>(times_x(sum) ^ *value_of(c));
  return sum;
}

std::string shaped(std::string_view symbols) {
  const std::size_t body = symbols.size() - kBody - 1;
  return std::string(symbols.substr(0, body)) + "-" + std::string(symbols.substr(body, 4)) + "-" +
         std::string(symbols.substr(body + 4));
}

}  // namespace

Result<CaseNumber> CaseNumber::random(std::string_view prefix, Random& random) {
  if (prefix.empty() || prefix.size() > kMaxPrefix) return refuse(Code::bad_case_prefix);
  std::string symbols;
  for (const char c : prefix) {
    const auto value = value_of(c);
    if (!value) return refuse(Code::bad_case_prefix);
    symbols += kSymbols[*value];
  }
  std::array<std::uint8_t, kBody> bytes{};
  random.fill(bytes);
  for (const std::uint8_t byte : bytes) symbols += kSymbols[byte & 31];
  symbols += kSymbols[times_x(weighted_sum(symbols))];  // sum * x + check = 0
  return CaseNumber(shaped(symbols));
}

Result<CaseNumber> CaseNumber::parse(std::string_view typed) {
  const auto bad = [](const char* why) { return refuse(Code::bad_case_number, {{"why", why}}); };
  std::string symbols;
  for (const char c : typed) {
    if (c == ' ' || c == '-') continue;
    const auto value = value_of(c);
    if (!value) return bad("symbol");
    if (symbols.size() == kMaxPrefix + kBody + 1) return bad("length");
    symbols += kSymbols[*value];
  }
  if (symbols.size() < 1 + kBody + 1) return bad("length");
  if (weighted_sum(symbols) != 0) return bad("check");
  return CaseNumber(shaped(symbols));
}

}  // namespace base
