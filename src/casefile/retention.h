// Retention: may this be shredded? Pure rules over folded states; desk asks and two persons act.
#pragma once

#include <optional>
#include <vector>

#include "casefile/fold.h"

namespace casefile {

// What the schedule counts from, as far as it is known.
struct RetentionFacts {
  std::optional<base::UtcMs> closed_ms;
  std::optional<base::UtcMs> latest_majority_ms;  // the latest day on which she may turn 18
  std::optional<base::UtcMs> last_activity_ms;
  std::optional<base::UtcMs> created_ms;
};

enum class KeepReason : std::uint8_t {
  legal_hold = 1,     // lifted by two persons only
  not_closed = 2,     // the time has not begun to run
  not_yet = 3,        // it runs until `until_ms`
  unknown_start = 4,  // e.g. no birth date: a person must decide
  unknown_schedule = 5,
};

struct RetentionAnswer {
  bool may_shred = false;
  bool needs_review = true;             // a person decides even when the time is over
  std::vector<KeepReason> reasons;      // why not
  std::optional<base::UtcMs> until_ms;  // when the time is over, where that is known
};

// May the whole case file be shredded under this schedule?
RetentionAnswer may_shred(const Catalogue& catalogue, std::string_view schedule,
                          const Folded& control, const RetentionFacts& facts, base::UtcMs now_ms);

// The legal holds that stand on the case file, or on this record.
std::vector<const FoldedRecord*> holds(const Folded& control,
                                       const std::optional<base::RecordId>& record);

// The same day `months` later in UTC, the last of the month when there is no such day.
base::UtcMs add_months(base::UtcMs from_ms, int months);

}  // namespace casefile
