// Places: countries, states and municipalities with their codes, centres and dirty names.
//
// Codes are ISO 3166-1 ("MX"), ISO 3166-2 ("MX-OAX") and INEGI keys ("20014"). What no list knows
// is nothing: a name is never guessed. Immutable after reading; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace directory {

// Degrees, WGS 84.
struct Point {
  double lat = 0;
  double lon = 0;
  friend bool operator==(const Point&, const Point&) = default;
};
// Great circle, on a sphere of 6,371 km.
double distance_km(const Point& a, const Point& b);

struct Place {
  std::string code;
  std::string parent;  // the country of a state, the state of a municipality
  std::string es;
  std::string en;
  std::optional<Point> centre;
};

struct Located {
  Point point;
  bool about = false;  // the centre of a larger place stands for it
};

class Places {
 public:
  struct Tables {
    std::string_view countries, states, municipalities, aliases, land;  // CSV, catalogue/places
  };
  // Refusals of tabular; bad_value with "what" and "line" for a centre that is no number.
  static base::Result<Places> read(const Tables& tables);

  const Place* find(std::string_view code) const;
  // A state by any spelling known ("Nuevo Leon", "D.C.", "Edomex", "TX"); exact or folded.
  const Place* state(std::string_view name) const;
  // A municipality of a state by its folded name.
  const Place* municipality(std::string_view state_code, std::string_view name) const;
  // The centre of a place, or of what it lies in.
  std::optional<Located> locate(std::string_view code) const;
  // False only where a cell of a quarter degree is known to be water.
  bool may_be_land(const Point& point) const;
  std::vector<const Place*> children(std::string_view parent) const;

 private:
  struct Run {
    double from;
    double to;
  };
  std::map<std::string, Place, std::less<>> places_;
  std::map<std::string, std::string, std::less<>> states_;          // folded name → code
  std::map<std::string, std::string, std::less<>> municipalities_;  // "state/folded" → key
  std::map<int, std::vector<Run>> land_;                            // by quarter degree of latitude
};

}  // namespace directory
