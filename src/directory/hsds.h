// HSDS 3.0 (Open Referral) as JSON: the tables `organization` and `service`, each with its parts:
// phones, languages, weekly hours, ages, identifiers; names and UUIDs are kept, so that what was
// exported reads back the same. What HSDS has no field for stands in `attributes`, one value each,
// named by `link_type`. Not exported: wings, verifications and exceptions of hours, which change by
// the hour and are the organisation's own. A confidential service is exported as `visible` shows
// it.
#pragma once

#include "directory/registry.h"

namespace directory {

struct Refused {
  std::string table;    // organization, service
  std::size_t row = 0;  // from 1, in the order of the file
  std::string field;
  std::string why;
};
// A value that no list knows: the rest of its row was read.
struct Unmapped {
  std::string table;
  std::size_t row = 0;
  std::string field;
  std::string value;
};
struct Imported {
  std::vector<Organisation> organisations;
  std::vector<Refused> refused;
  std::vector<Unmapped> unmapped;
};

// Deterministic. O(n).
std::string to_hsds_json(const std::vector<Organisation>& organisations);
// Each organisation and each service is checked (registry.h); what is wrong is refused by row, the
// rest is kept. A service without a kind of ours gets `kind`, where one is given. Also reads the
// pages of an HSDS 3.0 API ("contents": services with their organisation inside). Refusal bad_json
// when the text is no such file.
base::Result<Imported> from_hsds_json(std::string_view text, const Places& places,
                                      const std::string& kind = {});

// The same as CSV, a file a table: name without ".csv" and text. Parts name their owner in
// `organization_id`, `service_id`, `location_id` or `link_id`.
using CsvTables = std::map<std::string, std::string>;
CsvTables to_hsds_csv(const std::vector<Organisation>& organisations);
// Refusals of tabular; as from_hsds_json.
base::Result<Imported> from_hsds_csv(const CsvTables& tables, const Places& places,
                                     const std::string& kind = {});

}  // namespace directory
