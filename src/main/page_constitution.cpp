// Mi organización: how far it is in constituting itself, with evidence, clocks and what falls due.
#include <algorithm>

#include "casefile/instant.h"
#include "crypto/hash.h"
#include "directory/ical.h"
#include "main/organisation_json.h"
#include "main/page_dates.h"
#include "main/page_directory.h"

namespace cli {

namespace {

using D = web::DirectoryService;
using directory::Event;
using directory::Status;
using directory::StepStatus;
namespace json = boost::json;

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;
// What is further away stands on the screen of the organisation alone.
constexpr int kAheadDays = 60;
constexpr std::size_t kReferenceDigits = 6;

std::string text_in(const D::Body& body, std::string_view name) {
  const json::value* found = body.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::string day_or_nothing(const std::optional<base::Day>& day) {
  return day ? base::day_text(*day) : std::string();
}

json::object clock_json(const directory::Clock& clock) {
  return {{"term", clock.term},
          {"title", text_json(clock.title)},
          {"started", base::day_text(clock.started)},
          {"safe", base::day_text(clock.safe)},
          {"latest", base::day_text(clock.latest)},
          {"left", clock.left},
          {"on_authority", clock.on_authority},
          {"over", clock.over},
          {"cite", clock.cite},
          {"grade", clock.grade}};
}

json::array texts_json(const std::vector<std::string>& all) {
  return json::array(all.begin(), all.end());
}

json::object step_json(const StepStatus& status, const std::vector<Event>& counted) {
  const directory::Step& step = *status.step;
  json::array evidence, clocks;
  for (const directory::Document& document : step.documents) {
    json::object line{{"document", document.id},
                      {"title", text_json(document.title)},
                      {"required", document.required},
                      {"expires", document.expires},
                      {"on", ""},
                      {"until", ""},
                      {"reference", ""},
                      {"template", document.template_id}};
    for (const Event& event : counted) {
      if (event.step != step.id || event.what != "document" || event.subject != document.id) {
        continue;
      }
      line["on"] = base::day_text(event.on);
      line["until"] = day_or_nothing(event.until);
      line["reference"] = event.reference;
    }
    evidence.push_back(std::move(line));
  }
  for (const directory::Clock& clock : status.clocks) clocks.push_back(clock_json(clock));
  return {{"id", step.id},
          {"title", text_json(step.title)},
          {"filing", step.filing},
          {"state", directory::state_name(status.state)},
          {"since", day_or_nothing(status.since)},
          {"evidence", std::move(evidence)},
          {"missing", texts_json(status.missing)},
          {"waits_for", texts_json(status.waits_for)},
          {"clocks", std::move(clocks)}};
}

json::object duty_json(const directory::LifeDuty& duty, const Status& status) {
  json::object out{
      {"id", duty.id}, {"title", text_json(duty.title)}, {"event", text_json(duty.event)},
      {"on", ""},      {"reminders", json::array()},     {"running", false}};
  for (const directory::Due& due : status.due) {
    if (due.duty != &duty) continue;
    out["on"] = base::day_text(due.on);
    out["running"] = true;
    for (const base::Day day : due.reminders) {
      out["reminders"].as_array().emplace_back(base::day_text(day));
    }
  }
  return out;
}

base::Result<json::object> track_json(const directory::Track& track,
                                      const directory::Replayed& replayed,
                                      const directory::Calendars& calendars, base::Day today) {
  const base::Result<Status> status =
      directory::status_of(track, replayed.counted, calendars, today);
  if (!status) return std::unexpected(status.error());
  json::array steps, life, not_counted;
  for (const StepStatus& step : status->steps) {
    steps.push_back(step_json(step, replayed.counted));
  }
  for (const directory::LifeDuty& duty : track.life) life.push_back(duty_json(duty, *status));
  for (const auto& one : replayed.not_counted) {
    not_counted.push_back({{"step", one.event.step},
                           {"what", one.event.what},
                           {"on", base::day_text(one.event.on)},
                           {"field", one.field},
                           {"why", one.why}});
  }
  return json::object{{"track", track.id},
                      {"steps", std::move(steps)},
                      {"life", std::move(life)},
                      {"not_counted", std::move(not_counted)}};
}

// One day that somebody must keep.
struct Kept {
  std::string key;  // track/step/term: the same for the same thing
  directory::Text title;
  base::Day on{};
  std::vector<int> remind_days;
  bool on_authority = false;
  std::string cite;
};

std::vector<Kept> kept_days(const directory::Track& track, const Status& status) {
  std::vector<Kept> out;
  for (const StepStatus& step : status.steps) {
    for (const directory::Clock& clock : step.clocks) {
      out.push_back({track.id + "/" + step.step->id + "/" + clock.term,
                     clock.title,
                     clock.on_authority ? clock.latest : clock.safe,
                     {7, 2},
                     clock.on_authority,
                     clock.cite});
    }
  }
  for (const directory::Due& due : status.due) {
    out.push_back({track.id + "/" + due.duty->id, due.duty->title, due.on, due.duty->remind_days,
                   false, due.duty->cite});
  }
  return out;
}

}  // namespace

std::vector<Event> PageDirectory::events(const desk::Session& session,
                                         const directory::Track& track) const {
  const base::Result<desk::CaseView> view = book_.view(session);
  if (!view) return {};
  return listing::events_of(house_.catalogue(), view->folded(base::Compartment::ops), track.id);
}

D::Shown PageDirectory::standing(const desk::Session& session) const {
  json::array tracks;
  for (const directory::Track& track : seed_.tracks) {
    const directory::Replayed replayed =
        directory::replay(track, events(session, track), seed_.calendars, today());
    base::Result<json::object> shown = track_json(track, replayed, seed_.calendars, today());
    if (!shown) return std::unexpected(shown.error());
    tracks.push_back(std::move(*shown));
  }
  return json::object{{"today", base::day_text(today())},
                      {"may_write", may_write(session)},
                      {"tracks", std::move(tracks)}};
}

D::Shown PageDirectory::constitution(const web::Caller& caller) {
  return tickets_.with<json::object>(
      caller, [&](const desk::Session& session) -> Shown { return standing(session); });
}

D::Shown PageDirectory::add_event(const web::Caller& caller, const Body& body, base::SaveId save) {
  return tickets_.with<json::object>(caller, [&](const desk::Session& session) -> Shown {
    const auto track =
        std::ranges::find(seed_.tracks, text_in(body, "track"), &directory::Track::id);
    if (track == seed_.tracks.end()) {
      return base::refuse(base::Code::bad_value, {{"field", "track"}, {"why", "unknown track"}});
    }
    const base::Result<base::Day> on = base::day_from_text(text_in(body, "on"));
    if (!on) return base::refuse(on.error().code, {{"field", "on"}});
    Event event{text_in(body, "step"),     text_in(body, "what"), text_in(body, "subject"), *on, {},
                text_in(body, "reference")};
    const std::string until = text_in(body, "until");
    if (!until.empty()) {
      const base::Result<base::Day> day = base::day_from_text(until);
      if (!day) return base::refuse(day.error().code, {{"field", "until"}});
      event.until = *day;
    }
    if (event.what == "document" && event.reference.empty()) {
      return base::refuse(base::Code::bad_value, {{"field", "reference"}, {"why", "no evidence"}});
    }
    const auto saved = book_.change(
        session,
        [&](const desk::CaseView& view, const listing::Listing&) -> DirectoryWrites::Edits {
          const directory::Replayed before =
              directory::replay(*track,
                                listing::events_of(house_.catalogue(),
                                                   view.folded(base::Compartment::ops), track->id),
                                seed_.calendars, today());
          const base::Done may =
              directory::may_follow(*track, before.counted, seed_.calendars, event, today());
          if (!may) return std::unexpected(may.error());
          desk::RecordEdit edit{"constitution_event",
                                std::nullopt,
                                {{"track", track->id},
                                 {"step", event.step},
                                 {"what", event.what},
                                 {"happened_on", base::day_text(event.on)}}};
          if (!event.subject.empty()) edit.fields.push_back({"subject", event.subject});
          if (event.until) edit.fields.push_back({"until", base::day_text(*event.until)});
          if (!event.reference.empty()) edit.fields.push_back({"reference", event.reference});
          return std::vector<desk::RecordEdit>{std::move(edit)};
        },
        save);
    if (!saved) return std::unexpected(saved.error());
    return standing(session);
  });
}

base::Result<std::string> PageDirectory::calendar(const web::Caller& caller) {
  return tickets_.with<std::string>(
      caller, [&](const desk::Session& session) -> base::Result<std::string> {
        std::vector<directory::DueDay> days;
        for (const directory::Track& track : seed_.tracks) {
          const directory::Replayed replayed =
              directory::replay(track, events(session, track), seed_.calendars, today());
          const auto status =
              directory::status_of(track, replayed.counted, seed_.calendars, today());
          if (!status) return std::unexpected(status.error());
          for (const Kept& one : kept_days(track, *status)) {
            // The same for the same thing, and nothing to whoever reads the calendar.
            const std::string key = one.key + base::day_text(one.on);
            const std::string reference = base::to_hex(crypto::blake2b(
                "amparo/calendar", {house_.identity().org.bytes(), base::as_bytes(key)}));
            days.push_back({reference.substr(0, 32) + "@amparo",
                            "Amparo " + reference.substr(0, kReferenceDigits), one.on,
                            one.remind_days});
          }
        }
        return directory::to_icalendar(days, house_.clock().now_ms());
      });
}

D::Shown PageDirectory::templates(const web::Caller& caller) {
  return tickets_.with<json::object>(caller, [&](const desk::Session&) -> Shown {
    json::array all;
    for (const directory::Template& one : seed_.templates) {
      json::array clauses;
      for (const directory::Clause& clause : one.clauses) {
        clauses.push_back({{"cite", clause.cite}, {"text", text_json(clause.text)}});
      }
      all.push_back(
          {{"id", one.id}, {"title", text_json(one.title)}, {"clauses", std::move(clauses)}});
    }
    return json::object{{"organisation", house_.identity().organisation},
                        {"templates", std::move(all)}};
  });
}

void PageDirectory::add_tasks(const desk::Session& session, std::vector<web::Task>& tasks) {
  if (!may_write(session)) return;
  const base::Day now = today();
  for (const directory::Track& track : seed_.tracks) {
    const directory::Replayed replayed =
        directory::replay(track, events(session, track), seed_.calendars, now);
    const auto status = directory::status_of(track, replayed.counted, seed_.calendars, now);
    if (!status) continue;
    for (const Kept& one : kept_days(track, *status)) {
      if (one.on > now + std::chrono::days(kAheadDays)) continue;
      web::Task task;
      task.id = "organisation:" + one.key;
      task.title = {one.title.es, one.title.en};
      task.note = {"Mi organización · " + one.cite, "My organisation · " + one.cite};
      task.due = base::day_text(one.on);
      task.due_ms = std::int64_t{one.on.time_since_epoch().count()} * kDayMs;
      task.state = one.on < now       ? "overdue"
                   : one.on_authority ? "waiting"
                   : one.on == now    ? "today"
                                      : "later";
      tasks.push_back(std::move(task));
    }
  }
  add_referral_tasks(session, tasks);
}

}  // namespace cli
