// Age bands: sources cut childhood differently; what is counted in one cut may be told in another
// only when each band of the first lies inside one of the second.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace observatory {

// Whole years, both inside; an open end is kOpen.
struct AgeBand {
  static constexpr int kOpen = 150;
  int from = 0;
  int to = kOpen;
  bool operator==(const AgeBand&) const = default;
  bool holds(const AgeBand& other) const { return from <= other.from && other.to <= to; }
};

// "0-11", "17", "17+", "60+". Refusal bad_value.
base::Result<AgeBand> parse_age_band(std::string_view text);
std::string age_band_text(const AgeBand& band);

// For each band the index of the band of `into` that holds it. Refusal bands_not_nested names both;
// bands outside all of `into` are refused too.
base::Result<std::vector<std::size_t>> nest(const std::vector<AgeBand>& bands,
                                            const std::vector<AgeBand>& into);

}  // namespace observatory
