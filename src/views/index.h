// Index: lists and search over the case files of one (team, compartment), in memory only.
//
// Promises:
// - A row put is found from then on, a row removed is not; what lists and searches answer depends
// on
//   the rows put, not on the order in which they were.
// - Nothing of it touches a disk but as a sealed snapshot (snapshot.h). When the index is destroyed
//   its memory is overwritten (memory.h).
// - At most 0.4 KB a case file; a search by a misspelt name over 100,000 case files within 20 ms at
//   p95 (bench/views_bench.cpp measures both).
// Threads: any thread may call anything; one call runs at a time.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/store.h"
#include "views/row.h"

namespace views {

// What rows become in tables; a snapshot of another version is discarded.
inline constexpr std::uint32_t kIndexVersion = 1;

struct Scope {
  base::TeamId team;
  base::Compartment compartment;
  friend auto operator<=>(const Scope&, const Scope&) = default;
};

struct FieldRef {
  std::uint32_t type = 0;
  std::uint32_t field = 0;
};

// Rows whose field has this code (a code, a state, "true" or "false"), or one of these codes.
struct Filter {
  FieldRef field;
  std::vector<std::string> any_of;
};

inline constexpr std::size_t kMaxPage = 500;

struct ListQuery {
  std::vector<Filter> filters;  // all of them
  // Sorted by the time of the last change, or by the earliest date in a field: then only rows that
  // have one.
  std::optional<FieldRef> by_date;
  bool latest_first = true;
  std::size_t limit = 50;  // at most kMaxPage
  base::Bytes cursor;      // empty: from the beginning; else `next` of the page before
};

struct Page {
  std::vector<Row> rows;
  base::Bytes next;  // empty when this page is the last
};

struct Hit {
  Row row;
  int likeness = 0;  // 0…100: how alike the best name of the row is to what was asked
};

class Index {
 public:
  struct State;  // the tables: index_state.h

  // An empty index. The scope's compartment must be one that is indexed (AMPARO_CHECK).
  explicit Index(const Scope& scope);
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  const Scope& scope() const { return scope_; }
  // The last entry of the ledger that the rows account for.
  ledger::LocalId up_to() const;
  void set_up_to(ledger::LocalId id);

  // Inserts or replaces; all or, on Fault out_of_memory, none. About 60 µs a row.
  void put(std::span<const Row> rows);
  void remove(const base::CaseId& id);

  std::size_t size() const;
  std::optional<Row> get(const base::CaseId& id) const;
  // Refusal bad_value with "what" = "cursor" or "limit". A page after another never repeats or
  // skips a row that did not change in between.
  base::Result<Page> list(const ListQuery& query) const;
  // Rows with a name that sounds like the words asked, the most alike first. Spelling, accents,
  // order and missing words do not matter; the last word may be only begun. At most `limit`.
  std::vector<Hit> search_name(std::string_view name, std::size_t limit) const;
  // Rows that have all these words (the last may be begun) in a text field, the newest case
  // files first.
  std::vector<Row> search_text(std::string_view words, std::size_t limit) const;
  // Rows with exactly this identifier in a field, case and accents aside.
  std::vector<Row> find_exact(FieldRef field, std::string_view text) const;
  // Every row, in order of ids: for proofs of equality. O(n log n).
  void each(const std::function<void(const Row&)>& visit) const;

  // Bytes of memory that the tables take.
  std::size_t memory_bytes() const;
  // Gives back what replaced rows left; a second at a million rows.
  void compact();

 private:
  friend class IndexImage;  // snapshot.cpp: the tables as bytes
  Index(const Scope& scope, std::unique_ptr<State> state);
  Scope scope_;
  mutable std::mutex mutex_;
  std::unique_ptr<State> state_;
};

}  // namespace views
