// ical: what falls due as an iCalendar (RFC 5545), for the calendar on somebody's phone.
//
// Promise: CRLF line ends, lines of at most 75 octets folded between characters, text escaped;
// deterministic. A calendar is read by strangers' programs: a summary is a reference, never what it
// is about. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/day.h"
#include "base/seams.h"

namespace directory {

struct DueDay {
  std::string uid;      // the same for the same thing, so that a second import changes and adds not
  std::string summary;  // opaque
  base::Day on{};
  std::vector<int> remind_days;  // before
};

std::string to_icalendar(const std::vector<DueDay>& days, base::UtcMs stamp_ms);

}  // namespace directory
