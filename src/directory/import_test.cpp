// Lists and files that others keep: each bad row is refused in words, the rest is read.
#include <doctest/doctest.h>

#include "directory/hsds.h"
#include "directory/list_import.h"
#include "directory/seed.h"
#include "pack/embedded.h"

namespace directory {
namespace {

const Seed& seed() {
  static const Seed kSeed =
      read_seed([](std::string_view name) { return pack::embedded().section(name); }).value();
  return kSeed;
}
ListImported list_of(const std::string& text, const ListOptions& options) {
  auto table = tabular::open_table_bytes(text, {}).value();
  return read_list(*table, seed().places, options).value();
}
ListImported irs_of(const std::string& text, const ListOptions& options = {}) {
  auto table = tabular::open_table_bytes(text, {}).value();
  return read_irs_master_file(*table, seed().places, options).value();
}
std::string said(const Refused& one) {
  return std::to_string(one.row) + " " + one.field + ": " + one.why;
}

TEST_CASE("a register with dirty states: rows, registers, what no list knows") {
  ListOptions mexico;
  mexico.country = "MX";
  const ListImported out = list_of(
      "Nombre,CLUNI,RFC,Entidad federativa,Municipio\n"
      "Casa Uno,abc0101010101,CUN010203AB1,Nuevo Leon,Monterrey\n"
      "Casa Dos,,,Edomex,\n"
      "Casa Tres,,,Atlantida,\n"
      ",DEF0101010101,,Chiapas,\n"
      "Casa Cinco,XX1;XX2,,Chiapas,\n"
      "Casa Seis,,NO ES RFC,Chiapas,\n"
      "Casa Uno,GHI0101010101,,Nuevo León,\n"
      "Otra casa,ABC0101010101,,Sonora,\n",
      mexico);
  CHECK(out.rows == 8);
  REQUIRE(out.read.organisations.size() == 3);
  const Organisation& one = out.read.organisations[0];
  CHECK(one.state == "MX-NLE");
  CHECK(one.municipality == "19039");
  CHECK(one.identifiers ==
        std::vector<Identifier>{{"MX-CLUNI", "ABC0101010101"}, {"MX-RFC", "CUN010203AB1"}});
  CHECK(out.read.organisations[1].state == "MX-MEX");
  CHECK(out.read.organisations[2].state.empty());
  REQUIRE(out.read.unmapped.size() == 1);
  CHECK(out.read.unmapped[0].value == "Atlantida");
  REQUIRE(out.read.refused.size() == 5);
  CHECK(said(out.read.refused[0]) == "5 id: an organisation has no id");
  CHECK(said(out.read.refused[1]) == "6 identifier: two MX-CLUNI");
  CHECK(said(out.read.refused[2]) == "7 rfc: cannot be one: NO ES RFC");
  CHECK(said(out.read.refused[3]) == "8 identifier: two MX-CLUNI");
  CHECK(said(out.read.refused[4]) == "9 identifier: written twice: MX-CLUNI ABC0101010101");
  // Read again, the same organisations have the same identities.
  CHECK(list_of("Nombre,CLUNI\nCasa Uno,ABC0101010101\n", mexico).read.organisations[0].id ==
        one.id);
}

TEST_CASE("a header nobody knows is mapped by hand; without a name there is no list") {
  ListOptions options;
  options.country = "MX";
  auto table = tabular::open_table_bytes("Quién,Entidad\nCasa,Sonora\n", {}).value();
  const auto refused = read_list(*table, seed().places, options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == base::Code::missing_column);
  options.columns = tabular::Mapping::from_text("name=Quién");
  CHECK(list_of("Quién,Entidad\nCasa,Sonora\n", options).read.organisations.size() == 1);
}

TEST_CASE("the master file of the IRS: zeros a spreadsheet ate, states, NTEE") {
  const std::string file =
      "EIN,NAME,ICO,STREET,CITY,STATE,ZIP,GROUP,SUBSECTION,AFFILIATION,CLASSIFICATION,RULING,"
      "DEDUCTIBILITY,FOUNDATION,ACTIVITY,ORGANIZATION,STATUS,TAX_PERIOD,ASSET_CD,INCOME_CD,"
      "FILING_REQ_CD,PF_FILING_REQ_CD,ACCT_PD,ASSET_AMT,INCOME_AMT,REVENUE_AMT,NTEE_CD,SORT_NAME\n"
      "12345678,INVENTED SHELTER,,1 A ST,EL PASO,TX,79901,0,3,3,1000,201001,1,15,0,1,1,,0,0,1,0,12,"
      "0,0,0,P84,\n"
      "987654321,INVENTED CHOIR,,2 B ST,EL PASO,TX,79901,0,3,3,1000,201001,1,15,0,1,1,,0,0,1,0,12,"
      "0,0,0,A6B,\n"
      "12,INVENTED STUB,,3 C ST,EL PASO,TX,79901,0,3,3,1000,201001,1,15,0,1,1,,0,0,1,0,12,0,0,0,"
      "P84,\n"
      "111111111,INVENTED CAPITAL,,4 D "
      "ST,WASHINGTON,D.C.,20001,0,3,3,1000,201001,1,15,0,1,1,,0,0,1,"
      "0,12,0,0,0,P84,CAPITAL HOUSE\n";
  ListOptions options;
  options.ntee = {"P"};
  const ListImported out = irs_of(file, options);
  CHECK(out.rows == 4);
  CHECK(out.skipped == 1);
  REQUIRE(out.read.organisations.size() == 2);
  CHECK(out.read.organisations[0].identifiers.front().value == "012345678");
  CHECK(out.read.organisations[0].state == "US-TX");
  CHECK(out.read.organisations[1].state == "US-DC");
  CHECK(out.read.organisations[1].aliases.front() == "CAPITAL HOUSE");
  REQUIRE(out.read.refused.size() == 1);
  CHECK(said(out.read.refused[0]) == "4 ein: cannot be one: 12");
  options.states = {"US-DC"};
  CHECK(irs_of(file, options).read.organisations.size() == 1);
}

TEST_CASE("a list too long is refused whole, and says how many there may be") {
  auto table = tabular::open_table_bytes("name,state\na,\nb,\nc,\n", {}).value();
  const auto out = read_list(*table, seed().places, {}, 2);
  REQUIRE_FALSE(out);
  CHECK(out.error().code == base::Code::table_too_large);
}

TEST_CASE("an HSDS file with everything wrong: each service by its row, the organisation stays") {
  const Imported out =
      from_hsds_json(R"({"organization":[{"id":"o","name":"Una","description":"x"}],"service":[
        {"id":"s1","organization_id":"o","name":"Bien","attributes":[{"link_type":"code","value":"food"}],
         "languages":[{"code":"es"}],"schedules":[{"freq":"WEEKLY","byday":"MO,WE","opens_at":"09:00","closes_at":"17:00"}],
         "service_at_locations":[{"location":{"latitude":16.9,"longitude":-96.7,
            "addresses":[{"address_1":"Calle 1","city":"Tuxtla","state_province":"Chiapas"}]}}]},
        {"organization_id":"o","name":"Sin id"},
        {"id":"s3","organization_id":"o","name":"Sin clase"},
        {"id":"s4","organization_id":"o","attributes":[{"link_type":"code","value":"food"}],
         "schedules":[{"byday":"MO","opens_at":"09:00","closes_at":"17:00","valid_from":"2026-02-01","valid_to":"2026-01-01"}]},
        {"id":"s5","organization_id":"o","attributes":[{"link_type":"code","value":"lodging"}],
         "capacities":[{"available":-3,"maximum":10}]},
        {"id":"s6","organization_id":"o","attributes":[{"link_type":"code","value":"food"}],
         "service_at_locations":[{"location":{"latitude":20.0,"longitude":-115.0}}]},
        {"id":"s7","organization_id":"nadie"},
        {"id":"s8","organization_id":"o","attributes":[{"link_type":"code","value":"food"}],
         "service_at_locations":[{"location":{"addresses":[{"state_province":"Narnia"}]}}]}]})",
                     seed().places)
          .value();
  REQUIRE(out.organisations.size() == 1);
  REQUIRE(out.organisations[0].services.size() == 2);
  const Service& good = out.organisations[0].services[0];
  CHECK(good.languages.front().language == "spa");
  CHECK(good.hours.weekly == std::vector<Opening>{{1, 540, 1020}, {3, 540, 1020}});
  CHECK(good.state == "MX-CHP");
  CHECK(good.point == Point{16.9, -96.7});
  std::vector<std::string> reasons;
  for (const Refused& one : out.refused) reasons.push_back(said(one));
  CHECK(reasons ==
        std::vector<std::string>{"2 id: a service has no id", "3 code: a service has no kind",
                                 "4 schedule: an opening of no length", "5 capacity: below zero",
                                 "6 point: in the sea", "7 organization_id: no such organisation"});
  REQUIRE(out.unmapped.size() == 1);
  CHECK(out.unmapped[0].value == "Narnia");
}

TEST_CASE("pages of an API, and a kind for services that name none of ours") {
  const Imported out =
      from_hsds_json(
          R"({"contents":[{"id":"s1","name":"A","organization":{"id":"o","name":"Una"}},
                                           {"id":"s2","name":"B","organization":{"id":"o","name":"Una"}}]})",
          seed().places, "information")
          .value();
  REQUIRE(out.organisations.size() == 1);
  CHECK(out.organisations[0].services.size() == 2);
  CHECK(out.organisations[0].services[1].code == "information");
}

TEST_CASE("as CSV the same comes back, in tables that name their owners") {
  std::vector<Organisation> all = seed().study;
  Organisation one;
  one.id = "00000000-0000-4000-8000-0000000000c1";
  one.name = "Casa, con \"comillas\"";
  one.country = "US";
  one.serves = {"Línea uno\nlínea dos", "x"};
  one.identifiers = {{"US-EIN", "123456789"}};
  Service service;
  service.id = "00000000-0000-4000-8000-0000000000c2";
  service.code = "legal_orientation";
  service.title = {"Orientación", "Orientation"};
  service.phone = "55 0000 0000";
  service.point = Point{31.76, -106.49};
  service.hours.weekly = {{1, 540, 1020}, {5, 1320, 120}};
  service.languages = {{"mam", "de Todos Santos", Mode::phone}};
  service.eligibility.min_age = 12;
  one.services.push_back(service);
  all.push_back(one);
  const CsvTables tables = to_hsds_csv(all);
  CHECK(tables.contains("organization"));
  CHECK(tables.at("phone").find("service_id") != std::string::npos);
  const Imported back = from_hsds_csv(tables, seed().places).value();
  CHECK(back.refused.empty());
  CHECK(back.organisations == all);
  CHECK_FALSE(from_hsds_csv({{"service", "id\n1\n"}}, seed().places));
}

}  // namespace
}  // namespace directory
