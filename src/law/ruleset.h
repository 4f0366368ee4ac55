// Ruleset: the compiled law. Flat tables of 32-bit numbers and one pool of texts, made by the
// compiler (law/compile) from catalogue/law, or read back from bytes.
//
// Promise: immutable once made; from_bytes accepts only tables whose every index is in range and
// whose operations stand after those they read, so that no evaluation can read outside or loop. The
// same bytes give the same answers, and the bytes are the one encoding: their hash names the law.
// Thread rule: none needed, it never changes.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/calendar.h"
#include "law/tables.h"

namespace law {

// Calendars as they are counted on: the one of the law, and the one that has weekends only.
struct Counting {
  base::BusinessCalendar full;
  base::BusinessCalendar weekends;
};

class Ruleset {
 public:
  // Refusal bad_law with detail "why" when an index is out of range or a calendar cannot be.
  static base::Result<Ruleset> make(Tables tables);
  // Refusal bad_encoding, or as make.
  static base::Result<Ruleset> from_bytes(base::ByteView bytes);
  base::Bytes to_bytes() const;

  const Tables& tables() const { return *tables_; }
  const Tables* operator->() const { return tables_.get(); }
  std::string_view text(Str str) const { return tables_->texts[static_cast<std::size_t>(str)]; }
  std::span<const std::int32_t> ints(Run run) const { return of(tables_->ints, run); }
  template <class T>
  static std::span<const T> of(const std::vector<T>& table, Run run) {
    return std::span(table).subspan(static_cast<std::size_t>(run.first),
                                    static_cast<std::size_t>(run.count));
  }
  const Counting& counting(Index calendar) const {
    return (*counting_)[static_cast<std::size_t>(calendar)];
  }

  // kNone when there is none of that name. O(1).
  Index atom(std::string_view id) const;
  Index rule(std::string_view id) const;
  Index deadline(std::string_view id) const;
  Index definition(std::string_view id) const;
  Index norm(std::string_view id) const;

  // Which operations change when an atom does, in order; and which rules read it.
  std::span<const Index> ops_of_atom(Index atom) const;
  std::span<const Index> rules_of_atom(Index atom) const;
  std::span<const Index> slots_of_atom(Index atom) const;
  // Bytes held in memory, the tables and their texts.
  std::size_t memory() const;

 private:
  Ruleset() = default;
  void index();

  using Names = std::unordered_map<std::string_view, Index>;
  std::shared_ptr<const Tables> tables_;
  std::shared_ptr<const std::vector<Counting>> counting_;
  Names atoms_, rules_, deadlines_, definitions_, norms_;
  std::vector<std::vector<Index>> ops_of_atom_, rules_of_atom_, slots_of_atom_;
};

}  // namespace law
