#include "directory/list_import.h"

#include <algorithm>
#include <cctype>

#include "base/names.h"

namespace directory {

namespace {

struct Column {
  const char* field;
  const char* scheme;
};
constexpr Column kRegisters[] = {{"cluni", "MX-CLUNI"}, {"rfc", "MX-RFC"}, {"ein", "US-EIN"}};

const std::vector<tabular::Wanted>& list_columns() {
  static const std::vector<tabular::Wanted> kWanted = {
      {"name",
       {"nombre", "razon social", "denominacion", "nombre de la osc", "organization",
        "organizacion", "legal name"},
       true},
      {"id", {"uuid", "identificador"}, false},
      {"cluni", {"clave unica de inscripcion"}, false},
      {"rfc", {"registro federal de contribuyentes"}, false},
      {"ein", {"tax id", "employer identification number"}, false},
      {"state", {"estado", "entidad", "entidad federativa", "state_province"}, false},
      {"municipality", {"municipio", "alcaldia", "city", "ciudad"}, false},
      {"country", {"pais"}, false},
      {"level", {"nivel"}, false},
      {"form", {"figura juridica", "forma"}, false},
      {"serves", {"objeto", "objeto social", "poblacion", "description"}, false}};
  return kWanted;
}

const std::vector<tabular::Wanted>& irs_columns() {
  static const std::vector<tabular::Wanted> kWanted = {
      {"ein", {}, true},       {"name", {}, true},     {"state", {}, true},
      {"status", {}, false},   {"ntee_cd", {}, false}, {"subsection", {}, false},
      {"sort_name", {}, false}};
  return kWanted;
}

class Rows {
 public:
  Rows(const Places& places, const ListOptions& options, std::size_t most)
      : places_(places), options_(options), most_(most) {}

  template <class Act>
  base::Result<ListImported> each(tabular::TableReader& table,
                                  const std::vector<tabular::Wanted>& wanted, const Act& act) {
    tabular::Row row;
    const base::Result<bool> begun = tabular::read_header(table, row);
    if (!begun) return std::unexpected(begun.error());
    if (!*begun) return std::move(out_);
    base::Result<tabular::Columns> columns =
        tabular::map_columns(row.fields, wanted, options_.columns);
    if (!columns) return std::unexpected(columns.error());
    columns_ = std::move(*columns);
    while (true) {
      const base::Result<bool> more = table.next(row);
      if (!more) return std::unexpected(more.error());
      if (!*more) return std::move(out_);
      ++out_.rows;
      row_ = &row;
      act();
      if (out_.read.organisations.size() > most_) {
        return base::refuse(base::Code::table_too_large, {{"what", std::to_string(most_)}});
      }
    }
  }

  std::string cell(const char* field) const {
    const std::size_t at = columns_.of(field);
    if (at == tabular::Columns::npos || at >= row_->fields.size()) return {};
    std::string_view text = row_->fields[at];
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
      text.remove_prefix(1);
    }
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
      text.remove_suffix(1);
    }
    return std::string(text);
  }
  void refuse(std::string field, std::string why) {
    out_.read.refused.push_back({"list", number(), std::move(field), std::move(why)});
  }
  void unmapped(std::string field, std::string value) {
    out_.read.unmapped.push_back({"list", number(), std::move(field), std::move(value)});
  }
  void skip() { ++out_.skipped; }
  std::size_t number() const { return static_cast<std::size_t>(row_->number); }

  // A register's number in its column; false when the row is refused for it.
  bool take_register(const Column& column, Organisation& one) {
    const std::string written = cell(column.field);
    if (written.empty()) return true;
    if (written.find_first_of(";/|") != std::string::npos) {
      refuse("identifier", std::string("two ") + column.scheme);
      return false;
    }
    const std::optional<std::string> number = register_number(column.scheme, written);
    if (!number) {
      refuse(column.field, "cannot be one: " + written);
      return false;
    }
    one.identifiers.push_back({column.scheme, *number});
    return true;
  }

  // The state of the row, false when it is not one of those asked for.
  bool take_state(Organisation& one) {
    const std::string state = cell("state");
    if (!state.empty()) {
      const Place* known = places_.state(state);
      if (known != nullptr && (one.country.empty() || known->parent == one.country)) {
        one.state = known->code;
        if (one.country.empty()) one.country = known->parent;
      } else {
        unmapped("state", state);
      }
    }
    if (!options_.states.empty() && !options_.states.contains(one.state)) return false;
    const std::string municipality = cell("municipality");
    if (municipality.empty() || one.country != "MX" || one.state.empty()) return true;
    if (const Place* known = places_.municipality(one.state, municipality)) {
      one.municipality = known->code;
    } else {
      unmapped("municipality", municipality);
    }
    return true;
  }

  // Checked, and against the rows before it.
  void keep(Organisation one) {
    const base::Done sound = check(one, places_);
    if (!sound) {
      const auto& details = sound.error().details;
      return refuse(details.front().second, details.back().second);
    }
    const std::string name = one.country + "/" + base::fold(one.name);
    for (const Identifier& id : one.identifiers) {
      if (!numbers_.insert(id.scheme + ":" + id.value).second) {
        return refuse("identifier", "written twice: " + id.scheme + " " + id.value);
      }
      const auto [at, added] = number_of_.emplace(name + "/" + id.scheme, id.value);
      if (!added) return refuse("identifier", "two " + id.scheme);
    }
    if (!ids_.insert(one.id).second) return refuse("id", "written twice");
    out_.read.organisations.push_back(std::move(one));
  }

  Organisation begin() const {
    Organisation one;
    one.name = cell("name");
    one.country = options_.country;
    one.sector = options_.sector;
    one.source = options_.source;
    return one;
  }

 private:
  const Places& places_;
  const ListOptions& options_;
  std::size_t most_;
  tabular::Columns columns_;
  const tabular::Row* row_ = nullptr;
  ListImported out_;
  std::set<std::string> numbers_, ids_;
  std::map<std::string, std::string> number_of_;  // country/name/scheme → number
};

// The same every time the list is read.
std::string id_of(const Organisation& one) {
  if (!one.identifiers.empty()) {
    return uuid_for(one.identifiers.front().scheme, one.identifiers.front().value);
  }
  return uuid_for(one.country + "/" + one.state, base::fold(one.name));
}

}  // namespace

std::optional<std::string> register_number(std::string_view scheme, std::string_view written) {
  std::string out;
  for (const char c : written) {
    if (c == ' ' || c == '-' || c == '.') continue;
    out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  const auto all = [&](auto test, std::size_t from, std::size_t count) {
    return std::all_of(out.begin() + static_cast<std::ptrdiff_t>(from),
                       out.begin() + static_cast<std::ptrdiff_t>(from + count),
                       [&](char c) { return test(static_cast<unsigned char>(c)) != 0; });
  };
  const auto digit = [](unsigned char c) { return std::isdigit(c); };
  const auto sign = [](unsigned char c) { return std::isalnum(c); };
  if (scheme == "US-EIN") {
    // A spreadsheet eats zeros in front.
    if (out.size() >= 7 && out.size() < 9) out.insert(0, 9 - out.size(), '0');
    return out.size() == 9 && all(digit, 0, 9) ? std::optional(out) : std::nullopt;
  }
  if (scheme == "MX-RFC") {
    return out.size() == 12 && all(digit, 3, 6) && all(sign, 9, 3) ? std::optional(out)
                                                                   : std::nullopt;
  }
  const bool plausible = out.size() >= 5 && out.size() <= 20 && all(sign, 0, out.size());
  return plausible ? std::optional(out) : std::nullopt;
}

base::Result<ListImported> read_list(tabular::TableReader& table, const Places& places,
                                     const ListOptions& options, std::size_t most) {
  Rows rows(places, options, most);
  return rows.each(table, list_columns(), [&] {
    Organisation one = rows.begin();
    if (one.country.empty()) {
      const std::string country = rows.cell("country");
      if (country == "MX" || country == "US") one.country = country;
      if (base::fold(country) == "mexico") one.country = "MX";
      if (base::fold(country) == "estados unidos" || base::fold(country) == "united states") {
        one.country = "US";
      }
    }
    if (!rows.take_state(one)) return rows.skip();
    for (const Column& column : kRegisters) {
      if (!rows.take_register(column, one)) return;
    }
    one.level = rows.cell("level");
    const std::string serves = rows.cell("serves");
    one.serves = {serves, serves};
    one.id = rows.cell("id");
    if (one.id.empty() && !one.name.empty()) one.id = id_of(one);
    rows.keep(std::move(one));
  });
}

base::Result<ListImported> read_irs_master_file(tabular::TableReader& table, const Places& places,
                                                const ListOptions& options, std::size_t most) {
  ListOptions irs = options;
  irs.country = "US";
  Rows rows(places, irs, most);
  return rows.each(table, irs_columns(), [&] {
    const std::string ntee = rows.cell("ntee_cd");
    const bool wanted =
        options.ntee.empty() || std::ranges::any_of(options.ntee, [&](const std::string& begin) {
          return ntee.starts_with(begin);
        });
    if (!wanted) return rows.skip();
    Organisation one = rows.begin();
    if (!rows.take_state(one)) return rows.skip();
    if (rows.cell("ein").empty()) return rows.refuse("ein", "missing");
    if (!rows.take_register(kRegisters[2], one)) return;
    if (const std::string other = rows.cell("sort_name"); !other.empty()) {
      one.aliases.push_back(other);
    }
    if (!one.name.empty()) one.id = id_of(one);
    rows.keep(std::move(one));
  });
}

}  // namespace directory
