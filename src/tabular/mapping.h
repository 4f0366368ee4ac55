// Header mapping: which column of a file is which field of ours, as a value that is remembered and
// used again for the next file of the same shape.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tabular/tabular.h"

namespace tabular {

// A field we look for: its name, the headers it is known by, and whether a file must have it.
struct Wanted {
  std::string field;
  std::vector<std::string> headers;
  bool required = true;
};

// Letters and digits in lower case, accents removed from Latin letters: "Año fiscal " →
// "anofiscal".
std::string fold_header(std::string_view header);

// field → the header it had in the file that a person mapped. Kept by the caller between imports;
// text form: one `field=header` a line.
struct Mapping {
  std::map<std::string, std::string> header_of;
  std::string to_text() const;
  static Mapping from_text(std::string_view text);
};

// Column number by field for one file.
struct Columns {
  std::vector<std::string> headers;
  std::map<std::string, std::size_t, std::less<>> at;
  std::size_t width = 0;
  // The column of a field; npos when the file has none.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  std::size_t of(std::string_view field) const;
};

// Finds the columns: a remembered mapping first, then known headers, then the fold of the field's
// own name. A column that moved is found, one that is gone is Refusal missing_column by name; the
// same header twice for one field is Refusal bad_value.
base::Result<Columns> map_columns(std::span<const std::string_view> header,
                                  std::span<const Wanted> wanted, const Mapping& remembered);

// Reads until the header: skips blank rows and title rows (a single filled cell). False: no rows.
base::Result<bool> read_header(TableReader& table, Row& row);

}  // namespace tabular
