#include "directory/places.h"

#include <charconv>
#include <cmath>
#include <functional>
#include <numbers>

#include "base/names.h"
#include "tabular/mapping.h"
#include "tabular/tabular.h"

namespace directory {

namespace {

constexpr double kEarthKm = 6371.0;
constexpr double kCellsPerDegree = 4.0;
constexpr double kLandFrom = 5.0, kLandTo = 73.0, kLandWest = -180.0, kLandEast = -50.0;

double radians(double degrees) {
  return degrees * std::numbers::pi / 180.0;
}
int cell(double lat) {
  return static_cast<int>(std::floor(lat * kCellsPerDegree));
}

using Fields = std::map<std::string, std::string, std::less<>>;

base::Done each_row(std::string_view csv, std::string_view what,
                    const std::function<bool(const Fields&)>& take) {
  auto table = tabular::open_table_bytes(csv, {});
  if (!table) return base::pass(table);
  tabular::Row row;
  std::vector<std::string> header;
  while (true) {
    const base::Result<bool> more = (*table)->next(row);
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    if (header.empty()) {
      header.assign(row.fields.begin(), row.fields.end());
      continue;
    }
    Fields fields;
    for (std::size_t i = 0; i < header.size() && i < row.fields.size(); ++i) {
      fields[header[i]] = std::string(row.fields[i]);
    }
    if (!take(fields)) {
      return base::refuse(base::Code::bad_value,
                          {{"what", std::string(what)}, {"line", std::to_string(row.number)}});
    }
  }
}

bool number(const std::string& text, double& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

// False when the centre is neither absent nor two numbers.
bool take_centre(const Fields& row, Place& place) {
  const std::string& lat = row.find("lat")->second;
  const std::string& lon = row.find("lon")->second;
  if (lat.empty() && lon.empty()) return true;
  Point point;
  if (!number(lat, point.lat) || !number(lon, point.lon)) return false;
  place.centre = point;
  return true;
}

}  // namespace

double distance_km(const Point& a, const Point& b) {
  const double dlat = radians(b.lat - a.lat) / 2, dlon = radians(b.lon - a.lon) / 2;
  const double h = std::sin(dlat) * std::sin(dlat) + std::cos(radians(a.lat)) *
                                                         std::cos(radians(b.lat)) * std::sin(dlon) *
                                                         std::sin(dlon);
  return 2 * kEarthKm * std::asin(std::min(1.0, std::sqrt(h)));
}

base::Result<Places> Places::read(const Tables& tables) {
  Places out;
  const auto add = [&](const Fields& row, const char* code, std::string parent, const char* es,
                       const char* en) {
    Place place{row.at(code), std::move(parent), row.at(es), row.at(en), std::nullopt};
    const bool good = take_centre(row, place);
    std::string key = place.code;
    out.places_.insert_or_assign(std::move(key), std::move(place));
    return good;
  };
  base::Done done = each_row(tables.countries, "countries", [&](const Fields& row) {
    return row.contains("lon") && add(row, "iso2", "", "es", "en");
  });
  if (!done) return base::pass(done);
  done = each_row(tables.states, "states", [&](const Fields& row) {
    if (!row.contains("lon") || !add(row, "code", row.at("country"), "es", "en")) return false;
    for (const char* name : {"es", "en", "code"}) {
      out.states_.emplace(base::fold(row.at(name)), row.at("code"));
    }
    return true;
  });
  if (!done) return base::pass(done);
  done = each_row(tables.aliases, "aliases", [&](const Fields& row) {
    if (!row.contains("code")) return false;
    out.states_.emplace(base::fold(row.at("alias")), row.at("code"));
    return true;
  });
  if (!done) return base::pass(done);
  done = each_row(tables.municipalities, "municipalities", [&](const Fields& row) {
    if (!row.contains("lon") || !add(row, "inegi", row.at("state"), "name", "name")) return false;
    out.municipalities_.emplace(row.at("state") + "/" + base::fold(row.at("name")),
                                row.at("inegi"));
    return true;
  });
  if (!done) return base::pass(done);
  done = each_row(tables.land, "land", [&](const Fields& row) {
    double lat = 0;
    Run run{};
    if (!row.contains("lon_to") || !number(row.at("lat"), lat) ||
        !number(row.at("lon_from"), run.from) || !number(row.at("lon_to"), run.to)) {
      return false;
    }
    out.land_[cell(lat)].push_back(run);
    return true;
  });
  if (!done) return base::pass(done);
  return out;
}

const Place* Places::find(std::string_view code) const {
  const auto found = places_.find(code);
  return found == places_.end() ? nullptr : &found->second;
}

const Place* Places::state(std::string_view name) const {
  const auto found = states_.find(base::fold(name));
  return found == states_.end() ? nullptr : find(found->second);
}

const Place* Places::municipality(std::string_view state_code, std::string_view name) const {
  const auto found = municipalities_.find(std::string(state_code) + "/" + base::fold(name));
  return found == municipalities_.end() ? nullptr : find(found->second);
}

std::optional<Located> Places::locate(std::string_view code) const {
  bool about = false;
  for (const Place* place = find(code); place != nullptr; place = find(place->parent)) {
    if (place->centre) return Located{*place->centre, about || place->code.size() != 5};
    about = true;
  }
  return std::nullopt;
}

bool Places::may_be_land(const Point& point) const {
  if (point.lat < kLandFrom || point.lat >= kLandTo || point.lon < kLandWest ||
      point.lon >= kLandEast) {
    return point.lat != 0 || point.lon != 0;  // 0, 0 is how a missing coordinate looks
  }
  const auto row = land_.find(cell(point.lat));
  if (row == land_.end()) return false;
  for (const Run& run : row->second) {
    if (point.lon >= run.from && point.lon < run.to) return true;
  }
  return false;
}

std::vector<const Place*> Places::children(std::string_view parent) const {
  std::vector<const Place*> out;
  for (const auto& [code, place] : places_) {
    if (place.parent == parent) out.push_back(&place);
  }
  return out;
}

}  // namespace directory
