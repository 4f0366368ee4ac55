#include "base/zone.h"

#include <exception>

#include <date/tz.h>

namespace base {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

date::sys_time<milliseconds> to_sys(UtcMs instant) {
  return date::sys_time<milliseconds>(milliseconds(instant));
}

template <class Duration>
UtcMs to_ms(date::sys_time<Duration> time) {
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

Result<Zone> Zone::named(std::string_view name) {
  try {
    date::get_tzdb();
  } catch (const std::exception& error) {
    throw Fault(Code::internal, std::string("time zones of the system: ") + error.what());
  }
  try {
    return Zone(date::locate_zone(name));
  } catch (const std::exception&) {
    return refuse(Code::no_such_zone, {{"zone", std::string(name.substr(0, 64))}});
  }
}

std::string Zone::name() const {
  return zone_->name();
}

CivilTime Zone::local(UtcMs instant) const {
  const auto time = zone_->to_local(to_sys(instant)).time_since_epoch();
  const auto day = std::chrono::floor<std::chrono::days>(time);
  return {Day(day), duration_cast<milliseconds>(time - day)};
}

Instants Zone::instants(const CivilTime& time) const {
  const date::local_time<milliseconds> local(time.day.time_since_epoch() + time.since_midnight);
  const date::local_info info = zone_->get_info(local);
  const UtcMs before = to_ms(date::sys_time<milliseconds>(local.time_since_epoch()) -
                             milliseconds(info.first.offset));
  if (info.result == date::local_info::unique) return {Instants::Kind::once, before, before};
  if (info.result == date::local_info::nonexistent) {
    const UtcMs jump = to_ms(info.first.end);
    return {Instants::Kind::skipped, jump, jump};
  }
  const UtcMs after = to_ms(date::sys_time<milliseconds>(local.time_since_epoch()) -
                            milliseconds(info.second.offset));
  return {Instants::Kind::twice, before, after};
}

UtcMs Zone::start_of(Day day) const {
  return instants({day, milliseconds(0)}).first;
}

std::chrono::seconds Zone::offset(UtcMs instant) const {
  return zone_->get_info(to_sys(instant)).offset;
}

}  // namespace base
