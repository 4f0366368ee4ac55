#include "main/page_directory.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "listing/child.h"
#include "main/organisation_json.h"
#include "main/page_dates.h"
#include "pack/embedded.h"

namespace cli {

namespace {

using D = web::DirectoryService;

constexpr int kMostMinutes = 14 * 24 * 60;

web::Text text_of(const directory::Text& text) {
  return {text.es, text.en};
}

template <class T>
T sound(base::Result<T> result) {
  if (!result) throw base::Fault(base::Code::internal, "the pack's directory cannot be read");
  return std::move(*result);
}

D::Step step_of(const directory::Step& step) {
  D::Step out{step.id, step.figure, text_of(step.title), text_of(step.what), {},
              {},      step.cite,   step.grade,          step.review_by};
  for (const directory::Document& one : step.documents) {
    out.documents.push_back({one.id, text_of(one.title), one.required, one.expires, one.template_id,
                             one.cite, one.grade});
  }
  for (const directory::Term& one : step.terms) {
    out.terms.push_back({text_of(one.title), one.amount.count,
                         std::string(directory::unit_name(one.amount.unit)), one.amount.calendar,
                         text_of(one.note), one.cite, one.grade});
  }
  return out;
}

D::Step step_of(const directory::LifeDuty& duty) {
  D::Step out{duty.id, 0,         text_of(duty.title), text_of(duty.what), {},
              {},      duty.cite, duty.grade,          duty.review_by};
  if (duty.amount) {
    out.terms.push_back({text_of(duty.event), duty.amount->count,
                         std::string(directory::unit_name(duty.amount->unit)),
                         duty.amount->calendar, text_of(duty.note), duty.cite, duty.grade});
  }
  return out;
}

std::optional<int> number_of(const std::string& text, int most) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end || value < 0 || value > most) return std::nullopt;
  return value;
}

D::Found line_of(const directory::Found& one, const directory::Index& index,
                 const directory::Places& places) {
  const directory::Service& whole = index.at(one.service);
  const directory::Service service = directory::visible(whole);
  const directory::Organisation& organisation = index.organisation_of(one.service);
  D::Found line;
  line.id = service.id;
  line.organisation_id = organisation.id;
  line.organisation = organisation.name;
  line.title = text_of(service.title);
  line.code = service.code;
  line.state = service.state;
  line.place = place_text(places, service.state, service.municipality);
  line.phone = service.phone;
  line.eligible = one.eligible == base::Truth::yes ? "yes" : "unknown";
  line.open = directory::open_name(one.open.state);
  line.opens_in_min = one.open.opens_in_min.value_or(-1);
  line.beds = directory::beds_name(one.beds);
  line.free = one.free;
  if (one.mode) line.mode = directory::mode_name(*one.mode);
  if (one.km) line.km = std::to_string(std::lround(*one.km));
  line.about = one.about;
  line.verified = one.verified;
  for (const auto& [field, verified] : whole.verified) {
    line.checked_ms = std::max(line.checked_ms, verified.at_ms);
  }
  for (const directory::Field field : one.stale) {
    line.stale.emplace_back(listing::field_name(field));
  }
  line.confidential = service.visibility != directory::Visibility::full;
  line.source = text_of(organisation.source);
  return line;
}

}  // namespace

base::Result<directory::Seed> seed_of(const pack::Pack& pack) {
  return directory::read_seed([&](std::string_view name) { return pack.section(name); });
}

std::string_view name_of(directory::Out why) {
  static constexpr std::string_view kNames[] = {"age",           "sex",       "nationality",
                                                "unaccompanied", "pregnancy", "papers",
                                                "full",          "closed",    "too_far"};
  return kNames[static_cast<std::size_t>(why)];
}

PageDirectory::PageDirectory(Tickets& tickets)
    : tickets_(tickets),
      house_(tickets.desk().house()),
      seed_(sound(seed_of(pack::embedded()))),
      book_(tickets.desk(), seed_) {
  // What it holds of confidential houses is let go with whoever leaves; the next one reads it anew.
  tickets_.when_ended([this](const base::UserId&) { book_.forget(); });
}

base::Result<D::Directory> PageDirectory::directory(const web::Caller& caller) {
  return tickets_.with<Directory>(
      caller, [&](const desk::Session& session) -> base::Result<Directory> {
        const auto book = book_.open(session);
        if (!book) return std::unexpected(book.error());
        Directory out;
        out.may_write = may_write(session);
        for (const directory::Need& one : seed_.needs) {
          out.needs.push_back({one.id, text_of(one.label)});
        }
        for (const char* country : {"MX", "US"}) {
          for (const directory::Place* one : seed_.places.children(country)) {
            out.states.push_back({one->code, {one->es, one->en}});
          }
        }
        for (const directory::LanguageName& one : seed_.languages) {
          if (one.curated) out.languages.push_back({one.code, text_of(one.name)});
        }
        for (const directory::Organisation& one : (*book)->index.organisations()) {
          Organisation shown{one.id,
                             one.name,
                             one.country,
                             one.sector,
                             one.state,
                             place_text(seed_.places, one.state, one.municipality),
                             text_of(one.serves),
                             text_of(one.source),
                             {},
                             (*book)->listing.organisation_records.contains(one.id),
                             std::ranges::find(seed_.study, one.id, &directory::Organisation::id) !=
                                 seed_.study.end()};
          for (const directory::Service& service : one.services) {
            const directory::Service open = directory::visible(service);
            shown.services.push_back({service.id, service.code, text_of(service.title), open.phone,
                                      place_text(seed_.places, open.state, open.municipality)});
          }
          out.organisations.push_back(std::move(shown));
        }
        for (const directory::Figure& one : seed_.figures) {
          out.figures.push_back({one.id, one.value, one.unit, one.year, text_of(one.population),
                                 one.cite, text_of(one.assumption)});
        }
        for (const directory::Track& one : seed_.tracks) {
          Track track{one.id, one.country, text_of(one.title), {}, {}};
          for (const directory::Step& step : one.steps) track.steps.push_back(step_of(step));
          for (const directory::LifeDuty& duty : one.life) track.life.push_back(step_of(duty));
          out.tracks.push_back(std::move(track));
        }
        return out;
      });
}

base::Result<directory::Ask> PageDirectory::read(const Ask& ask) const {
  const auto wrong = [](const char* field) {
    return base::refuse(base::Code::bad_value, {{"field", field}});
  };
  directory::Ask out;
  const auto need = std::ranges::find(seed_.needs, ask.need, &directory::Need::id);
  if (need == seed_.needs.end()) return wrong("need");
  out.codes = need->services;
  out.language = ask.language;
  out.now_ms = house_.clock().now_ms();
  if (!ask.state.empty()) {
    const std::optional<directory::Located> where = seed_.places.locate(ask.state);
    if (!where) return wrong("state");
    out.where = where->point;
  }
  if (!ask.age.empty()) {
    const std::optional<int> age = number_of(ask.age, 120);
    if (!age) return wrong("age");
    out.child.age = *age;
  }
  if (!ask.within.empty()) {
    const std::optional<int> minutes = number_of(ask.within, kMostMinutes);
    if (!minutes) return wrong("within");
    out.opens_within_min = *minutes;
  }
  if (ask.pregnant == "yes" || ask.pregnant == "no") {
    out.child.pregnant = ask.pregnant == "yes";
  } else if (!ask.pregnant.empty()) {
    return wrong("pregnant");
  }
  return out;
}

base::Result<std::vector<std::string>> PageDirectory::add_facts(const desk::Session& session,
                                                                const std::string& case_id,
                                                                directory::Ask& ask) {
  const base::Result<base::CaseId> id = base::CaseId::from_text(case_id);
  if (!id) return base::refuse(base::Code::not_found, {{"what", "case"}});
  const base::Result<desk::CaseView> view = tickets_.desk().cases().read(session, *id);
  if (!view) return std::unexpected(view.error());
  std::vector<const casefile::Folded*> compartments;
  for (const base::Compartment one : base::kCompartments) {
    if (const casefile::Folded* folded = view->folded(one)) compartments.push_back(folded);
  }
  const listing::ChildFacts facts = listing::child_of(house_.catalogue(), compartments, today());
  // What was said in the question stands before what is written.
  const auto take = [](auto& asked, const auto& written) {
    if (!asked) asked = written;
  };
  take(ask.child.age, facts.child.age);
  take(ask.child.sex, facts.child.sex);
  take(ask.child.nationality, facts.child.nationality);
  take(ask.child.unaccompanied, facts.child.unaccompanied);
  take(ask.child.pregnant, facts.child.pregnant);
  take(ask.child.has_papers, facts.child.has_papers);
  if (ask.language.empty()) ask.language = facts.language;
  return facts.known;
}

base::Result<D::Answer> PageDirectory::find(const web::Caller& caller, const Ask& ask) {
  return tickets_.with<Answer>(caller, [&](const desk::Session& session) -> base::Result<Answer> {
    base::Result<directory::Ask> asked = read(ask);
    if (!asked) return std::unexpected(asked.error());
    const auto book = book_.open(session);
    if (!book) return std::unexpected(book.error());
    Answer out;
    if (!ask.case_id.empty()) {
      base::Result<std::vector<std::string>> facts = add_facts(session, ask.case_id, *asked);
      if (!facts) return std::unexpected(facts.error());
      out.facts = std::move(*facts);
    }
    const directory::Index& index = (*book)->index;
    const directory::Answer answer = index.find(*asked);
    out.total = static_cast<int>(answer.found_in_all);
    for (const directory::Found& one : answer.found) {
      out.found.push_back(line_of(one, index, seed_.places));
    }
    for (const auto& [why, count] : answer.left_out_by) {
      out.left_out.push_back({std::string(name_of(why)), static_cast<int>(count)});
    }
    return out;
  });
}

bool PageDirectory::may_write(const desk::Session& session) const {
  return session.may("case_write") && session.holds(base::Compartment::ops);
}

base::Day PageDirectory::today() const {
  return base::day_from_text(local_time(house_.clock().now_ms()).day).value();
}

}  // namespace cli
