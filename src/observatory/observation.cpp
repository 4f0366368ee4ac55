#include "observatory/observation.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/check.h"

namespace observatory {
namespace {

constexpr std::array<std::string_view, kDims> kDimNames = {
    "indicator", "definition",    "country",    "place",  "nationality", "sex",
    "age",       "accompaniment", "indigenous", "status", "unit"};

std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 32);
}

std::uint64_t text_hash(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = seed ^ (text.size() * 0xD6E8FEB86659FD93U);
  while (text.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    hash = mix(hash, word);
    text.remove_prefix(8);
  }
  std::uint64_t word = 0;
  std::memcpy(&word, text.data(), text.size());
  return mix(hash, word);
}

}  // namespace

Symbols::Symbols() : texts_{""}, table_(1024, 0) {}

Symbol Symbols::intern(std::string_view text) {
  if (text.empty()) return 0;
  std::size_t at = text_hash(text, 7) & (table_.size() - 1);
  for (; table_[at] != 0; at = (at + 1) & (table_.size() - 1)) {
    if (texts_[table_[at]] == text) return table_[at];
  }
  if (texts_.size() >= kMax) throw base::Fault(base::Code::out_of_memory, "too many texts");
  const auto symbol = static_cast<Symbol>(texts_.size());
  texts_.emplace_back(text);
  table_[at] = symbol;
  if (texts_.size() * 2 > table_.size()) grow();
  return symbol;
}

Symbol Symbols::find(std::string_view text) const {
  if (text.empty()) return 0;
  std::size_t at = text_hash(text, 7) & (table_.size() - 1);
  for (; table_[at] != 0; at = (at + 1) & (table_.size() - 1)) {
    if (texts_[table_[at]] == text) return table_[at];
  }
  return 0;
}

void Symbols::grow() {
  std::vector<Symbol> wider(table_.size() * 2, 0);
  for (Symbol symbol = 1; symbol < texts_.size(); ++symbol) {
    std::size_t at = text_hash(texts_[symbol], 7) & (wider.size() - 1);
    while (wider[at] != 0) at = (at + 1) & (wider.size() - 1);
    wider[at] = symbol;
  }
  table_ = std::move(wider);
}

std::string_view dim_name(Dim dim) {
  return kDimNames[static_cast<std::size_t>(dim)];
}

std::optional<Dim> dim_of(std::string_view name) {
  const auto found = std::ranges::find(kDimNames, name);
  if (found == kDimNames.end()) return std::nullopt;
  return static_cast<Dim>(found - kDimNames.begin());
}

Period calendar_year(int year) {
  return {PeriodType::calendar_year, tabular::day_of(year, 1, 1), tabular::day_of(year, 12, 31)};
}

Period fiscal_year_us(int year) {
  return {PeriodType::fiscal_year_us, tabular::day_of(year - 1, 10, 1),
          tabular::day_of(year, 9, 30)};
}

Period month_period(int year, int month) {
  const Day next =
      month == 12 ? tabular::day_of(year + 1, 1, 1) : tabular::day_of(year, month + 1, 1);
  return {PeriodType::month, tabular::day_of(year, month, 1), next - 1};
}

Period point_period(Day day) {
  return {PeriodType::point, day, day};
}

int fiscal_year_of(Day day) {
  const auto date = tabular::civil_of(day);
  return date.year + (date.month >= 10 ? 1 : 0);
}

std::string period_text(const Period& period) {
  const auto start = tabular::civil_of(period.start);
  const auto end = tabular::civil_of(period.end);
  const auto iso = [](const tabular::CivilDate& d) {
    return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
  };
  switch (period.type) {
    case PeriodType::calendar_year:
      return fmt::format("{}", start.year);
    case PeriodType::fiscal_year_us:
      return fmt::format("FY{}", end.year);
    case PeriodType::month:
      return fmt::format("{:04}-{:02}", start.year, start.month);
    case PeriodType::point:
      return iso(start);
    case PeriodType::range:
      break;
  }
  return iso(start) + "/" + iso(end);
}

base::Result<Period> parse_period(std::string_view text) {
  const bool fiscal = text.starts_with("FY");
  const std::string_view digits = fiscal ? text.substr(2) : text;
  const auto bad = base::refuse(base::Code::bad_date, {{"field", "period"}});
  if (digits.size() == 4) {
    const auto year = tabular::parse_whole(digits);
    if (!year || *year < 1800 || *year > 2200) return bad;
    return fiscal ? fiscal_year_us(static_cast<int>(*year))
                  : calendar_year(static_cast<int>(*year));
  }
  if (digits.size() == 7 && digits[4] == '-') {
    const auto year = tabular::parse_whole(digits.substr(0, 4));
    const auto month = tabular::parse_whole(digits.substr(5));
    if (!year || !month ||
        !tabular::valid_date(static_cast<int>(*year), static_cast<int>(*month), 1)) {
      return bad;
    }
    return month_period(static_cast<int>(*year), static_cast<int>(*month));
  }
  auto style = tabular::DateStyle::iso;
  const auto slash = digits.find('/');
  const auto start = tabular::parse_date(digits.substr(0, slash), style);
  if (!start) return std::unexpected(start.error());
  if (slash == std::string_view::npos) return point_period(*start);
  const auto end = tabular::parse_date(digits.substr(slash + 1), style);
  if (!end || *end < *start) return bad;
  return Period{PeriodType::range, *start, *end};
}

std::string_view qualifier_name(Qualifier qualifier) {
  static constexpr std::array<std::string_view, 6> kNames = {"exact",    "rounded",    "floor",
                                                             "interval", "suppressed", "missing"};
  return kNames[static_cast<std::size_t>(qualifier)];
}

RowHash hash_text(RowHash seed, std::string_view text) {
  RowHash hash{seed.a ^ text.size(), seed.b};
  const auto step = [&](std::uint64_t word) {
    // One wide product gives both halves; the additions keep a zero factor from erasing the rest.
    const auto product = static_cast<unsigned __int128>(hash.a ^ word ^ 0x9E3779B97F4A7C15U) *
                         ((hash.b + word) | 1U);
    hash.a = static_cast<std::uint64_t>(product) + hash.b;
    hash.b = static_cast<std::uint64_t>(product >> 64) ^ (hash.a + 0xD6E8FEB86659FD93U);
  };
  while (text.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    step(word);
    text.remove_prefix(8);
  }
  std::uint64_t word = 0;
  std::memcpy(&word, text.data(), text.size());
  step(word);
  return hash;
}

std::optional<Provenance> ObservationSet::find(std::string_view dataset, std::string_view vintage) {
  for (const auto& provenance : provenances_) {
    if (provenance.dataset == dataset && provenance.vintage == vintage) return provenance;
  }
  return std::nullopt;
}

void ObservationSet::begin(const Provenance& provenance) {
  AMPARO_CHECK(!open_);
  open_ = provenance;
}

void ObservationSet::add(std::span<const Observation> observations) {
  AMPARO_CHECK(open_.has_value());
  const auto provenance = static_cast<std::uint32_t>(provenances_.size());
  const std::size_t from = observations_.size();
  observations_.insert(observations_.end(), observations.begin(), observations.end());
  for (std::size_t i = from; i < observations_.size(); ++i)
    observations_[i].provenance = provenance;
}

void ObservationSet::commit(const Provenance& finished) {
  AMPARO_CHECK(open_.has_value());
  provenances_.push_back(finished);
  committed_ = observations_.size();
  open_.reset();
}

void ObservationSet::rollback() {
  observations_.resize(committed_);
  open_.reset();
}

std::vector<std::uint32_t> ObservationSet::as_known(Day day, bool by_record) const {
  const auto known_on = [&](const Provenance& p) {
    return by_record ? p.recorded_on : p.published_on;
  };
  // The latest whole vintage of each data set; ties go to the one recorded last.
  std::map<std::string, std::uint32_t> whole;
  for (std::uint32_t p = 0; p < provenances_.size(); ++p) {
    const auto& provenance = provenances_[p];
    if (!provenance.complete || known_on(provenance) > day) continue;
    const auto [at, first] = whole.try_emplace(provenance.dataset, p);
    if (!first && known_on(provenances_[at->second]) <= known_on(provenance)) at->second = p;
  }
  const auto key_of = [&](const Observation& o) {
    RowHash hash{1, 2};
    for (const Symbol s : o.dims) hash = {mix(hash.a, s), mix(hash.b, s + 1)};
    for (const Day d : {static_cast<Day>(o.period.type), o.period.start, o.period.end}) {
      hash = {mix(hash.a, static_cast<std::uint64_t>(d)),
              mix(hash.b, static_cast<std::uint64_t>(d))};
    }
    return hash_text(hash, provenances_[o.provenance].publisher);
  };
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> single;
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t i = 0; i < committed_; ++i) {
    const auto& provenance = provenances_[observations_[i].provenance];
    if (known_on(provenance) > day) continue;
    if (provenance.complete) {
      if (whole[provenance.dataset] == observations_[i].provenance) chosen.push_back(i);
      continue;
    }
    const RowHash key = key_of(observations_[i]);
    const auto [at, first] = single.try_emplace({key.a, key.b}, i);
    if (!first) {
      const auto& other = provenances_[observations_[at->second].provenance];
      if (known_on(other) <= known_on(provenance)) at->second = i;
    }
  }
  for (const auto& [key, i] : single) chosen.push_back(i);
  std::ranges::sort(chosen);
  return chosen;
}

}  // namespace observatory
