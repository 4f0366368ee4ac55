#include "base/case_number.h"

#include <array>
#include <cctype>
#include <set>

#include <doctest/doctest.h>

namespace {

using base::CaseNumber;

constexpr std::string_view kSymbols = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

std::string why(std::string_view typed) {
  const auto number = CaseNumber::parse(typed);
  if (number) return "accepted";
  CHECK(number.error().code == base::Code::bad_case_number);
  return number.error().details.at(0).second;
}

TEST_CASE("a number is read back, in any case and spacing, and never has I, O, 0 or 1") {
  base::SeededRandom random(5);
  for (int i = 0; i < 500; ++i) {
    const CaseNumber number = CaseNumber::random("amp", random).value();
    std::string text = number.text();
    REQUIRE(text.size() == 13);
    REQUIRE(text.starts_with("AMP-"));
    REQUIRE(text.find_first_of("IO01") == std::string::npos);
    REQUIRE(CaseNumber::parse(text).value() == number);
    for (char& c : text) c = c == '-' ? ' ' : static_cast<char>(std::tolower(c));
    REQUIRE(CaseNumber::parse(" " + text + " ").value() == number);
  }
}

TEST_CASE("any one wrong symbol is caught, at every place, the prefix included") {
  base::SeededRandom random(6);
  for (int i = 0; i < 60; ++i) {
    const std::string text = CaseNumber::random("CHPAS2", random)->text();
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '-') continue;
      for (const char symbol : kSymbols) {
        std::string wrong = text;
        wrong[at] = symbol;
        REQUIRE(why(wrong) == (wrong == text ? "accepted" : "check"));
      }
    }
  }
}

TEST_CASE("any swap of two places is caught, neighbours included") {
  base::SeededRandom random(7);
  int swaps = 0;
  for (int i = 0; i < 200; ++i) {
    const std::string text = CaseNumber::random("AMP", random)->text();
    for (std::size_t a = 0; a < text.size(); ++a) {
      for (std::size_t b = a + 1; b < text.size(); ++b) {
        if (text[a] == '-' || text[b] == '-' || text[a] == text[b]) continue;
        std::string wrong = text;
        std::swap(wrong[a], wrong[b]);
        ++swaps;
        REQUIRE(why(wrong) == "check");
      }
    }
  }
  CHECK(swaps > 5000);
}

TEST_CASE("what is no number says why") {
  CHECK(why("") == "length");
  CHECK(why("AMP") == "length");
  CHECK(why("7K3Q9DWX") == "length");
  CHECK(why("AMPAMPA-7K3Q-9DWX") == "length");
  CHECK(why("AMP-7K3O-9DWX") == "symbol");
  CHECK(why("AMP-7K31-9DWX") == "symbol");
  CHECK(why("AMP_7K3Q") == "symbol");
  CHECK(why("ÑMP-7K3Q-9DWX") == "symbol");
}

TEST_CASE("prefixes") {
  base::SeededRandom random(8);
  CHECK(CaseNumber::random("2", random).has_value());
  for (const char* prefix : {"", "OIM", "CASA1", "TOOLONG", "A-B", "Ñ"}) {
    CAPTURE(prefix);
    CHECK(CaseNumber::random(prefix, random).error().code == base::Code::bad_case_prefix);
  }
}

TEST_CASE("numbers spread: one symbol in 32 each, few repeats") {
  base::SeededRandom random(9);
  std::set<std::string> seen;
  std::array<int, 128> counts{};
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = CaseNumber::random("A", random)->text();
    seen.insert(text);
    for (const char c : text.substr(2)) ++counts[static_cast<std::size_t>(c)];
  }
  CHECK(seen.size() >= 19'997);
  for (const char symbol : kSymbols) {
    const int count = counts[static_cast<std::size_t>(symbol)];
    CHECK(count > 4'600);
    CHECK(count < 5'400);
  }
}

}  // namespace
