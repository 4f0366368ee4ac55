// The words of record YAML and their numbers in packs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace packer {

using Word = std::pair<std::string_view, std::uint8_t>;

inline constexpr std::array<Word, 21> kKinds = {
    {{"text", 1},    {"longtext", 2},  {"code", 3},        {"codes", 4},   {"partial_date", 5},
     {"instant", 6}, {"integer", 7},   {"decimal", 8},     {"boolean", 9}, {"person_name", 10},
     {"place", 11},  {"language", 12}, {"identifier", 13}, {"record", 14}, {"case_file", 15},
     {"row", 16},    {"file", 17},     {"money", 18},      {"status", 19}, {"user", 20},
     {"bytes", 21}}};
inline constexpr std::array<Word, 5> kRules = {{{"replace_with_conflict", 1},
                                                {"restrictive", 2},
                                                {"add_remove_set", 3},
                                                {"append_only", 4},
                                                {"status_machine", 5}}};
inline constexpr std::array<Word, 3> kLoosenings = {
    {{"seen", 1}, {"decision", 2}, {"two_persons", 3}}};
inline constexpr std::array<Word, 6> kIndexes = {
    {{"none", 0}, {"name", 1}, {"text", 2}, {"exact", 3}, {"filter", 4}, {"date", 5}}};
inline constexpr std::array<Word, 4> kStarts = {
    {{"closure", 1}, {"majority", 2}, {"last_activity", 3}, {"creation", 4}}};
inline constexpr std::array<std::string_view, 6> kCaseKinds = {
    "child", "incident", "matter", "organisation", "initiative", "agreement"};

template <std::size_t N>
std::optional<std::uint8_t> number_of(const std::array<Word, N>& words, std::string_view word) {
  for (const Word& pair : words) {
    if (pair.first == word) return pair.second;
  }
  return std::nullopt;
}

}  // namespace packer
