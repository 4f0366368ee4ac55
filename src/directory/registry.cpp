#include "directory/registry.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

#include "base/names.h"

namespace directory {

namespace {

constexpr std::int64_t kHourMs = 3600 * 1000;
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr std::string_view kModes[] = {"staff", "on_call", "phone", "material"};

base::Done wrong(const char* field, std::string why) {
  return base::refuse(base::Code::bad_value, {{"field", field}, {"why", std::move(why)}});
}

base::Done check_service(const Service& service, const Places& places) {
  if (service.id.empty()) return wrong("id", "a service has no id");
  if (service.code.empty()) return wrong("code", "a service has no kind");
  for (const Wing& wing : service.wings) {
    if (wing.free < 0 || wing.beds < 0) return wrong("capacity", "below zero");
    if (wing.free > wing.beds) return wrong("capacity", "more free beds than beds");
  }
  if (base::Done done = check(service.hours); !done) return done;
  if (base::Done done = check(service.intake_hours); !done) return done;
  if (service.point && !places.may_be_land(*service.point)) return wrong("point", "in the sea");
  const Eligibility& e = service.eligibility;
  if (e.min_age && e.max_age && *e.min_age > *e.max_age) return wrong("age", "from above to");
  return {};
}

}  // namespace

std::string_view mode_name(Mode mode) {
  return kModes[static_cast<std::size_t>(mode)];
}

Mode mode_of(std::string_view name) {
  const auto* at = std::ranges::find(kModes, name);
  return at == std::end(kModes) ? Mode::phone : static_cast<Mode>(at - std::begin(kModes));
}

std::int64_t believed_ms(Field field) {
  switch (field) {
    case Field::beds:
      return 4 * kHourMs;
    case Field::intake_hours:
      return 30 * kDayMs;
    case Field::hours:
    case Field::phone:
    case Field::languages:
      return 90 * kDayMs;
    case Field::conditions:
      return 180 * kDayMs;
    case Field::address:
      return 365 * kDayMs;
  }
  return 0;
}

Freshness freshness(const Service& service, Field field, base::UtcMs now_ms) {
  const auto found = service.verified.find(field);
  if (found == service.verified.end()) return Freshness::never;
  return now_ms - found->second.at_ms <= believed_ms(field) ? Freshness::fresh : Freshness::stale;
}

Service visible(const Service& service) {
  if (service.visibility == Visibility::full) return service;
  Service out = service;
  out.address.clear();
  out.point.reset();
  out.phone = service.intermediary_phone;
  return out;
}

base::Done check(const Organisation& organisation, const Places& places) {
  if (organisation.id.empty()) return wrong("id", "an organisation has no id");
  if (organisation.name.empty()) return wrong("name", "an organisation has no name");
  std::map<std::string, std::string> schemes;
  for (const Identifier& identifier : organisation.identifiers) {
    const auto [at, added] = schemes.emplace(identifier.scheme, identifier.value);
    if (!added && at->second != identifier.value) {
      return wrong("identifier", "two " + identifier.scheme);
    }
  }
  for (const Service& service : organisation.services) {
    if (base::Done done = check_service(service, places); !done) return done;
  }
  return {};
}

std::string uuid_for(const std::string& owner, const std::string& what) {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
  for (const char c : owner + "/" + what) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  std::array<char, 40> out{};
  const std::uint64_t mixed = hash * 0x9E3779B97F4A7C15ULL;
  std::snprintf(out.data(), out.size(), "%08x-%04x-8%03x-a%03x-%012llx",
                static_cast<unsigned>(hash >> 32), static_cast<unsigned>(hash >> 16 & 0xffff),
                static_cast<unsigned>(hash >> 4 & 0xfff), static_cast<unsigned>(mixed >> 52),
                static_cast<unsigned long long>(mixed & 0xffffffffffffULL));
  return out.data();
}

std::vector<Duplicate> duplicates(const std::vector<Organisation>& organisations) {
  std::vector<Duplicate> out;
  std::map<std::string, std::size_t> by_identifier, by_name;
  std::set<std::pair<std::size_t, std::size_t>> told;
  const auto meet = [&](std::map<std::string, std::size_t>& seen, std::string key, std::size_t i,
                        const char* why) {
    const auto [at, added] = seen.emplace(std::move(key), i);
    if (!added && at->second != i && told.insert({at->second, i}).second) {
      out.push_back({at->second, i, why});
    }
  };
  for (std::size_t i = 0; i < organisations.size(); ++i) {
    const Organisation& one = organisations[i];
    for (const Identifier& id : one.identifiers) {
      meet(by_identifier, id.scheme + ":" + id.value, i, "identifier");
    }
    meet(by_name, one.country + "/" + base::fold(one.name), i, "name");
    for (const std::string& alias : one.aliases) {
      meet(by_name, one.country + "/" + base::fold(alias), i, "name");
    }
  }
  return out;
}

}  // namespace directory
