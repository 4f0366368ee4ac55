#include "casefile/retention.h"

#include <chrono>

#include "casefile/known.h"

namespace casefile {

namespace {

std::optional<base::UtcMs> start_of(RetentionStart start, const RetentionFacts& facts) {
  switch (start) {
    case RetentionStart::closure:
      return facts.closed_ms;
    case RetentionStart::majority:
      return facts.latest_majority_ms;
    case RetentionStart::last_activity:
      return facts.last_activity_ms;
    case RetentionStart::creation:
      return facts.created_ms;
  }
  return std::nullopt;
}

}  // namespace

std::vector<const FoldedRecord*> holds(const Folded& control,
                                       const std::optional<base::RecordId>& record) {
  std::vector<const FoldedRecord*> out;
  for (const FoldedRecord* hold : control.of_type(known::hold::kType)) {
    // Whatever is not clearly lifted stands.
    if (hold->text(known::hold::kState) == "lifted") continue;
    const codec::Value* about = hold->value(known::hold::kRecord);
    const bool whole_case = about == nullptr;
    if (whole_case || !record || *about == codec::Value::bytes(record->bytes())) {
      out.push_back(hold);
    }
  }
  return out;
}

RetentionAnswer may_shred(const Catalogue& catalogue, std::string_view schedule,
                          const Folded& control, const RetentionFacts& facts, base::UtcMs now_ms) {
  RetentionAnswer answer;
  if (!holds(control, std::nullopt).empty()) answer.reasons.push_back(KeepReason::legal_hold);
  const RetentionSchedule* found = catalogue.schedule(schedule);
  if (found == nullptr) {
    answer.reasons.push_back(KeepReason::unknown_schedule);
    return answer;
  }
  answer.needs_review = found->review;
  if (!facts.closed_ms && found->start != RetentionStart::creation) {
    answer.reasons.push_back(KeepReason::not_closed);
  }
  const std::optional<base::UtcMs> start = start_of(found->start, facts);
  if (!start) {
    if (found->start != RetentionStart::closure) {
      answer.reasons.push_back(KeepReason::unknown_start);
    }
  } else {
    answer.until_ms = add_months(*start, found->months);
    if (now_ms < *answer.until_ms) answer.reasons.push_back(KeepReason::not_yet);
  }
  answer.may_shred = answer.reasons.empty();
  return answer;
}

base::UtcMs add_months(base::UtcMs from_ms, int months) {
  using namespace std::chrono;
  const sys_time<milliseconds> from{milliseconds(from_ms)};
  const sys_days day = floor<days>(from);
  year_month_day date{day};
  date += std::chrono::months(months);
  if (!date.ok()) date = date.year() / date.month() / last;
  return (sys_days(date) + (from - day)).time_since_epoch().count();
}

}  // namespace casefile
