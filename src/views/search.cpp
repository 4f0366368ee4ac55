// Searching an index by name and by words.
//
// By name, in steps that each ask the full-text table for less, until there are enough or somebody
// who is very like: rows with a name that shares a sound with every word asked; the same with
// sounds one step away; with every word but one; with any word. What is found is put in order by
// how alike the letters are.
#include <algorithm>
#include <set>

#include "base/names.h"
#include "views/index_state.h"
#include "views/terms.h"

namespace views {

namespace {

constexpr std::size_t kCandidates = 400;  // rows compared letter by letter, in all
constexpr int kSame = 97;                 // as good as the name asked for
constexpr int kAlike = 88;                // a slip of the pen away from it
constexpr std::size_t kMostWords = 6;

struct Word {
  std::string letters;
  std::vector<std::string> terms;
  bool begun = false;  // perhaps not whole
};

std::string any_of(const Word& word) {
  std::string expression;
  for (const std::string& term : word.terms) {
    expression += expression.empty() ? "(\"" : " OR \"";
    expression += term + "\"";
    if (word.begun && term.size() > 2) expression += "*";
  }
  return expression + ")";
}

std::string all_of(const std::vector<Word>& words, std::size_t but = kMostWords) {
  std::string expression;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == but) continue;
    expression += (expression.empty() ? "" : " AND ") + any_of(words[i]);
  }
  return expression;
}

std::vector<Word> words_asked(std::string_view name) {
  std::vector<Word> words;
  for (std::string& letters : base::name_words(name, base::NameTables::built_in())) {
    if (words.size() == kMostWords) break;
    std::vector<std::string> terms = sound_terms(letters);
    words.push_back({std::move(letters), std::move(terms), false});
  }
  if (!words.empty() && !name.ends_with(' ')) words.back().begun = true;
  return words;
}

int word_likeness(const Word& word, std::string_view other) {
  const int whole = likeness(word.letters, other);
  if (!word.begun || other.size() <= word.letters.size()) return whole;
  // One who has typed the beginning has made no mistake yet: all but equal.
  return std::max(whole, likeness(word.letters, other.substr(0, word.letters.size())) - 5);
}

int name_likeness(const std::vector<Word>& words, std::string_view name) {
  const auto others = base::name_words(name, base::NameTables::built_in());
  int sum = 0;
  for (const Word& word : words) {
    int best = 0;
    for (const std::string& other : others) best = std::max(best, word_likeness(word, other));
    sum += best;
  }
  return sum / static_cast<int>(words.size());
}

int row_likeness(const std::vector<Word>& words, const Row& row) {
  int best = 0;
  for (const Cell& cell : row.cells) {
    if (cell.index != casefile::Index::name) continue;
    best = std::max(best, name_likeness(words, text_of(cell.value)));
  }
  return best;
}

class NameSearch {
 public:
  NameSearch(Index::State& state, std::vector<Word> words, std::size_t limit)
      : state_(state), words_(std::move(words)), limit_(limit) {}

  std::vector<Hit> run() {
    ask(all_of(words_));
    if (!enough(kSame)) {
      for (Word& word : words_) widen(word);
      ask(all_of(words_));
    }
    for (std::size_t but = 0; words_.size() > 1 && but < words_.size(); ++but) {
      if (!enough(kAlike)) ask(all_of(words_, but));
    }
    if (words_.size() > 2 && !enough(kAlike)) {
      for (const Word& word : words_) ask(any_of(word));
    }
    std::stable_sort(hits_.begin(), hits_.end(), [](const Hit& a, const Hit& b) {
      if (a.likeness != b.likeness) return a.likeness > b.likeness;
      return a.row.updated > b.row.updated;
    });
    if (hits_.size() > limit_) hits_.resize(limit_);
    return std::move(hits_);
  }

 private:
  void widen(Word& word) {
    for (std::string& term : state_.sounds_like(word.terms)) {
      if (std::find(word.terms.begin(), word.terms.end(), term) == word.terms.end()) {
        word.terms.push_back(std::move(term));
      }
    }
  }

  bool enough(int likeness) const { return hits_.size() >= limit_ || best_ >= likeness; }

  void ask(const std::string& expression) {
    for (const std::int64_t ref : state_.matching(expression, kCandidates)) {
      if (seen_.size() == kCandidates) return;
      if (!seen_.insert(ref).second) continue;
      Row row = state_.row(ref);
      const int likeness = row_likeness(words_, row);
      best_ = std::max(best_, likeness);
      hits_.push_back({std::move(row), likeness});
    }
  }

  Index::State& state_;
  std::vector<Word> words_;
  std::size_t limit_;
  std::set<std::int64_t> seen_;
  std::vector<Hit> hits_;
  int best_ = 0;
};

}  // namespace

std::vector<Hit> Index::search_name(std::string_view name, std::size_t limit) const {
  std::vector<Word> words = words_asked(name);
  if (words.empty() || limit == 0) return {};
  const std::lock_guard lock(mutex_);
  return NameSearch(*state_, std::move(words), std::min(limit, kMaxPage)).run();
}

std::vector<Row> Index::search_text(std::string_view words, std::size_t limit) const {
  std::vector<Word> asked;
  for (std::string& term : text_terms(words)) {
    if (asked.size() < kMostWords) asked.push_back({"", {std::move(term)}, false});
  }
  if (asked.empty() || limit == 0) return {};
  if (!words.ends_with(' ')) asked.back().begun = true;
  const std::lock_guard lock(mutex_);
  std::vector<Row> rows;
  for (const std::int64_t ref : state_->matching(all_of(asked), std::min(limit, kMaxPage))) {
    rows.push_back(state_->row(ref));
  }
  return rows;
}

}  // namespace views
