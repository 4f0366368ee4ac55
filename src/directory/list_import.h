// list_import: organisations from lists that others keep: a register with CLUNI, RFC or EIN, or a
// file of the IRS (Exempt Organizations Business Master File extract).
//
// Promise: row by row; a row that is wrong is refused with its reason and the rest is read; a state
// that no list knows is reported and never guessed. Pure but for the table it reads.
#pragma once

#include <set>

#include "directory/hsds.h"
#include "tabular/mapping.h"

namespace directory {

struct ListOptions {
  std::string country;  // of every row; empty: a column says it
  std::string sector = "civil";
  Text source;                    // of every row
  tabular::Mapping columns;       // field=header, for headers that are not known
  std::set<std::string> states;   // ISO 3166-2; empty: all
  std::vector<std::string> ntee;  // beginnings of NTEE codes; empty: all
};
struct ListImported {
  Imported read;
  std::size_t rows = 0;     // of the list, without its header
  std::size_t skipped = 0;  // by `states` and `ntee`
};

// Fields: name (required), id, cluni, rfc, ein, state, municipality, country, level, form, serves;
// of the IRS: ein, name, state, status, ntee_cd. Refusals of tabular; table_too_large with "what"
// for more than `most` organisations.
base::Result<ListImported> read_list(tabular::TableReader& table, const Places& places,
                                     const ListOptions& options, std::size_t most = 5000);
base::Result<ListImported> read_irs_master_file(tabular::TableReader& table, const Places& places,
                                                const ListOptions& options,
                                                std::size_t most = 5000);

// A register number as it is written there: upper case, without blanks and dashes. Nothing when it
// cannot be one: an RFC of an organisation has 12 signs, an EIN 9 digits, a CLUNI letters and
// digits.
std::optional<std::string> register_number(std::string_view scheme, std::string_view written);

}  // namespace directory
