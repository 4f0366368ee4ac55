// US border and court files: CBP encounters, Border Patrol sectors, immigration court juveniles.
#include <algorithm>
#include <array>
#include <map>

#include "observatory/formats.h"

namespace observatory {
namespace {

using base::Code;

struct CodePair {
  std::string_view text;
  std::string_view code;
};

// Citizenships as CBP prints them.
constexpr std::array<CodePair, 22> kCitizenships = {{{"BRAZIL", "BRA"},
                                                     {"CANADA", "CAN"},
                                                     {"CHINA, PEOPLES REPUBLIC OF", "CHN"},
                                                     {"COLOMBIA", "COL"},
                                                     {"CUBA", "CUB"},
                                                     {"ECUADOR", "ECU"},
                                                     {"EL SALVADOR", "SLV"},
                                                     {"GUATEMALA", "GTM"},
                                                     {"HAITI", "HTI"},
                                                     {"HONDURAS", "HND"},
                                                     {"INDIA", "IND"},
                                                     {"MEXICO", "MEX"},
                                                     {"MYANMAR (BURMA)", "MMR"},
                                                     {"NICARAGUA", "NIC"},
                                                     {"OTHER", "other"},
                                                     {"PERU", "PER"},
                                                     {"PHILIPPINES", "PHL"},
                                                     {"ROMANIA", "ROU"},
                                                     {"RUSSIA", "RUS"},
                                                     {"TURKEY", "TUR"},
                                                     {"UKRAINE", "UKR"},
                                                     {"VENEZUELA", "VEN"}}};

// fiscal_year, month_start, region, state, demographic, citizenship, authority, count. Families are
// not children alone: FMUA keeps its own accompaniment value and is never added to children.
class CbpState : public NamedFormat {
 public:
  CbpState()
      : NamedFormat("cbp-encounters-state", "CBP", "public domain",
                    {{"fiscal_year", {"Fiscal Year"}, true},
                     {"month_start", {}, true},
                     {"region", {"Land Border Region"}, true},
                     {"state", {}, true},
                     {"demographic", {}, true},
                     {"citizenship", {}, true},
                     {"authority", {"Title of Authority"}, true},
                     {"count", {"Encounter Count"}, true}}) {}

  base::Done start(RowContext& c) override {
    model_ = shared(c, "encounters", "cbp-nationwide-encounters", "US", "events");
    year_ = c.column("fiscal_year");
    month_ = c.column("month_start");
    region_ = c.column("region");
    state_ = c.column("state");
    demographic_ = c.column("demographic");
    citizenship_ = c.column("citizenship");
    authority_ = c.column("authority");
    count_ = c.column("count");
    return {};
  }

  void row(RowContext& c) override {
    Observation o = model_;
    const Day day = c.date(month_);
    if (day != last_day_) {
      last_day_ = day;
      const auto date = tabular::civil_of(day);
      last_month_ = month_period(date.year, date.month);
    }
    o.period = last_month_;
    if (fiscal_year_of(day) != c.year(year_)) c.refuse(year_, Code::bad_date);
    std::array<char, 16> place{'U', 'S', '-'};
    const auto state = c.text(state_);
    if (state.size() != 2) c.refuse(state_, Code::unknown_code);
    for (std::size_t i = 0; i < state.size() && i < 8; ++i) place[3 + i] = state[i];
    o[Dim::place] = c.intern({place.data(), 3 + std::min<std::size_t>(state.size(), 8)});
    if (!demographic(c, o)) c.refuse(demographic_, Code::unknown_code);
    o[Dim::nationality] = c.intern(citizenship(c));
    o[Dim::status] = status(c);
    o.value = o.upper = static_cast<double>(c.count(count_));
    c.emit(o);
  }

 private:
  bool demographic(RowContext& c, Observation& o) const {
    const auto text = c.text(demographic_);
    if (text == "Single Adults") return set(c, o, "18+", "");
    if (text == "FMUA") return set(c, o, "", "family unit");
    if (text == "UC / Single Minors") return set(c, o, "0-17", "unaccompanied");
    if (text == "Accompanied Minors") return set(c, o, "0-17", "accompanied");
    return false;
  }
  static bool set(RowContext& c, Observation& o, std::string_view age, std::string_view with) {
    o[Dim::age] = c.intern(age);
    o[Dim::accompaniment] = c.intern(with);
    return true;
  }
  std::string_view citizenship(RowContext& c) const {
    const auto text = c.text(citizenship_);
    for (const auto& [name, code] : kCitizenships) {
      if (name == text) return code;
    }
    c.refuse(citizenship_, Code::unknown_code);
    return {};
  }
  // Region and authority as one status: "Southwest Land Border / Title 8".
  Symbol status(RowContext& c) {
    for (const auto& [region, authority, symbol] : statuses_) {
      if (region == c.text(region_) && authority == c.text(authority_)) return symbol;
    }
    std::string text(c.text(region_));
    text += " / ";
    text += c.text(authority_);
    const Symbol symbol = c.intern(text);
    statuses_.push_back({std::string(c.text(region_)), std::string(c.text(authority_)), symbol});
    return symbol;
  }

  struct Status {
    std::string region;
    std::string authority;
    Symbol symbol;
  };
  std::vector<Status> statuses_;
  Observation model_;
  Day last_day_ = -1;
  Period last_month_;
  std::size_t year_ = 0, month_ = 0, region_ = 0, state_ = 0, demographic_ = 0, citizenship_ = 0,
              authority_ = 0, count_ = 0;
};

// One row a month, one column a sector; fy and cy say which year the month belongs to.
class UsbpSector : public NamedFormat {
 public:
  UsbpSector()
      : NamedFormat("usbp-sector-monthly", "US Border Patrol", "public domain",
                    columns_named({"month", "southwest_border", "northern_border", "coastal_border",
                                   "monthly_total", "fy", "cy"})) {}

  base::Done start(RowContext& c) override {
    model_ = shared(c, "apprehensions", "usbp-apprehensions-all-ages", "US", "events");
    month_ = c.column("month");
    year_ = c.column("cy");
    total_ = c.column("monthly_total");
    sectors_.clear();
    for (std::size_t i = 0; i < c.columns().headers.size(); ++i) {
      const std::string& name = c.columns().headers[i];
      if (name != "month" && name != "fy" && name != "cy") sectors_.emplace_back(i, c.intern(name));
    }
    return {};
  }

  void row(RowContext& c) override {
    const auto month = c.count(month_);
    const int year = c.year(year_);
    if (month < 1 || month > 12) return c.refuse(month_, Code::bad_date);
    Observation o = model_;
    o.period = month_period(year, static_cast<int>(month));
    double parts = 0;
    for (const auto& [column, place] : sectors_) {
      o[Dim::place] = place;
      o.value = c.number(column, o.qualifier, o.upper);
      if (column != total_ && !c.symbols().text(place).ends_with("_border")) parts += o.value;
      c.emit(o);
    }
    const auto stated = static_cast<double>(c.count(total_));
    if (stated != parts) {
      c.find(
          {"monthly_total differs from the sum of sectors", period_text(o.period), stated, parts});
    }
  }

 private:
  Observation model_;
  std::size_t month_ = 0, year_ = 0, total_ = 0;
  std::vector<std::pair<std::size_t, Symbol>> sectors_;
};

// Immigration court, tbl_JuvenileHistory: which cases were children's. Rows without a juvenile code
// are adults or unknown and are passed over: two thirds of the published table are.
class EoirJuvenile : public NamedFormat {
 public:
  EoirJuvenile()
      : NamedFormat("eoir-juvenile-history", "EOIR", "public domain",
                    {{"idnCase", {}, true}, {"idnJuvenile", {"juvenile", "strCode"}, true}}) {}
  bool personal() const override { return true; }

  base::Done start(RowContext& c) override {
    case_ = c.column("idnCase");
    code_ = c.column("idnJuvenile");
    children_.clear();
    return {};
  }
  void row(RowContext& c) override {
    static constexpr std::array<std::string_view, 5> kCodes = {"UJ", "J", "J1", "J2", "AJ"};
    const auto code = c.text(code_);
    if (std::ranges::find(kCodes, code) == kCodes.end()) return c.pass_over();
    c.count(case_);
    if (c.refused()) return;
    ++children_[std::string(code)];
  }
  void finish(RowContext& c) override {
    for (const auto& [code, rows] : children_) {
      Observation o = shared(c, "court_juvenile_rows", "eoir-juvenile-history-rows", "US", "rows");
      o[Dim::status] = c.intern(code);
      o[Dim::age] = c.intern("0-17");
      o.period = point_period(0);
      o.value = o.upper = static_cast<double>(rows);
      c.emit(o);
    }
  }

 private:
  std::size_t case_ = 0, code_ = 0;
  std::map<std::string, std::uint64_t> children_;
};

}  // namespace

std::span<const FormatEntry> us_formats() {
  static constexpr std::array<FormatEntry, 3> kFormats = {
      {{"cbp-encounters-state", make<CbpState>},
       {"usbp-sector-monthly", make<UsbpSector>},
       {"eoir-juvenile-history", make<EoirJuvenile>}}};
  return kFormats;
}

}  // namespace observatory
