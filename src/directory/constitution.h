// Constitution tracker: how a group becomes an organisation (Figure 1), and its life after.
//
// The track is data (catalogue/constitution). The tracker is a pure function of a track, the dated
// events written so far and today: it gives each step's state, what still stands in the way, the
// clocks that run, and what falls due. A step is never done without its documents, nor before the
// steps it needs; an event that a guard forbids is refused in words and changes nothing.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "directory/registry.h"

namespace directory {

struct Document {
  std::string id;
  Text title;
  bool required = true;
  bool expires = false;
  std::string template_id;
  std::string cite;
  std::string grade;
};
enum class Unit : std::uint8_t { business_day, calendar_day, month, day_of_next_month };
std::string_view unit_name(Unit unit);
struct Amount {
  int count = 0;
  Unit unit = Unit::calendar_day;
  std::string calendar;
};
struct Term {
  std::string id;
  std::string from;  // sent, deficient, granted, refused, done:STEP
  std::set<std::string> until;
  Amount amount;
  bool on_authority = false;
  bool discards = false;  // when it runs out, the application is discarded
  Text title;
  Text note;
  std::string cite;
  std::string grade;
};
struct Step {
  std::string id;
  int figure = 0;  // its number in Figure 1; 0: not of the figure
  std::vector<std::string> needs;
  bool filing = false;
  Text title;
  Text what;
  std::vector<Document> documents;
  std::vector<Term> terms;
  std::string cite;
  std::string grade;
  std::string review_by;
};
struct LifeDuty {
  std::string id;
  std::string after;
  Text title;
  Text what;
  Text event;          // what starts its term; empty: none
  std::string yearly;  // "01-31"; empty: not yearly
  std::optional<Amount> amount;
  std::vector<int> remind_days;
  Text note;
  std::string cite;
  std::string grade;
  std::string review_by;
};
struct Track {
  std::string id;
  std::string country;
  Text title;
  std::vector<Step> steps;
  std::vector<LifeDuty> life;
};
using Calendars = std::map<std::string, base::BusinessCalendar, std::less<>>;

// What happened, in the order written. `what`: document (subject: its id; until: when it expires),
// done, sent, deficient, granted, refused; of a duty of life: happened, fulfilled.
struct Event {
  std::string step;
  std::string what;
  std::string subject;
  base::Day on{};
  std::optional<base::Day> until;
  std::string reference = {};  // of a document: its number, or where it is
};

enum class StepState : std::uint8_t {
  waiting,  // an earlier step is not done
  open,
  sent,
  deficient,
  done,
  refused,
  discarded,
};
std::string_view state_name(StepState state);

// A clock: the day to work to and the last day the rule may allow (doubtful closures).
struct Clock {
  std::string term;
  Text title;
  base::Day started{};
  base::Day safe{};
  base::Day latest{};
  int left = 0;  // units left from today to `safe`, of the term's own unit where business days
  bool on_authority = false;
  bool over = false;  // today is past `latest`
  std::string cite;
  std::string grade;
};
struct StepStatus {
  const Step* step = nullptr;
  StepState state = StepState::waiting;
  std::vector<std::string> missing;  // documents
  std::vector<std::string> waits_for;
  std::vector<Clock> clocks;
  std::optional<base::Day> since;
};
struct Due {
  const LifeDuty* duty = nullptr;
  base::Day on{};
  std::vector<base::Day> reminders;
};
struct Status {
  std::vector<StepStatus> steps;
  std::vector<Due> due;  // duties of life with a day, the next first
};

// Refusal year_not_covered, not_found ("what" = calendar) when a term cannot be counted.
base::Result<Status> status_of(const Track& track, const std::vector<Event>& events,
                               const Calendars& calendars, base::Day today);

// May this event follow? Refusal bad_value with "field" and "why": unknown step or event, an
// earlier step not done, documents missing (named), an event the state does not allow, a day
// before the last one or after today.
base::Done may_follow(const Track& track, const std::vector<Event>& events,
                      const Calendars& calendars, const Event& next, base::Day today);

// Events as they were written, judged one after the other, each on its own day: those that could
// follow what was counted before, and those that could not, with the reason. What two people wrote
// without knowing of each other may not fit together; what does not fit counts for nothing.
struct Replayed {
  struct NotCounted {
    Event event;
    std::string field;
    std::string why;
  };
  std::vector<Event> counted;
  std::vector<NotCounted> not_counted;
};
Replayed replay(const Track& track, const std::vector<Event>& events, const Calendars& calendars,
                base::Day today);

struct Counted {
  base::Day safe{};
  base::Day latest{};
};
base::Result<Counted> count(const Amount& amount, base::Day from, const Calendars& calendars);

}  // namespace directory
