// International files: UNHCR's tables, IOM's missing migrants, published totals, and our own shape.
#include <array>

#include "observatory/formats.h"
#include "tabular/text.h"

namespace observatory {
namespace {

using base::Code;

// UNHCR: year, origin, asylum, some breakdown, then one column a measure.
class Unhcr : public NamedFormat {
 public:
  struct Measure {
    const char* column;
    std::string_view indicator;
    std::string_view status;
  };
  Unhcr(std::string_view name, std::string_view definition, std::span<const char* const> breakdown,
        std::span<const Measure> measures)
      : NamedFormat(name, "UNHCR", "CC BY 4.0", wanted_of(breakdown, measures)),
        definition_(definition),
        breakdown_(breakdown),
        measures_(measures) {}

  base::Done start(RowContext& c) override {
    year_ = c.column("year");
    origin_ = c.column("coo_iso");
    asylum_ = c.column("coa_iso");
    parts_.clear();
    for (const char* name : breakdown_) parts_.push_back(c.column(name));
    columns_.clear();
    for (const auto& [column, indicator, status] : measures_) {
      columns_.emplace_back(c.column(column), shared(c, indicator, definition_, "", "persons"));
    }
    return {};
  }

  void row(RowContext& c) override {
    const int year = c.year(year_);
    if (year != last_year_) period_ = calendar_year(last_year_ = year);
    const Symbol origin = c.symbol(origin_);
    const Symbol asylum = c.symbol(asylum_);
    if (asylum == 0) c.refuse(asylum_, Code::unknown_code);
    for (std::size_t m = 0; m < columns_.size(); ++m) {
      const auto& [column, model] = columns_[m];
      if (c.text(column).empty()) continue;
      Observation o = model;
      o.period = period_;
      o[Dim::nationality] = origin;
      o[Dim::country] = asylum;
      o[Dim::status] = status(c, m);
      o.value = c.number(column, o.qualifier, o.upper);
      if (o.value < 0) c.refuse(column, Code::bad_number);
      c.emit(o);
    }
  }

 private:
  static std::vector<tabular::Wanted> wanted_of(std::span<const char* const> breakdown,
                                                std::span<const Measure> measures) {
    auto wanted = columns_named({"year", "coo_iso", "coa_iso"});
    for (const char* name : breakdown) wanted.push_back({name, {}, true});
    for (const auto& measure : measures) wanted.push_back({measure.column, {}, true});
    return wanted;
  }
  // "recognized" or "G/N/FI/P": the measure's own status and the row's breakdown.
  Symbol status(RowContext& c, std::size_t m) {
    char text[96];
    std::size_t size = 0;
    const auto append = [&](std::string_view part) {
      if (part.empty()) return;
      if (size > 0 && size < sizeof text) text[size++] = '/';
      for (const char letter : part) {
        if (size < sizeof text) text[size++] = letter;
      }
    };
    append(measures_[m].status);
    for (const std::size_t part : parts_) append(c.text(part));
    return c.intern({text, size});
  }

  std::string_view definition_;
  std::span<const char* const> breakdown_;
  std::span<const Measure> measures_;
  std::size_t year_ = 0, origin_ = 0, asylum_ = 0;
  std::vector<std::size_t> parts_;
  std::vector<std::pair<std::size_t, Observation>> columns_;
  int last_year_ = 0;
  Period period_;
};

constexpr std::array<const char*, 4> kApplicationParts = {"procedure_type", "app_type", "dec_level",
                                                          "app_pc"};
constexpr std::array<Unhcr::Measure, 1> kApplications = {{{"applied", "asylum_applications", ""}}};
constexpr std::array<const char*, 3> kDecisionParts = {"procedure_type", "dec_level", "dec_pc"};
constexpr std::array<Unhcr::Measure, 4> kDecisions = {
    {{"dec_recognized", "asylum_decisions", "recognized"},
     {"dec_other", "asylum_decisions", "complementary"},
     {"dec_rejected", "asylum_decisions", "rejected"},
     {"dec_closed", "asylum_decisions", "closed"}}};
constexpr std::array<Unhcr::Measure, 9> kPopulation = {
    {{"refugees", "population", "refugees"},
     {"asylum_seekers", "population", "asylum seekers"},
     {"returned_refugees", "population", "returned refugees"},
     {"idps", "population", "internally displaced"},
     {"returned_idps", "population", "returned internally displaced"},
     {"stateless", "population", "stateless"},
     {"ooc", "population", "others of concern"},
     {"oip", "population", "others in need of protection"},
     {"hst", "population", "host community"}}};
constexpr std::array<Unhcr::Measure, 4> kFlows = {
    {{"refugees", "new_displacement", "refugees"},
     {"asylum_seekers", "new_displacement", "asylum seekers"},
     {"refugee_like", "new_displacement", "refugee-like"},
     {"oip", "new_displacement", "others in need of protection"}}};
constexpr std::array<Unhcr::Measure, 4> kSolutions = {
    {{"returned_refugees", "solutions", "returned refugees"},
     {"resettlement", "solutions", "resettlement"},
     {"naturalisation", "solutions", "naturalisation"},
     {"returned_idps", "solutions", "returned internally displaced"}}};

struct UnhcrApplications : Unhcr {
  UnhcrApplications()
      : Unhcr("unhcr-applications", "unhcr-applications", kApplicationParts, kApplications) {}
};
struct UnhcrDecisions : Unhcr {
  UnhcrDecisions() : Unhcr("unhcr-decisions", "unhcr-decisions", kDecisionParts, kDecisions) {}
};
struct UnhcrPopulation : Unhcr {
  UnhcrPopulation() : Unhcr("unhcr-population", "unhcr-end-of-year", {}, kPopulation) {}
};
struct UnhcrFlows : Unhcr {
  UnhcrFlows() : Unhcr("unhcr-flows", "unhcr-flows", {}, kFlows) {}
};
struct UnhcrSolutions : Unhcr {
  UnhcrSolutions() : Unhcr("unhcr-solutions", "unhcr-solutions", {}, kSolutions) {}
};

// Sex and age columns: f_0_4 … m_60, totals kept without age. Zeros with a total are "not broken
// down", not "none": such rows give only their total.
class UnhcrDemographics : public NamedFormat {
 public:
  UnhcrDemographics()
      : NamedFormat("unhcr-demographics", "UNHCR", "CC BY 4.0",
                    columns_named({"year", "coo_iso", "coa_iso", "pop_type", "location", "f_0_4",
                                   "f_5_11", "f_12_17", "f_18_59", "f_60", "m_0_4", "m_5_11",
                                   "m_12_17", "m_18_59", "m_60", "total"})) {}
  base::Done start(RowContext& c) override {
    static constexpr std::array<std::array<const char*, 2>, 5> kBands = {
        {{"0_4", "0-4"}, {"5_11", "5-11"}, {"12_17", "12-17"}, {"18_59", "18-59"}, {"60", "60+"}}};
    cells_.clear();
    for (const char* sex : {"f", "m"}) {
      for (const auto& [suffix, band] : kBands) {
        Observation o = shared(c, "population_by_age", "unhcr-end-of-year", "", "persons");
        o[Dim::sex] = c.intern(*sex == 'f' ? "female" : "male");
        o[Dim::age] = c.intern(band);
        cells_.emplace_back(c.column(std::string(sex) + "_" + suffix), o);
      }
    }
    total_ = c.column("total");
    return {};
  }
  void row(RowContext& c) override {
    const Period period = calendar_year(c.year(c.column("year")));
    const auto fill = [&](Observation& o) {
      o.period = period;
      o[Dim::nationality] = c.symbol(c.column("coo_iso"));
      o[Dim::country] = c.symbol(c.column("coa_iso"));
      o[Dim::place] = c.symbol(c.column("location"));
      o[Dim::status] = c.symbol(c.column("pop_type"));
    };
    double known = 0;
    for (const auto& [column, model] : cells_) {
      Observation o = model;
      fill(o);
      o.value = c.number(column, o.qualifier, o.upper);
      known += o.value;
      if (o.value != 0) c.emit(o);
    }
    Observation o = shared(c, "population_all_ages", "unhcr-end-of-year", "", "persons");
    fill(o);
    o.value = c.number(total_, o.qualifier, o.upper);
    if (known > o.value) {
      c.find({"ages add to more than the total", "row " + std::to_string(c.row_number()), o.value,
              known});
    }
    c.emit(o);
  }

 private:
  std::vector<std::pair<std::size_t, Observation>> cells_;
  std::size_t total_ = 0;
};

// One incident a row. The number of children is a floor: 0 also means that nobody could say.
class Iom : public NamedFormat {
 public:
  Iom()
      : NamedFormat("iom-missing-migrants", "IOM Missing Migrants Project", "CC BY 4.0",
                    columns_named({"incident_year", "reported_month", "country_of_origin",
                                   "total_number_of_dead_and_missing", "number_of_children",
                                   "migration_route", "incident_type"})) {}
  base::Done start(RowContext& c) override {
    year_ = c.column("incident_year");
    month_ = c.column("reported_month");
    origin_ = c.column("country_of_origin");
    total_ = c.column("total_number_of_dead_and_missing");
    children_ = c.column("number_of_children");
    route_ = c.column("migration_route");
    dead_ = shared(c, "deaths_on_route", "iom-missing-migrants", "", "persons");
    child_ = shared(c, "child_deaths_on_route", "iom-missing-migrants", "", "children");
    child_[Dim::age] = c.intern("0-17");
    child_.qualifier = Qualifier::floor;
    return {};
  }
  void row(RowContext& c) override {
    const int month = tabular::month_of(c.text(month_));
    if (month == 0) return c.refuse(month_, Code::bad_date);
    const Period period = month_period(c.year(year_), month);
    Observation o = dead_;
    o.period = period;
    o[Dim::place] = c.symbol(route_);
    o[Dim::nationality] = c.symbol(origin_);
    o.value = c.number(total_, o.qualifier, o.upper);
    c.emit(o);
    Observation children = child_;
    children.period = period;
    children[Dim::place] = o[Dim::place];
    children[Dim::nationality] = o[Dim::nationality];
    Qualifier qualifier{};
    children.value = c.number(children_, qualifier, children.upper);
    if (children.value > 0) c.emit(children);
  }

 private:
  Observation dead_, child_;
  std::size_t year_ = 0, month_ = 0, origin_ = 0, total_ = 0, children_ = 0, route_ = 0;
};

}  // namespace

std::span<const FormatEntry> world_formats() {
  static constexpr std::array<FormatEntry, 7> kFormats = {
      {{"unhcr-applications", make<UnhcrApplications>},
       {"unhcr-decisions", make<UnhcrDecisions>},
       {"unhcr-population", make<UnhcrPopulation>},
       {"unhcr-flows", make<UnhcrFlows>},
       {"unhcr-solutions", make<UnhcrSolutions>},
       {"unhcr-demographics", make<UnhcrDemographics>},
       {"iom-missing-migrants", make<Iom>}}};
  return kFormats;
}

}  // namespace observatory
