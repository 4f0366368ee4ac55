#include "check_tables.h"

#include <charconv>
#include <fstream>
#include <functional>
#include <sstream>

#include "tabular/mapping.h"
#include "tabular/tabular.h"

namespace packer {

namespace {

namespace fs = std::filesystem;

// One row with its columns by name.
class Line {
 public:
  Line(const std::string& file, const tabular::Row& row, const tabular::Columns& columns,
       Problems& problems)
      : file_(file), row_(row), columns_(columns), problems_(problems) {}

  std::string get(std::string_view column) const {
    const std::size_t at = columns_.of(column);
    return at < row_.fields.size() ? std::string(row_.fields[at]) : std::string();
  }
  void complain(std::string what) const {
    problems_.add(file_, static_cast<int>(row_.number), std::move(what));
  }
  void must_have(std::string_view column) const {
    if (get(column).empty()) complain("'" + std::string(column) + "' is empty");
  }
  // The value is new in its column.
  void once(std::string_view column, std::set<std::string>& seen) const {
    must_have(column);
    if (!seen.insert(get(column)).second) complain("'" + get(column) + "' stands twice");
  }
  void one_of(std::string_view column, const std::set<std::string>& known) const {
    if (!known.contains(get(column))) {
      complain("unknown " + std::string(column) + " '" + get(column) + "'");
    }
  }
  // Both empty, or both a number on the globe.
  void centre() const {
    if (get("lat").empty() && get("lon").empty()) return;
    within("lat", 90);
    within("lon", 180);
  }

 private:
  void within(std::string_view column, double most) const {
    const std::string text = get(column);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || value < -most || value > most) {
      complain("'" + text + "' is no " + std::string(column));
    }
  }

  const std::string& file_;
  const tabular::Row& row_;
  const tabular::Columns& columns_;
  Problems& problems_;
};

void each_line(const fs::path& path, const std::vector<std::string>& columns, Problems& problems,
               const std::function<void(const Line&)>& check) {
  const std::string file = (path.parent_path().parent_path().filename() /
                            path.parent_path().filename() / path.filename())
                               .generic_string();
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  const std::string bytes = text.str();
  base::Result<std::unique_ptr<tabular::TableReader>> table = tabular::open_table_bytes(bytes, {});
  if (!table) return problems.add(file, 0, "is no table");
  tabular::Row row;
  const base::Result<bool> first = (*table)->next(row);
  if (!first || !*first) return problems.add(file, 0, "has no rows");
  std::vector<tabular::Wanted> wanted;
  for (const std::string& column : columns) wanted.push_back({column, {column}, true});
  const base::Result<tabular::Columns> map = tabular::map_columns(row.fields, wanted, {});
  if (!map) return problems.add(file, 1, "a column is missing");
  while (true) {
    const base::Result<bool> more = (*table)->next(row);
    if (!more) return problems.add(file, static_cast<int>(row.number) + 1, "cannot be read");
    if (!*more) return;
    const Line line(file, row, *map, problems);
    if (row.fields.size() != columns.size()) {
      line.complain("has another number of columns than the first row");
    } else {
      check(line);
    }
  }
}

}  // namespace

PlaceCodes check_places(const fs::path& folder, Problems& problems) {
  PlaceCodes out;
  each_line(folder / "countries.csv", {"iso2", "iso3", "m49", "es", "en", "lat", "lon"}, problems,
            [&](const Line& line) {
              line.once("iso2", out.countries);
              line.must_have("es");
              line.must_have("en");
              line.centre();
            });
  std::set<std::string> inegi, fips;
  each_line(folder / "states.csv", {"code", "country", "inegi", "fips", "es", "en", "lat", "lon"},
            problems, [&](const Line& line) {
              line.once("code", out.states);
              line.one_of("country", out.countries);
              if (!line.get("code").starts_with(line.get("country") + "-")) {
                line.complain("the code is of another country");
              }
              if (line.get("country") == "MX") line.once("inegi", inegi);
              if (line.get("country") == "US") line.once("fips", fips);
              line.must_have("es");
              line.must_have("en");
              line.centre();
            });
  each_line(folder / "municipalities.csv", {"inegi", "state", "name", "lat", "lon"}, problems,
            [&](const Line& line) {
              line.once("inegi", out.municipalities);
              line.one_of("state", out.states);
              if (line.get("inegi").size() != 5) line.complain("an INEGI key has five digits");
              line.must_have("name");
              line.centre();
            });
  std::set<std::string> aliases;
  each_line(folder / "aliases.csv", {"alias", "code"}, problems, [&](const Line& line) {
    line.once("alias", aliases);
    line.one_of("code", out.states);
  });
  return out;
}

void check_languages(const fs::path& folder, Problems& problems) {
  std::set<std::string> codes;
  const std::set<std::string> levels = {"language", "group"};
  const std::set<std::string> kinds = {"spoken", "signed", "special"};
  const std::set<std::string> grades = {"curated", "derived"};
  each_line(folder / "languages.csv",
            {"code", "level", "group", "kind", "es", "en", "autonym", "countries", "grade"},
            problems, [&](const Line& line) {
              line.once("code", codes);
              if (line.get("code").size() != 3) line.complain("a language code has three letters");
              line.one_of("level", levels);
              line.one_of("kind", kinds);
              line.one_of("grade", grades);
              line.must_have("es");
              line.must_have("en");
            });
}

}  // namespace packer
