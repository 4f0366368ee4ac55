#include "main/page_dates.h"

#include <array>
#include <ctime>

#include <boost/json/object.hpp>

namespace cli {

namespace {

using base::Code;
using base::PartialDate;
namespace chrono = std::chrono;
namespace json = boost::json;

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2099;
constexpr int kDayMarginMonths = 3;
constexpr int kYearMarginMonths = 12;

json::object to_json(const web::DateRange& range) {
  return {{"from", range.from}, {"to", range.to}, {"approx", range.approx}};
}

std::optional<web::DateRange> range_in(const json::value& value) {
  const json::object* date = value.if_object();
  if (date == nullptr) return std::nullopt;
  const json::value* from = date->if_contains("from");
  const json::value* to = date->if_contains("to");
  const json::value* approx = date->if_contains("approx");
  if (from == nullptr || to == nullptr || !from->is_string() || !to->is_string()) {
    return std::nullopt;
  }
  return web::DateRange{std::string(from->get_string()), std::string(to->get_string()),
                        approx != nullptr && approx->is_bool() && approx->get_bool()};
}

}  // namespace

LocalTime local_time(base::UtcMs ms) {
  const std::time_t at = ms / 1000;
  std::tm local{};
  localtime_r(&at, &local);
  std::array<char, 32> text{};
  LocalTime out;
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &local);
  out.day = text.data();
  std::strftime(text.data(), text.size(), "%H:%M", &local);
  out.hour = text.data();
  return out;
}

std::optional<web::DateRange> range_of(const PartialDate& date) {
  if (date.precision() == PartialDate::Precision::unknown) return std::nullopt;
  const std::string text = date.text();
  // A guess is shown as it was stated, not with its margins.
  const base::Result<PartialDate> stated = PartialDate::from_text(text.substr(0, text.find('~')));
  const PartialDate& shown = stated ? *stated : date;
  return web::DateRange{base::day_text(shown.earliest().value_or(base::day_of(kFirstYear, 1, 1))),
                        base::day_text(shown.latest().value_or(base::day_of(kLastYear, 12, 31))),
                        date.precision() == PartialDate::Precision::approximate};
}

base::Result<PartialDate> date_of(const web::DateRange& range, const std::string& field) {
  const base::Result<base::Day> from = base::day_from_text(range.from);
  const base::Result<base::Day> to = base::day_from_text(range.to);
  if (!from || !to || *to < *from) return base::refuse(Code::bad_date, {{"field", field}});
  const chrono::year_month_day first = base::civil(*from);
  const chrono::year_month month(first.year(), first.month());
  const PartialDate of_month = PartialDate::month(month);
  const PartialDate of_year = PartialDate::year(first.year());
  if (*from == *to) {
    const PartialDate day = PartialDate::exact(*from);
    return range.approx ? PartialDate::approximate(day, kDayMarginMonths) : day;
  }
  if (of_month.earliest() == *from && of_month.latest() == *to) {
    return range.approx ? PartialDate::approximate(of_month, kDayMarginMonths) : of_month;
  }
  if (of_year.earliest() == *from && of_year.latest() == *to) {
    return range.approx ? PartialDate::approximate(of_year, kYearMarginMonths) : of_year;
  }
  return PartialDate::between(*from, *to);
}

json::value date_json(const codec::Value& value) {
  if (value.as_text() == nullptr) return nullptr;
  const base::Result<PartialDate> date = PartialDate::from_text(*value.as_text());
  const std::optional<web::DateRange> range = date ? range_of(*date) : std::nullopt;
  return range ? json::value(to_json(*range)) : nullptr;
}

base::Result<codec::Value> date_value(const casefile::Field& field, const json::value& wanted) {
  const std::optional<web::DateRange> range = range_in(wanted);
  if (!range) return base::refuse(Code::bad_date, {{"field", field.id}});
  base::Result<PartialDate> date = date_of(*range, field.id);
  if (!date) return base::pass(date);
  return codec::Value(date->text());
}

}  // namespace cli
