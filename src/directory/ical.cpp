#include "directory/ical.h"

#include <fmt/format.h>

namespace directory {

namespace {

constexpr std::size_t kLine = 75;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    if (c != '\r') out += c;
  }
  return out;
}

// Goes on in the next line behind a space, never inside a character of UTF-8.
void put(std::string& out, std::string_view line) {
  std::size_t room = kLine;
  while (line.size() > room) {
    std::size_t end = room;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
    out.append(line.substr(0, end)).append("\r\n ");
    line.remove_prefix(end);
    room = kLine - 1;
  }
  out.append(line).append("\r\n");
}

std::string date_of(base::Day day) {
  const auto civil = base::civil(day);
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(civil.year()),
                     static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()));
}

std::string moment_of(base::UtcMs ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(ms)};
  const base::Day day = std::chrono::floor<std::chrono::days>(at);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at - day).count();
  return fmt::format("{}T{:02}{:02}{:02}Z", date_of(day), seconds / 3600, seconds / 60 % 60,
                     seconds % 60);
}

}  // namespace

std::string to_icalendar(const std::vector<DueDay>& days, base::UtcMs stamp_ms) {
  std::string out;
  for (const char* line : {"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Amparo//Directory//ES",
                           "CALSCALE:GREGORIAN", "METHOD:PUBLISH"}) {
    put(out, line);
  }
  for (const DueDay& one : days) {
    put(out, "BEGIN:VEVENT");
    put(out, "UID:" + escaped(one.uid));
    put(out, "DTSTAMP:" + moment_of(stamp_ms));
    put(out, "DTSTART;VALUE=DATE:" + date_of(one.on));
    put(out, "DTEND;VALUE=DATE:" + date_of(one.on + std::chrono::days(1)));
    put(out, "SUMMARY:" + escaped(one.summary));
    put(out, "CLASS:PRIVATE");
    put(out, "TRANSP:TRANSPARENT");
    for (const int days_before : one.remind_days) {
      put(out, "BEGIN:VALARM");
      put(out, "ACTION:DISPLAY");
      put(out, "DESCRIPTION:" + escaped(one.summary));
      put(out, fmt::format("TRIGGER:-P{}D", days_before));
      put(out, "END:VALARM");
    }
    put(out, "END:VEVENT");
  }
  put(out, "END:VCALENDAR");
  return out;
}

}  // namespace directory
