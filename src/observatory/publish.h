// Publishing formats: a release as a Frictionless data package, and what a printed table gives
// away.
#pragma once

#include <string>
#include <vector>

#include "observatory/release.h"

namespace observatory {

// datapackage.json (v1 profile) for the release's CSV: schema with types, missing values, sources,
// licence. `csv_name` is the file beside it; `csv_hash` its hash in hexadecimal.
std::string data_package(const Release& release, std::string_view csv_name,
                         std::string_view csv_hash, std::string_view licence);

// The release's CSV with a row of HXL tags under the header. Unknown dimensions get #meta+NAME.
std::string hxl_csv(const Release& release);

// Text as a JSON string with its quotes. The text is UTF-8.
std::string json_text(std::string_view text);

// A hidden cell of a printed table, as an outsider sees it.
struct Exposed {
  std::string key;
  Bounds bounds;
};
struct PrintedAudit {
  std::size_t cells = 0;
  std::size_t hidden = 0;
  // Cells that sums alone pin down to less than the threshold: surely unsafe. An empty list is no
  // proof of safety; that needs the true table (audit).
  std::vector<Exposed> exposed;
};
// Reads a CSV as write of a release: dimension columns, value, status; "total" is the sum of a
// column. Refusals: missing_column, table_damaged by row.
base::Result<PrintedAudit> audit_printed(std::string_view csv, Count threshold);

}  // namespace observatory
