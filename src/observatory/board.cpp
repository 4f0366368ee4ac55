#include "observatory/board.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace observatory {

std::string number_text(double value) {
  const bool whole = std::abs(value - std::round(value)) < 0.05;
  std::string text = fmt::format("{:.{}f}", value, whole ? 0 : 1);
  const auto point = std::min(text.find('.'), text.size());
  for (std::size_t at = point; at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

namespace {

constexpr double kThreshold = 11;

// What is looked for: a dimension left out may be anything, an empty text is "not broken down".
using Wanted = std::map<Dim, std::string>;

struct Found {
  Period period;
  double value = 0;
  std::array<std::string, kDims> is;
  const Provenance* from = nullptr;
  const std::string& operator[](Dim dim) const { return is[static_cast<std::size_t>(dim)]; }
};

std::vector<Found> find(const ObservationSet& set, std::string_view indicator, Wanted wanted) {
  wanted[Dim::indicator] = indicator;
  std::vector<Found> all;
  for (const Observation& o : set.all()) {
    if (o.qualifier == Qualifier::suppressed || o.qualifier == Qualifier::missing) continue;
    const bool fits = std::ranges::all_of(
        wanted, [&](const auto& one) { return set.symbols().text(o[one.first]) == one.second; });
    if (!fits) continue;
    Found found{o.period, o.value, {}, &set.provenances()[o.provenance]};
    for (std::size_t d = 0; d < kDims; ++d) found.is[d] = set.symbols().text(o.dims[d]);
    all.push_back(std::move(found));
  }
  std::ranges::stable_sort(all, {}, [](const Found& f) {
    return std::tuple(f.period.start, f.period.end, f.from->published_on);
  });
  return all;
}

std::string vintage_of(const Provenance& from) {
  return from.vintage.substr(0, from.vintage.find('/'));
}

Dot dot_of(const Found& found, std::string at) {
  return {std::move(at),
          found.value,
          false,
          found[Dim::definition],
          vintage_of(*found.from),
          found.from->publisher,
          found.from->source};
}

// The latest published value of each period makes the line; the rest stand beside it.
Line line_of(std::string id, Said label, std::string country, const std::vector<Found>& mains,
             const std::vector<Found>& others) {
  Line line{std::move(id), std::move(label), std::move(country), {}, {}};
  for (const Found& found : mains) {
    const std::string at = period_text(found.period);
    if (!line.dots.empty() && line.dots.back().at == at) {
      line.others.push_back(line.dots.back());
      line.dots.back() = dot_of(found, at);
    } else {
      line.dots.push_back(dot_of(found, at));
    }
  }
  for (const Found& found : others) line.others.push_back(dot_of(found, period_text(found.period)));
  return line;
}

const Dot& greatest(const Line& line) {
  return *std::ranges::max_element(line.dots, {}, &Dot::value);
}

// "rises to its highest: 138,882 in 2024" or "is at 30,557 in FY2020, after 76,020 in FY2019".
Said course(const Line& line) {
  const Dot& top = greatest(line);
  const Dot& last = line.dots.back();
  const std::string n = number_text(last.value);
  if (&top == &last) {
    return {fmt::format("{} llega a su máximo: {} en {}", line.label.es, n, last.at),
            fmt::format("{} reaches its highest: {} in {}", line.label.en, n, last.at)};
  }
  return {fmt::format("{}: {} en {}, tras un máximo de {} en {}", line.label.es, n, last.at,
                      number_text(top.value), top.at),
          fmt::format("{}: {} in {}, after a peak of {} in {}", line.label.en, n, last.at,
                      number_text(top.value), top.at)};
}

Said joined(const std::vector<Line>& lines) {
  Said said;
  for (const Line& line : lines) {
    const Said one = course(line);
    said.es += (said.es.empty() ? "" : "; ") + one.es;
    said.en += (said.en.empty() ? "" : "; ") + one.en;
  }
  return said;
}

const Said kMexico = {"México", "Mexico"};
const Said kUnitedStates = {"Estados Unidos", "United States"};

void keep(std::vector<Chart>& charts, Chart chart) {
  std::erase_if(chart.lines, [](const Line& line) { return line.dots.empty(); });
  if (!chart.lines.empty()) {
    if (chart.title.es.empty()) chart.title = joined(chart.lines);
    charts.push_back(std::move(chart));
  }
}

Chart children(const ObservationSet& set, const std::vector<PolicyEvent>& events) {
  const Wanted whole = {
      {Dim::country, "MX"}, {Dim::age, "0-17"}, {Dim::sex, ""}, {Dim::accompaniment, ""}};
  std::vector<Found> mains;
  std::vector<Found> others;
  for (const Found& found : find(set, "nna_irregular_events", whole)) {
    const bool main = found[Dim::definition] == "upmrip-eventos-irregular" ||
                      found[Dim::definition] == "upm-presentados";
    (main ? mains : others).push_back(found);
  }
  std::vector<Found> us =
      find(set, "usbp_uac_apprehensions", {{Dim::definition, "usbp-uac-southwest"}});
  std::vector<Found> us_others =
      find(set, "usbp_uac_apprehensions", {{Dim::definition, "usbp-uac-all-borders"}});
  for (Found& found : find(set, "child_encounters", {{Dim::country, "US"}})) {
    us_others.push_back(std::move(found));
  }
  Chart chart{.id = "children", .kind = "lines", .category = "need", .unit = "events"};
  chart.about = {"Eventos de niñas, niños y adolescentes ante la autoridad migratoria, por año",
                 "Events of children before the migration authority, by year"};
  chart.differs = {
      "No es la misma definición: México cuenta eventos de todas las niñas y niños, por año "
      "calendario; Estados Unidos, solo no acompañados en la frontera suroeste, por año fiscal "
      "(octubre a septiembre). Un punto hueco es otra edición u otra definición del mismo año.",
      "Not the same definition: Mexico counts events of all children by calendar year; the United "
      "States only unaccompanied ones at the southwest border by fiscal year (October to "
      "September). A hollow point is another vintage or definition of the same year."};
  chart.lines = {line_of("mx", kMexico, "MX", mains, others),
                 line_of("us", kUnitedStates, "US", us, us_others)};
  chart.events = events;
  return chart;
}

Chart simple(const ObservationSet& set, const char* id, const char* indicator, Wanted wanted,
             Said label, Said about, const char* category, const char* unit) {
  const std::string country = wanted.contains(Dim::country) ? wanted[Dim::country] : "";
  Chart chart{
      .id = id, .kind = "lines", .category = category, .about = std::move(about), .unit = unit};
  chart.lines = {
      line_of(id, std::move(label), country, find(set, indicator, std::move(wanted)), {})};
  return chart;
}

Chart court(const ObservationSet& set) {
  Chart chart{.id = "court", .kind = "dumbbell", .category = "legal", .unit = "percent"};
  chart.about = {
      "Casos de niñas y niños no acompañados en que se les permitió quedarse, por cada 100 "
      "decididos, con y sin abogada o abogado (Estados Unidos)",
      "Cases of unaccompanied children allowed to stay, per 100 decided, with and "
      "without a lawyer (United States)"};
  for (const auto& [status, label] :
       {std::pair<const char*, Said>{"represented", {"Con representación", "Represented"}},
        {"not represented", {"Sin representación", "Not represented"}}}) {
    auto found = find(set, "court_outcome_stay", {{Dim::status, status}});
    std::erase_if(found,
                  [](const Found& f) { return f.period.type != PeriodType::fiscal_year_us; });
    chart.lines.push_back(line_of(status, label, "US", found, {}));
  }
  if (!chart.lines[0].dots.empty() && !chart.lines[1].dots.empty()) {
    const Dot& with = chart.lines[0].dots.back();
    const Dot& without = chart.lines[1].dots.back();
    chart.title = {fmt::format("Con abogada o abogado se quedan {} de cada 100; sin nadie, {} ({})",
                               number_text(with.value), number_text(without.value), with.at),
                   fmt::format("With a lawyer {} of 100 may stay; without one, {} ({})",
                               number_text(with.value), number_text(without.value), with.at)};
  }
  return chart;
}

// The last year with both kinds of company by age.
Chart pyramid(const ObservationSet& set) {
  Chart chart{.id = "ages", .kind = "pyramid", .category = "need", .unit = "events"};
  chart.about = {"Eventos en México por edad, con compañía y sin ella",
                 "Events in Mexico by age, accompanied and alone"};
  std::string last;
  for (const auto& [company, label] :
       {std::pair<const char*, Said>{"accompanied", {"Acompañados", "Accompanied"}},
        {"unaccompanied", {"No acompañados", "Unaccompanied"}}}) {
    auto found = find(set, "nna_irregular_events",
                      {{Dim::country, "MX"},
                       {Dim::sex, ""},
                       {Dim::accompaniment, company},
                       {Dim::definition, "upmrip-eventos-irregular"}});
    std::erase_if(found, [](const Found& f) { return f[Dim::age] == "0-17"; });
    if (!found.empty()) last = period_text(found.back().period);
    Line line{company, label, "MX", {}, {}};
    for (const Found& f : found) {
      if (period_text(f.period) == last) line.dots.push_back(dot_of(f, f[Dim::age]));
    }
    chart.lines.push_back(std::move(line));
  }
  const auto& alone = chart.lines[1].dots;
  double all = 0;
  for (const Dot& dot : alone) all += dot.value;
  if (all > 0) {
    const Dot& top = greatest(chart.lines[1]);
    const std::string share = number_text(100 * top.value / all);
    chart.title = {
        fmt::format("De quienes viajan sin compañía, {} de cada 100 tienen {} años ({})", share,
                    top.at, last),
        fmt::format("Of those who travel alone, {} of 100 are aged {} ({})", share, top.at, last)};
  }
  return chart;
}

// Mexico: channelled to the child protection system, and attended by it.
Chart funnel(const ObservationSet& set) {
  Chart chart{.id = "attended", .kind = "funnel", .category = "assistance", .unit = "children"};
  chart.about = {
      "Niñas y niños canalizados al DIF, atendidos y lugares que hay para ellos (México)",
      "Children channelled to DIF, attended, and the places there are for them (Mexico)"};
  chart.differs = {
      "Atendidos: calculado del porcentaje que publica la CNDH. Un lugar sirve a varias "
      "niñas y niños en un año.",
      "Attended: computed from the percentage CNDH publishes. One place serves several "
      "children in a year."};
  const auto sent =
      find(set, "nna_irregular_events", {{Dim::definition, "upmrip-canalizados-dif"}});
  const auto share = find(set, "dif_attended_share_pct", {});
  const auto places = find(set, "cas_capacity", {});
  if (sent.empty() || share.empty() || places.empty()) return chart;
  if (!(sent.back().period == share.back().period && share.back().period == places.back().period)) {
    return chart;
  }
  const std::string year = period_text(sent.back().period);
  Line line{year, {year, year}, "MX", {}, {}};
  line.dots = {dot_of(sent.back(), "channelled"), dot_of(share.back(), "attended"),
               dot_of(places.back(), "places")};
  line.dots[1].value = std::round(sent.back().value * share.back().value / 100);
  chart.lines = {std::move(line)};
  const std::string missed = number_text(sent.back().value - chart.lines[0].dots[1].value);
  chart.title = {
      fmt::format("En {}, {} niñas y niños canalizados no fueron atendidos", year, missed),
      fmt::format("In {}, {} children who were channelled were not attended", year, missed)};
  return chart;
}

// Releases by state where they were imported, else the study's diaspora by state.
Chart map(const ObservationSet& set) {
  Chart chart{.id = "states", .kind = "map", .category = "collaboration"};
  auto found = find(set, "uc_released_to_sponsors", {{Dim::country, "US"}, {Dim::status, ""}});
  std::erase_if(found, [](const Found& f) {
    return !f[Dim::place].starts_with("US-") || f.period.type != PeriodType::fiscal_year_us;
  });
  if (!found.empty()) {
    const Period last = found.back().period;
    std::erase_if(found, [&](const Found& f) { return !(f.period == last); });
    chart.unit = "children";
    chart.about = {"Niñas y niños entregados a quien los recibe, por estado, " + period_text(last),
                   "Children released to sponsors by state, " + period_text(last)};
  } else {
    found = find(set, "mexican_origin_population", {});
    chart.unit = "persons";
    chart.about = {"Población de origen mexicano por estado, según el estudio",
                   "Population of Mexican origin by state, as the study cites it"};
  }
  Line line{"states", kUnitedStates, "US", {}, {}};
  for (const Found& f : found) {
    Dot dot = dot_of(f, f[Dim::place]);
    dot.hidden = chart.unit == "children" && dot.value > 0 && dot.value < kThreshold;
    if (dot.hidden) dot.value = 0;
    line.dots.push_back(std::move(dot));
  }
  std::ranges::stable_sort(line.dots, std::greater{}, &Dot::value);
  if (line.dots.size() > 1) {
    chart.title = {fmt::format("{} y {} reúnen los números más altos", line.dots[0].at.substr(3),
                               line.dots[1].at.substr(3)),
                   fmt::format("{} and {} have the highest numbers", line.dots[0].at.substr(3),
                               line.dots[1].at.substr(3))};
  }
  chart.lines = {std::move(line)};
  return chart;
}

base::Result<std::vector<MatrixCell>> matrix_of(const ObservationSet& set,
                                                const BoardSources& sources) {
  auto indicators = read_indicators(sources.indicators);
  if (!indicators) return pass(indicators);
  auto study = read_study(sources.study);
  if (!study) return pass(study);
  std::vector<MatrixCell> cells;
  for (StudyCell& one : *study) {
    MatrixCell cell{std::move(one), {}, {}, {}, {}};
    const auto indicator = std::ranges::find(*indicators, cell.study.indicator, &Indicator::id);
    if (indicator != indicators->end()) {
      cell.indicator = {indicator->name_es, indicator->name_en};
      cell.unit = indicator->unit;
      Query asked;
      asked.by = {"period"};
      if (cell.study.country != "both") asked.where["country"] = {cell.study.country};
      const auto figures =
          indicator->from_records()
              ? base::Result<std::vector<IndicatorFigure>>(base::refuse(base::Code::not_found))
              : compute_indicator(set, *indicator, asked);
      if (figures) {
        for (const IndicatorFigure& figure : *figures) {
          if (figure.no_data) continue;
          cell.value = figure.value;
          cell.period = figure.at.front();
        }
      }
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace

base::Result<Board> make_board(const ObservationSet& set, const BoardSources& sources) {
  auto events = read_events(sources.events);
  if (!events) return pass(events);
  Board board;
  keep(board.charts, children(set, *events));
  keep(board.charts, court(set));
  keep(board.charts, funnel(set));
  keep(board.charts, pyramid(set));
  keep(board.charts, map(set));
  keep(board.charts,
       simple(set, "releases", "uc_released_to_sponsors",
              {{Dim::country, "US"}, {Dim::place, ""}, {Dim::status, ""}}, kUnitedStates,
              {"Niñas y niños entregados por ORR a quien los recibe, por año fiscal",
               "Children released by ORR to sponsors, by fiscal year"},
              "assistance", "children"));
  keep(board.charts,
       simple(set, "asylum", "asylum_applications",
              {{Dim::country, "MX"}, {Dim::nationality, ""}, {Dim::status, ""}}, kMexico,
              {"Personas que pidieron refugio en México, de toda edad",
               "Persons who applied for asylum in Mexico, of all ages"},
              "legal", "persons"));
  keep(board.charts,
       simple(set, "deaths", "deaths_on_route", {},
              {"Frontera México–Estados Unidos", "US–Mexico border"},
              {"Muertes y desapariciones registradas en la ruta, de toda edad: un mínimo",
               "Deaths and disappearances recorded on the route, of all ages: a floor"},
              "need", "persons"));
  Chart none{.id = "custody", .kind = "nothing", .category = "assistance"};
  none.title = {"No se publica cuántos días pasa cada niña o niño en custodia",
                "How many days each child spends in custody is not published"};
  none.about = {"La curva se dibuja con estancias propias o con un archivo de estancias importado.",
                "The curve is drawn from own stays or an imported file of stays."};
  board.charts.push_back(std::move(none));
  auto cells = matrix_of(set, sources);
  if (!cells) return pass(cells);
  board.matrix = std::move(*cells);
  std::size_t without = 0;
  for (const MatrixCell& cell : board.matrix) without += cell.value ? 0 : 1;
  board.not_known = {
      fmt::format("{} de las {} afirmaciones del estudio no tienen dato público que las mida.",
                  without, board.matrix.size()),
      fmt::format("{} of the study's {} statements have no public figure that measures them.",
                  without, board.matrix.size())};
  return board;
}

}  // namespace observatory
