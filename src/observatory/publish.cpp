#include "observatory/publish.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "tabular/mapping.h"
#include "tabular/tabular.h"
#include "tabular/values.h"
#include "tabular/writer.h"

namespace observatory {
namespace {

using base::Code;

std::string hxl_tag(const std::string& dimension) {
  static const std::map<std::string, std::string> kTags = {{"country", "#country+code"},
                                                           {"place", "#adm1+code"},
                                                           {"year", "#date+year"},
                                                           {"fiscal_year", "#date+year+fiscal"},
                                                           {"month", "#date+month"},
                                                           {"period", "#date+period"},
                                                           {"nationality", "#country+code+origin"},
                                                           {"sex", "#meta+sex"},
                                                           {"age", "#meta+age"},
                                                           {"accompaniment", "#meta+accompaniment"},
                                                           {"status", "#meta+status"}};
  const auto found = kTags.find(dimension);
  return found == kTags.end() ? "#meta+" + dimension : found->second;
}

}  // namespace

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string data_package(const Release& release, std::string_view csv_name,
                         std::string_view csv_hash, std::string_view licence) {
  std::string fields;
  for (const auto& name : release.request.printed_dimensions) {
    fields += fmt::format(R"({{"name": {}, "type": "string"}}, )", json_text(name));
  }
  fields += R"({"name": "value", "type": "integer"}, )"
            R"({"name": "status", "type": "string", "constraints": {"enum": ["suppressed"]}})";
  return fmt::format(
      R"({{"profile": "tabular-data-package", "name": {}, "title": {}, "version": {},
"licenses": [{{"name": {}}}], "sources": [{{"title": {}}}],
"resources": [{{"profile": "tabular-data-resource", "name": "table", "path": {}, "format": "csv",
"mediatype": "text/csv", "encoding": "utf-8", "bytes": {}, "hash": {},
"schema": {{"fields": [{}], "missingValues": ["", "*"]}}}}],
"amparo": {{"threshold": {}, "rounding": {}, "hidden": {}, "manifest": {}}}}}
)",
      json_text(release.request.id), json_text(release.request.measure),
      json_text(release.request.vintage), json_text(licence), json_text(release.request.source),
      json_text(csv_name), release.csv.size(), json_text(csv_hash), fields,
      release.request.policy.threshold, release.request.policy.rounding, release.audit.hidden,
      json_text(release.manifest_hash));
}

std::string hxl_csv(const Release& release) {
  std::vector<std::string> tags;
  for (const auto& name : release.request.printed_dimensions) tags.push_back(hxl_tag(name));
  tags.emplace_back("#indicator+value+num");
  tags.emplace_back("#status+suppression");
  std::string row;
  tabular::append_csv_row(row, tags);
  const auto header_end = release.csv.find("\r\n") + 2;
  return release.csv.substr(0, header_end) + row + release.csv.substr(header_end);
}

namespace {

struct PrintedCell {
  std::vector<std::string> codes;
  std::optional<Count> value;
};

struct PrintedTable {
  std::vector<std::string> names;
  std::vector<PrintedCell> cells;
};

base::Result<PrintedTable> read_printed(std::string_view csv) {
  auto table = tabular::open_table_bytes(csv, {});
  if (!table) return pass(table);
  tabular::Row row;
  auto header = tabular::read_header(**table, row);
  if (!header) return pass(header);
  PrintedTable out;
  const std::array<tabular::Wanted, 2> wanted = {tabular::Wanted{"value", {}, true},
                                                 tabular::Wanted{"status", {}, true}};
  const auto columns = tabular::map_columns(row.fields, wanted, {});
  if (!columns) return std::unexpected(columns.error());
  const std::size_t value = columns->of("value");
  out.names.assign(columns->headers.begin(),
                   columns->headers.begin() + static_cast<std::ptrdiff_t>(value));
  while (true) {
    auto more = (*table)->next(row);
    if (!more) return pass(more);
    if (!*more) return out;
    const auto damaged =
        base::refuse(Code::table_damaged, {{"reason", "row " + std::to_string(row.number)}});
    if (row.fields.size() <= columns->of("status")) return damaged;
    PrintedCell cell;
    cell.codes.assign(row.fields.begin(), row.fields.begin() + static_cast<std::ptrdiff_t>(value));
    const auto number = tabular::parse_whole(row.fields[value]);
    if (!number && row.fields[columns->of("status")] != "suppressed") return damaged;
    if (number) cell.value = *number;
    out.cells.push_back(std::move(cell));
  }
}

}  // namespace

base::Result<PrintedAudit> audit_printed(std::string_view csv, Count threshold) {
  const auto table = read_printed(csv);
  if (!table) return std::unexpected(table.error());
  std::vector<Dimension> dimensions;
  for (const auto& name : table->names) dimensions.emplace_back(name);
  std::vector<std::map<std::string, Node>> nodes(dimensions.size(), {{"total", 0}});
  const auto place = [&](const PrintedCell& cell) {
    std::vector<Node> at;
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      auto [node, is_new] = nodes[d].try_emplace(cell.codes[d], 0);
      if (is_new) node->second = dimensions[d].add(cell.codes[d]);
      at.push_back(node->second);
    }
    return at;
  };
  std::vector<std::vector<Node>> places;
  for (const PrintedCell& cell : table->cells) places.push_back(place(cell));
  auto cube = Cube::printed(std::move(dimensions));
  if (!cube) return pass(cube);
  // A cell that is not in the file is nothing we know of: internal.
  Protection protection;
  protection.threshold = threshold;
  protection.show.assign(cube->size(), Show::internal);
  PrintedAudit result;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const CellIndex cell = cube->index(places[i]);
    const auto& value = table->cells[i].value;
    protection.show[cell] = value ? Show::published : Show::hidden;
    if (value) cube->set_printed(cell, *value);
    ++result.cells;
    result.hidden += value ? 0 : 1;
  }
  const auto bounds = attacker_bounds(*cube, protection);
  for (CellIndex cell = 0; cell < cube->size(); ++cell) {
    if (protection.show[cell] != Show::hidden) continue;
    if (bounds[cell].high - bounds[cell].low >= threshold) continue;
    result.exposed.push_back({cube->key(cell), bounds[cell]});
  }
  return result;
}

}  // namespace observatory
