#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "base/names.h"

namespace base {

namespace {

constexpr std::size_t kMaxKeys = 16;

bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}
bool is_front(char c) {
  return c == 'e' || c == 'i' || c == 'y';
}

// Walks a folded word once and spells it in classes. Consonants of one class that touch count once;
// a vowel between them parts them; only an initial vowel is written.
//
//   B b v w   C ch tx sh   D d   F f ph   G g gu(e,i)   J j g(e,i) x   K k c q   L l ll
//   N m n     P p          R r   S s z c(e,i) ts tz x cs ks   T t th   W w hu+ gu(a,o)   X x sh
//   Y y ll and initial j, g(e,i)   a, e (e i), o (o u): initial vowels
class Speller {
 public:
  explicit Speller(std::string_view word) : word_(word) {}

  std::vector<std::string> spell() {
    while (at_ < word_.size()) at_ += step(word_[at_]);
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    return keys_;
  }

 private:
  char look(std::size_t ahead) const {
    return at_ + ahead < word_.size() ? word_[at_ + ahead] : '\0';
  }
  bool sees(std::string_view text) const { return word_.substr(at_).starts_with(text); }
  bool ends_with(std::string_view text) const { return word_.substr(at_) == text; }
  // At the start of the word, or behind a consonant that sounds.
  bool is_onset() const { return !started_ || touching_; }

  // Spells the sound here in one or more ways; gives how many letters it took.
  std::size_t write(std::size_t letters, std::initializer_list<std::string_view> ways) {
    const bool all = keys_.size() * ways.size() <= kMaxKeys;
    std::vector<std::string> longer;
    for (const std::string& key : keys_) {
      for (const std::string_view way : ways) {
        const bool again = touching_ && !way.empty() && key.ends_with(way);
        longer.push_back(again ? key : key + std::string(way));
        if (!all) break;
      }
    }
    keys_ = std::move(longer);
    started_ = true;
    touching_ = true;
    return letters;
  }

  std::size_t vowel(char c) {
    const bool glide = is_vowel(look(1));
    const bool first = !started_;
    touching_ = false;
    if (first && c == 'a') write(1, {"a"});
    if (first && (c == 'e' || c == 'y')) write(1, {"e"});
    if (first && c == 'o') write(1, {"o"});
    if (first && c == 'i') glide ? write(1, {"e", "Y"}) : write(1, {"e"});
    if (first && c == 'u') glide ? write(1, {"o", "W"}) : write(1, {"o"});
    touching_ = false;
    return 1;
  }

  std::size_t step(char c) {
    switch (c) {
      case 'b':
      case 'v':
        return write(1, {"B"});
      case 'c':
        return step_c();
      case 'd':
        return write(1, {"D"});
      case 'f':
        return write(1, {"F"});
      case 'g':
        return step_g();
      case 'h':
        return step_h();
      case 'j':
        return is_onset() ? write(1, {"J", "Y"}) : write(1, {"J"});
      case 'k':
        return look(1) == 's' ? write(2, {"S"}) : write(1, {"K"});
      case 'l':
        return look(1) == 'l' ? write(2, {"Y", "L"}) : write(1, {"L"});
      case 'm':
      case 'n':
        return write(1, {"N"});
      case 'p':
        return look(1) == 'h' ? write(2, {"F"}) : write(1, {"P"});
      case 'q':
        return write(1, {"K"});
      case 'r':
        return write(1, {"R"});
      case 's':
        return step_s();
      case 't':
        return step_t();
      case 'w':
        return write(1, {"W", "B"});
      case 'x':
        return write(1, {"X", "J", "S"});
      case 'y':
        return step_y();
      case 'z':
        return write(1, {"S"});
      default:
        if (is_vowel(c)) return vowel(c);
        return other();
    }
  }

  // A digit, or a letter of another script: as it is.
  std::size_t other() {
    std::size_t size = 1;
    while ((static_cast<std::uint8_t>(look(size)) & 0xc0) == 0x80) ++size;
    return write(size, {word_.substr(at_, size)});
  }

  std::size_t step_c() {
    if (look(1) == 'h') {  // Christian, Chloe
      return look(2) == 'r' || look(2) == 'l' ? write(2, {"K"}) : write(2, {"C"});
    }
    if (look(1) == 't') return write(1, {"K", ""});  // Victor, Bitor
    if (look(1) == 's') return write(2, {"S"});
    if (look(1) == 'c' && is_front(look(2))) return write(2, {"S"});
    return is_front(look(1)) ? write(1, {"S"}) : write(1, {"K"});
  }

  std::size_t step_g() {
    const std::size_t next = look(1) == 'h' ? 2 : 1;  // Gherson
    if (is_front(look(next))) {
      if (!started_) return write(next, {"J", "Y"});
      return touching_ ? write(next, {"J", "Y", "G"}) : write(next, {"J", "G"});
    }
    if (look(1) == 'u' && (look(2) == 'a' || look(2) == 'o')) return write(2, {"W"});
    if (look(1) == 'u' && is_front(look(2))) {
      return started_ ? write(2, {"G"}) : write(2, {"G", "W"});
    }
    return write(1, {"G"});
  }

  std::size_t step_h() {
    if (look(1) == 'u' && is_vowel(look(2))) return write(2, {"W"});
    if (started_ && !touching_ && is_vowel(look(1))) {  // Yahaira, Yajaira
      write(1, {"", "J"});
      touching_ = false;
    }
    return 1;
  }

  std::size_t step_s() {
    if (sees("sch")) return write(3, {"X", "C"});
    if (look(1) == 'h') return write(2, {"X", "C"});
    if (!started_ && look(1) != '\0' && !is_vowel(look(1)) && look(1) != 'y') {
      return write(1, {"eS"});  // Stephanie, Estefani
    }
    return look(1) == 'c' && is_front(look(2)) ? write(2, {"S"}) : write(1, {"S"});
  }

  std::size_t step_t() {
    if (look(1) == 'z' || look(1) == 's') return write(2, {"S"});
    if (look(1) == 'x') return write(2, {"C", "X"});
    if (sees("tch")) return write(3, {"C"});
    if (ends_with("tl")) return write(2, {"L"});  // Xochitl, Nahuatl
    return look(1) == 'h' ? write(2, {"T"}) : write(1, {"T"});
  }

  std::size_t step_y() {
    if (!is_vowel(look(1))) return vowel('y');
    if (!started_) return write(1, {"Y"});
    const std::size_t letters = write(1, {"Y", ""});  // Brayan, Bryan
    touching_ = false;
    return letters;
  }

  std::string_view word_;
  std::size_t at_ = 0;
  std::vector<std::string> keys_{""};
  bool started_ = false;
  bool touching_ = false;  // the last letter that sounded was a consonant
};

}  // namespace

std::vector<std::string> sound_keys(std::string_view word) {
  if (word.empty()) return {};
  std::vector<std::string> keys = Speller(word).spell();
  if (keys.back().empty()) return {std::string(word)};  // a mute h alone
  if (keys.front().empty()) keys.erase(keys.begin());
  return keys;
}

}  // namespace base
