// Board: the figures that the page and the report show, made from observations by rule: findings
// are computed sentences, never fixed text. Every figure says what it counts, where its values come
// from, where its parts do not compare, and what is not known.
#pragma once

#include "observatory/indicator.h"
#include "observatory/observation.h"

namespace observatory {

struct Said {
  std::string es;
  std::string en;
};

// One value. `at` is a period, a place or a group; `hidden`: below the threshold, value not given.
struct Dot {
  std::string at;
  double value = 0;
  bool hidden = false;
  std::string definition;
  std::string vintage;
  std::string publisher;
  std::string source;
};
struct Line {
  std::string id;
  Said label;
  std::string country;      // "MX", "US" or empty
  std::vector<Dot> dots;    // in order
  std::vector<Dot> others;  // other vintages and definitions of the same periods
};
struct PolicyEvent {
  std::string day;  // "2020-11-11"
  std::string country;
  Said what;
  std::string source;
};
// kind: "lines" (over time), "dumbbell" (two lines over the same groups), "pyramid" (the same),
// "funnel" (steps of a line), "map" (by state), "nothing" (no data; `about` says which is missing).
struct Chart {
  std::string id = {};
  std::string kind = {};
  std::string category = {};  // of the study: assistance, legal, awareness, collaboration; or need
  Said title = {};
  Said about = {};
  Said differs = {};  // where definitions do not compare; empty when they do
  std::string unit = {};
  std::vector<Line> lines = {};
  std::vector<PolicyEvent> events = {};
};
struct MatrixCell {
  StudyCell study;
  Said indicator;  // its name; empty: none
  std::string period;
  std::string unit;
  std::optional<double> value;  // nullopt: no data
};
struct Board {
  std::vector<Chart> charts;
  std::vector<MatrixCell> matrix;
  Said not_known;
};

// Puts catalogue/figures/published_totals.csv into a store, a batch for each publisher, day,
// vintage and source, so that what was known on a day can be asked. A second time adds nothing.
base::Done load_published(ObservationStore& store, std::string_view csv);

// catalogue/figures/policy_events.csv. Refusal table_damaged by row.
base::Result<std::vector<PolicyEvent>> read_events(std::string_view csv);

struct BoardSources {
  std::string_view indicators;  // catalogue/indicators/indicators.csv
  std::string_view study;       // catalogue/indicators/study_matrix.csv
  std::string_view events;      // catalogue/figures/policy_events.csv
};
base::Result<Board> make_board(const ObservationSet& set, const BoardSources& sources);

// A whole number with commas, as both countries write it; one decimal where it is not whole.
std::string number_text(double value);

}  // namespace observatory
