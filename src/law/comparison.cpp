#include "law/comparison.h"

#include "base/check.h"

namespace law {

namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

Wanted nothing_of(const Ruleset& ruleset) {
  return {std::vector<char>(ruleset->rules.size()), std::vector<char>(ruleset->deadlines.size())};
}

}  // namespace

Comparison::Comparison(const Ruleset& before, const Columns& old_columns, const Ruleset& after,
                       const Columns& new_columns)
    : before_(before),
      after_(after),
      old_wanted_(nothing_of(before)),
      new_wanted_(nothing_of(after)),
      was_(old_wanted_, 0),
      is_(new_wanted_, 0) {
  AMPARO_CHECK(old_columns.size() == new_columns.size());
  AMPARO_CHECK(old_columns.dates() == new_columns.dates());
  pair_up(alike(before, after, old_columns.dates().knowledge));
  was_ = evaluate_columns(before, old_columns, old_wanted_);
  is_ = evaluate_columns(after, new_columns, new_wanted_);
  find_changed();
}

void Comparison::pair_up(const Alike& alike) {
  for (std::size_t i = 0; i < after_->rules.size(); ++i) {
    if (alike.rules[i] != kNone) continue;
    rules_.push_back({before_.rule(after_.text(after_->rules[i].id)), static_cast<Index>(i)});
  }
  for (std::size_t i = 0; i < before_->rules.size(); ++i) {
    const bool gone = after_.rule(before_.text(before_->rules[i].id)) == kNone;
    if (gone) rules_.push_back({static_cast<Index>(i), kNone});
  }
  for (std::size_t i = 0; i < after_->deadlines.size(); ++i) {
    const Index old = before_.deadline(after_.text(after_->deadlines[i].id));
    if (alike.deadlines[i] != kNone || old == kNone) continue;
    deadlines_.push_back({old, static_cast<Index>(i)});
  }
  for (const Pair& pair : rules_) {
    if (pair.before != kNone) old_wanted_.rules[at(pair.before)] = 1;
    if (pair.after != kNone) new_wanted_.rules[at(pair.after)] = 1;
  }
  for (const Pair& pair : deadlines_) {
    old_wanted_.deadlines[at(pair.before)] = 1;
    new_wanted_.deadlines[at(pair.after)] = 1;
  }
}

void Comparison::find_changed() {
  const std::size_t cases = was_.cases();
  std::vector<std::uint64_t> changed((cases + 63) / 64);
  const auto absent = static_cast<unsigned>(Outcome::not_indicated);
  for (const Pair& pair : rules_) {
    for (int bit = 0; bit < 3; ++bit) {
      const std::uint64_t none = (absent >> bit & 1) != 0 ? ~std::uint64_t{0} : 0;
      for (std::size_t w = 0; w < changed.size(); ++w) {
        const std::uint64_t a = pair.before == kNone ? none : was_.word(pair.before, bit, w);
        const std::uint64_t b = pair.after == kNone ? none : is_.word(pair.after, bit, w);
        changed[w] |= a ^ b;
      }
    }
  }
  for (const Pair& pair : deadlines_) {
    for (std::size_t i = 0; i < cases; ++i) {
      if (moved(pair, i)) changed[i / 64] |= std::uint64_t{1} << (i % 64);
    }
  }
  for (std::size_t i = 0; i < cases; ++i) {
    if ((changed[i / 64] >> (i % 64) & 1) != 0) changed_.push_back(i);
  }
}

Outcome Comparison::was(const Pair& pair, std::size_t index) const {
  return pair.before == kNone ? Outcome::not_indicated : was_.at(pair.before, index);
}
Outcome Comparison::is(const Pair& pair, std::size_t index) const {
  return pair.after == kNone ? Outcome::not_indicated : is_.at(pair.after, index);
}
bool Comparison::moved(const Pair& pair, std::size_t index) const {
  return was_.due_mark(pair.before, index) != is_.due_mark(pair.after, index);
}

std::vector<Comparison::Difference> Comparison::differences(std::size_t index) const {
  std::vector<Difference> out;
  for (const Pair& pair : rules_) {
    const Difference one{pair.before, pair.after, was(pair, index), is(pair, index)};
    if (one.was != one.is) out.push_back(one);
  }
  return out;
}

std::vector<Index> Comparison::moved_deadlines(std::size_t index) const {
  std::vector<Index> out;
  for (const Pair& pair : deadlines_) {
    if (moved(pair, index)) out.push_back(pair.after);
  }
  return out;
}

}  // namespace law
