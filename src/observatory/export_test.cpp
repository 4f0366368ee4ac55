#include "observatory/export.h"

#include <doctest/doctest.h>

#include "observatory/board.h"
#include "observatory/importer.h"
#include "tabular/tabular.h"

using namespace observatory;

namespace {

std::string no_hash(std::string_view text) {
  return std::to_string(text.size());
}

ObservationSet& filled(ObservationSet& set) {
  const std::string csv =
      "indicator,definition,country,place,period,sex,age,nationality,accompaniment,status,value,"
      "unit,qualifier,publisher,published_on,vintage,source\n"
      "seen,d,MX,,2023,female,0-17,,,,106778,events,exact,\"INM \"\"x\"\", "
      "México\",2024-01-01,v1,s\n"
      "seen,d,US,US-TX,FY2023,,0-17,,,alone,*,events,suppressed,B,,v2,t\n"
      "share,d,US,,2023-05,,,,,,18.9,percent,rounded,B,,v2,t\n";
  REQUIRE(load_published(set, csv));
  return set;
}

}  // namespace

TEST_CASE("what is exported imports again, value by value") {
  ObservationSet set;
  const Package package = export_package(filled(set), "totals", false, no_hash);
  ObservationSet again;
  auto table = tabular::open_table_bytes(package.csv, {});
  REQUIRE(table);
  const auto format = make_format("observations");
  ImportReport refused;
  const auto report = import_table(**table, *format, again, {}, &refused);
  REQUIRE(report);
  REQUIRE(again.all().size() == set.all().size());
  for (std::size_t i = 0; i < set.all().size(); ++i) {
    const Observation& a = set.all()[i];
    const Observation& b = again.all()[i];
    CHECK(a.value == b.value);
    CHECK(a.qualifier == b.qualifier);
    CHECK(a.period == b.period);
    CHECK(set.symbols().text(a[Dim::sex]) == again.symbols().text(b[Dim::sex]));
    CHECK(set.symbols().text(a[Dim::place]) == again.symbols().text(b[Dim::place]));
  }
}

TEST_CASE("a hidden value stays hidden in both shapes, HXL tags stand in the second row") {
  ObservationSet set;
  const Package package = export_package(filled(set), "totals", true, no_hash);
  const auto second = package.csv.find("\r\n") + 2;
  CHECK(package.csv.substr(second, 16) == "#indicator+code,");
  CHECK(package.csv.find(",*,events,suppressed,") != std::string::npos);
  CHECK(package.json.find("\"value\": \"*\"") != std::string::npos);
  CHECK(package.json.find("\"value\": 106778") != std::string::npos);
  CHECK(package.description.find("sha256:" + no_hash(package.csv)) != std::string::npos);
  CHECK(package.description.find("\"missingValues\": [\"\", \"*\"]") != std::string::npos);
}
