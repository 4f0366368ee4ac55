// The catalogue's published totals and policy events.
#include <algorithm>
#include <array>
#include <map>

#include "observatory/board.h"
#include "observatory/importer.h"
#include "tabular/writer.h"

namespace observatory {
namespace {

using base::Code;

using Rows = std::vector<std::vector<std::string>>;

base::Result<Rows> rows_of(std::string_view csv) {
  auto table = tabular::open_table_bytes(csv, {});
  if (!table) return pass(table);
  Rows rows;
  tabular::Row row;
  while (true) {
    auto more = (*table)->next(row);
    if (!more) return pass(more);
    if (!*more) break;
    rows.emplace_back(row.fields.begin(), row.fields.end());
    if (rows.back().size() != rows.front().size()) {
      return base::refuse(Code::table_damaged, {{"reason", "row " + std::to_string(row.number)}});
    }
  }
  if (rows.empty()) return base::refuse(Code::table_not_recognised);
  return rows;
}

}  // namespace

base::Done load_published(ObservationStore& store, std::string_view csv) {
  auto rows = rows_of(csv);
  if (!rows) return pass(rows);
  // What tells batches apart; the rest of a row is the observation.
  constexpr std::array<const char*, 4> kOrigin = {"publisher", "published_on", "vintage", "source"};
  const auto& header = rows->front();
  std::array<std::size_t, kOrigin.size()> at{};
  for (std::size_t i = 0; i < kOrigin.size(); ++i) {
    const auto found = std::ranges::find(header, kOrigin[i]);
    if (found == header.end()) return base::refuse(Code::missing_column, {{"column", kOrigin[i]}});
    at[i] = static_cast<std::size_t>(found - header.begin());
  }
  const auto rest = [&](const std::vector<std::string>& row) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (std::ranges::find(at, i) == at.end()) out.push_back(row[i]);
    }
    return out;
  };
  std::map<std::array<std::string, kOrigin.size()>, std::string> groups;
  for (std::size_t r = 1; r < rows->size(); ++r) {
    const auto& row = (*rows)[r];
    auto& text = groups[{row[at[0]], row[at[1]], row[at[2]], row[at[3]]}];
    if (text.empty()) tabular::append_csv_row(text, rest(header));
    tabular::append_csv_row(text, rest(row));
  }
  for (const auto& [origin, text] : groups) {
    ImportOptions options;
    options.dataset = "published/" + origin[3];
    options.publisher = origin[0];
    options.vintage = origin[2] + "/" + origin[0];
    options.source = origin[3];
    if (!origin[1].empty()) {
      auto style = tabular::DateStyle::iso;
      auto day = tabular::parse_date(origin[1], style);
      if (!day) return pass(day);
      options.published_on = *day;
      options.vintage += "/" + origin[1];
    }
    options.table.delimiter = ',';
    auto table = tabular::open_table_bytes(text, options.table);
    if (!table) return pass(table);
    const auto format = make_format("observations");
    auto done = import_table(**table, *format, store, options);
    if (!done) return pass(done);
  }
  return {};
}

base::Result<std::vector<PolicyEvent>> read_events(std::string_view csv) {
  auto rows = rows_of(csv);
  if (!rows) return pass(rows);
  if (rows->front() != std::vector<std::string>{"day", "country", "what_es", "what_en", "source"}) {
    return base::refuse(Code::table_not_recognised);
  }
  std::vector<PolicyEvent> events;
  for (std::size_t r = 1; r < rows->size(); ++r) {
    const auto& row = (*rows)[r];
    events.push_back({row[0], row[1], {row[2], row[3]}, row[4]});
  }
  return events;
}

}  // namespace observatory
