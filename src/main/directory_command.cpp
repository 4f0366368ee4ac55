#include "main/directory_command.h"

#include <chrono>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "base/names.h"
#include "directory/hsds.h"
#include "main/organisation_json.h"
#include "main/page_directory.h"
#include "pack/embedded.h"

namespace cli {

namespace {

constexpr int kNotFound = 1;
constexpr int kWrongCall = 2;

struct Asked {
  std::string need, state, language, name, country = "MX";
  std::string in = "es";
  int age = -1;
};

const directory::Seed& seed() {
  static const directory::Seed kSeed = [] {
    base::Result<directory::Seed> read = seed_of(pack::embedded());
    if (!read) throw base::Fault(base::Code::internal, "the pack's directory cannot be read");
    return std::move(*read);
  }();
  return kSeed;
}

std::string in(const Asked& asked, const directory::Text& text) {
  return asked.in == "en" ? text.en : text.es;
}
std::string stated(const Asked& asked, const std::string& text) {
  if (!text.empty()) return text;
  return asked.in == "en" ? "not stated" : "no se dice";
}

[[noreturn]] void leave(const std::string& what, int code) {
  std::cerr << what << '\n';
  throw CLI::RuntimeError(code);
}

void run_find(const Asked& asked) {
  const auto& needs = seed().needs;
  const auto need = std::ranges::find(needs, asked.need, &directory::Need::id);
  if (need == needs.end()) {
    std::string known;
    for (const directory::Need& one : needs) known += " " + one.id;
    leave("--need:" + known, kWrongCall);
  }
  directory::Ask ask;
  ask.codes = need->services;
  ask.language = asked.language;
  ask.now_ms = base::system_clock().now_ms();
  if (asked.age >= 0) ask.child.age = asked.age;
  if (!asked.state.empty()) {
    const directory::Place* state = seed().places.state(asked.state);
    if (state == nullptr) leave("--state: " + asked.state, kWrongCall);
    if (const auto where = seed().places.locate(state->code)) ask.where = where->point;
  }
  const auto index = directory::Index::make(seed().study, seed().places);
  if (!index) leave("internal", kNotFound);
  const directory::Answer answer = index->find(ask);
  for (const directory::Found& one : answer.found) {
    const directory::Service service = directory::visible(index->at(one.service));
    std::cout << fmt::format(
        "{} — {}\n  {} · {} · {} · {}\n", index->organisation_of(one.service).name,
        in(asked, service.title),
        stated(asked, place_text(seed().places, service.state, service.municipality)),
        directory::open_name(one.open.state), directory::beds_name(one.beds),
        one.km ? fmt::format("{} km", std::lround(*one.km)) : stated(asked, ""));
  }
  for (const auto& [why, count] : answer.left_out_by) {
    std::cout << fmt::format("- {}: {}\n", name_of(why), count);
  }
}

void run_show(const Asked& asked) {
  for (const auto* list : {&seed().study, &seed().authorities}) {
    for (const directory::Organisation& one : *list) {
      if (one.key != asked.name && base::fold(one.name) != base::fold(asked.name)) continue;
      std::cout << one.name << "\n  " << one.country << " · " << one.sector << " · "
                << stated(asked, place_text(seed().places, one.state, one.municipality)) << '\n';
      for (const directory::Service& service : one.services) {
        std::cout << "  - " << in(asked, service.title) << '\n';
      }
      for (const directory::Duty& duty : one.duties) {
        std::cout << fmt::format("  - {}: {} [{}]\n", duty.right, duty.norm, duty.grade);
      }
      std::cout << "  " << in(asked, one.source) << '\n';
      return;
    }
  }
  leave(asked.name, kNotFound);
}

void run_steps(const Asked& asked) {
  for (const directory::Track& track : seed().tracks) {
    if (track.country != asked.country) continue;
    std::cout << in(asked, track.title) << '\n';
    int number = 0;
    for (const directory::Step& step : track.steps) {
      std::cout << fmt::format("{}. {}  ({}) [{}]\n", ++number, in(asked, step.title), step.cite,
                               step.grade);
      for (const directory::Document& document : step.documents) {
        std::cout << fmt::format("   - {}  ({}) [{}]\n", in(asked, document.title), document.cite,
                                 document.grade);
      }
      for (const directory::Term& term : step.terms) {
        std::cout << fmt::format("   * {}: {} {} {}  ({}) [{}]\n", in(asked, term.title),
                                 term.amount.count, directory::unit_name(term.amount.unit),
                                 term.amount.calendar, term.cite, term.grade);
      }
    }
    for (const directory::LifeDuty& duty : track.life) {
      std::cout << fmt::format("+ {}  ({}) [{}]\n", in(asked, duty.title), duty.cite, duty.grade);
    }
    return;
  }
  leave("--country: MX, US", kWrongCall);
}

void run_export() {
  std::vector<directory::Organisation> all = seed().study;
  std::cout << directory::to_hsds_json(all) << '\n';
}

}  // namespace

void add_directory_commands(CLI::App& root) {
  auto asked = std::make_shared<Asked>();
  // What works in a folder may have made it already.
  CLI::App* top = nullptr;
  for (CLI::App* there : root.get_subcommands(nullptr)) {
    if (there->get_name() == "directory") top = there;
  }
  if (top == nullptr) top = root.add_subcommand("directory", "organisations and services");
  top->require_subcommand(1);
  auto* find = top->add_subcommand("find", "who can take this child, in order and with reasons");
  find->add_option("--need", asked->need)->required();
  find->add_option("--state", asked->state, "any spelling");
  find->add_option("--language", asked->language, "ISO 639-3");
  find->add_option("--age", asked->age);
  find->add_option("--in", asked->in)->check(CLI::IsMember({"es", "en"}));
  find->callback([asked] { run_find(*asked); });
  auto* show = top->add_subcommand("show", "one organisation");
  show->add_option("name", asked->name, "its name or key")->required();
  show->add_option("--in", asked->in)->check(CLI::IsMember({"es", "en"}));
  show->callback([asked] { run_show(*asked); });
  top->add_subcommand("export", "the seed as HSDS 3.0 JSON")->callback([] { run_export(); });
  auto* organisation = root.add_subcommand("organisation", "constituting an organisation");
  organisation->require_subcommand(1);
  auto* steps = organisation->add_subcommand("steps", "steps, documents, terms and citations");
  steps->add_option("--country", asked->country)->check(CLI::IsMember({"MX", "US"}));
  steps->add_option("--in", asked->in)->check(CLI::IsMember({"es", "en"}));
  steps->callback([asked] { run_steps(*asked); });
}

}  // namespace cli
