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
struct Imported {
  std::vector<Organisation> organisations;
  std::vector<Refused> refused;
};

// Deterministic. O(n).
std::string to_hsds_json(const std::vector<Organisation>& organisations);
// Each organisation is checked (registry.h); one that is wrong is refused by row, the rest are
// kept. Refusal bad_json when the text is no such file.
base::Result<Imported> from_hsds_json(std::string_view text, const Places& places);

}  // namespace directory
