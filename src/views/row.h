// Row: what lists and search know of one (case file, compartment). Made from its fold by what the
// catalogue says of each field (`index: name, text, exact, filter or date`), and from nothing else.
//
// A row holds personal data (its cells' values have no formatter). Whereabouts are never indexed,
// whatever a catalogue says.
#pragma once

#include <string>
#include <vector>

#include "base/hlc.h"
#include "base/id.h"
#include "casefile/catalogue.h"
#include "casefile/fold.h"

namespace views {

// One value of an indexed field; a field has one for each record and each value.
struct Cell {
  std::uint32_t type = 0;  // record type and field, by their catalogue numbers
  std::uint32_t field = 0;
  casefile::Index index = casefile::Index::none;
  codec::Value value;
  friend bool operator==(const Cell&, const Cell&) = default;
};

struct Row {
  base::CaseId id = base::CaseId::none();
  base::Hlc updated;           // of the latest write that counts
  std::uint32_t troubles = 0;  // fields that a person must look at
  std::vector<Cell> cells;     // by type, field, then in the fold's order
  friend bool operator==(const Row&, const Row&) = default;

  // The first value of a field; null pointer when it has none.
  const codec::Value* value(std::uint32_t type, std::uint32_t field) const;
};

// What is kept of one case file: more cells, or longer texts, are cut off.
inline constexpr std::size_t kMaxCells = 48;
inline constexpr std::size_t kMaxCellText = 240;

// False for `location`: whereabouts stand in no list, search or snapshot.
bool is_indexed(base::Compartment compartment);

// O(records × fields). Shredded records and types the catalogue does not know give nothing.
Row row_of(const base::CaseId& id, const casefile::Folded& folded,
           const casefile::Catalogue& catalogue);

// The texts of a name, a place or an identifier in one line, and of a text or code itself; "" for
// other shapes.
std::string text_of(const codec::Value& value);
// Milliseconds UTC to sort by: an instant's own, a partial date's earliest day (its latest when the
// beginning is open). Nothing for other values and unknown dates.
std::optional<base::UtcMs> moment_of(const codec::Value& value);

}  // namespace views
