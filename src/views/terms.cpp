#include "views/terms.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "base/names.h"
#include "crypto/hash.h"

namespace views {

namespace {

// 48 bits are enough to find a few rows by; who needs to be sure compares the cell.
std::string hashed(FieldRef field, std::string_view text) {
  std::array<std::uint8_t, 8> ref{};
  for (int i = 0; i < 4; ++i) {
    ref[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(field.type >> (24 - 8 * i));
    ref[static_cast<std::size_t>(4 + i)] = static_cast<std::uint8_t>(field.field >> (24 - 8 * i));
  }
  const crypto::Hash hash = crypto::blake2b("amparo/term/1", {ref, base::as_bytes(text)});
  return base::to_hex(base::ByteView(hash).first(6));
}

std::vector<std::string> words_of(std::string_view folded) {
  std::vector<std::string> words;
  while (!folded.empty()) {
    const std::size_t end = std::min(folded.find(' '), folded.size());
    if (end > 0) words.emplace_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return words;
}

void insert_all(std::set<std::string>& into, std::vector<std::string> terms) {
  for (std::string& term : terms) into.insert(std::move(term));
}

}  // namespace

std::string code_term(FieldRef field, std::string_view code) {
  return "c" + hashed(field, code);
}

std::string exact_term(FieldRef field, std::string_view text) {
  return "e" + hashed(field, base::fold(text));
}

std::vector<std::string> sound_terms(std::string_view folded_word) {
  std::vector<std::string> terms;
  for (const std::string& key : base::sound_keys(folded_word)) {
    std::string term = "s";
    for (const char c : key) {
      term += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (term.size() > 1) terms.push_back(std::move(term));
  }
  // A word of a script that has no sound keys here is found by its letters.
  if (terms.empty()) terms.push_back("n" + std::string(folded_word));
  return terms;
}

std::vector<std::string> name_terms(std::string_view name) {
  std::vector<std::string> terms;
  for (const std::string& word : base::name_words(name, base::NameTables::built_in())) {
    for (std::string& term : sound_terms(word)) terms.push_back(std::move(term));
  }
  return terms;
}

std::vector<std::string> text_terms(std::string_view text) {
  std::vector<std::string> terms;
  for (const std::string& word : words_of(base::fold(text))) terms.push_back("w" + word);
  return terms;
}

std::vector<std::string> codes_of(const codec::Value& value) {
  if (const std::string* text = value.as_text()) return {*text};
  if (const bool* flag = value.as_bool()) return {*flag ? "true" : "false"};
  std::vector<std::string> codes;
  if (const codec::Value::Array* items = value.as_array()) {
    for (const codec::Value& item : *items) {
      if (const std::string* text = item.as_text()) codes.push_back(*text);
    }
  }
  return codes;
}

std::string terms_of(const std::vector<Cell>& cells) {
  std::set<std::string> terms;
  for (const Cell& cell : cells) {
    const FieldRef field{cell.type, cell.field};
    switch (cell.index) {
      case casefile::Index::name:
        insert_all(terms, name_terms(text_of(cell.value)));
        break;
      case casefile::Index::text:
        insert_all(terms, text_terms(text_of(cell.value)));
        break;
      case casefile::Index::exact:
        terms.insert(exact_term(field, text_of(cell.value)));
        break;
      case casefile::Index::filter:
        for (const std::string& code : codes_of(cell.value)) terms.insert(code_term(field, code));
        break;
      default:
        break;
    }
  }
  std::string line;
  for (const std::string& term : terms) line += (line.empty() ? "" : " ") + term;
  return line;
}

int likeness(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return 0;
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  std::iota(before.begin(), before.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t same = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({same, before[j] + 1, now[j - 1] + 1});
    }
    std::swap(before, now);
  }
  const std::size_t longest = std::max(a.size(), b.size());
  return static_cast<int>(100 - 100 * before[b.size()] / longest);
}

bool within_one(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  const auto split =
      static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  const std::string_view rest_a = a.substr(split);
  const std::string_view rest_b = b.substr(split);
  if (a.size() != b.size()) return rest_a == rest_b.substr(1);
  if (rest_a.size() <= 1 || rest_a.substr(1) == rest_b.substr(1)) return true;
  return rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] && rest_a.substr(2) == rest_b.substr(2);
}

}  // namespace views
