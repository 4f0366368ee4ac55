#include "observatory/importer.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "observatory/indicator.h"

using namespace observatory;

namespace {

struct Outcome {
  bool good = false;
  base::Refusal refusal{};
  ImportReport report;
};

Outcome import_text(std::string_view text, std::string_view format, ObservationSet& set,
                    const ImportOptions& options = {}) {
  auto table = tabular::open_table_bytes(text, options.table);
  REQUIRE(table);
  const auto made = make_format(format);
  REQUIRE(made);
  Outcome out;
  auto done = import_table(**table, *made, set, options, &out.report);
  out.good = done.has_value();
  if (done)
    out.report = *done;
  else
    out.refusal = done.error();
  return out;
}

constexpr std::string_view kLog =
    "Fecha;Salida;Personas;País;Idioma\n"
    "03/01/2024;05/01/2024;3;Honduras;es\n"
    "13/01/2024;12/01/2024;2;Guatemala;mam\n"
    "14/01/2024;;cuatro;Haití;ht\n"
    "15/01/2024;16/01/2024;1;Haití;ht\n";

std::string catalogue(const char* name) {
  std::ifstream file(std::filesystem::path(AMPARO_SOURCE_DIR) / "catalogue" / name);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("each refused row has its number, column and reason; nothing is half imported") {
  ObservationSet set;
  auto out = import_text(kLog, "shelter-log", set);
  REQUIRE(!out.good);
  CHECK(out.refusal.code == base::Code::rows_refused);
  CHECK(set.all().empty());
  REQUIRE(out.report.reasons.size() == 3);
  CHECK(out.report.reasons[0].row == 2);
  CHECK(out.report.reasons[0].code == base::Code::date_open);
  CHECK(out.report.reasons[1].row == 3);
  CHECK(out.report.reasons[1].column == "Salida");
  CHECK(out.report.reasons[1].code == base::Code::negative_stay);
  CHECK(out.report.reasons[2].code == base::Code::bad_number);
  ImportOptions without;
  without.skip_refused = true;
  out = import_text(kLog, "shelter-log", set, without);
  REQUIRE(out.good);
  CHECK(out.report.accepted == 1);
  CHECK(set.all().size() == 2);
  // Told which comes first, the open date is read.
  ObservationSet told;
  without.date_style = tabular::DateStyle::day_first;
  CHECK(import_text(kLog, "shelter-log", told, without).report.accepted == 2);
}

TEST_CASE("a dry run stores nothing and tells the same") {
  ObservationSet set;
  ImportOptions dry;
  dry.dry_run = true;
  const auto out = import_text(kLog, "shelter-log", set, dry);
  REQUIRE(out.good);
  CHECK(out.report.refused == 3);
  CHECK(!out.report.stored);
  CHECK(set.all().empty());
  CHECK(set.provenances().empty());
}

TEST_CASE("a second import adds nothing, a changed file needs a new vintage, both stay askable") {
  ObservationSet set;
  ImportOptions options;
  options.published_on = tabular::day_of(2024, 1, 1);
  const std::string first = "state,fiscal_year,released\nTexas,2024,20\nTOTAL,2024,20\n";
  const std::string corrected = "state,fiscal_year,released\nTexas,2024,25\nTOTAL,2024,25\n";
  REQUIRE(import_text(first, "orr-releases-state", set, options).good);
  CHECK(import_text(first, "orr-releases-state", set, options).report.already_there);
  CHECK(set.all().size() == 2);
  CHECK(import_text(corrected, "orr-releases-state", set, options).refusal.code ==
        base::Code::vintage_conflict);
  options.vintage = "2";
  options.published_on = tabular::day_of(2024, 6, 1);
  REQUIRE(import_text(corrected, "orr-releases-state", set, options).good);
  CHECK(set.all().size() == 4);
  Query query;
  query.indicator = "uc_released_to_sponsors";
  query.where["place"] = {"Texas"};
  query.as_known = tabular::day_of(2024, 3, 1);
  CHECK(run_query(set, query)->figures.at(0).value == 20);
  query.as_known = tabular::day_of(2024, 7, 1);
  CHECK(run_query(set, query)->figures.at(0).value == 25);
  query.as_known = tabular::day_of(2023, 7, 1);
  CHECK(run_query(set, query)->figures.empty());
}

TEST_CASE("a total that is not the sum of its parts is told, not hidden") {
  ObservationSet set;
  const auto out = import_text("state,fiscal_year,released\nTexas,2024,20\nTOTAL,2024,21\n",
                               "orr-releases-state", set);
  REQUIRE(out.good);
  REQUIRE(out.report.findings.size() == 1);
  CHECK(out.report.findings[0].where == "FY2024");
  CHECK(out.report.findings[0].stated == 21);
  CHECK(out.report.findings[0].found == 20);
}

TEST_CASE("the wrong format is refused by the column that it lacks") {
  ObservationSet set;
  const auto out = import_text("a,b\n1,2\n", "cbp-encounters-state", set);
  CHECK(out.refusal.code == base::Code::missing_column);
  CHECK(out.refusal.details.at(0).second == "fiscal_year");
  const std::vector<std::string_view> header = {"a", "b"};
  CHECK(detect_format(header).empty());
  CHECK(!make_format("nonsense"));
}

TEST_CASE("court rows of adults are passed over, not counted as children") {
  ObservationSet set;
  const auto out =
      import_text("idnCase,idnJuvenile\n1,UJ\n2,\n3,J1\n4,X\n", "eoir-juvenile-history", set);
  REQUIRE(out.good);
  CHECK(out.report.passed_over == 2);
  CHECK(out.report.accepted == 2);
}

TEST_CASE("an unknown table imports once a person has mapped it, and the mapping is remembered") {
  ObservationSet set;
  const std::string text = "Entidad|Mes|Canalizados\nChiapas|2024-03|1,234\nOaxaca|2024-03|*\n";
  CHECK(import_text(text, "guided", set).refusal.code == base::Code::missing_column);
  ImportOptions options;
  options.mapping = tabular::Mapping::from_text("value=Canalizados\nperiod=Mes\nplace=Entidad\n");
  const auto out = import_text(text, "guided", set, options);
  REQUIRE(out.good);
  CHECK(out.report.mapping.header_of == options.mapping.header_of);
  CHECK(set.all()[0].value == 1234);
  CHECK(set.all()[1].qualifier == Qualifier::suppressed);
  Query query;
  query.indicator = "guided";
  const auto table = run_query(set, query);
  CHECK(table->figures.at(0).suppressed == 1);
  CHECK(!cube_of(set, query));
}

TEST_CASE("mixed definitions are refused until a note says why, and the note comes out") {
  ObservationSet set;
  REQUIRE(import_text(catalogue("figures/published_totals.csv"), "observations", set).good);
  Query query;
  query.indicator = "nna_irregular_events";
  query.by = {"year"};
  query.where = {{"year", {"2022"}}, {"sex", {""}}, {"age", {"0-17"}}, {"accompaniment", {""}}};
  const auto refused = run_query(set, query);
  REQUIRE(!refused);
  CHECK(refused.error().code == base::Code::mixed_definitions);
  CHECK(refused.error().details.at(0).second.find("inm-localizados-y-auxiliados") !=
        std::string::npos);
  query.override_note = "to show how far apart the sources are";
  CHECK(run_query(set, query)->note == query.override_note);
}

TEST_CASE(
    "indicators have both languages and a definition; the grant rate leaves closed cases out") {
  const auto indicators = read_indicators(catalogue("indicators/indicators.csv"));
  REQUIRE(indicators);
  CHECK(indicators->size() >= 25);
  for (const Indicator& one : *indicators) {
    INFO(one.id);
    CHECK(!one.name_es.empty());
    CHECK(!one.name_en.empty());
    CHECK(!one.numerator_es.empty());
    CHECK(one.denominator_es.empty() == one.denominator_en.empty());
  }
  ObservationSet set;
  REQUIRE(import_text(catalogue("figures/published_totals.csv"), "observations", set).good);
  const auto rate = std::ranges::find(*indicators, "grant_rate", &Indicator::id);
  REQUIRE(rate != indicators->end());
  Query asked;
  asked.by = {"country", "year"};
  const auto figures = compute_indicator(set, *rate, asked);
  REQUIRE(figures);
  REQUIRE(figures->size() == 2);
  CHECK(figures->at(0).value == doctest::Approx(63.2).epsilon(0.001));
  CHECK(figures->at(1).value == doctest::Approx(79.9).epsilon(0.001));
  const auto places = std::ranges::find(*indicators, "places_per_channelled", &Indicator::id);
  asked.by = {"year"};
  asked.where = {{"year", {"2020", "2021"}}};
  const auto crowded = compute_indicator(set, *places, asked);
  REQUIRE(crowded);
  CHECK(crowded->at(0).value == doctest::Approx(6.41).epsilon(0.001));
  CHECK(crowded->at(1).value == doctest::Approx(29.72).epsilon(0.001));
}

TEST_CASE("every cell of the study's comparison stands in both languages, cited") {
  const auto cells = read_study(catalogue("indicators/study_matrix.csv"));
  const auto indicators = read_indicators(catalogue("indicators/indicators.csv"));
  REQUIRE(cells);
  for (const std::string category : {"assistance", "legal", "awareness", "collaboration"}) {
    for (const std::string country : {"MX", "US"}) {
      CHECK(std::ranges::any_of(*cells, [&](const StudyCell& cell) {
        return cell.category == category && cell.country == country;
      }));
    }
  }
  for (const StudyCell& cell : *cells) {
    INFO(cell.text_es);
    CHECK(!cell.text_en.empty());
    CHECK(!cell.section.empty());
    if (cell.indicator.empty()) continue;
    CHECK(std::ranges::count(*indicators, cell.indicator, &Indicator::id) == 1);
  }
}

TEST_CASE("age bands convert only when they nest") {
  const std::vector<AgeBand> halves = {{0, 11}, {12, 17}};
  const std::vector<AgeBand> unhcr = {{0, 4}, {5, 11}, {12, 17}};
  const std::vector<AgeBand> hhs = {{0, 5}, {6, 12}, {13, 14}, {15, 16}, {17, 17}};
  CHECK(*nest(unhcr, halves) == std::vector<std::size_t>{0, 0, 1});
  CHECK(nest(hhs, halves).error().code == base::Code::bands_not_nested);
  CHECK(parse_age_band("17+")->to == AgeBand::kOpen);
  CHECK(age_band_text(*parse_age_band(" 0-11 ")) == "0-11");
  CHECK(!parse_age_band("11-0"));
  CHECK(!parse_age_band("x"));
}

TEST_CASE("periods are written as they are read") {
  for (const char* text : {"2022", "FY2022", "2022-03", "2022-03-05", "2022-03-05/2022-04-01"}) {
    CHECK(period_text(*parse_period(text)) == text);
  }
  CHECK(fiscal_year_us(2022).start == tabular::day_of(2021, 10, 1));
  CHECK(!parse_period("2022-13"));
}
