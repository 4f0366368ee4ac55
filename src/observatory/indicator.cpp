#include "observatory/indicator.h"

#include <functional>

#include "tabular/mapping.h"
#include "tabular/tabular.h"

namespace observatory {
namespace {

using base::Code;

std::vector<std::string> pieces(std::string_view text, char separator) {
  std::vector<std::string> all;
  while (true) {
    const auto end = std::min(text.find(separator), text.size());
    all.emplace_back(text.substr(0, end));
    if (end == text.size()) return all;
    text.remove_prefix(end + 1);
  }
}

using Get = std::function<std::string(std::string_view)>;

// Reads every row of a CSV whose columns all have names; a refusing row is told by its number.
base::Done each_row(std::string_view csv, std::initializer_list<const char*> names,
                    const std::function<base::Done(const Get&)>& take) {
  auto table = tabular::open_table_bytes(csv, {});
  if (!table) return pass(table);
  tabular::Row row;
  auto header = tabular::read_header(**table, row);
  if (!header) return pass(header);
  std::vector<tabular::Wanted> wanted;
  for (const char* name : names) wanted.push_back({name, {}, true});
  auto columns = tabular::map_columns(row.fields, wanted, {});
  if (!columns) return pass(columns);
  while (true) {
    auto more = (*table)->next(row);
    if (!more) return pass(more);
    if (!*more) return {};
    const auto damaged =
        base::refuse(Code::table_damaged, {{"reason", "row " + std::to_string(row.number)}});
    if (row.fields.size() < columns->width) return damaged;
    const auto done =
        take([&](std::string_view name) { return std::string(row.fields[columns->of(name)]); });
    if (!done) return damaged;
  }
}

Query part_query(const Measure& measure, const Query& asked) {
  Query query = asked;
  query.indicator = measure.indicator;
  for (const auto& [axis, values] : measure.where) query.where[axis] = values;
  return query;
}

}  // namespace

base::Result<std::map<std::string, std::vector<std::string>>> parse_where(std::string_view text) {
  std::map<std::string, std::vector<std::string>> where;
  if (text.empty()) return where;
  for (const auto& part : pieces(text, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string::npos) return base::refuse(Code::bad_value, {{"field", "where"}});
    where[part.substr(0, equals)] = pieces(std::string_view(part).substr(equals + 1), '|');
  }
  return where;
}

base::Result<std::vector<Indicator>> read_indicators(std::string_view csv) {
  std::vector<Indicator> all;
  const auto done = each_row(csv,
                             {"id", "dimension", "name_es", "name_en", "unit", "numerator_es",
                              "numerator_en", "denominator_es", "denominator_en", "numerator",
                              "numerator_where", "denominator", "denominator_where", "source"},
                             [&](const Get& get) -> base::Done {
                               auto numerator = parse_where(get("numerator_where"));
                               auto denominator = parse_where(get("denominator_where"));
                               if (!numerator) return pass(numerator);
                               if (!denominator) return pass(denominator);
                               all.push_back({get("id"),
                                              get("dimension"),
                                              get("name_es"),
                                              get("name_en"),
                                              get("unit"),
                                              get("numerator_es"),
                                              get("numerator_en"),
                                              get("denominator_es"),
                                              get("denominator_en"),
                                              {get("numerator"), std::move(*numerator)},
                                              {get("denominator"), std::move(*denominator)},
                                              get("source")});
                               return {};
                             });
  if (!done) return std::unexpected(done.error());
  return all;
}

base::Result<std::vector<StudyCell>> read_study(std::string_view csv) {
  std::vector<StudyCell> all;
  const auto done =
      each_row(csv, {"category", "country", "kind", "text_es", "text_en", "indicator", "section"},
               [&](const Get& get) -> base::Done {
                 all.push_back({get("category"), get("country"), get("kind"), get("text_es"),
                                get("text_en"), get("indicator"), get("section")});
                 return {};
               });
  if (!done) return std::unexpected(done.error());
  return all;
}

base::Result<std::vector<IndicatorFigure>> compute_indicator(const ObservationSet& set,
                                                             const Indicator& indicator,
                                                             const Query& asked) {
  if (indicator.from_records()) return base::refuse(Code::not_found, {{"what", indicator.id}});
  auto numerator = run_query(set, part_query(indicator.numerator, asked));
  if (!numerator) return pass(numerator);
  std::map<std::vector<std::string>, const Figure*> below;
  FigureTable denominator;
  const bool ratio = !indicator.denominator.indicator.empty();
  if (ratio) {
    auto found = run_query(set, part_query(indicator.denominator, asked));
    if (!found) return pass(found);
    denominator = std::move(*found);
    for (const Figure& figure : denominator.figures) below[figure.at] = &figure;
  }
  std::vector<IndicatorFigure> figures;
  for (const Figure& figure : numerator->figures) {
    IndicatorFigure out{figure.at, figure.value, 1, figure.value, figure.suppressed > 0};
    if (ratio) {
      const auto part = below.find(figure.at);
      const bool usable =
          part != below.end() && part->second->value > 0 && part->second->suppressed == 0;
      out.no_data = out.no_data || !usable;
      out.denominator = usable ? part->second->value : 0;
      const double scale = indicator.unit == "percent" ? 100 : 1;
      out.value = usable ? figure.value / out.denominator * scale : 0;
    }
    figures.push_back(std::move(out));
  }
  return figures;
}

}  // namespace observatory
