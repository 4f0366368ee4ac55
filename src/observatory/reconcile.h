// Reconciliation: figures that were checked by hand once, computed again from the files; the ones
// that are known not to agree are in it as such, so that an agreement would be news too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "observatory/query.h"

namespace observatory {

// How a check reads its figure out of the table of its query.
enum class Take : std::uint8_t { sum, largest, smallest, count, distinct };

struct Check {
  std::string id;
  std::string file;  // relative to the data folder
  std::string format;
  Query query;
  Take take = Take::sum;
  // The figure, and what somebody published for it (NaN: nobody). `agrees` says what we know of the
  // two: equal within `tolerance`, or a mismatch that is expected.
  double expected = 0;
  double published = 0;
  double tolerance = 0;
  bool agrees = true;
  std::string note;
};

struct CheckResult {
  std::string id;
  double found = 0;
  bool as_expected = false;
  bool agrees_with_published = false;
  bool passed = false;
  std::string note;
};

// Reads catalogue/figures/reconciliation.csv. Refusals name the row.
base::Result<std::vector<Check>> read_checks(std::string_view csv);
// Runs one check against a store that holds its file.
base::Result<CheckResult> run_check(const ObservationSet& set, const Check& check);

}  // namespace observatory
