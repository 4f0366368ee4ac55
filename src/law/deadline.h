// Deadlines: when something falls due, as an interval that says how sure we are.
//
// `safe`: holidays counted as open days, the result stepped back to an open day, every doubt taken
// on the early side: who works to it is never late. `nominal`: the rule as written. `latest`:
// doubtful closures counted as closed, every doubt taken on the late side. safe <= nominal <=
// latest always. Days for every unit but hours, which give minutes of civil time.
#pragma once

#include <optional>

#include "law/ruleset.h"

namespace law {

struct DeadlineInput {
  Span from;                   // days, or minutes when the unit is hours
  Day fact = 0;                // stands for a key date that never came
  Day knowledge = 0;           // lines known later do not count
  Span key = Span::unknown();  // the date that chooses the line
  Truth tolled = Truth::no;    // something stops the clock: no latest
};

struct Due {
  std::optional<std::int32_t> safe;     // none: the start is not known
  std::optional<std::int32_t> nominal;  // none: the start or the line is not known exactly
  std::optional<std::int32_t> latest;   // none: open
  bool in_minutes = false;
  Truth tolled = Truth::no;
  std::int32_t terms = 0;         // bits of the lines that may hold
  std::int32_t missing_year = 0;  // the calendar does not have it: nothing was counted
};

Due due(const Ruleset& ruleset, const Deadline& deadline, const DeadlineInput& input);
// safe…latest as a span; unknown where a year is missing; none when there is no start.
Span due_span(const Ruleset& ruleset, const Deadline& deadline, const DeadlineInput& input);

}  // namespace law
