// Dates of the page (both days, and whether it is a guess) from and to the catalogue's dates.
#pragma once

#include <optional>

#include <boost/json/value.hpp>

#include "base/partial_date.h"
#include "casefile/catalogue.h"
#include "web/service.h"

namespace cli {

// A moment by the clock on this machine's wall: "2026-11-22" and "21:30".
struct LocalTime {
  std::string day;
  std::string hour;
};
LocalTime local_time(base::UtcMs ms);

// Nothing for a date that is not known. An open end is the year 1900 or 2099.
std::optional<web::DateRange> range_of(const base::PartialDate& date);
// The narrowest statement that stands for the range: a day, a month, a year, else both days. A
// guess is a day or month give or take 3 months, a year give or take 12; a range that is no such
// unit is already as wide as its guess. Refusal bad_date with detail "field".
base::Result<base::PartialDate> date_of(const web::DateRange& range, const std::string& field);

// A partial date as {"from","to","approx"}; null when it is not known.
boost::json::value date_json(const codec::Value& value);
// And back. Refusal bad_date with detail "field".
base::Result<codec::Value> date_value(const casefile::Field& field,
                                      const boost::json::value& wanted);

}  // namespace cli
