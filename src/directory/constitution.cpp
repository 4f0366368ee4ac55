#include "directory/constitution.h"

#include <algorithm>

namespace directory {

namespace {

using base::Day;

base::Done wrong(const char* field, std::string why) {
  return base::refuse(base::Code::bad_value, {{"field", field}, {"why", std::move(why)}});
}

// The events of one step, folded in order.
struct Folded {
  StepState state = StepState::open;
  std::map<std::string, Event> documents;
  std::map<std::string, Day> last;  // the last day of each kind of event
  std::optional<Day> since;
};

std::map<std::string, Folded> fold(const std::vector<Event>& events) {
  static const std::map<std::string, StepState, std::less<>> kStates = {
      {"done", StepState::done},
      {"sent", StepState::sent},
      {"deficient", StepState::deficient},
      {"granted", StepState::done},
      {"refused", StepState::refused}};
  std::map<std::string, Folded> out;
  for (const Event& event : events) {
    Folded& folded = out[event.step];
    if (event.what == "document") {
      folded.documents.insert_or_assign(event.subject, event);
      continue;
    }
    folded.last.insert_or_assign(event.what, event.on);
    if (const auto state = kStates.find(event.what); state != kStates.end()) {
      folded.state = state->second;
      folded.since = event.on;
    }
  }
  return out;
}

std::vector<std::string> missing_of(const Step& step, const Folded& folded, Day today) {
  std::vector<std::string> out;
  for (const Document& document : step.documents) {
    if (!document.required) continue;
    const auto found = folded.documents.find(document.id);
    const bool expired =
        found != folded.documents.end() && found->second.until && *found->second.until < today;
    if (found == folded.documents.end() || expired) out.push_back(document.id);
  }
  return out;
}

// The day a term starts, when its beginning stands and nothing that ends it came later.
std::optional<Day> running_from(const Term& term, const Step& step,
                                const std::map<std::string, Folded>& folded) {
  const auto day_of = [&](const std::string& event) -> std::optional<Day> {
    const bool other = event.starts_with("done:");
    const auto at = folded.find(other ? event.substr(5) : step.id);
    if (at == folded.end()) return std::nullopt;
    const auto day = at->second.last.find(other ? "done" : event);
    return day == at->second.last.end() ? std::nullopt : std::optional(day->second);
  };
  const auto own = folded.find(step.id);
  const std::optional<Day> from = day_of(term.from);
  if (!from) return std::nullopt;
  if (!term.from.starts_with("done:")) {
    // Of the step's own events the last one decides: "sent" again after a cure.
    static const std::map<StepState, std::string> kNames = {{StepState::sent, "sent"},
                                                            {StepState::deficient, "deficient"}};
    const auto name = kNames.find(own->second.state);
    if (name == kNames.end() || name->second != term.from) return std::nullopt;
    return from;
  }
  for (const std::string& until : term.until) {
    if (day_of(until)) return std::nullopt;
  }
  return from;
}

base::Result<Clock> clock_of(const Term& term, Day from, const Calendars& calendars, Day today) {
  const base::Result<Counted> counted = count(term.amount, from, calendars);
  if (!counted) return std::unexpected(counted.error());
  Clock out{term.id,
            term.title,
            from,
            counted->safe,
            counted->latest,
            0,
            term.on_authority,
            today > counted->latest,
            term.cite,
            term.grade};
  if (today >= counted->safe) return out;
  out.left = static_cast<int>((counted->safe - today).count());
  if (term.amount.unit == Unit::business_day) {
    const base::BusinessCalendar& calendar = calendars.find(term.amount.calendar)->second;
    const base::Result<int> left =
        calendar.count_business_days(today, counted->safe, base::Doubt::as_open);
    if (!left) return std::unexpected(left.error());
    out.left = *left;
  }
  return out;
}

base::Result<StepStatus> status_of_step(const Step& step,
                                        const std::map<std::string, Folded>& folded,
                                        const std::set<std::string>& done,
                                        const Calendars& calendars, Day today) {
  static const Folded kNothing;
  const auto at = folded.find(step.id);
  const Folded& own = at == folded.end() ? kNothing : at->second;
  StepStatus out{&step, own.state, missing_of(step, own, today), {}, {}, own.since};
  for (const std::string& need : step.needs) {
    if (!done.contains(need)) out.waits_for.push_back(need);
  }
  if (out.state == StepState::open && !out.waits_for.empty()) out.state = StepState::waiting;
  for (const Term& term : step.terms) {
    const std::optional<Day> from = running_from(term, step, folded);
    if (!from) continue;
    base::Result<Clock> clock = clock_of(term, *from, calendars, today);
    if (!clock) return std::unexpected(clock.error());
    if (clock->over && term.discards) out.state = StepState::discarded;
    out.clocks.push_back(std::move(*clock));
  }
  return out;
}

std::vector<Day> reminders_before(const LifeDuty& duty, Day on) {
  std::vector<Day> out;
  for (const int days : duty.remind_days) out.push_back(on - std::chrono::days(days));
  return out;
}

// The next such day that is not yet fulfilled. The first one is in the year after the step was
// done.
base::Result<Day> next_yearly(const LifeDuty& duty, const Folded* own, Day since) {
  int year = base::year_of(since) + 1;
  if (own != nullptr) {
    const auto fulfilled = own->last.find("fulfilled");
    if (fulfilled != own->last.end()) {
      year = std::max(year, base::year_of(fulfilled->second) + 1);
    }
  }
  return base::day_from_text(std::to_string(year) + "-" + duty.yearly);
}

}  // namespace

std::string_view state_name(StepState state) {
  static constexpr std::string_view kNames[] = {"waiting", "open",    "sent",     "deficient",
                                                "done",    "refused", "discarded"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view unit_name(Unit unit) {
  static constexpr std::string_view kNames[] = {"business_day", "calendar_day", "month",
                                                "day_of_next_month"};
  return kNames[static_cast<std::size_t>(unit)];
}

base::Result<Counted> count(const Amount& amount, Day from, const Calendars& calendars) {
  switch (amount.unit) {
    case Unit::calendar_day: {
      const Day day = from + std::chrono::days(amount.count);
      return Counted{day, day};
    }
    case Unit::month: {
      const Day day = base::add_months(from, amount.count);
      return Counted{day, day};
    }
    case Unit::day_of_next_month: {
      const auto civil = base::civil(base::add_months(from, 1));
      const Day day{civil.year() / civil.month() / amount.count};
      return Counted{day, day};
    }
    case Unit::business_day:
      break;
  }
  const auto calendar = calendars.find(amount.calendar);
  if (calendar == calendars.end()) {
    return base::refuse(base::Code::not_found, {{"what", amount.calendar}});
  }
  const auto safe = calendar->second.add_business_days(from, amount.count, base::Doubt::as_open);
  if (!safe) return std::unexpected(safe.error());
  const auto latest =
      calendar->second.add_business_days(from, amount.count, base::Doubt::as_closed);
  if (!latest) return std::unexpected(latest.error());
  return Counted{*safe, *latest};
}

base::Result<Status> status_of(const Track& track, const std::vector<Event>& events,
                               const Calendars& calendars, Day today) {
  const std::map<std::string, Folded> folded = fold(events);
  std::set<std::string> done;
  for (const auto& [step, own] : folded) {
    if (own.state == StepState::done) done.insert(step);
  }
  Status out;
  for (const Step& step : track.steps) {
    base::Result<StepStatus> one = status_of_step(step, folded, done, calendars, today);
    if (!one) return std::unexpected(one.error());
    out.steps.push_back(std::move(*one));
  }
  for (const LifeDuty& duty : track.life) {
    const auto after = folded.find(duty.after);
    if (after == folded.end() || after->second.state != StepState::done) continue;
    const auto own = folded.find(duty.id);
    if (!duty.yearly.empty()) {
      const base::Result<Day> day =
          next_yearly(duty, own == folded.end() ? nullptr : &own->second, *after->second.since);
      if (!day) return std::unexpected(day.error());
      out.due.push_back({&duty, *day, reminders_before(duty, *day)});
    } else if (duty.amount && own != folded.end()) {
      const auto happened = own->second.last.find("happened");
      const auto fulfilled = own->second.last.find("fulfilled");
      if (happened == own->second.last.end()) continue;
      if (fulfilled != own->second.last.end() && fulfilled->second >= happened->second) continue;
      const base::Result<Counted> counted = count(*duty.amount, happened->second, calendars);
      if (!counted) return std::unexpected(counted.error());
      out.due.push_back({&duty, counted->safe, reminders_before(duty, counted->safe)});
    }
  }
  std::ranges::stable_sort(out.due, {}, &Due::on);
  return out;
}

base::Done may_follow(const Track& track, const std::vector<Event>& events,
                      const Calendars& calendars, const Event& next, Day today) {
  if (next.on > today) return wrong("on", "in the future");
  const auto duty = std::ranges::find(track.life, next.step, &LifeDuty::id);
  if (duty != track.life.end()) {
    if (next.what == "happened" || next.what == "fulfilled") return {};
    return wrong("what", "unknown event");
  }
  const auto step = std::ranges::find(track.steps, next.step, &Step::id);
  if (step == track.steps.end()) return wrong("step", "unknown step");
  const base::Result<Status> status = status_of(track, events, calendars, today);
  if (!status) return std::unexpected(status.error());
  const StepStatus& now = status->steps[static_cast<std::size_t>(step - track.steps.begin())];
  if (next.what == "document") {
    const bool known =
        std::ranges::find(step->documents, next.subject, &Document::id) != step->documents.end();
    return known ? base::Done{} : wrong("document", "unknown document");
  }
  if (now.since && next.on < *now.since) return wrong("on", "before the last event");
  const bool begins = next.what == (step->filing ? "sent" : "done");
  if (begins) {
    if (!now.waits_for.empty()) return wrong("step", "first: " + now.waits_for.front());
    if (!now.missing.empty()) {
      std::string names;
      for (const std::string& id : now.missing) names += (names.empty() ? "" : ", ") + id;
      return wrong("document", "missing: " + names);
    }
    if (now.state == StepState::done) return wrong("what", "already done");
    if (now.state == StepState::sent) return wrong("what", "already sent");
    return {};
  }
  const bool answers = step->filing && (next.what == "deficient" || next.what == "granted" ||
                                        next.what == "refused");
  if (!answers) return wrong("what", "unknown event");
  if (now.state != StepState::sent) return wrong("what", "nothing was sent");
  return {};
}

Replayed replay(const Track& track, const std::vector<Event>& events, const Calendars& calendars,
                Day today) {
  Replayed out;
  for (const Event& event : events) {
    const base::Done may = event.on > today
                               ? wrong("on", "in the future")
                               : may_follow(track, out.counted, calendars, event, event.on);
    if (may) {
      out.counted.push_back(event);
      continue;
    }
    const auto& details = may.error().details;
    const auto said = [&](const char* name) {
      const auto found =
          std::ranges::find_if(details, [&](const auto& d) { return d.first == name; });
      return found != details.end() ? found->second
                                    : std::string(base::code_name(may.error().code));
    };
    out.not_counted.push_back({event, said("field"), said("why")});
  }
  return out;
}

}  // namespace directory
