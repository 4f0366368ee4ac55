#include "law/compile/calendars.h"

#include <algorithm>

namespace law {

namespace {

const std::vector<std::string> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
const std::vector<std::string> kObserved = {"no", "us", "monday"};

std::int32_t weekend_of(Reader& r) {
  std::int32_t bits = 0;
  for (const std::string& day : r.words("weekend", true)) {
    const auto at = std::find(kDays.begin(), kDays.end(), day);
    if (at == kDays.end()) {
      r.report(ProblemKind::bad_word, r.line(),
               {{"value", day}, {"key", "weekend"}, {"allowed", joined(kDays)}});
    } else {
      bits |= 1 << (at - kDays.begin());
    }
  }
  return bits;
}

HolidayRow holiday_of(const Yaml& item, Reader& calendar, Problems& problems) {
  Reader r(item, calendar.id(), calendar.file(), problems);
  HolidayRow row;
  row.first_year = r.number("from", kFirstYear, kLastYear, kFirstYear);
  row.last_year = r.number("to", kFirstYear, kLastYear, kLastYear);
  row.every = r.number("every", 1, 100, 1);
  row.observed = r.among("observed", kObserved, 0);
  r.get("name");
  if (const Yaml* date = r.get("date")) {
    // A leap year, so that 29 February is a date.
    const auto day = parse_date("2000-" + date->text);
    if (!day || !day->is_exact()) {
      r.report(ProblemKind::no_such_date, date->line, {{"value", date->text}});
    } else {
      row.month = civil_of(day->lo).month;
      row.day = civil_of(day->lo).day;
    }
  } else if (r.get("easter") != nullptr) {
    row.kind = HolidayKind::easter;
    row.day = r.number("easter", -60, 60);
  } else {
    row.kind = HolidayKind::nth_weekday;
    row.nth = r.number("nth", -1, 5);
    row.day = r.among("weekday", kDays);
    row.month = r.number("month", 1, 12);
  }
  r.done();
  return row;
}

ClosureRow closure_of(const Yaml& item, Reader& calendar, Builder& builder) {
  Reader r(item, calendar.id(), calendar.file(), builder.problems());
  ClosureRow row;
  row.from = r.date("from");
  row.to = r.date("to");
  if (row.from > row.to) r.report(ProblemKind::reversed_dates, item.line);
  row.doubtful = r.flag("doubtful", false) ? 1 : 0;
  row.cite = builder.text(r.word("cite"));
  r.done();
  return row;
}

}  // namespace

Calendar make_calendar(Builder& builder, Reader& r) {
  Calendar row;
  row.title = builder.text(r.both("title", true));
  row.cite = builder.text(r.word("cite"));
  row.grade = static_cast<Grade>(r.among("grade", {"P", "F", "S", "K"}));
  row.review_by = r.date("review_by");
  const auto& years = r.list("years", true);
  const auto first = years.size() == 2 ? to_number(years[0]) : std::nullopt;
  const auto last = years.size() == 2 ? to_number(years[1]) : std::nullopt;
  if (!first || !last || *first > *last || *first < kFirstYear || *last > kLastYear) {
    r.report(ProblemKind::bad_calendar, r.line(), {{"why", "years"}});
  }
  row.first_year = first.value_or(2000);
  row.last_year = last.value_or(2000);
  row.weekend = weekend_of(r);
  Tables& t = builder.tables;
  row.holidays.first = static_cast<std::int32_t>(t.holidays.size());
  for (const Yaml& item : r.list("holidays", false)) {
    t.holidays.push_back(holiday_of(item, r, builder.problems()));
    ++row.holidays.count;
  }
  row.closures.first = static_cast<std::int32_t>(t.closures.size());
  for (const Yaml& item : r.list("closures", false)) {
    t.closures.push_back(closure_of(item, r, builder));
    ++row.closures.count;
  }
  row.month_rule = r.among("month_rule", {"last_day", "first_business_day_of_next"}, 0);
  row.feb28 = r.among("feb29", {"mar1", "feb28"}, 0);
  row.dst = r.flag("dst", false) ? 1 : 0;
  r.get("note");
  return row;
}

}  // namespace law
