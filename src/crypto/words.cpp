#include "crypto/words.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/check.h"

extern "C" {
extern const char amparo_words_es_begin[];
extern const char amparo_words_es_end[];
}

namespace crypto {

namespace {

constexpr std::size_t kCount = std::size_t{1} << kWordBits;
constexpr std::size_t kEnough = 4;  // letters that tell a word from every other

// Sorted, as the file is.
const std::vector<std::string_view>& words() {
  static const std::vector<std::string_view> all = [] {
    std::string_view rest(amparo_words_es_begin,
                          static_cast<std::size_t>(amparo_words_es_end - amparo_words_es_begin));
    std::vector<std::string_view> list;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      AMPARO_CHECK(end != std::string_view::npos && end >= kEnough);
      list.push_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    AMPARO_CHECK(list.size() == kCount && std::is_sorted(list.begin(), list.end()));
    return list;
  }();
  return all;
}

// The letter under an accent, for the second byte of a Latin-1 letter in UTF-8.
char plain_letter(unsigned char second) {
  switch (second | 0x20) {  // capitals stand 0x20 before their small letters
    case 0xa1:
      return 'a';
    case 0xa9:
      return 'e';
    case 0xad:
      return 'i';
    case 0xb1:
      return 'n';
    case 0xb3:
      return 'o';
    case 0xba:
    case 0xbc:
      return 'u';
    default:
      return '?';
  }
}

std::string folded(std::string_view typed) {
  std::string out;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const char c = typed[i];
    if (c == '\xc3' && i + 1 < typed.size()) {
      out.push_back(plain_letter(static_cast<unsigned char>(typed[++i])));
    } else {
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
  }
  return out;
}

}  // namespace

std::string_view word(unsigned number) {
  AMPARO_CHECK(number < kCount);
  return words()[number];
}

std::optional<unsigned> word_number(std::string_view typed) {
  const std::string plain = folded(typed);
  if (plain.size() < kEnough) return std::nullopt;
  const auto at = std::lower_bound(words().begin(), words().end(), plain);
  if (at == words().end() || !at->starts_with(plain)) return std::nullopt;
  return static_cast<unsigned>(at - words().begin());
}

}  // namespace crypto
