#include "observatory/age_band.h"

#include "tabular/text.h"
#include "tabular/values.h"

namespace observatory {

base::Result<AgeBand> parse_age_band(std::string_view text) {
  const auto bad = base::refuse(base::Code::bad_value, {{"field", "age"}});
  text = tabular::trim(text);
  const bool open = text.ends_with('+');
  if (open) text.remove_suffix(1);
  const auto dash = text.find('-');
  const auto from = tabular::parse_whole(text.substr(0, dash));
  if (!from || *from < 0 || *from > 120) return bad;
  AgeBand band{static_cast<int>(*from), static_cast<int>(*from)};
  if (open) band.to = AgeBand::kOpen;
  if (dash != std::string_view::npos) {
    const auto to = tabular::parse_whole(text.substr(dash + 1));
    if (!to || *to < *from || *to > 120 || open) return bad;
    band.to = static_cast<int>(*to);
  }
  return band;
}

std::string age_band_text(const AgeBand& band) {
  if (band.to == AgeBand::kOpen) return std::to_string(band.from) + "+";
  if (band.from == band.to) return std::to_string(band.from);
  return std::to_string(band.from) + "-" + std::to_string(band.to);
}

base::Result<std::vector<std::size_t>> nest(const std::vector<AgeBand>& bands,
                                            const std::vector<AgeBand>& into) {
  std::vector<std::size_t> places;
  for (const AgeBand& band : bands) {
    std::size_t place = 0;
    while (place < into.size() && !into[place].holds(band)) ++place;
    if (place == into.size()) {
      std::string names;
      for (const AgeBand& wide : into) names += (names.empty() ? "" : ", ") + age_band_text(wide);
      return base::refuse(base::Code::bands_not_nested,
                          {{"from", age_band_text(band)}, {"to", names}});
    }
    places.push_back(place);
  }
  return places;
}

}  // namespace observatory
