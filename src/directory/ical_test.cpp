// The lines of a calendar, as RFC 5545 asks for them.
#include "directory/ical.h"

#include <doctest/doctest.h>

namespace directory {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find("\r\n", at);
    REQUIRE(end != std::string::npos);
    out.push_back(text.substr(at, end - at));
    at = end + 2;
  }
  return out;
}

TEST_CASE("an event of one day with its reminders, line by line") {
  const base::UtcMs stamp = 1'795'000'000'000;  // 2026-11-18 10:26:40 UTC
  const std::string text =
      to_icalendar({{"a1b2@amparo", "Amparo a1b2", base::day_of(2027, 1, 31), {60, 7}}}, stamp);
  CHECK(lines_of(text) == std::vector<std::string>{"BEGIN:VCALENDAR",
                                                   "VERSION:2.0",
                                                   "PRODID:-//Amparo//Directory//ES",
                                                   "CALSCALE:GREGORIAN",
                                                   "METHOD:PUBLISH",
                                                   "BEGIN:VEVENT",
                                                   "UID:a1b2@amparo",
                                                   "DTSTAMP:20261118T110640Z",
                                                   "DTSTART;VALUE=DATE:20270131",
                                                   "DTEND;VALUE=DATE:20270201",
                                                   "SUMMARY:Amparo a1b2",
                                                   "CLASS:PRIVATE",
                                                   "TRANSP:TRANSPARENT",
                                                   "BEGIN:VALARM",
                                                   "ACTION:DISPLAY",
                                                   "DESCRIPTION:Amparo a1b2",
                                                   "TRIGGER:-P60D",
                                                   "END:VALARM",
                                                   "BEGIN:VALARM",
                                                   "ACTION:DISPLAY",
                                                   "DESCRIPTION:Amparo a1b2",
                                                   "TRIGGER:-P7D",
                                                   "END:VALARM",
                                                   "END:VEVENT",
                                                   "END:VCALENDAR"});
}

TEST_CASE("long lines are folded between characters; commas, semicolons and breaks are escaped") {
  std::string summary = "a,b;c\\d\ne ";
  for (int i = 0; i < 60; ++i) summary += "ñ";
  const std::string text = to_icalendar({{"u", summary, base::day_of(2027, 1, 1), {}}}, 0);
  std::string unfolded;
  for (const std::string& line : lines_of(text)) {
    CHECK(line.size() <= 75);
    REQUIRE_FALSE(line.empty());
    // No line begins inside a character.
    CHECK((static_cast<unsigned char>(line[line[0] == ' ' ? 1 : 0]) & 0xc0) != 0x80);
    unfolded += line[0] == ' ' ? line.substr(1) : "\n" + line;
  }
  std::string wanted = "SUMMARY:a\\,b\\;c\\\\d\\ne ";
  for (int i = 0; i < 60; ++i) wanted += "ñ";
  CHECK(unfolded.find(wanted + "\n") != std::string::npos);
}

}  // namespace
}  // namespace directory
