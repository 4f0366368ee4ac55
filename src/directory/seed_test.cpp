// The seed as the pack carries it: Table 1, Figure 1, the figures of the diaspora, places.
#include "directory/seed.h"

#include <doctest/doctest.h>

#include "directory/finder.h"
#include "pack/embedded.h"

namespace directory {
namespace {

const Seed& seed() {
  static const Seed kSeed =
      read_seed([](std::string_view name) { return pack::embedded().section(name); }).value();
  return kSeed;
}

const Figure& figure(std::string_view id) {
  const auto found = std::ranges::find(seed().figures, id, &Figure::id);
  REQUIRE(found != seed().figures.end());
  return *found;
}

TEST_CASE("Table 1: five organisations and 24 services, and what is not stated is absent") {
  CHECK(seed().study.size() == 5);
  std::size_t services = 0;
  for (const Organisation& one : seed().study) {
    services += one.services.size();
    CHECK(check(one, seed().places).has_value());
    CHECK(one.level.empty());
    CHECK(one.sector == "civil");
    for (const Service& service : one.services) {
      CHECK_FALSE(service.hours.stated());
      CHECK(service.wings.empty());
    }
  }
  CHECK(services == 24);
  CHECK(seed().places.find("20014")->es == "Ciudad Ixtepec");
  CHECK(duplicates(seed().study).empty());
}

TEST_CASE("the diaspora's figures: read, derived with their formula, or not stated") {
  CHECK(figure("organisations").value == "748");
  CHECK(figure("organisations_ca").value == "284");
  CHECK(figure("organisations_tx").value == "157");
  CHECK(figure("organisations_il").value == "45");
  CHECK(figure("organisations_elsewhere").value == "262");
  CHECK(figure("density_tx").value == "1.62");
  CHECK(figure("density_tx").formula == "per_100000");
  CHECK(figure("share_az").value.empty());
  CHECK(figure("share_co").value.empty());
  for (const Figure& one : seed().figures) {
    CHECK_FALSE(one.cite.empty());
    CHECK((one.formula.empty() || !one.assumption.es.empty()));
  }
}

TEST_CASE("dirty names of states are resolved, and what nobody knows is nothing") {
  const Places& places = seed().places;
  CHECK(places.state("Nuevo León") == places.find("MX-NLE"));
  CHECK(places.state("NUEVO LEON ") == places.find("MX-NLE"));
  CHECK(places.state("D.C.") == places.find("US-DC"));
  CHECK(places.state("Edo. Mex.") == places.find("MX-MEX"));
  CHECK(places.state("Nueva Leona") == nullptr);
  CHECK(places.municipality("MX-OAX", "ciudad ixtepec")->code == "20014");
  const std::optional<Located> far = places.locate("20014");
  REQUIRE(far);
  CHECK(distance_km(far->point, *places.find("07089")->centre) ==
        doctest::Approx(350).epsilon(0.2));
  CHECK(places.locate("20002")->about);
  CHECK(places.may_be_land({16.6, -95.1}));
  CHECK_FALSE(places.may_be_land({25.0, -90.0}));
  CHECK_FALSE(places.may_be_land({0, 0}));
}

TEST_CASE("Figure 1 has five steps in order, each with documents, citation and a day of review") {
  const Track& mexico = seed().tracks.front();
  CHECK(mexico.steps.size() == 5);
  for (std::size_t i = 0; i < mexico.steps.size(); ++i) {
    CHECK(mexico.steps[i].figure == static_cast<int>(i) + 1);
    CHECK_FALSE(mexico.steps[i].documents.empty());
    CHECK_FALSE(mexico.steps[i].cite.empty());
    CHECK(base::day_from_text(mexico.steps[i].review_by));
  }
  CHECK(seed().calendars.contains("MX-LFPA"));
}

TEST_CASE("languages: variants of a group, autonyms, sign languages") {
  std::size_t mixtec = 0, sign = 0;
  for (const LanguageName& one : seed().languages) {
    mixtec += one.family == "mixteca" ? 1 : 0;
    sign += one.is_signed ? 1 : 0;
    if (one.code == "mam") CHECK(one.autonym == "Qyool Mam");
  }
  CHECK(mixtec > 50);
  CHECK(sign >= 5);
}

}  // namespace
}  // namespace directory
