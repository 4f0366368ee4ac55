#include "observatory/export.h"

#include <array>
#include <set>

#include <fmt/format.h>

#include "observatory/publish.h"
#include "tabular/writer.h"

namespace observatory {
namespace {

struct Column {
  const char* name;
  const char* type;
  const char* hxl;
};
constexpr std::array<Column, 19> kColumns = {{{"indicator", "string", "#indicator+code"},
                                              {"definition", "string", "#indicator+definition"},
                                              {"country", "string", "#country+code"},
                                              {"place", "string", "#adm1+code"},
                                              {"period", "string", "#date+period"},
                                              {"sex", "string", "#meta+sex"},
                                              {"age", "string", "#meta+age"},
                                              {"nationality", "string", "#country+code+origin"},
                                              {"accompaniment", "string", "#meta+accompaniment"},
                                              {"indigenous", "string", "#meta+indigenous"},
                                              {"status", "string", "#meta+status"},
                                              {"value", "number", "#indicator+value+num"},
                                              {"unit", "string", "#indicator+unit"},
                                              {"qualifier", "string", "#status+qualifier"},
                                              {"publisher", "string", "#org+name"},
                                              {"published_on", "date", "#date+published"},
                                              {"vintage", "string", "#meta+vintage"},
                                              {"source", "string", "#meta+source"},
                                              {"licence", "string", "#meta+licence"}}};

using Row = std::vector<std::string>;

Row row_of(const ObservationSet& set, const Observation& o) {
  const Provenance& from = set.provenances()[o.provenance];
  const auto text = [&](Dim dim) { return std::string(set.symbols().text(o[dim])); };
  std::string value;
  if (o.qualifier == Qualifier::interval) {
    value = fmt::format("{}-{}", o.value, o.upper);
  } else if (o.qualifier == Qualifier::suppressed) {
    value = "*";
  } else if (o.qualifier != Qualifier::missing) {
    value = fmt::format("{}", o.value);
  }
  const std::string day =
      from.published_on == 0 ? "" : period_text(point_period(from.published_on));
  return {text(Dim::indicator),
          text(Dim::definition),
          text(Dim::country),
          text(Dim::place),
          period_text(o.period),
          text(Dim::sex),
          text(Dim::age),
          text(Dim::nationality),
          text(Dim::accompaniment),
          text(Dim::indigenous),
          text(Dim::status),
          value,
          text(Dim::unit),
          std::string(qualifier_name(o.qualifier)),
          from.publisher,
          day,
          from.vintage,
          from.source,
          from.licence};
}

std::string object_of(const Row& row) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool number = std::string_view(kColumns[i].name) == "value" && !row[i].empty() &&
                        row[i].find_first_not_of("0123456789.") == std::string::npos;
    out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", json_text(kColumns[i].name),
                       number ? row[i] : json_text(row[i]));
  }
  return "{" + out + "}";
}

std::string resource(std::string_view name, std::string_view bytes, std::string_view hash,
                     bool csv) {
  std::string fields;
  for (const Column& column : kColumns) {
    fields += fmt::format(R"({}{{"name": {}, "type": {}}})", fields.empty() ? "" : ", ",
                          json_text(column.name), json_text(column.type));
  }
  return fmt::format(
      R"({{"profile": "tabular-data-resource", "name": "observations{}", "path": {}, "format": "{}",
"mediatype": "{}", "encoding": "utf-8", "bytes": {}, "hash": "sha256:{}",
"schema": {{"fields": [{}], "missingValues": ["", "*"]}}}})",
      csv ? "" : "-json", json_text(name), csv ? "csv" : "json",
      csv ? "text/csv" : "application/json", bytes.size(), hash, fields);
}

}  // namespace

Package export_package(const ObservationSet& set, std::string_view name, bool hxl,
                       const std::function<std::string(std::string_view)>& sha256_hex) {
  Package package;
  Row header;
  Row tags;
  for (const Column& column : kColumns) {
    header.emplace_back(column.name);
    tags.emplace_back(column.hxl);
  }
  tabular::append_csv_row(package.csv, header);
  if (hxl) tabular::append_csv_row(package.csv, tags);
  std::set<std::string> sources;
  std::set<std::string> licences;
  package.json = "[";
  for (const Observation& o : set.all()) {
    const Row row = row_of(set, o);
    tabular::append_csv_row(package.csv, row);
    package.json += (package.json.size() > 1 ? ",\n" : "\n") + object_of(row);
    const Provenance& from = set.provenances()[o.provenance];
    sources.insert(from.publisher + ": " + from.source);
    if (!from.licence.empty()) licences.insert(from.licence);
  }
  package.json += "\n]\n";
  const auto list = [](const std::set<std::string>& texts, const char* key) {
    std::string out;
    for (const auto& text : texts) {
      out += fmt::format(R"({}{{"{}": {}}})", out.empty() ? "" : ", ", key, json_text(text));
    }
    return out;
  };
  std::string licence;
  if (!licences.empty()) licence = fmt::format(R"("licenses": [{}], )", list(licences, "title"));
  std::string source;
  if (!sources.empty()) source = fmt::format(R"("sources": [{}],)", list(sources, "title"));
  package.description = fmt::format(
      R"({{"profile": "data-package", "name": {}, {}{}
"resources": [{},
{}]}}
)",
      json_text(name), licence, source,
      resource("observations.csv", package.csv, sha256_hex(package.csv), true),
      resource("observations.json", package.json, sha256_hex(package.json), false));
  return package;
}

}  // namespace observatory
