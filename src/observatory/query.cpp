#include "observatory/query.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace observatory {
namespace {

using base::Code;

enum class AxisKind : std::uint8_t {
  dim,
  year,
  fiscal_year,
  month,
  period,
  vintage,
  publisher,
  dataset
};

struct Axis {
  AxisKind kind = AxisKind::dim;
  Dim dim = Dim::indicator;
};

base::Result<Axis> axis_of(const std::string& name) {
  if (const auto dim = dim_of(name)) return Axis{AxisKind::dim, *dim};
  static const std::map<std::string, AxisKind> kOthers = {
      {"year", AxisKind::year},       {"fiscal_year", AxisKind::fiscal_year},
      {"month", AxisKind::month},     {"period", AxisKind::period},
      {"vintage", AxisKind::vintage}, {"publisher", AxisKind::publisher},
      {"dataset", AxisKind::dataset}};
  const auto found = kOthers.find(name);
  if (found == kOthers.end()) return base::refuse(Code::bad_value, {{"field", name}});
  return Axis{found->second, Dim::indicator};
}

class Reader {
 public:
  Reader(const ObservationSet& set, const Query& query) : set_(set), query_(query) {}

  base::Done prepare() {
    for (const auto& name : query_.by) {
      auto axis = axis_of(name);
      if (!axis) return pass(axis);
      by_.push_back(*axis);
    }
    for (const auto& [name, values] : query_.where) {
      auto axis = axis_of(name);
      if (!axis) return pass(axis);
      filters_.emplace_back(*axis, &values);
      std::vector<Symbol> symbols;
      for (const auto& value : values) {
        // An unknown text must match nothing, not "not broken down".
        const Symbol symbol = set_.symbols().find(value);
        if (symbol != 0 || value.empty()) symbols.push_back(symbol);
        if (axis->kind == AxisKind::dim && axis->dim == Dim::status) add_parts(value, symbols);
      }
      filter_symbols_.push_back(std::move(symbols));
    }
    indicator_ = set_.symbols().find(query_.indicator);
    return {};
  }

  // "recognized" also asks for "recognized/G/FI/P": a status may have parts.
  void add_parts(const std::string& value, std::vector<Symbol>& symbols) const {
    if (value.empty()) return;
    for (Symbol s = 1; s < set_.symbols().size(); ++s) {
      const auto whole = set_.symbols().text(s);
      const bool part =
          whole.size() > value.size() && whole.starts_with(value) && whole[value.size()] == '/';
      if (part) symbols.push_back(s);
    }
  }

  bool matches(const Observation& o) const {
    if (o[Dim::indicator] != indicator_ || indicator_ == 0) return false;
    // Numbers are compared before texts are made.
    for (std::size_t i = 0; i < filters_.size(); ++i) {
      const Axis& axis = filters_[i].first;
      if (axis.kind != AxisKind::dim) continue;
      if (std::ranges::count(filter_symbols_[i], o[axis.dim]) == 0) return false;
    }
    for (const auto& [axis, values] : filters_) {
      if (axis.kind == AxisKind::dim) continue;
      if (std::ranges::count(*values, text(axis, code(axis, o))) == 0) return false;
    }
    return true;
  }

  // What an axis says of an observation, as a number; `text` gives its text.
  std::int64_t code(const Axis& axis, const Observation& o) const {
    switch (axis.kind) {
      case AxisKind::dim:
        return o[axis.dim];
      case AxisKind::period:
        return (std::int64_t{o.period.start} << 32) +
               (std::int64_t{o.period.end - o.period.start} << 4) +
               static_cast<std::int64_t>(o.period.type);
      case AxisKind::vintage:
      case AxisKind::publisher:
      case AxisKind::dataset:
        return o.provenance;
      case AxisKind::year:
      case AxisKind::fiscal_year:
      case AxisKind::month:
        break;
    }
    const auto date = tabular::civil_of(o.period.start);
    if (axis.kind == AxisKind::year) return date.year;
    if (axis.kind == AxisKind::fiscal_year) return date.year + (date.month >= 10 ? 1 : 0);
    return date.year * 12 + date.month - 1;
  }

  std::string text(const Axis& axis, std::int64_t code) const {
    const auto number = static_cast<int>(code);
    switch (axis.kind) {
      case AxisKind::dim:
        return std::string(set_.symbols().text(static_cast<Symbol>(code)));
      case AxisKind::year:
        return std::to_string(code);
      case AxisKind::fiscal_year:
        return "FY" + std::to_string(code);
      case AxisKind::month:
        return period_text(month_period(number / 12, number % 12 + 1));
      case AxisKind::period: {
        const Day start = static_cast<Day>(code >> 32);
        const auto rest = code - (std::int64_t{start} << 32);
        return period_text(
            {static_cast<PeriodType>(rest & 15), start, start + static_cast<Day>(rest >> 4)});
      }
      case AxisKind::vintage:
        return set_.provenances()[static_cast<std::size_t>(code)].vintage;
      case AxisKind::publisher:
        return set_.provenances()[static_cast<std::size_t>(code)].publisher;
      case AxisKind::dataset:
        return set_.provenances()[static_cast<std::size_t>(code)].dataset;
    }
    return {};
  }

  std::vector<std::int64_t> codes(const Observation& o) const {
    std::vector<std::int64_t> at(by_.size());
    for (std::size_t i = 0; i < by_.size(); ++i) at[i] = code(by_[i], o);
    return at;
  }

  base::Result<std::vector<std::string>> texts(const std::vector<std::int64_t>& codes) const {
    std::vector<std::string> at;
    for (std::size_t i = 0; i < by_.size(); ++i) {
      at.push_back(text(by_[i], codes[i]));
      const bool age = by_[i].kind == AxisKind::dim && by_[i].dim == Dim::age;
      if (!age || query_.age_bands.empty()) continue;
      const auto band = parse_age_band(at.back());
      if (!band) return std::unexpected(band.error());
      const auto nested = nest({*band}, query_.age_bands);
      if (!nested) return std::unexpected(nested.error());
      at.back() = age_band_text(query_.age_bands[nested->front()]);
    }
    return at;
  }

  std::vector<std::uint32_t> selected() const {
    if (query_.as_known) return set_.as_known(*query_.as_known, query_.by_record);
    std::vector<std::uint32_t> all(set_.all().size());
    std::iota(all.begin(), all.end(), 0U);
    return all;
  }

 private:
  const ObservationSet& set_;
  const Query& query_;
  std::vector<Axis> by_;
  std::vector<std::pair<Axis, const std::vector<std::string>*>> filters_;
  std::vector<std::vector<Symbol>> filter_symbols_;
  Symbol indicator_ = 0;
};

void add(Figure& figure, const Observation& o) {
  if (figure.observations == 0) {
    figure.largest = -std::numeric_limits<double>::max();
    figure.smallest = std::numeric_limits<double>::max();
  }
  ++figure.observations;
  if (o.qualifier == Qualifier::suppressed) {
    ++figure.suppressed;
    return;
  }
  if (o.qualifier == Qualifier::missing) {
    ++figure.missing;
    return;
  }
  figure.value += o.value;
  figure.upper += std::max(o.value, o.upper);
  figure.floor = figure.floor || o.qualifier == Qualifier::floor;
  figure.largest = std::max(figure.largest, o.value);
  figure.smallest = std::min(figure.smallest, o.value);
}

void merge(Figure& into, const Figure& from) {
  if (into.observations == 0) {
    into = from;
    return;
  }
  into.value += from.value;
  into.upper += from.upper;
  into.observations += from.observations;
  into.suppressed += from.suppressed;
  into.missing += from.missing;
  into.floor = into.floor || from.floor;
  into.largest = std::max(into.largest, from.largest);
  into.smallest = std::min(into.smallest, from.smallest);
}

std::string joined(const std::set<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : "; ") + text;
  return all;
}

}  // namespace

base::Result<FigureTable> run_query(const ObservationSet& set, const Query& query) {
  Reader reader(set, query);
  if (auto ready = reader.prepare(); !ready) return pass(ready);
  std::map<std::vector<std::int64_t>, Figure> by_code;
  std::set<Symbol> definitions;
  std::set<Symbol> units;
  std::set<PeriodType> periods;
  std::set<std::uint32_t> provenances;
  FigureTable table;
  for (const std::uint32_t i : reader.selected()) {
    const Observation& o = set.all()[i];
    if (!reader.matches(o)) continue;
    definitions.insert(o[Dim::definition]);
    units.insert(o[Dim::unit]);
    periods.insert(o.period.type);
    provenances.insert(o.provenance);
    add(by_code[reader.codes(o)], o);
    ++table.observations;
  }
  // Codes that have one text (bands that nest, data sets of one publisher) are one figure.
  std::map<std::vector<std::string>, Figure> figures;
  for (const auto& [codes, figure] : by_code) {
    auto at = reader.texts(codes);
    if (!at) return pass(at);
    merge(figures[std::move(*at)], figure);
  }
  std::set<std::string> names;
  for (const Symbol d : definitions) names.emplace(set.symbols().text(d));
  std::set<std::string> unit_names;
  for (const Symbol u : units) unit_names.emplace(set.symbols().text(u));
  const bool split = std::ranges::count(query.by, "definition") > 0;
  if (query.override_note.empty() &&
      ((names.size() > 1 && !split) || unit_names.size() > 1 || periods.size() > 1)) {
    std::string what = joined(names);
    if (unit_names.size() > 1) what += " | " + joined(unit_names);
    if (periods.size() > 1) what += " | period types differ";
    return base::refuse(Code::mixed_definitions, {{"definitions", what}});
  }
  table.by = query.by;
  table.definitions.assign(names.begin(), names.end());
  table.units.assign(unit_names.begin(), unit_names.end());
  table.note = query.override_note;
  for (const std::uint32_t p : provenances) {
    table.sources.push_back(set.provenances()[p].publisher + " (" + set.provenances()[p].vintage +
                            ")");
  }
  for (auto& [at, figure] : figures) {
    figure.at = at;
    table.figures.push_back(std::move(figure));
  }
  return table;
}

base::Result<Cube> cube_of(const ObservationSet& set, const Query& query) {
  auto table = run_query(set, query);
  if (!table) return pass(table);
  std::vector<Dimension> dimensions;
  std::vector<std::map<std::string, Node>> nodes(query.by.size());
  for (const auto& name : query.by) dimensions.emplace_back(name);
  std::vector<LeafCount> leaves;
  for (const Figure& figure : table->figures) {
    const bool whole = figure.suppressed == 0 && figure.missing == 0 &&
                       figure.upper == figure.value && figure.value >= 0 &&
                       figure.value == std::floor(figure.value);
    if (!whole) return base::refuse(Code::bad_value, {{"field", "value"}});
    LeafCount leaf;
    leaf.count = static_cast<Count>(figure.value);
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      const std::string code = figure.at[d].empty() ? "unknown" : figure.at[d];
      auto [node, is_new] = nodes[d].try_emplace(code, 0);
      if (is_new) node->second = dimensions[d].add(code);
      leaf.at.push_back(node->second);
    }
    leaves.push_back(std::move(leaf));
  }
  return Cube::build(std::move(dimensions), leaves);
}

}  // namespace observatory
