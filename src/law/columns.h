// Columns: many cases at once. A column holds one slot of all cases; an operation runs down its
// columns, 64 truths to a word, and is evaluated once for all rules that share it.
//
// Promise: for every rule and case the outcome is that of the plain walk (walk.h). Cases are added
// one by one as their files are opened, so that no more than one opened case is held at a time.
#pragma once

#include "law/facts.h"
#include "law/verdict.h"

namespace law {

// What is known of some cases, on one set of dates. About 8 bytes a slot and case.
class Columns {
 public:
  Columns(const Ruleset& ruleset, const Dates& dates);

  // Atoms the law does not know are passed over. O(facts).
  void add(const Facts& facts);
  std::size_t size() const { return size_; }
  const Dates& dates() const { return dates_; }
  // The slots of one case, for the plain walk.
  std::vector<Span> row(std::size_t index) const;

  // Cases are kept in blocks that fit a processor's cache.
  static constexpr std::size_t kBlock = 1024;
  struct Block {
    std::vector<std::int32_t> lo;  // kBlock for each slot
    std::vector<std::int32_t> hi;
  };
  const std::vector<Block>& blocks() const { return blocks_; }

 private:
  const Ruleset& ruleset_;
  Dates dates_;
  std::vector<Span> unknown_;  // a case of which nothing is known
  std::vector<Block> blocks_;
  std::size_t size_ = 0;
};

// Which rules and deadlines are judged; what they do not read is not reckoned.
struct Wanted {
  std::vector<char> rules;
  std::vector<char> deadlines;

  static Wanted everything(const Ruleset& ruleset);
};

// The outcome of every wanted rule for every case, three bits each, and a mark of every wanted
// deadline's dates.
class Outcomes {
 public:
  Outcomes(const Wanted& wanted, std::size_t cases);

  // Of a rule that was wanted.
  Outcome at(Index rule, std::size_t index) const;
  std::size_t cases() const { return cases_; }
  // 64 cases of a rule: bit `bit` of their outcomes.
  std::uint64_t word(Index rule, int bit, std::size_t word) const {
    return planes_[plane(rule, bit) + word];
  }
  std::uint64_t& word(Index rule, int bit, std::size_t word) {
    return planes_[plane(rule, bit) + word];
  }
  // Of a deadline that was wanted. Equal marks: equal safe, nominal and latest (but for one chance
  // in 2^64).
  std::uint64_t due_mark(Index deadline, std::size_t index) const { return marks(deadline)[index]; }
  std::span<std::uint64_t> marks(Index deadline) {
    return {marks_.data() + mark_row_[static_cast<std::size_t>(deadline)] * cases_, cases_};
  }
  std::span<const std::uint64_t> marks(Index deadline) const {
    return {marks_.data() + mark_row_[static_cast<std::size_t>(deadline)] * cases_, cases_};
  }

 private:
  std::size_t plane(Index rule, int bit) const {
    return (plane_row_[static_cast<std::size_t>(rule)] * 3 + static_cast<std::size_t>(bit)) *
           words_;
  }
  std::size_t cases_;
  std::size_t words_;
  std::vector<std::size_t> plane_row_;  // by rule
  std::vector<std::size_t> mark_row_;   // by deadline
  std::vector<std::uint64_t> planes_;
  std::vector<std::uint64_t> marks_;
};

Outcomes evaluate_columns(const Ruleset& ruleset, const Columns& columns);
Outcomes evaluate_columns(const Ruleset& ruleset, const Columns& columns, const Wanted& wanted);

}  // namespace law
