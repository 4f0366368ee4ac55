#include "observatory/board.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "observatory/report.h"

using namespace observatory;

namespace {

std::string file(const char* name) {
  std::ifstream in(std::string(AMPARO_SOURCE_DIR "/catalogue/") + name, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Board board_of(const ObservationSet& set) {
  const auto indicators = file("indicators/indicators.csv");
  const auto study = file("indicators/study_matrix.csv");
  const auto events = file("figures/policy_events.csv");
  auto board = make_board(set, {indicators, study, events});
  REQUIRE(board);
  return std::move(*board);
}

const Chart* chart(const Board& board, std::string_view id) {
  const auto found = std::ranges::find(board.charts, id, &Chart::id);
  return found == board.charts.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("the catalogue's totals make a board of both countries, each value with its source") {
  ObservationSet set;
  const auto totals = file("figures/published_totals.csv");
  REQUIRE(load_published(set, totals));
  const std::size_t once = set.all().size();
  REQUIRE(load_published(set, totals));
  CHECK(set.all().size() == once);
  CHECK(once == static_cast<std::size_t>(std::ranges::count(totals, '\n')) - 1);
  const Board board = board_of(set);
  const Chart* children = chart(board, "children");
  REQUIRE(children);
  REQUIRE(children->lines.size() == 2);
  CHECK(!children->differs.es.empty());
  const Dot& last = children->lines[0].dots.back();
  CHECK(last.at == "2024");
  CHECK(last.value == 138'882);
  CHECK(last.vintage == "2025-05");
  CHECK(last.publisher == "UPMRIP");
  CHECK(last.source.starts_with("https://"));
  // The three official values of 2022 all stand: one on the line, the others beside it.
  const auto of_2022 = [](const Dot& dot) { return dot.at == "2022"; };
  CHECK(std::ranges::count_if(children->lines[0].dots, of_2022) == 1);
  CHECK(std::ranges::count_if(children->lines[0].others, of_2022) == 2);
  for (const Chart& one : board.charts) {
    CHECK(!one.title.es.empty());
    CHECK(!one.title.en.empty());
    for (const Line& line : one.lines) {
      for (const Dot& dot : line.dots) CHECK(!dot.source.empty());
    }
  }
  CHECK(std::ranges::any_of(board.matrix, [](const MatrixCell& c) { return c.value.has_value(); }));
  CHECK(std::ranges::any_of(board.matrix, [](const MatrixCell& c) { return !c.value; }));
}

TEST_CASE("findings follow the data") {
  const std::string head =
      "indicator,definition,country,place,period,sex,age,nationality,accompaniment,status,value,"
      "unit,qualifier,publisher,published_on,vintage,source\n";
  const auto row = [](const char* year, const char* value, const char* published) {
    return std::string("nna_irregular_events,upmrip-eventos-irregular,MX,,") + year + ",,0-17,,,," +
           value + ",events,exact,A," + published + ",v,s\n";
  };
  const auto title = [&](const std::string& rows) {
    ObservationSet set;
    REQUIRE(load_published(set, head + rows));
    return chart(board_of(set), "children")->title.en;
  };
  const auto rise = title(row("2022", "10", "2023-01-01") + row("2023", "2000", "2024-01-01"));
  CHECK(rise == "Mexico reaches its highest: 2,000 in 2023");
  const auto fall = title(row("2022", "3000", "2023-01-01") + row("2023", "20", "2024-01-01"));
  CHECK(fall == "Mexico: 20 in 2023, after a peak of 3,000 in 2022");
  // A later vintage of a year takes its place on the line.
  const auto revised = title(row("2022", "3000", "2023-01-01") + row("2023", "20", "2024-01-01") +
                             row("2023", "4000", "2025-01-01"));
  CHECK(revised == "Mexico reaches its highest: 4,000 in 2023");
}

TEST_CASE("no data, no chart; the matrix says so") {
  const ObservationSet nothing;
  const Board board = board_of(nothing);
  REQUIRE(board.charts.size() == 1);
  CHECK(board.charts[0].kind == "nothing");
  CHECK(
      std::ranges::none_of(board.matrix, [](const MatrixCell& c) { return c.value.has_value(); }));
}

TEST_CASE("small numbers of children on the map are hidden") {
  const std::string totals =
      "indicator,definition,country,place,period,sex,age,nationality,accompaniment,status,value,"
      "unit,qualifier,publisher,published_on,vintage,source\n"
      "uc_released_to_sponsors,d,US,US-TX,FY2023,,0-17,,unaccompanied,,900,children,exact,A,,v,s\n"
      "uc_released_to_sponsors,d,US,US-WY,FY2023,,0-17,,unaccompanied,,4,children,exact,A,,v,s\n";
  ObservationSet set;
  REQUIRE(load_published(set, totals));
  const Chart* map = nullptr;
  const Board board = board_of(set);
  map = chart(board, "states");
  REQUIRE(map);
  CHECK(map->lines[0].dots[0].at == "US-TX");
  CHECK(!map->lines[0].dots[0].hidden);
  CHECK(map->lines[0].dots[1].hidden);
  CHECK(map->lines[0].dots[1].value == 0);
}

TEST_CASE("numbers are grouped by thousands") {
  CHECK(number_text(0) == "0");
  CHECK(number_text(138'882) == "138,882");
  CHECK(number_text(1'000'000) == "1,000,000");
  CHECK(number_text(59.9) == "59.9");
}

TEST_CASE("the report says in both languages what is known, where from, and what is not") {
  ObservationSet set;
  REQUIRE(load_published(set, file("figures/published_totals.csv")));
  const Board board = board_of(set);
  for (const std::string_view language : {"es", "en"}) {
    const std::string page = report_html(board, language, "2026-11-22");
    CHECK(page.find("138,882") != std::string::npos);
    CHECK(page.find("<svg") != std::string::npos);
    CHECK(page.find("https://") != std::string::npos);
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find(language == "es" ? "sin datos" : "no data") != std::string::npos);
    CHECK(page.find(language == "es" ? "Lo que no se sabe" : "What is not known") !=
          std::string::npos);
  }
  for (const Chart& one : board.charts) {
    const bool drawn = one.kind != "map" && one.kind != "nothing";
    CHECK(chart_svg(one, "es").empty() == !drawn);
    CHECK(chart_svg(one, "es").find("nan") == std::string::npos);
  }
}
