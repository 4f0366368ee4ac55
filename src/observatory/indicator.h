// Indicators: named figures with a definition first, computed from observations.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "observatory/query.h"

namespace observatory {

// Which observations a part of an indicator adds up.
struct Measure {
  std::string indicator;  // empty: there is no such part; "records.…": the node's own records
  std::map<std::string, std::vector<std::string>> where;
};

struct Indicator {
  std::string id;
  std::string dimension;  // need, assistance, legal, awareness, collaboration, gap, system
  std::string name_es, name_en;
  std::string unit;
  std::string numerator_es, numerator_en;
  std::string denominator_es, denominator_en;
  Measure numerator;
  Measure denominator;
  std::string source;
  bool from_records() const { return numerator.indicator.starts_with("records."); }
};

// catalogue/indicators/indicators.csv. A damaged row is Refusal table_damaged by number.
base::Result<std::vector<Indicator>> read_indicators(std::string_view csv);

struct IndicatorFigure {
  std::vector<std::string> at;
  double numerator = 0;
  double denominator = 0;  // 1 where the indicator has none
  double value = 0;        // percent for unit "percent" with a denominator
  bool no_data = false;    // the denominator is missing or 0, or a part is hidden
};

// `asked` gives by, where, as_known and the override note; its indicator is not used. The places of
// numerator and denominator are matched. Refusals as run_query; not_found when the indicator is
// computed from the node's own records.
base::Result<std::vector<IndicatorFigure>> compute_indicator(const ObservationSet& set,
                                                             const Indicator& indicator,
                                                             const Query& asked);

// "axis=a|b;axis=c" as a filter. Refusal bad_value.
base::Result<std::map<std::string, std::vector<std::string>>> parse_where(std::string_view text);

// The cells of the study's comparison: what it says, and the indicator beside it (empty: no data).
struct StudyCell {
  std::string category, country, kind, text_es, text_en, indicator, section;
};
base::Result<std::vector<StudyCell>> read_study(std::string_view csv);

}  // namespace observatory
