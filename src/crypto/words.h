// The 1024 words of the recovery cards, ten bits each. Inside crypto only.
#pragma once

#include <optional>
#include <string_view>

namespace crypto {

inline constexpr unsigned kWordBits = 10;

// The word of a number below 1024. The list is catalogue/words/es.txt.
std::string_view word(unsigned number);
// The number of a word as a person typed it: case and accents do not matter, and its first four
// letters are enough. Nothing when it is not on the list.
std::optional<unsigned> word_number(std::string_view typed);

}  // namespace crypto
