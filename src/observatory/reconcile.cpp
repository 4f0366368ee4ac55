#include "observatory/reconcile.h"

#include <array>
#include <cmath>
#include <limits>

#include "tabular/mapping.h"
#include "tabular/tabular.h"

namespace observatory {
namespace {

using base::Code;

std::vector<std::string> pieces(std::string_view text, char separator) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    all.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

bool read_take(std::string_view text, Take& take) {
  static constexpr std::array<std::string_view, 5> kNames = {"sum", "largest", "smallest", "count",
                                                             "distinct"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] != text) continue;
    take = static_cast<Take>(i);
    return true;
  }
  return false;
}

}  // namespace

base::Result<std::vector<Check>> read_checks(std::string_view csv) {
  auto table = tabular::open_table_bytes(csv, {});
  if (!table) return pass(table);
  tabular::Row row;
  auto header = tabular::read_header(**table, row);
  if (!header) return pass(header);
  std::vector<tabular::Wanted> wanted;
  for (const char* name : {"id", "file", "format", "indicator", "where", "take", "expected",
                           "published", "tolerance", "agrees", "note"}) {
    wanted.push_back({name, {}, true});
  }
  auto columns = tabular::map_columns(row.fields, wanted, {});
  if (!columns) return pass(columns);
  std::vector<Check> checks;
  while (true) {
    auto more = (*table)->next(row);
    if (!more) return pass(more);
    if (!*more) return checks;
    const auto damaged =
        base::refuse(Code::table_damaged, {{"reason", std::to_string(row.number)}});
    if (row.fields.size() < columns->width) return damaged;
    const auto text = [&](std::string_view field) {
      return std::string(row.fields[columns->of(field)]);
    };
    Check check;
    check.id = text("id");
    check.file = text("file");
    check.format = text("format");
    check.query.indicator = text("indicator");
    for (const auto& part : pieces(text("where"), ';')) {
      const auto equals = part.find('=');
      if (equals == std::string::npos) return damaged;
      check.query.where[part.substr(0, equals)] = pieces(part.substr(equals + 1), '|');
      if (part.size() == equals + 1) check.query.where[part.substr(0, equals)] = {""};
    }
    const auto expected = tabular::parse_number(text("expected"));
    const auto published = tabular::parse_number(text("published"));
    const auto tolerance = tabular::parse_number(text("tolerance"));
    if (!read_take(text("take"), check.take) || !expected || !published || !tolerance) {
      return damaged;
    }
    check.expected = expected->value;
    check.published = published->certainty == tabular::Certainty::missing
                          ? std::numeric_limits<double>::quiet_NaN()
                          : published->value;
    check.tolerance = tolerance->value;
    check.agrees = text("agrees") == "yes";
    check.note = text("note");
    // Nothing is added where values are counted or ranked, so definitions may stand together.
    if (check.take != Take::sum) check.query.override_note = "values counted or ranked, not added";
    checks.push_back(std::move(check));
  }
}

base::Result<CheckResult> run_check(const ObservationSet& set, const Check& check) {
  auto table = run_query(set, check.query);
  if (!table) return pass(table);
  CheckResult result{check.id, 0, false, false, false, check.note};
  Figure whole;
  whole.largest = -std::numeric_limits<double>::max();
  whole.smallest = std::numeric_limits<double>::max();
  for (const Figure& figure : table->figures) {
    whole.value += figure.value;
    whole.largest = std::max(whole.largest, figure.largest);
    whole.smallest = std::min(whole.smallest, figure.smallest);
  }
  const std::array<double, 5> taken = {whole.value, whole.largest, whole.smallest,
                                       static_cast<double>(table->observations),
                                       static_cast<double>(table->figures.size())};
  result.found = taken[static_cast<std::size_t>(check.take)];
  result.as_expected = std::abs(result.found - check.expected) < 1e-6;
  const bool unpublished = std::isnan(check.published);
  result.agrees_with_published =
      unpublished || std::abs(result.found - check.published) <= check.tolerance;
  result.passed =
      result.as_expected && (unpublished || result.agrees_with_published == check.agrees);
  return result;
}

}  // namespace observatory
