// Our own shape of an observation, published totals, a shelter's log, and any table by mapping.
#include <array>
#include <map>

#include "observatory/formats.h"
#include "tabular/text.h"

namespace observatory {
namespace {

using base::Code;

// "all" and "total" mean: not broken down.
Symbol breakdown(RowContext& c, std::size_t column) {
  const auto text = tabular::trim(c.text(column));
  return text == "all" || text == "total" ? 0 : c.intern(text);
}

void read_number(RowContext& c, std::size_t column, Observation& o) {
  o.value = c.number(column, o.qualifier, o.upper);
}

// The aggregate observation as we write and read it: one row an observation.
class Native : public NamedFormat {
 public:
  Native()
      : NamedFormat("observations", "", "",
                    {{"indicator", {}, true},
                     {"definition", {"definition_id"}, true},
                     {"country", {}, true},
                     {"place", {"geo_code"}, false},
                     {"period", {}, true},
                     {"sex", {}, false},
                     {"age", {"age_group"}, false},
                     {"nationality", {}, false},
                     {"accompaniment", {}, false},
                     {"indigenous", {}, false},
                     {"status", {}, false},
                     {"value", {}, true},
                     {"unit", {}, true},
                     {"qualifier", {}, false},
                     {"publisher", {}, false},
                     {"published_on", {}, false},
                     {"vintage", {}, false},
                     {"source", {"source_url"}, false}}) {}
  bool complete() const override { return false; }
  base::Done start(RowContext& c) override {
    for (std::size_t d = 0; d < kDims; ++d) columns_[d] = c.column(dim_name(static_cast<Dim>(d)));
    period_ = c.column("period");
    value_ = c.column("value");
    qualifier_ = c.column("qualifier");
    vintage_ = c.column("vintage");
    return {};
  }
  void row(RowContext& c) override {
    Observation o;
    for (std::size_t d = 0; d < kDims; ++d) o.dims[d] = breakdown(c, columns_[d]);
    const auto period = parse_period(tabular::trim(c.text(period_)));
    if (!period) return c.refuse(period_, period.error().code);
    o.period = *period;
    read_number(c, value_, o);
    if (const auto name = c.text(qualifier_); !name.empty()) {
      bool known = false;
      for (const auto q : {Qualifier::exact, Qualifier::rounded, Qualifier::floor,
                           Qualifier::interval, Qualifier::suppressed, Qualifier::missing}) {
        if (qualifier_name(q) != name) continue;
        known = true;
        if (o.qualifier == Qualifier::exact) o.qualifier = q;
      }
      if (!known) c.refuse(qualifier_, Code::unknown_code);
    }
    // Vintages of one figure stand side by side in one file: each is its own definition's version.
    if (const auto vintage = c.text(vintage_); !vintage.empty() && o[Dim::status] == 0) {
      o[Dim::status] = c.intern("vintage " + std::string(vintage));
    }
    c.emit(o);
  }

 private:
  std::array<std::size_t, kDims> columns_{};
  std::size_t period_ = 0, value_ = 0, qualifier_ = 0, vintage_ = 0;
};

// Published totals with source and vintage, several for one year on purpose.
class ReferenceTotals : public NamedFormat {
 public:
  ReferenceTotals()
      : NamedFormat("reference-totals", "several, by row", "facts",
                    {{"indicator", {}, true},
                     {"country", {}, true},
                     {"year", {}, true},
                     {"period_type", {}, true},
                     {"value", {}, true},
                     {"publisher", {}, true},
                     {"vintage", {}, true},
                     {"definition_note", {}, true},
                     {"source", {}, true},
                     {"sex", {}, false},
                     {"age_group", {}, false},
                     {"accompaniment", {}, false},
                     {"geography", {}, false}}) {}
  bool complete() const override { return false; }
  base::Done start(RowContext&) override { return {}; }
  void row(RowContext& c) override {
    Observation o;
    o[Dim::indicator] = c.symbol(c.column("indicator"));
    o[Dim::country] = c.symbol(c.column("country"));
    o[Dim::sex] = breakdown(c, c.column("sex"));
    o[Dim::age] = breakdown(c, c.column("age_group"));
    o[Dim::accompaniment] = breakdown(c, c.column("accompaniment"));
    o[Dim::place] = breakdown(c, c.column("geography"));
    std::string definition(c.text(c.column("publisher")));
    if (const auto note = c.text(c.column("definition_note")); !note.empty()) {
      definition += ": ";
      definition += note;
    }
    o[Dim::definition] = c.intern(definition);
    o[Dim::status] = c.intern("vintage " + std::string(c.text(c.column("vintage"))));
    const int year = c.year(c.column("year"));
    o.period = period(year, c.text(c.column("period_type")));
    read_number(c, c.column("value"), o);
    c.emit(o);
  }

 private:
  static Period period(int year, std::string_view type) {
    if (type == "FY") return fiscal_year_us(year);
    if (type == "Jan-Nov") {
      return {PeriodType::range, tabular::day_of(year, 1, 1), tabular::day_of(year, 11, 30)};
    }
    if (type == "Oct-Dec 2021") {
      return {PeriodType::range, tabular::day_of(2021, 10, 1), tabular::day_of(2021, 12, 31)};
    }
    auto style = tabular::DateStyle::iso;
    if (const auto day = tabular::parse_date(type, style)) return point_period(*day);
    return calendar_year(year);
  }
};

// Outcomes in court by representation, as TRAC printed them.
class CourtRepresentation : public NamedFormat {
 public:
  CourtRepresentation()
      : NamedFormat("court-representation", "TRAC", "facts",
                    columns_named({"source_id", "population", "period", "represented", "cases",
                                   "pct_removal", "pct_voluntary_departure", "pct_stay"})) {}
  base::Done start(RowContext&) override { return {}; }
  void row(RowContext& c) override {
    struct Column {
      const char* name;
      std::string_view indicator;
      std::string_view unit;
    };
    static constexpr std::array<Column, 4> kColumns = {
        {{"cases", "court_cases_decided", "cases"},
         {"pct_removal", "court_outcome_removal", "percent"},
         {"pct_voluntary_departure", "court_outcome_voluntary_departure", "percent"},
         {"pct_stay", "court_outcome_stay", "percent"}}};
    const auto text = c.text(c.column("period"));
    for (const auto& [name, indicator, unit] : kColumns) {
      Observation o = shared(c, indicator, c.text(c.column("source_id")), "US", unit);
      o.period = period(text);
      o[Dim::age] = c.intern("0-17");
      o[Dim::accompaniment] = c.intern("unaccompanied");
      o[Dim::status] =
          c.intern(c.text(c.column("represented")) == "yes" ? "represented" : "not represented");
      read_number(c, c.column(name), o);
      c.emit(o);
    }
  }

 private:
  static Period period(std::string_view text) {
    if (const auto one = parse_period(text)) return *one;
    const auto dash = text.find('-');
    const auto from = parse_period(text.substr(0, dash));
    const auto to = dash == text.npos ? from : parse_period(text.substr(dash + 1));
    if (from && to) return {PeriodType::range, from->start, to->end};
    return {PeriodType::range, tabular::day_of(2004, 10, 1), tabular::day_of(2014, 10, 31)};
  }
};

// A shelter's log: one group a row. Persons never leave: nights and arrivals are counted by month.
class ShelterLog : public NamedFormat {
 public:
  ShelterLog()
      : NamedFormat(
            "shelter-log", "own", "own",
            {{"arrival", {"date", "fecha", "fecha de llegada", "arrival date", "ingreso"}, true},
             {"departure", {"fecha de salida", "departure date", "egreso", "salida"}, true},
             {"group_size", {"personas", "people", "tamaño del grupo", "guests"}, true},
             {"country", {"país", "pais", "nacionalidad", "country of origin"}, true},
             {"language", {"idioma", "lengua"}, false},
             {"destination", {"destino", "estado de destino", "state"}, false}}) {}
  bool personal() const override { return true; }
  base::Done start(RowContext& c) override {
    arrival_ = c.column("arrival");
    departure_ = c.column("departure");
    size_ = c.column("group_size");
    country_ = c.column("country");
    months_.clear();
    return {};
  }
  void row(RowContext& c) override {
    const Day arrival = c.date(arrival_);
    const auto people = c.count(size_);
    if (people < 1 || people > 500) return c.refuse(size_, Code::bad_value);
    std::int64_t nights = 0;
    if (!tabular::trim(c.text(departure_)).empty()) {
      const Day departure = c.date(departure_);
      if (departure < arrival) return c.refuse(departure_, Code::negative_stay);
      nights = departure - arrival;
    }
    if (c.refused()) return;
    const auto date = tabular::civil_of(arrival);
    auto& month = months_[{date.year * 12 + date.month - 1, c.symbol(country_)}];
    month.first += people;
    month.second += people * nights;
  }
  void finish(RowContext& c) override {
    for (const auto& [key, sums] : months_) {
      Observation o = shared(c, "shelter_arrivals", "shelter-log-people", "", "persons");
      o.period = month_period(key.first / 12, key.first % 12 + 1);
      o[Dim::nationality] = key.second;
      o.value = o.upper = static_cast<double>(sums.first);
      c.emit(o);
      o[Dim::indicator] = c.intern("shelter_person_nights");
      o[Dim::unit] = c.intern("person-nights");
      o.value = o.upper = static_cast<double>(sums.second);
      c.emit(o);
    }
  }

 private:
  std::size_t arrival_ = 0, departure_ = 0, size_ = 0, country_ = 0;
  std::map<std::pair<int, Symbol>, std::pair<std::int64_t, std::int64_t>> months_;
};

// Girls, boys, women, men in columns, as transparency replies and UPMRIP's sheets give them.
class SexAgeColumns : public NamedFormat {
 public:
  SexAgeColumns()
      : NamedFormat("sex-age-columns", "INM / UPMRIP", "transparency reply",
                    {{"year", {"año"}, true},
                     {"nationality", {"nacionalidad", "país"}, true},
                     {"girl", {"niña", "niñas"}, true},
                     {"boy", {"niño", "niños"}, true},
                     {"woman", {"mujer", "mujeres"}, true},
                     {"man", {"hombre", "hombres"}, true},
                     {"total", {}, false},
                     {"place", {"aeropuerto", "punto", "entidad", "entidad federativa"}, false}}) {}
  base::Done start(RowContext&) override { return {}; }
  void row(RowContext& c) override {
    struct Group {
      const char* column;
      std::string_view sex;
      std::string_view age;
    };
    static constexpr std::array<Group, 4> kGroups = {{{"girl", "female", "0-17"},
                                                      {"boy", "male", "0-17"},
                                                      {"woman", "female", "18+"},
                                                      {"man", "male", "18+"}}};
    double sum = 0;
    for (const auto& [column, sex, age] : kGroups) {
      Observation o = shared(c, "inm_events", "inm-sex-age-columns", "MX", "events");
      o.period = calendar_year(c.year(c.column("year")));
      o[Dim::nationality] = c.symbol(c.column("nationality"));
      o[Dim::place] = c.symbol(c.column("place"));
      o[Dim::sex] = c.intern(sex);
      o[Dim::age] = c.intern(age);
      read_number(c, c.column(column), o);
      sum += o.value;
      c.emit(o);
    }
    const auto total = c.column("total");
    if (total == tabular::Columns::npos || tabular::trim(c.text(total)).empty()) return;
    const auto stated = static_cast<double>(c.count(total));
    if (stated != sum) {
      c.find({"total differs from girls, boys, women and men",
              "row " + std::to_string(c.row_number()), stated, sum});
    }
  }
};

// Any table: a person says which column is the value and which the period; other columns map to the
// breakdown by name. What is not mapped is left out.
class Guided : public NamedFormat {
 public:
  Guided()
      : NamedFormat("guided", "", "",
                    {{"value", {}, true},
                     {"period", {}, true},
                     {"indicator", {}, false},
                     {"country", {}, false},
                     {"place", {}, false},
                     {"nationality", {}, false},
                     {"sex", {}, false},
                     {"age", {}, false},
                     {"accompaniment", {}, false},
                     {"indigenous", {}, false},
                     {"status", {}, false},
                     {"unit", {}, false}}) {}
  base::Done start(RowContext& c) override {
    for (std::size_t d = 0; d < kDims; ++d) columns_[d] = c.column(dim_name(static_cast<Dim>(d)));
    return {};
  }
  void row(RowContext& c) override {
    Observation o;
    for (std::size_t d = 0; d < kDims; ++d) o.dims[d] = breakdown(c, columns_[d]);
    if (o[Dim::indicator] == 0) o[Dim::indicator] = c.intern("guided");
    o[Dim::definition] = c.intern("guided");
    const auto column = c.column("period");
    if (const auto period = parse_period(tabular::trim(c.text(column)))) {
      o.period = *period;
    } else {
      o.period = point_period(c.date(column));
    }
    read_number(c, c.column("value"), o);
    c.emit(o);
  }

 private:
  std::array<std::size_t, kDims> columns_{};
};

}  // namespace

std::span<const FormatEntry> local_formats() {
  static constexpr std::array<FormatEntry, 6> kFormats = {
      {{"observations", make<Native>},
       {"reference-totals", make<ReferenceTotals>},
       {"court-representation", make<CourtRepresentation>},
       {"shelter-log", make<ShelterLog>},
       {"sex-age-columns", make<SexAgeColumns>},
       {"guided", make<Guided>}}};
  return kFormats;
}

}  // namespace observatory
