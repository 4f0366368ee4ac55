#include "base/names.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace base {

// catalogue/names/keys.csv, built in (src/base/CMakeLists.txt).
extern const char* const kNameKeysCsv;

namespace {

constexpr char32_t kInvalid = 0xffffffff;

// The code point at `at`, which moves behind it; a byte that begins none is kInvalid and skipped.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at++);
  if (first < 0x80) return first;
  const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4 || text.size() - at < more) return kInvalid;
  char32_t code = first & (0x3fU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return kInvalid;
    code = code << 6 | (byte(at + i) & 0x3fU);
  }
  at += more;
  return code;
}

// Base letters of U+00C0…U+024F and U+1E00…U+1EFF; capitals stand for pairs, a dot for none.
constexpr std::string_view kLatin =
    "aaaaaaAceeeeiiiidnooooo.ouuuuyTSaaaaaaAceeeeiiiidnooooo.ouuuuyTyaaaaaaccccccccdd"
    "ddeeeeeeeeeegggggggghhhhiiiiiiiiiiIIjjkk.llllllllllnnnnnnnnnooooooOOrrrrrrssssss"
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzsbbbb..occ.ddd.e.effg...ikkl.mnnooo..pp.....ttttu"
    "u.vyyzz..............d..l..n.aaiioouuuuuuuuuueaaaaAAggggkkoooo..j.d.gg..nnaaAAoo"
    "aaaaeeeeiiiioooorrrruuuusstt..hhnd..zzaaeeooooooooyylntj..accltsz..buveejj.qrryy";
constexpr std::string_view kLatinMore =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooo"
    "oooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyasssS."
    "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuu"
    "uuyyyyyyyy....yy";
static_assert(kLatin.size() == 0x250 - 0xc0 && kLatinMore.size() == 0x100);

std::string_view letters_of(char32_t code) {
  if (code == 0xaa) return "a";  // ª, as in Mª
  if (code == 0xba) return "o";
  if (code == 0x268) return "i";  // ɨ and ʉ of Mesoamerican alphabets
  if (code == 0x289) return "u";
  std::string_view letter;
  if (code >= 0xc0 && code < 0x250) letter = kLatin.substr(code - 0xc0, 1);
  if (code >= 0x1e00 && code < 0x1f00) letter = kLatinMore.substr(code - 0x1e00, 1);
  if (letter == ".") return {};
  if (letter == "A") return "ae";
  if (letter == "O") return "oe";
  if (letter == "S") return "ss";
  if (letter == "T") return "th";
  if (letter == "I") return "ij";
  return letter;
}

// Apostrophes and glottal stops, in all the ways that keyboards and alphabets write them.
constexpr std::array<char32_t, 29> kApostrophes = {
    0x27,   0x60,   0xb4,   0x241,  0x242,  0x294,  0x2b9,  0x2bb, 0x2bc,  0x2bd,
    0x2be,  0x2bf,  0x2c0,  0x2c1,  0x2c8,  0x2ca,  0x2cb,  0x55a, 0x2018, 0x2019,
    0x201a, 0x201b, 0x2032, 0x2035, 0xa78b, 0xa78c, 0xff07, 0x7f4, 0x1fbf};

bool in(char32_t code, char32_t first, char32_t last) {
  return first <= code && code <= last;
}

bool is_silent(char32_t code) {
  const bool mark = in(code, 0x300, 0x36f) || in(code, 0x1ab0, 0x1aff) ||
                    in(code, 0x1dc0, 0x1dff) || in(code, 0x20d0, 0x20ff) ||
                    in(code, 0xfe00, 0xfe2f);
  const bool invisible = code == 0xad || in(code, 0x200b, 0x200f) || in(code, 0x2060, 0x2064) ||
                         code == 0xfeff || code == kInvalid;
  return mark || invisible ||
         std::find(kApostrophes.begin(), kApostrophes.end(), code) != kApostrophes.end();
}

bool is_separator(char32_t code) {
  return code < 0xc0 || code == 0xd7 || code == 0xf7 || in(code, 0x2000, 0x2bff) ||
         in(code, 0x3000, 0x303f) || in(code, 0xff00, 0xff0f);
}

std::vector<std::string> words_of(const std::string& folded) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', at), folded.size());
    words.push_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

const std::string* replaced(const std::vector<NameTables::Replacement>& rows,
                            const std::string& word) {
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const auto& candidate) { return candidate.from == word; });
  return row == rows.end() ? nullptr : &row->to;
}

// A word without the particle glued to its front; four letters must be left, the longest goes.
std::string unglued(const std::string& word, const NameTables& tables) {
  constexpr std::size_t kLeft = 4;
  if (const std::string* rest = replaced(tables.glued_words, word)) return *rest;
  std::size_t cut = 0;
  for (const std::string& particle : tables.glued_particles) {
    if (word.starts_with(particle) && word.size() >= particle.size() + kLeft) {
      cut = std::max(cut, particle.size());
    }
  }
  return word.substr(cut);
}

}  // namespace

std::string fold(std::string_view utf8) {
  std::string out;
  bool space = false;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t start = at;
    const char32_t code = next_code_point(utf8, at);
    if (is_silent(code)) continue;
    char ascii = static_cast<char>(code < 0x80 ? code : 0);
    if (ascii >= 'A' && ascii <= 'Z') ascii = static_cast<char>(ascii + 32);
    std::string_view letters(&ascii, 1);
    const bool plain = (ascii >= 'a' && ascii <= 'z') || (ascii >= '0' && ascii <= '9');
    if (!plain) letters = letters_of(code);
    if (letters.empty() && !is_separator(code)) letters = utf8.substr(start, at - start);
    if (letters.empty()) {
      space = !out.empty();
      continue;
    }
    if (space) out += ' ';
    space = false;
    out += letters;
  }
  return out;
}

Result<NameTables> NameTables::from_csv(std::string_view csv) {
  NameTables tables;
  int line_number = 0;
  while (!csv.empty()) {
    std::string_view line = csv.substr(0, csv.find('\n'));
    csv.remove_prefix(std::min(csv.size(), line.size() + 1));
    ++line_number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#' || line == "kind,from,to") continue;
    const std::size_t comma = line.find(',');
    const std::string_view kind = line.substr(0, comma);
    std::string from(comma == line.npos ? "" : line.substr(comma + 1));
    std::string to;
    if (const std::size_t second = from.find(','); second != from.npos) {
      to = from.substr(second + 1);
      from.resize(second);
    }
    const bool folded = !from.empty() && fold(from) == from && fold(to) == to;
    if (folded && to.empty() && kind == "particle") {
      tables.particles.push_back(from);
    } else if (folded && to.empty() && kind == "glued_particle") {
      tables.glued_particles.push_back(from);
    } else if (folded && !to.empty() && kind == "abbreviation") {
      tables.abbreviations.push_back({from, to});
    } else if (folded && !to.empty() && kind == "glued_word") {
      tables.glued_words.push_back({from, to});
    } else {
      return refuse(Code::bad_value,
                    {{"what", "name keys"}, {"line", std::to_string(line_number)}});
    }
  }
  return tables;
}

const NameTables& NameTables::built_in() {
  static const NameTables tables = [] {
    Result<NameTables> read = from_csv(kNameKeysCsv);
    AMPARO_CHECK(read.has_value());
    return std::move(*read);
  }();
  return tables;
}

std::vector<std::string> name_words(std::string_view name, const NameTables& tables) {
  std::vector<std::string> all;
  for (const std::string& word : words_of(fold(name))) {
    const std::string* full = replaced(tables.abbreviations, word);
    for (const std::string& part : words_of(full ? *full : word)) {
      all.push_back(unglued(part, tables));
    }
  }
  std::vector<std::string> kept;
  for (const std::string& word : all) {
    const auto& particles = tables.particles;
    if (std::find(particles.begin(), particles.end(), word) == particles.end()) {
      kept.push_back(word);
    }
  }
  return kept.empty() ? all : kept;
}

std::vector<std::string> name_keys(std::string_view name, const NameTables& tables) {
  std::vector<std::string> keys;
  for (const std::string& word : name_words(name, tables)) {
    for (std::string& key : sound_keys(word)) keys.push_back(std::move(key));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace base
