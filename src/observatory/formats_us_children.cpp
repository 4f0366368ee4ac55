// US files on unaccompanied children in care: HHS and ORR, and the press tables made from them.
#include <array>
#include <map>

#include "observatory/formats.h"
#include "tabular/text.h"

namespace observatory {
namespace {

using base::Code;

// Named columns of one day: stocks are points, flows are too, as only reporting days are there and
// their sum is no year.
class DailyColumns : public NamedFormat {
 public:
  struct Measure {
    const char* column;
    std::string_view indicator;
  };
  DailyColumns(std::string_view name, std::string_view definition, const char* date,
               std::span<const Measure> measures)
      : NamedFormat(name, "HHS", "public domain", wanted_of(date, measures)),
        definition_(definition),
        date_name_(date),
        measures_(measures) {}

  base::Done start(RowContext& c) override {
    date_ = c.column(date_name_);
    models_.clear();
    for (const auto& [column, indicator] : measures_) {
      models_.emplace_back(c.column(column), shared(c, indicator, definition_, "US", "children"));
      models_.back().second[Dim::age] = c.intern("0-17");
    }
    return {};
  }
  void row(RowContext& c) override {
    const Day day = c.date(date_);
    for (auto& [column, model] : models_) {
      if (column == tabular::Columns::npos) continue;
      Observation o = model;
      o.period = point_period(day);
      o.value = c.number(column, o.qualifier, o.upper);
      c.emit(o);
    }
  }

 private:
  static std::vector<tabular::Wanted> wanted_of(const char* date,
                                                std::span<const Measure> measures) {
    std::vector<tabular::Wanted> wanted{{date, {}, true}};
    for (const auto& measure : measures) wanted.push_back({measure.column, {}, true});
    return wanted;
  }
  std::string_view definition_;
  const char* date_name_;
  std::span<const Measure> measures_;
  std::size_t date_ = 0;
  std::vector<std::pair<std::size_t, Observation>> models_;
};

constexpr std::array<DailyColumns::Measure, 5> kDaily = {
    {{"apprehended_to_cbp", "uc_taken_into_cbp_custody"},
     {"in_cbp_custody", "uc_in_cbp_custody"},
     {"transferred_out_of_cbp", "uc_transferred_from_cbp"},
     {"in_hhs_care", "uc_in_hhs_care"},
     {"discharged_from_hhs", "uc_discharged_from_hhs"}}};
constexpr std::array<DailyColumns::Measure, 7> kCapacity = {
    {{"in_care", "uc_in_hhs_care"},
     {"referrals", "uc_referred_to_hhs"},
     {"discharges", "uc_discharged_from_hhs"},
     {"funded", "hhs_beds_funded"},
     {"reserve", "hhs_beds_reserve"},
     {"activated", "hhs_beds_activated"},
     {"unavailable", "hhs_beds_unavailable"}}};

class HhsDaily : public DailyColumns {
 public:
  HhsDaily() : DailyColumns("hhs-daily", "hhs-reporting-day", "date", kDaily) {}
};
class HhsCapacity : public DailyColumns {
 public:
  HhsCapacity() : DailyColumns("hhs-capacity", "hhs-reporting-day", "reported_on", kCapacity) {}
};

// state, fiscal_year, released; TOTAL is kept as the national figure and compared with the sum.
class OrrState : public NamedFormat {
 public:
  OrrState()
      : NamedFormat("orr-releases-state", "ORR", "public domain",
                    columns_named({"state", "fiscal_year", "released"})) {}
  base::Done start(RowContext& c) override {
    model_ = shared(c, "uc_released_to_sponsors", "orr-releases", "US", "children");
    model_[Dim::age] = c.intern("0-17");
    state_ = c.column("state");
    year_ = c.column("fiscal_year");
    released_ = c.column("released");
    sums_.clear();
    return {};
  }
  void row(RowContext& c) override {
    Observation o = model_;
    const int year = c.year(year_);
    o.period = fiscal_year_us(year);
    o.value = c.number(released_, o.qualifier, o.upper);
    const auto state = tabular::trim(c.text(state_));
    if (state.empty()) return c.refuse(state_, Code::unknown_code);
    if (state == "TOTAL" || state == "Total") {
      sums_[year].first = o.value;
    } else {
      o[Dim::place] = c.intern(state);
      sums_[year].second += o.value;
    }
    c.emit(o);
  }
  void finish(RowContext& c) override {
    for (const auto& [year, sums] : sums_) {
      const auto& [stated, found] = sums;
      if (stated != found) {
        c.find(
            {"TOTAL differs from the sum of states", "FY" + std::to_string(year), stated, found});
      }
    }
  }

 private:
  Observation model_;
  std::size_t state_ = 0, year_ = 0, released_ = 0;
  std::map<int, std::pair<double, double>> sums_;
};

// dimension, category, fiscal_year, value: shares, "<3%", days, "88,291 (87.95%)".
class OrrProfile : public NamedFormat {
 public:
  OrrProfile()
      : NamedFormat("orr-referral-profile", "ORR", "public domain",
                    columns_named({"dimension", "category", "fiscal_year", "value"})) {}
  base::Done start(RowContext& c) override {
    dimension_ = c.column("dimension");
    category_ = c.column("category");
    year_ = c.column("fiscal_year");
    value_ = c.column("value");
    return {};
  }
  void row(RowContext& c) override {
    const auto dimension = c.text(dimension_);
    const bool days = dimension == "average_length_of_care_days";
    const bool counts = dimension == "language";
    Observation o = shared(c,
                           days     ? "uc_average_length_of_care"
                           : counts ? "uc_referrals"
                                    : "uc_referral_share",
                           "orr-referrals", "US",
                           days     ? "days"
                           : counts ? "children"
                                    : "share");
    o.period = fiscal_year_us(c.year(year_));
    const Symbol category = c.symbol(category_);
    if (dimension == "sex") o[Dim::sex] = category;
    if (dimension == "age_group") o[Dim::age] = category;
    if (dimension == "country_of_origin") o[Dim::nationality] = category;
    if (counts) o[Dim::status] = category;
    read_value(c, o);
    c.emit(o);
  }

 private:
  void read_value(RowContext& c, Observation& o) const {
    auto text = c.text(value_);
    text = text.substr(0, text.find(" ("));
    const auto number = tabular::parse_number(text);
    if (!number) return c.refuse(value_, number.error().code);
    // Shares are told as fractions; "<3%" is the same in percent.
    const double scale = number->percent ? 0.01 : 1;
    o.value = number->value * scale;
    o.upper = number->upper * scale;
    if (number->certainty == tabular::Certainty::interval) o.qualifier = Qualifier::interval;
    if (number->certainty == tabular::Certainty::missing) o.qualifier = Qualifier::missing;
    if (number->certainty == tabular::Certainty::suppressed) o.qualifier = Qualifier::suppressed;
  }
  std::size_t dimension_ = 0, category_ = 0, year_ = 0, value_ = 0;
};

// group, category, month, value, number_type.
class HhsMonthly : public NamedFormat {
 public:
  HhsMonthly()
      : NamedFormat("hhs-monthly-indicators", "HHS via The Washington Post", "CC BY-NC-SA 4.0",
                    columns_named({"group", "category", "month", "value", "number_type"})) {}
  base::Done start(RowContext& c) override {
    group_ = c.column("group");
    category_ = c.column("category");
    month_ = c.column("month");
    value_ = c.column("value");
    type_ = c.column("number_type");
    return {};
  }
  void row(RowContext& c) override {
    const auto group = c.text(group_);
    const bool percent = c.text(type_) == "Percent";
    Observation o =
        shared(c, indicator(group), "hhs-monthly", "US", percent ? "percent" : "children");
    const Symbol category = c.symbol(category_);
    if (group == "Age")
      o[Dim::age] = category;
    else if (group == "Gender")
      o[Dim::sex] = category;
    else
      o[Dim::status] = category;
    const auto date = tabular::civil_of(c.date(month_));
    o.period = month_period(date.year, date.month);
    o.value = c.number(value_, o.qualifier, o.upper);
    if (group.starts_with("Total Monthly Discharges")) {
      auto& [stated, found] = discharges_[period_text(o.period)];
      (c.text(category_) == "Total" ? stated : found) += o.value;
    }
    c.emit(o);
  }
  void finish(RowContext& c) override {
    for (const auto& [month, sums] : discharges_) {
      if (sums.first == sums.second) continue;
      c.find({"discharges by category do not add up", month, sums.first, sums.second});
    }
  }

 private:
  static std::string_view indicator(std::string_view group) {
    if (group == "Age" || group == "Gender") return "uc_referral_profile";
    if (group.starts_with("Total Monthly Discharges"))
      return "uc_discharged_to_individual_sponsors";
    if (group.starts_with("Tender Age")) return "uc_tender_age_by_shelter";
    return "hhs_monthly_indicator";
  }
  std::size_t group_ = 0, category_ = 0, month_ = 0, value_ = 0, type_ = 0;
  std::map<std::string, std::pair<double, double>> discharges_;
};

// Unaccompanied children apprehended, by sector and month; blank cells were lost in the source.
class UacSector : public NamedFormat {
 public:
  UacSector()
      : NamedFormat("usbp-uac-sector", "US Border Patrol via The Washington Post",
                    "CC BY-NC-SA 4.0",
                    columns_named({"fiscal_year", "month_start", "sector", "count"})) {}
  base::Done start(RowContext& c) override {
    model_ = shared(c, "uac_apprehensions", "usbp-uac-apprehensions", "US", "events");
    model_[Dim::age] = c.intern("0-17");
    model_[Dim::accompaniment] = c.intern("unaccompanied");
    year_ = c.column("fiscal_year");
    month_ = c.column("month_start");
    sector_ = c.column("sector");
    count_ = c.column("count");
    return {};
  }
  void row(RowContext& c) override {
    Observation o = model_;
    const Day day = c.date(month_);
    const auto date = tabular::civil_of(day);
    if (fiscal_year_of(day) != c.year(year_)) c.refuse(year_, Code::bad_date);
    o.period = month_period(date.year, date.month);
    o[Dim::place] = c.symbol(sector_);
    o.value = c.number(count_, o.qualifier, o.upper);
    c.emit(o);
  }

 private:
  Observation model_;
  std::size_t year_ = 0, month_ = 0, sector_ = 0, count_ = 0;
};

// The same source's own yearly totals: another definition, so that a lost month shows.
class UacYearly : public NamedFormat {
 public:
  UacYearly()
      : NamedFormat("usbp-uac-yearly", "US Border Patrol via The Washington Post",
                    "CC BY-NC-SA 4.0",
                    columns_named({"sector", "fiscal_year", "published_total"})) {}
  base::Done start(RowContext& c) override {
    sector_ = c.column("sector");
    year_ = c.column("fiscal_year");
    total_ = c.column("published_total");
    return {};
  }
  void row(RowContext& c) override {
    Observation o = shared(c, "uac_apprehensions", "usbp-uac-published-year", "US", "events");
    o[Dim::place] = c.symbol(sector_);
    o[Dim::age] = c.intern("0-17");
    o[Dim::accompaniment] = c.intern("unaccompanied");
    o.period = fiscal_year_us(c.year(year_));
    o.value = c.number(total_, o.qualifier, o.upper);
    c.emit(o);
  }

 private:
  std::size_t sector_ = 0, year_ = 0, total_ = 0;
};

// Counties with 50 releases or more; the others are not in the file at all.
class OrrCounty : public NamedFormat {
 public:
  OrrCounty()
      : NamedFormat("orr-releases-county", "ORR", "public domain",
                    {{"state", {}, true},
                     {"county", {}, true},
                     {"fy21_so_far", {"released", "total"}, true}}) {}
  base::Done start(RowContext& c) override {
    state_ = c.column("state");
    county_ = c.column("county");
    count_ = c.column("fy21_so_far");
    return {};
  }
  void row(RowContext& c) override {
    Observation o =
        shared(c, "uc_released_to_sponsors", "orr-releases-county-50-or-more", "US", "children");
    o[Dim::place] = c.intern(std::string(c.text(county_)) + ", " + std::string(c.text(state_)));
    o.period = {PeriodType::range, tabular::day_of(2020, 10, 1), tabular::day_of(2021, 2, 28)};
    o.value = c.number(count_, o.qualifier, o.upper);
    if (o.value < 50) c.refuse(count_, Code::bad_value);
    c.emit(o);
  }

 private:
  std::size_t state_ = 0, county_ = 0, count_ = 0;
};

}  // namespace

std::span<const FormatEntry> us_children_formats() {
  static constexpr std::array<FormatEntry, 8> kFormats = {
      {{"hhs-daily", make<HhsDaily>},
       {"hhs-capacity", make<HhsCapacity>},
       {"orr-releases-state", make<OrrState>},
       {"orr-referral-profile", make<OrrProfile>},
       {"hhs-monthly-indicators", make<HhsMonthly>},
       {"usbp-uac-sector", make<UacSector>},
       {"usbp-uac-yearly", make<UacYearly>},
       {"orr-releases-county", make<OrrCounty>}}};
  return kFormats;
}

}  // namespace observatory
