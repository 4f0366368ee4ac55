// Queries: from observations to a table of figures, each with what it rests on.
//
// Promise: figures of different definitions, units or period types are never added or set side by
// side unless the asker says why; the note comes out with the table. Hidden, interval and missing
// values are counted, never read as zero.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "observatory/age_band.h"
#include "observatory/cube.h"
#include "observatory/observation.h"

namespace observatory {

// Axes are dimensions and, for the period: "year", "fiscal_year", "month", "period"; for the
// source: "vintage", "publisher", "dataset".
struct Query {
  std::string indicator;
  std::vector<std::string> by;
  // Axis → allowed values; several values of one axis are alternatives. An empty value matches
  // "not broken down"; a status matches by its first part too ("recognized" → "recognized/G/FI").
  std::map<std::string, std::vector<std::string>> where;
  // A day; figures not yet published then are left out. nullopt: all that is known.
  std::optional<Day> as_known;
  bool by_record = false;
  // Why figures of different definitions are put together; empty: they are refused.
  std::string override_note;
  // Bands to convert ages into; empty: as they come.
  std::vector<AgeBand> age_bands;
};

struct Figure {
  std::vector<std::string> at;  // one text an axis of `by`
  double value = 0;
  double upper = 0;  // greater than value when intervals went in
  std::size_t observations = 0;
  std::size_t suppressed = 0;
  std::size_t missing = 0;
  bool floor = false;
  double largest = 0;  // of the observations that went in
  double smallest = 0;
};

struct FigureTable {
  std::vector<std::string> by;
  std::vector<Figure> figures;  // in the order of their codes
  std::vector<std::string> definitions;
  std::vector<std::string> units;
  std::vector<std::string> sources;  // "publisher (vintage)"
  std::string note;
  std::size_t observations = 0;
};

// Refusals: bad_value (unknown axis), mixed_definitions (with the definitions, units or period
// types that differ), bands_not_nested. O(observations) for the selection.
base::Result<FigureTable> run_query(const ObservationSet& set, const Query& query);

// The cube of a query of whole counts: one flat dimension an axis. Refusals as above and bad_value
// when a value is hidden, missing, an interval or no whole number.
base::Result<Cube> cube_of(const ObservationSet& set, const Query& query);

}  // namespace observatory
