// The finder: what leaves out, what is only unknown, and in which order. And HSDS there and back.
#include "directory/finder.h"

#include <fstream>
#include <rapidcheck.h>
#include <sstream>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "directory/hsds.h"
#include "directory/seed.h"
#include "pack/embedded.h"
#include "tabular/tabular.h"

namespace directory {
namespace {

constexpr base::UtcMs kHour = 3600 * 1000;

const Seed& seed() {
  static const Seed kSeed =
      read_seed([](std::string_view name) { return pack::embedded().section(name); }).value();
  return kSeed;
}

// Sunday 22 November 2026, 21:30 in Tapachula.
base::UtcMs sunday_night() {
  const base::Zone zone = base::Zone::named("America/Mexico_City").value();
  return zone
      .instants({base::day_of(2026, 11, 22), std::chrono::hours(21) + std::chrono::minutes(30)})
      .first;
}

Service house(std::string id, base::UtcMs beds_at) {
  Service out;
  out.id = std::move(id);
  out.code = "lodging";
  out.title = {"Albergue", "Shelter"};
  out.state = "MX-CHP";
  out.municipality = "07089";
  out.zone = "America/Mexico_City";
  out.phone = "962 000 0001";
  out.intermediary_phone = "962 000 0002";
  out.address = "Calle inventada 1";
  out.intake_hours.always = true;
  out.languages = {{"mam", "", Mode::phone}};
  out.eligibility = {12, 17, {"female"}, {}, true, true, false};
  out.wings = {{"Niñas", {"female"}, 12, 17, 2, 10, beds_at}};
  out.verified[Field::beds] = {"La casa", "self", beds_at};
  return out;
}
Organisation of(std::vector<Service> services) {
  Organisation out;
  out.id = "00000000-0000-4000-8000-000000000001";
  out.name = "Casa Inventada";
  out.country = "MX";
  out.sector = "civil";
  out.services = std::move(services);
  return out;
}
Ask ask_at(base::UtcMs now) {
  Ask out;
  out.codes = {"lodging"};
  out.where = seed().places.find("07089")->centre;
  out.now_ms = now;
  out.language = "mam";
  out.child = {16, "female", "GT", true, true, false};
  return out;
}
Answer ask_of(std::vector<Service> services, const Ask& ask) {
  return Index::make({of(std::move(services))}, seed().places).value().find(ask);
}

TEST_CASE("a Mam-speaking pregnant girl of 16, Tapachula, Sunday 21:30") {
  const base::UtcMs now = sunday_night();
  Service day = house("day", now);
  day.intake_hours = {};
  day.intake_hours.weekly = {{1, 7 * 60, 15 * 60}};
  Service late = house("late", now);
  late.intake_hours = {};
  late.intake_hours.weekly = {{1, 9 * 60, 15 * 60}};
  Service boys = house("boys", now);
  boys.eligibility.sexes = {"male"};
  Service none = house("no-pregnant", now);
  none.eligibility.pregnant = false;
  Service hidden = house("hidden", now);
  hidden.visibility = Visibility::hidden;
  hidden.point = Point{14.91, -92.26};
  Ask ask = ask_at(now);
  ask.opens_within_min = 10 * 60 + 30;  // by 08:00
  const Index index = Index::make({of({day, late, boys, none, hidden})}, seed().places).value();
  const Answer answer = index.find(ask);
  REQUIRE(answer.found.size() == 2);
  CHECK(index.at(answer.found[0].service).id == "hidden");  // open now
  CHECK(answer.found[0].mode == Mode::phone);
  CHECK(answer.found[0].about);
  CHECK(index.at(answer.found[1].service).id == "day");
  CHECK(answer.found[1].open.opens_in_min == 9 * 60 + 30);
  CHECK(answer.left_out_by.at(Out::closed) == 1);
  CHECK(answer.left_out_by.at(Out::sex) == 1);
  CHECK(answer.left_out_by.at(Out::pregnancy) == 1);
  const Service shown = visible(index.at(answer.found[0].service));
  CHECK(shown.address.empty());
  CHECK_FALSE(shown.point.has_value());
  CHECK(shown.phone == "962 000 0002");
  CHECK(shown.municipality == "07089");
}

TEST_CASE("beds confirmed nine hours ago are unknown, call; after an update a number") {
  const base::UtcMs now = sunday_night();
  const Answer stale = ask_of({house("a", now - 9 * kHour)}, ask_at(now));
  REQUIRE(stale.found.size() == 1);
  CHECK(stale.found[0].beds == Beds::unknown_call);
  CHECK(stale.found[0].free == 0);
  CHECK(stale.found[0].stale == std::vector{Field::beds});
  const Answer fresh = ask_of({house("a", now)}, ask_at(now));
  CHECK(fresh.found[0].beds == Beds::free);
  CHECK(fresh.found[0].free == 2);
}

TEST_CASE("an unknown fact never leaves a service out; learning it only narrows") {
  rc::check("monotone", [] {
    Service one = house("a", 0);
    one.eligibility.min_age = *rc::gen::inRange(0, 18);
    one.eligibility.max_age = *rc::gen::inRange(0, 18);
    if (*rc::gen::arbitrary<bool>()) one.eligibility.sexes.clear();
    one.eligibility.pregnant = *rc::gen::arbitrary<bool>();
    Ask ask = ask_at(0);
    const std::size_t known = ask_of({one}, ask).found.size();
    ask.child = {};
    const Answer unknown = ask_of({one}, ask);
    RC_ASSERT(unknown.found.size() == 1U);
    RC_ASSERT(known <= unknown.found.size());
    RC_ASSERT(unknown.found[0].eligible == base::Truth::unknown);
  });
}

TEST_CASE("hours: past midnight, holidays, never") {
  Hours hours;
  hours.weekly = {{6, 22 * 60, 2 * 60}};
  const base::Day sunday = base::day_of(2026, 11, 22);
  CHECK(open_at(hours, {sunday, std::chrono::hours(1)}).state == OpenState::open);
  CHECK(open_at(hours, {sunday, std::chrono::hours(3)}).state == OpenState::closed);
  CHECK(open_at({}, {sunday, std::chrono::hours(3)}).state == OpenState::unknown);
  hours.exceptions = {{sunday - std::chrono::days(1), std::nullopt}};
  CHECK(open_at(hours, {sunday, std::chrono::hours(1)}).state == OpenState::closed);
  Hours never;
  never.exceptions = {{sunday, std::nullopt}};
  CHECK_FALSE(check(never));
}

TEST_CASE("bad organisations are refused in words, the rest is read") {
  const auto refused = [](Organisation one) {
    const base::Done done = check(one, seed().places);
    REQUIRE_FALSE(done);
    return done.error().details.back().second;
  };
  Organisation two = of({});
  two.identifiers = {{"MX-CLUNI", "A"}, {"MX-CLUNI", "B"}};
  CHECK(refused(two) == "two MX-CLUNI");
  Service sea = house("a", 0);
  sea.point = Point{20.0, -115.0};
  CHECK(refused(of({sea})) == "in the sea");
  Service below = house("a", 0);
  below.wings[0].free = -1;
  CHECK(refused(of({below})) == "below zero");
  const Imported mixed =
      from_hsds_json(
          R"({"organization":[{"id":"1","name":"Una"},{"name":"Sin id"}],"service":[{"id":"2"}]})",
          seed().places)
          .value();
  CHECK(mixed.organisations.size() == 1);
  REQUIRE(mixed.refused.size() == 2);
  CHECK(mixed.refused[0].field == "organization_id");
  CHECK(mixed.refused[1].row == 2);
  CHECK(mixed.refused[1].field == "id");
  CHECK_FALSE(from_hsds_json("{", seed().places));
}

TEST_CASE("the seed leaves as HSDS and comes back the same") {
  const Imported back = from_hsds_json(to_hsds_json(seed().study), seed().places).value();
  CHECK(back.refused.empty());
  CHECK(back.organisations == seed().study);
  // What HSDS asks for is there, and so are hours, languages and conditions; a secret stays one.
  Service open = house("00000000-0000-4000-8000-000000000002", 0);
  open.wings.clear();
  open.verified.clear();
  open.intermediary_phone.clear();
  open.intake_hours = {};
  open.hours.weekly = {{1, 540, 1020}, {3, 1320, 120}};
  const Imported again = from_hsds_json(to_hsds_json({of({open})}), seed().places).value();
  CHECK(again.organisations == std::vector{of({open})});
  Service secret = house("00000000-0000-4000-8000-000000000003", 0);
  secret.visibility = Visibility::hidden;
  const std::string text = to_hsds_json({of({secret})});
  CHECK(text.find("Calle inventada") == std::string::npos);
  CHECK(text.find("962 000 0001") == std::string::npos);
  CHECK(text.find("962 000 0002") != std::string::npos);
}

TEST_CASE("every field that the HSDS 3.0 schema requires is in the export") {
  const char* folder = std::getenv("AMPARO_TEST_DATA");
  std::ifstream schema(std::string(folder == nullptr ? "" : folder) + "/hsds/hsds3_schema.csv");
  if (!schema) {
    MESSAGE("skipped: AMPARO_TEST_DATA names no folder with hsds/hsds3_schema.csv");
    return;
  }
  std::ostringstream csv;
  csv << schema.rdbuf();
  const std::string bytes = csv.str();
  auto table = tabular::open_table_bytes(bytes, {}).value();
  std::map<std::string, std::vector<std::string>> required;
  std::map<std::string, std::set<std::string>> known;
  tabular::Row row;
  while (table->next(row).value()) {
    if (row.fields.size() < 6) continue;
    known[std::string(row.fields[0])].insert(std::string(row.fields[1]));
    const std::string flag(row.fields[5]);
    if (flag == "true") required[std::string(row.fields[0])].emplace_back(row.fields[1]);
  }
  REQUIRE(required.contains("organization"));
  Organisation full = of({house("00000000-0000-4000-8000-000000000002", 0)});
  full.identifiers = {{"MX-CLUNI", "INV0000000001"}};
  std::vector<Organisation> all = seed().study;
  all.push_back(full);
  const boost::json::value exported = boost::json::parse(to_hsds_json(all));
  const auto holds = [&](const boost::json::object& one, const std::string& entity) {
    for (const std::string& field : required[entity]) {
      CAPTURE(entity + "." + field);
      CHECK(one.contains(field));
    }
    for (const auto& [field, value] : one) {
      CAPTURE(entity + "." + std::string(field));
      CHECK(known[entity].contains(std::string(field)));
    }
  };
  const auto each = [&](const boost::json::object& one, const char* list, const char* entity) {
    if (!one.contains(list)) return;
    for (const auto& item : one.at(list).as_array()) holds(item.as_object(), entity);
  };
  for (const auto& organisation : exported.at("organization").as_array()) {
    holds(organisation.as_object(), "organization");
    each(organisation.as_object(), "organization_identifiers", "organization_identifier");
    each(organisation.as_object(), "attributes", "attribute");
  }
  for (const auto& service : exported.at("service").as_array()) {
    holds(service.as_object(), "service");
    each(service.as_object(), "phones", "phone");
    each(service.as_object(), "languages", "language");
    each(service.as_object(), "schedules", "schedule");
    each(service.as_object(), "attributes", "attribute");
  }
}

}  // namespace
}  // namespace directory
