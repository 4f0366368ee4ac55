#include "main/page_directory.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pack/embedded.h"

namespace cli {

namespace {

using D = web::DirectoryService;

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
    out.documents.push_back({text_of(one.title), one.required, one.cite, one.grade});
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

}  // namespace

base::Result<directory::Seed> seed_of(const pack::Pack& pack) {
  return directory::read_seed([&](std::string_view name) { return pack.section(name); });
}

std::string place_text(const directory::Places& places, const std::string& state,
                       const std::string& municipality) {
  const directory::Place* in = places.find(state);
  const directory::Place* at = places.find(municipality);
  if (at != nullptr && in != nullptr) return at->es + ", " + in->es;
  return in != nullptr ? in->es : std::string();
}

std::string_view name_of(directory::Out why) {
  static constexpr std::string_view kNames[] = {"age",           "sex",       "nationality",
                                                "unaccompanied", "pregnancy", "papers",
                                                "full",          "closed",    "too_far"};
  return kNames[static_cast<std::size_t>(why)];
}

PageDirectory::PageDirectory(Tickets& tickets)
    : tickets_(tickets),
      seed_(sound(seed_of(pack::embedded()))),
      index_(sound(directory::Index::make(seed_.study, seed_.places))) {}

base::Result<D::Directory> PageDirectory::directory(const web::Caller& caller) {
  return tickets_.with<Directory>(caller, [&](const desk::Session&) -> base::Result<Directory> {
    Directory out;
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
    for (const auto* list : {&seed_.study, &seed_.authorities}) {
      for (const directory::Organisation& one : *list) {
        Organisation shown{one.id,
                           one.name,
                           one.country,
                           one.sector,
                           place_text(seed_.places, one.state, one.municipality),
                           text_of(one.serves),
                           text_of(one.source),
                           {}};
        for (const directory::Service& service : one.services) {
          shown.services.push_back({service.id, service.code, text_of(service.title)});
        }
        out.organisations.push_back(std::move(shown));
      }
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
  out.now_ms = tickets_.desk().house().clock().now_ms();
  if (!ask.state.empty()) {
    const std::optional<directory::Located> where = seed_.places.locate(ask.state);
    if (!where) return wrong("state");
    out.where = where->point;
  }
  if (!ask.age.empty()) {
    int age = 0;
    const char* end = ask.age.data() + ask.age.size();
    const auto [at, error] = std::from_chars(ask.age.data(), end, age);
    if (error != std::errc() || at != end || age < 0 || age > 120) return wrong("age");
    out.child.age = age;
  }
  return out;
}

base::Result<D::Answer> PageDirectory::find(const web::Caller& caller, const Ask& ask) {
  return tickets_.with<Answer>(caller, [&](const desk::Session&) -> base::Result<Answer> {
    const base::Result<directory::Ask> asked = read(ask);
    if (!asked) return std::unexpected(asked.error());
    const directory::Answer answer = index_.find(*asked);
    Answer out;
    out.total = static_cast<int>(answer.found_in_all);
    for (const directory::Found& one : answer.found) {
      const directory::Service service = directory::visible(index_.at(one.service));
      const directory::Organisation& organisation = index_.organisation_of(one.service);
      Found line;
      line.id = service.id;
      line.organisation = organisation.name;
      line.title = text_of(service.title);
      line.place = place_text(seed_.places, service.state, service.municipality);
      line.phone = service.phone;
      line.eligible = one.eligible == base::Truth::yes ? "yes" : "unknown";
      line.open = directory::open_name(one.open.state);
      line.beds = directory::beds_name(one.beds);
      line.free = one.free;
      if (one.mode) line.mode = directory::mode_name(*one.mode);
      if (one.km) line.km = std::to_string(std::lround(*one.km));
      line.about = one.about;
      line.verified = one.verified;
      line.source = text_of(organisation.source);
      out.found.push_back(std::move(line));
    }
    for (const auto& [why, count] : answer.left_out_by) {
      out.left_out.push_back({std::string(name_of(why)), static_cast<int>(count)});
    }
    return out;
  });
}

}  // namespace cli
