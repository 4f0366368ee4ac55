// Deadlines against an oracle that walks day by day and shares no code with what it judges: its own
// calendar arithmetic, its own holidays.
#include <set>

#include <doctest/doctest.h>

#include "law/due_counts.h"
#include "law/example_law.h"

namespace law {
namespace {

// A day of the oracle, stepped one at a time.
struct SlowDay {
  int year = 1970;
  int month = 1;
  int day = 1;
  int weekday = 3;  // Thursday
  std::int32_t number = 0;

  void step() {
    static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    const int last = month == 2 && leap ? 29 : kDays[month - 1];
    ++number;
    weekday = (weekday + 1) % 7;
    if (++day <= last) return;
    day = 1;
    if (++month <= 12) return;
    month = 1;
    ++year;
  }
};

// Every day of the oracle's years with what it is, by its number.
class SlowCalendar {
 public:
  SlowCalendar() {
    SlowDay d;
    while (d.year < 2033) {
      days_.push_back(d);
      d.step();
    }
  }
  const SlowDay& at(Day day) const { return days_.at(static_cast<std::size_t>(day)); }
  bool weekend(Day day) const { return at(day).weekday >= 5; }
  bool holiday(Day day) const {
    static const std::set<std::pair<int, int>> kFixed = {{1, 1}, {2, 5},  {3, 21},  {5, 1},  {5, 5},
                                                         {9, 1}, {9, 16}, {11, 20}, {12, 25}};
    const SlowDay& d = at(day);
    const bool handover = d.month == 12 && d.day == 1 && (d.year - 2000) % 6 == 0;
    return kFixed.contains({d.month, d.day}) || handover;
  }
  bool doubtful(Day day) const {
    const SlowDay& d = at(day);
    return d.year == 2026 && d.month == 4 && (d.day == 2 || d.day == 3);
  }

 private:
  std::vector<SlowDay> days_;
};

// The law of the test: one deadline of each unit on the example's calendar (2000…2032 here).
Ruleset law_of(const std::string& deadline) {
  auto files = *read_folder(std::string(AMPARO_SOURCE_DIR) + "/src/law/example");
  for (SourceFile& file : files) {
    const std::string years = "years: [2018, 2032]";
    const std::size_t at = file.text.find(years);
    if (at == std::string::npos) continue;
    file.text.replace(at, years.size(), "years: [1995, 2032]");
    // Handover years before the example's first.
    const std::string first = "holidays:\n";
    file.text.insert(file.text.find(first) + first.size(),
                     "  - {date: \"12-01\", from: 2000, to: 2012, every: 6}\n");
  }
  files.push_back({"deadline.yaml",
                   "atom: start\ntype: date\nsubject: case\nassessor: document\ncost: 1\n"
                   "trauma: 1\ntext: {es: x, en: x}\nlabel: {es: x, en: x}\n---\n"
                   "deadline: tried\ntitle: {es: x, en: x}\nnorms: [mx.lm]\ncite: \"c\"\n"
                   "from: start\ncalendar: MX-LFPA\nburden: child\n" +
                       deadline});
  auto compiled = compile(files);
  REQUIRE(compiled.has_value());
  return std::move(compiled->ruleset);
}

Due count(const Ruleset& ruleset, Day from) {
  const Deadline& deadline =
      ruleset->deadlines[static_cast<std::size_t>(ruleset.deadline("tried"))];
  return due(ruleset, deadline, {Span::of(from), from, from, Span::unknown(), Truth::no});
}

// Thirty business days from the next business day, as the oracle walks them.
Day walk_business(const SlowCalendar& calendar, Day from, int amount, bool holidays, bool doubts) {
  Day day = from;
  for (int counted = 0; counted < amount;) {
    ++day;
    const bool closed = calendar.weekend(day) || (holidays && calendar.holiday(day)) ||
                        (doubts && calendar.doubtful(day));
    counted += closed ? 0 : 1;
  }
  return day;
}

TEST_CASE("business days agree with a day-walking oracle over 30 years") {
  const SlowCalendar calendar;
  const Ruleset ruleset = law_of("amount: 30\nunit: business_day\nstart: next_business_day\n");
  int wrong = 0;
  for (Day from = day("2001-01-01"); from < day("2031-06-01"); ++from) {
    const Due got = count(ruleset, from);
    Day safe = walk_business(calendar, from, 30, false, false);
    while (calendar.weekend(safe) || calendar.holiday(safe) || calendar.doubtful(safe)) --safe;
    const Day nominal = walk_business(calendar, from, 30, true, false);
    const Day latest = walk_business(calendar, from, 30, true, true);
    const bool right = got.safe == safe && got.nominal == nominal && got.latest == latest;
    wrong += right ? 0 : 1;
    if (!right && wrong < 4) {
      MESSAGE(format_day(from) << " " << format_day(*got.nominal) << " " << format_day(nominal));
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("calendar days that end on a closed day roll forward; safe steps back") {
  const SlowCalendar calendar;
  const Ruleset ruleset = law_of("amount: 10\nunit: calendar_day\nroll: forward\n");
  int wrong = 0;
  for (Day from = day("2001-01-01"); from < day("2031-06-01"); ++from) {
    const Due got = count(ruleset, from);
    const auto closed = [&](Day d, bool doubts) {
      return calendar.weekend(d) || calendar.holiday(d) || (doubts && calendar.doubtful(d));
    };
    Day safe = from + 10;
    while (closed(safe, true)) --safe;
    Day nominal = from + 10;
    while (closed(nominal, false)) ++nominal;
    Day latest = from + 10;
    while (closed(latest, true)) ++latest;
    wrong += got.safe == safe && got.nominal == nominal && got.latest == latest ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("months run from date to date; without the day, to the first business day after") {
  const SlowCalendar calendar;
  const Ruleset ruleset = law_of("amount: 1\nunit: month\n");
  int wrong = 0;
  for (Day from = day("2001-01-01"); from < day("2031-06-01"); ++from) {
    const SlowDay& start = calendar.at(from);
    Day same = from + 1;  // walk to the same day of the next month, or past that month
    const int month = start.month % 12 + 1;
    while (calendar.at(same).month != month) ++same;
    while (calendar.at(same).month == month && calendar.at(same).day < start.day) ++same;
    if (calendar.at(same).month != month) {
      while (calendar.weekend(same) || calendar.holiday(same)) ++same;
    }
    wrong += count(ruleset, from).nominal == same ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("safe, nominal and latest never change places, whatever the start is known to be") {
  base::SeededRandom random(3);
  for (const char* unit : {"business_day", "calendar_day", "month", "year", "birthday"}) {
    const Ruleset ruleset =
        law_of("amount: 2\nroll: forward\neffect_lag: 1\nunit: " + std::string(unit) + "\n");
    const Deadline& deadline =
        ruleset->deadlines[static_cast<std::size_t>(ruleset.deadline("tried"))];
    for (int i = 0; i < 300; ++i) {
      const Day from = day("2001-01-01") + static_cast<Day>(random.below(9000));
      const Span start{from, from + static_cast<Day>(random.below(3) * random.below(200))};
      const Due got = due(ruleset, deadline, {start, from, from, Span::unknown(), Truth::no});
      REQUIRE(got.safe);
      REQUIRE(got.latest);
      CHECK(*got.safe <= *got.latest);
      CHECK(got.nominal.has_value() == start.is_exact());
      if (got.nominal) CHECK((*got.safe <= *got.nominal && *got.nominal <= *got.latest));
    }
  }
}

TEST_CASE("dates counted once for many cases are the dates counted each time") {
  base::SeededRandom random(8);
  for (const char* unit : {"business_day", "calendar_day", "month", "birthday"}) {
    const Ruleset ruleset = law_of("amount: 12\nroll: forward\nunit: " + std::string(unit) + "\n");
    const Index index = ruleset.deadline("tried");
    const Deadline& deadline = ruleset->deadlines[static_cast<std::size_t>(index)];
    DueCounts counts(ruleset);
    int different = 0;
    for (int i = 0; i < 4000; ++i) {
      // Some before and after the calendar's years, and before the days that are kept.
      const Day from = day("1985-01-01") + static_cast<Day>(random.below(18000));
      const Span starts[] = {
          Span::of(from), {from, from + 40}, {from, kHighest}, Span::unknown(), Span::none()};
      const DeadlineInput input{starts[random.below(5)], from, from, Span::unknown(),
                                random.below(4) == 0 ? Truth::unknown : Truth::no};
      const Due a = due(ruleset, deadline, input);
      const Due b = counts.due(index, input);
      const bool same = a.safe == b.safe && a.nominal == b.nominal && a.latest == b.latest &&
                        a.tolled == b.tolled && a.missing_year == b.missing_year;
      different +=
          same && due_span(ruleset, deadline, input) == counts.due_span(index, input) ? 0 : 1;
    }
    CHECK(different == 0);
  }
}

TEST_CASE("hours, birthdays, tolling and years the calendar does not have") {
  SUBCASE("the last day before the 21st birthday, of one born on 29 February too") {
    const Ruleset ruleset = law_of("amount: 21\nunit: birthday\n");
    CHECK(count(ruleset, day("2008-02-29")).nominal == day("2029-02-28"));
    CHECK(count(ruleset, day("2008-02-29")).safe == day("2029-02-27"));
    CHECK(count(ruleset, day("2010-02-01")).nominal == day("2031-01-31"));
  }
  SUBCASE("near doubtful closures the safe day stops at the start") {
    const Ruleset ruleset = law_of("amount: 1\nunit: business_day\n");
    const Day start = day("2026-04-02");  // itself doubtful, as the day after
    const Due got = count(ruleset, start);
    CHECK(got.safe == start);
    CHECK(got.nominal == day("2026-04-03"));
    // The control: without the stop, stepping back over both doubtful days ends before the start.
    const SlowCalendar calendar;
    Day back = start + 1;
    while (calendar.weekend(back) || calendar.holiday(back) || calendar.doubtful(back)) --back;
    CHECK(back < start);
  }
  SUBCASE("a year outside the calendar is said, not guessed") {
    const Ruleset ruleset = law_of("amount: 30\nunit: business_day\n");
    const Due got = count(ruleset, day("2032-12-20"));
    CHECK(got.missing_year == 2033);
    CHECK(!got.safe);
    CHECK(!got.nominal);
    CHECK(!got.latest);
  }
  SUBCASE("what stops the clock takes the latest day away") {
    const Ruleset ruleset = law_of("amount: 30\nunit: business_day\ntolling: [age_doubt]\n");
    const Deadline& deadline =
        ruleset->deadlines[static_cast<std::size_t>(ruleset.deadline("tried"))];
    const Day from = day("2026-03-02");
    const Due got = due(ruleset, deadline, {Span::of(from), from, from, {}, Truth::yes});
    CHECK(got.safe.has_value());
    CHECK(!got.latest);
  }
  SUBCASE("72 hours are minutes of the clock on the wall") {
    auto files = *read_folder(std::string(AMPARO_SOURCE_DIR) + "/src/law/example");
    files.push_back({"h.yaml",
                     "atom: taken\ntype: instant\nsubject: case\nassessor: document\ncost: 1\n"
                     "trauma: 1\ntext: {es: x, en: x}\nlabel: {es: x, en: x}\n---\n"
                     "deadline: tried\ntitle: {es: x, en: x}\nnorms: [mx.lm]\ncite: \"c\"\n"
                     "from: taken\nburden: authority\namount: 72\nunit: hour\n"});
    const auto compiled = compile(files);
    REQUIRE(compiled.has_value());
    const Due got = count(compiled->ruleset, parse_instant("2026-03-01T14:30")->lo);
    CHECK(got.in_minutes);
    CHECK(format_minute(*got.nominal) == "2026-03-04T14:30");
  }
}

}  // namespace
}  // namespace law
