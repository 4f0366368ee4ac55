// HSDS as CSV: the JSON of hsds.cpp taken apart into its tables, and put together again.
#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "directory/hsds.h"
#include "tabular/tabular.h"

namespace directory {

namespace {

namespace json = boost::json;

// A list inside an organisation or service, its table, and the column that names the owner.
struct Part {
  std::string_view member;
  std::string_view table;
  std::string_view owner;  // the table whose rows hold it
  std::string_view key;
};
constexpr Part kParts[] = {
    {"organization_identifiers", "organization_identifier", "organization", "organization_id"},
    {"attributes", "attribute", "organization", "link_id"},
    {"attributes", "attribute", "service", "link_id"},
    {"phones", "phone", "service", "service_id"},
    {"languages", "language", "service", "service_id"},
    {"schedules", "schedule", "service", "service_id"},
    {"capacities", "service_capacity", "service", "service_id"},
    {"service_at_locations", "service_at_location", "service", "service_id"},
    {"addresses", "address", "location", "location_id"},
};
constexpr std::string_view kNumbers[] = {"minimum_age", "maximum_age", "latitude",
                                         "longitude",   "available",   "maximum"};

std::string cell_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  return json::serialize(value);
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

// Rows of one table; columns in the order in which they first appear.
class Table {
 public:
  void add(const json::object& row) {
    rows_.emplace_back();
    for (const auto& [name, value] : row) {
      if (value.is_array() || value.is_object() || value.is_null()) continue;
      put(std::string(name), cell_of(value));
    }
  }
  void put(const std::string& column, std::string cell) {
    if (std::ranges::find(columns_, column) == columns_.end()) columns_.push_back(column);
    rows_.back()[column] = std::move(cell);
  }
  std::string text() const {
    std::string out;
    for (const std::string& column : columns_) out += (out.empty() ? "" : ",") + column;
    out += "\n";
    for (const auto& row : rows_) {
      std::string line;
      for (const std::string& column : columns_) {
        const auto cell = row.find(column);
        if (&column != &columns_.front()) line += ",";
        if (cell != row.end()) line += quoted(cell->second);
      }
      out += line + "\n";
    }
    return out;
  }

 private:
  std::vector<std::string> columns_;
  std::vector<std::map<std::string, std::string>> rows_;
};

base::Result<std::vector<json::object>> rows_of(const CsvTables& tables, const std::string& name) {
  std::vector<json::object> out;
  const auto found = tables.find(name);
  if (found == tables.end()) return out;
  auto table = tabular::open_table_bytes(found->second, {});
  if (!table) return std::unexpected(table.error());
  tabular::Row row;
  std::vector<std::string> columns;
  while (true) {
    const base::Result<bool> more = (*table)->next(row);
    if (!more) return std::unexpected(more.error());
    if (!*more) return out;
    if (columns.empty()) {
      columns.assign(row.fields.begin(), row.fields.end());
      continue;
    }
    json::object one;
    for (std::size_t i = 0; i < columns.size() && i < row.fields.size(); ++i) {
      if (row.fields[i].empty()) continue;
      const std::string cell(row.fields[i]);
      const bool number = std::ranges::find(kNumbers, columns[i]) != std::end(kNumbers);
      boost::system::error_code error;
      const json::value parsed = number ? json::parse(cell, error) : json::value(cell);
      one[columns[i]] = number && !error && parsed.is_number() ? parsed : json::value(cell);
    }
    out.push_back(std::move(one));
  }
}

using Rows = std::map<std::string, std::vector<json::object>, std::less<>>;

// Hangs the rows of a part under their owners.
void attach(const Part& part, Rows& rows) {
  std::map<std::string, std::size_t> at;
  std::vector<json::object>& owners = rows[std::string(part.owner)];
  for (std::size_t i = 0; i < owners.size(); ++i) {
    if (const json::value* id = owners[i].if_contains("id")) at.emplace(cell_of(*id), i);
  }
  for (const json::object& row : rows[std::string(part.table)]) {
    const json::value* key = row.if_contains(part.key);
    const auto owner = key != nullptr ? at.find(cell_of(*key)) : at.end();
    if (owner == at.end()) continue;
    json::value& list = owners[owner->second][part.member];
    if (!list.is_array()) list = json::array();
    list.as_array().push_back(row);
  }
}

}  // namespace

CsvTables to_hsds_csv(const std::vector<Organisation>& organisations) {
  const json::value whole = json::parse(to_hsds_json(organisations));
  std::map<std::string, Table> tables;
  for (const char* owner : {"organization", "service"}) {
    for (const json::value& one : whole.at(owner).as_array()) {
      const json::object& row = one.as_object();
      tables[owner].add(row);
      for (const Part& part : kParts) {
        const json::value* list = part.owner == owner ? row.if_contains(part.member) : nullptr;
        if (list == nullptr || !list->is_array()) continue;
        for (const json::value& item : list->as_array()) {
          Table& table = tables[std::string(part.table)];
          table.add(item.as_object());
          table.put(std::string(part.key), cell_of(row.at("id")));
        }
      }
    }
  }
  CsvTables out;
  for (const auto& [name, table] : tables) out.emplace(name, table.text());
  return out;
}

base::Result<Imported> from_hsds_csv(const CsvTables& tables, const Places& places,
                                     const std::string& kind) {
  Rows rows;
  for (const auto& [name, text] : tables) {
    auto read = rows_of(tables, name);
    if (!read) return std::unexpected(read.error());
    rows.emplace(name, std::move(*read));
  }
  if (rows["organization"].empty()) {
    return base::refuse(base::Code::missing_column, {{"what", "organization.csv"}});
  }
  // Addresses to places, places to where a service is given, and those to services.
  for (const Part& part : kParts) {
    if (part.owner == "location") attach(part, rows);
  }
  for (json::object& there : rows["service_at_location"]) {
    const json::value* id = there.if_contains("location_id");
    const auto& places_of = rows["location"];
    const auto found = std::ranges::find_if(places_of, [&](const json::object& one) {
      const json::value* own = one.if_contains("id");
      return id != nullptr && own != nullptr && *own == *id;
    });
    if (found != places_of.end()) there["location"] = *found;
  }
  for (const Part& part : kParts) {
    if (part.owner != "location") attach(part, rows);
  }
  const auto list = [&](const char* name) {
    json::array out;
    for (json::object& one : rows[name]) out.push_back(std::move(one));
    return out;
  };
  const json::object whole{{"organization", list("organization")}, {"service", list("service")}};
  return from_hsds_json(json::serialize(whole), places, kind);
}

}  // namespace directory
