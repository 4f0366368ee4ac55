// The suite of verified figures. The files do not travel with the project: the tests are skipped,
// and say so, when the folder is absent.
#include "observatory/reconcile.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include <doctest/doctest.h>

#include "observatory/importer.h"

using namespace observatory;

namespace {

std::optional<std::filesystem::path> data_folder() {
  const char* set = std::getenv("AMPARO_DATA");
  const std::filesystem::path folder =
      set != nullptr ? std::filesystem::path(set)
                     : std::filesystem::path(AMPARO_SOURCE_DIR) / "../shared/data";
  if (std::filesystem::exists(folder / "README.md")) return folder;
  MESSAGE("skipped: no public data files (set AMPARO_DATA to their folder)");
  return std::nullopt;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("every verified figure comes out of its file, and known mismatches stay mismatches") {
  const auto folder = data_folder();
  if (!folder) return;
  const auto checks = read_checks(
      read_text(std::filesystem::path(AMPARO_SOURCE_DIR) / "catalogue/figures/reconciliation.csv"));
  REQUIRE(checks);
  CHECK(checks->size() >= 60);
  std::map<std::string, std::unique_ptr<ObservationSet>> sets;
  for (const Check& check : *checks) {
    INFO(check.id);
    auto& set = sets[check.file];
    if (!set) {
      set = std::make_unique<ObservationSet>();
      ImportReport refused;
      const auto report = import_file(*folder / check.file, check.format, *set, {}, &refused);
      const std::uint64_t first = refused.reasons.empty() ? 0 : refused.reasons[0].row;
      INFO("first refused row: ", first);
      REQUIRE(report);
      CHECK(report->refused == 0);
      CHECK(report->stored);
    }
    const auto result = run_check(*set, check);
    REQUIRE(result);
    INFO("found ", result->found, " expected ", check.expected);
    CHECK(result->passed);
  }
}

TEST_CASE("every file of observations imports, is detected, and a second time adds nothing") {
  const auto folder = data_folder();
  if (!folder) return;
  const std::vector<std::pair<const char*, const char*>> files = {
      {"cbp-encounters-state/cbp_encounters_fy2020_fy2023.csv.gz", "cbp-encounters-state"},
      {"cbp-encounters-state/usbp_monthly_by_sector_fy2000_fy2020.csv", "usbp-sector-monthly"},
      {"wapo-uac/hhs_uc_monthly_indicators_2017-10_2021-01.csv", "hhs-monthly-indicators"},
      {"wapo-uac/orr_county_releases_fy2021_to_feb_threshold50.csv", "orr-releases-county"},
      {"wapo-uac/usbp_uac_monthly_by_sector_fy2010_fy2019.csv", "usbp-uac-sector"},
      {"wapo-uac/usbp_uac_published_yearly_totals.csv", "usbp-uac-yearly"},
      {"orr-uc/hhs_uc_daily_2023_2025.csv", "hhs-daily"},
      {"orr-uc/orr_referral_profile_fy2012_fy2024.csv", "orr-referral-profile"},
      {"orr-uc/orr_releases_by_state_fy2015_fy2025.csv", "orr-releases-state"},
      {"unhcr-refugees/asylum_applications.csv.gz", "unhcr-applications"},
      {"unhcr-refugees/asylum_decisions.csv.gz", "unhcr-decisions"},
      {"unhcr-refugees/demographics.csv.gz", "unhcr-demographics"},
      {"unhcr-refugees/population.csv.gz", "unhcr-population"},
      {"unhcr-refugees/flows.csv.gz", "unhcr-flows"},
      {"unhcr-refugees/solutions.csv.gz", "unhcr-solutions"},
      {"iom-missing-migrants/mmp_2014_2023.csv.gz", "iom-missing-migrants"},
      {"reference-totals/mx_children_reference.csv", "reference-totals"},
      {"reference-totals/us_children_reference.csv", "reference-totals"},
      {"reference-totals/us_court_representation.csv", "court-representation"}};
  for (const auto& [file, format] : files) {
    INFO(file);
    auto table = tabular::open_table(*folder / file, {});
    REQUIRE(table);
    tabular::Row row;
    REQUIRE(tabular::read_header(**table, row));
    const auto detected = detect_format(row.fields);
    REQUIRE(!detected.empty());
    CHECK(detected.front() == format);
    ObservationSet set;
    ImportReport refused;
    const auto first = import_file(*folder / file, format, set, {}, &refused);
    for (const auto& reason : refused.reasons) {
      MESSAGE("row ", reason.row, " ", reason.column, " ", base::code_name(reason.code));
    }
    REQUIRE(first);
    CHECK(first->refused == 0);
    const std::size_t stored = set.all().size();
    CHECK(stored == first->observations);
    const auto again = import_file(*folder / file, format, set, {});
    REQUIRE(again);
    CHECK(again->already_there);
    CHECK(!again->stored);
    CHECK(set.all().size() == stored);
  }
}

TEST_CASE("the files' own contradictions are found") {
  const auto folder = data_folder();
  if (!folder) return;
  ObservationSet set;
  const auto releases = import_file(*folder / "orr-uc/orr_releases_by_state_fy2015_fy2025.csv",
                                    "orr-releases-state", set, {});
  REQUIRE(releases);
  CHECK(releases->findings.size() >= 10);
  const auto monthly =
      import_file(*folder / "wapo-uac/hhs_uc_monthly_indicators_2017-10_2021-01.csv",
                  "hhs-monthly-indicators", set, {});
  REQUIRE(monthly);
  for (const auto& finding : monthly->findings)
    CHECK(std::abs(finding.stated - finding.found) <= 2);
}
