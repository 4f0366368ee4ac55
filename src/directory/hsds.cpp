#include "directory/hsds.h"

#include <array>
#include <cstdio>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace directory {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 7> kDays = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

// A UUID of a part, made from its owner's and what it is: the same every time.
std::string id_of(const std::string& owner, const std::string& what) {
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

std::string clock_of(int minutes) {
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "%02d:%02d", minutes / 60, minutes % 60);
  return out.data();
}

class Attributes {
 public:
  Attributes(const std::string& owner, const char* entity) : owner_(owner), entity_(entity) {}
  void add(const std::string& name, const std::string& value) {
    if (value.empty()) return;
    list_.push_back({{"id", id_of(owner_, name + std::to_string(list_.size()))},
                     {"link_id", owner_},
                     {"link_entity", entity_},
                     {"link_type", name},
                     {"value", value}});
  }
  void each(const std::string& name, const std::vector<std::string>& values) {
    for (const std::string& value : values) add(name, value);
  }
  void flag(const std::string& name, const std::optional<bool>& value) {
    if (value) add(name, *value ? "yes" : "no");
  }
  json::array take() { return std::move(list_); }

 private:
  const std::string& owner_;
  const char* entity_;
  json::array list_;
};

json::value service_json(const Service& whole, const std::string& organisation) {
  const Service service = visible(whole);
  json::object out{{"id", service.id},
                   {"organization_id", organisation},
                   {"name", service.title.es},
                   {"alternate_name", service.title.en},
                   {"status", "active"}};
  if (service.eligibility.min_age) out["minimum_age"] = *service.eligibility.min_age;
  if (service.eligibility.max_age) out["maximum_age"] = *service.eligibility.max_age;
  if (!service.phone.empty()) {
    out["phones"] = json::array{{{"id", id_of(service.id, "phone")}, {"number", service.phone}}};
  }
  json::array languages;
  for (const Speaks& one : service.languages) {
    languages.push_back({{"id", id_of(service.id, "language" + one.language + one.variant)},
                         {"code", one.language},
                         {"name", one.variant},
                         {"note", mode_name(one.mode)}});
  }
  if (!languages.empty()) out["languages"] = std::move(languages);
  json::array schedules;
  for (const auto* hours : {&service.hours, &service.intake_hours}) {
    const char* what = hours == &service.hours ? "service" : "intake";
    for (const Opening& one : hours->weekly) {
      schedules.push_back({{"id", id_of(service.id, what + std::to_string(schedules.size()))},
                           {"freq", "WEEKLY"},
                           {"byday", kDays[static_cast<std::size_t>(one.weekday - 1)]},
                           {"opens_at", clock_of(one.from_min)},
                           {"closes_at", clock_of(one.to_min)},
                           {"description", what}});
    }
  }
  if (!schedules.empty()) out["schedules"] = std::move(schedules);
  Attributes more(service.id, "service");
  more.add("code", service.code);
  more.add("state", service.state);
  more.add("municipality", service.municipality);
  more.add("zone", service.zone);
  more.add("address", service.address);
  if (service.visibility != Visibility::full) {
    more.add("visibility", service.visibility == Visibility::hidden ? "hidden" : "municipality");
  }
  if (service.hours.always) more.add("always", "yes");
  more.each("sex", service.eligibility.sexes);
  more.each("nationality", service.eligibility.nationalities);
  more.flag("unaccompanied", service.eligibility.unaccompanied);
  more.flag("pregnant", service.eligibility.pregnant);
  more.flag("needs_papers", service.eligibility.needs_papers);
  out["attributes"] = more.take();
  return out;
}

json::value organisation_json(const Organisation& one) {
  json::object out{{"id", one.id},
                   {"name", one.name},
                   {"description", one.serves.es.empty() ? one.name : one.serves.es}};
  json::array identifiers;
  for (const Identifier& id : one.identifiers) {
    identifiers.push_back({{"id", id_of(one.id, id.scheme)},
                           {"organization_id", one.id},
                           {"identifier_scheme", id.scheme},
                           {"identifier_type", id.scheme},
                           {"identifier", id.value}});
  }
  if (!identifiers.empty()) out["organization_identifiers"] = std::move(identifiers);
  Attributes more(one.id, "organization");
  more.add("key", one.key);
  more.each("alias", one.aliases);
  more.add("country", one.country);
  more.add("sector", one.sector);
  more.add("level", one.level);
  more.add("form", one.form);
  more.add("recipient_class", one.recipient_class);
  more.add("state", one.state);
  more.add("municipality", one.municipality);
  more.add("serves.es", one.serves.es);
  more.add("serves.en", one.serves.en);
  more.add("source.es", one.source.es);
  more.add("source.en", one.source.en);
  out["attributes"] = more.take();
  return out;
}

// Reading: absent and of another kind are both "not stated"; ids are asked for by `check`.
std::string text(const json::object& of, std::string_view key) {
  const json::value* found = of.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}
std::optional<int> number(const json::object& of, std::string_view key) {
  const json::value* found = of.if_contains(key);
  if (found == nullptr || !found->is_int64()) return std::nullopt;
  return static_cast<int>(found->as_int64());
}
template <class Act>
void each(const json::object& of, std::string_view key, const Act& act) {
  const json::value* found = of.if_contains(key);
  if (found == nullptr || !found->is_array()) return;
  for (const json::value& item : found->as_array()) {
    if (item.is_object()) act(item.as_object());
  }
}
// Minutes of "HH:MM"; -1 for anything else, which `check` refuses.
int minutes_of(const std::string& clock) {
  int hours = 0, minutes = 0;
  if (std::sscanf(clock.c_str(), "%2d:%2d", &hours, &minutes) != 2) return -1;
  return hours * 60 + minutes;
}

void take_attribute(Service& out, const std::string& name, const std::string& value) {
  if (name == "code") out.code = value;
  if (name == "state") out.state = value;
  if (name == "municipality") out.municipality = value;
  if (name == "zone") out.zone = value;
  if (name == "address") out.address = value;
  if (name == "visibility") {
    out.visibility = value == "hidden" ? Visibility::hidden : Visibility::municipality;
  }
  if (name == "always") out.hours.always = true;
  if (name == "sex") out.eligibility.sexes.push_back(value);
  if (name == "nationality") out.eligibility.nationalities.push_back(value);
  if (name == "unaccompanied") out.eligibility.unaccompanied = value == "yes";
  if (name == "pregnant") out.eligibility.pregnant = value == "yes";
  if (name == "needs_papers") out.eligibility.needs_papers = value == "yes";
}

Service read_service(const json::object& of) {
  Service out;
  out.id = text(of, "id");
  out.title = {text(of, "name"), text(of, "alternate_name")};
  out.eligibility.min_age = number(of, "minimum_age");
  out.eligibility.max_age = number(of, "maximum_age");
  each(of, "attributes", [&](const json::object& one) {
    take_attribute(out, text(one, "link_type"), text(one, "value"));
  });
  each(of, "phones", [&](const json::object& one) {
    const bool secret = out.visibility != Visibility::full;
    (secret ? out.intermediary_phone : out.phone) = text(one, "number");
  });
  each(of, "languages", [&](const json::object& one) {
    out.languages.push_back({text(one, "code"), text(one, "name"), mode_of(text(one, "note"))});
  });
  each(of, "schedules", [&](const json::object& one) {
    const auto* day = std::ranges::find(kDays, text(one, "byday"));
    Hours& into = text(one, "description") == "intake" ? out.intake_hours : out.hours;
    into.weekly.push_back({static_cast<int>(day - kDays.begin()) + 1,
                           minutes_of(text(one, "opens_at")), minutes_of(text(one, "closes_at"))});
  });
  return out;
}

void take_attribute(Organisation& out, const std::string& name, const std::string& value) {
  if (name == "alias") {
    out.aliases.push_back(value);
    return;
  }
  const std::pair<const char*, std::string*> places[] = {{"key", &out.key},
                                                         {"country", &out.country},
                                                         {"sector", &out.sector},
                                                         {"level", &out.level},
                                                         {"form", &out.form},
                                                         {"recipient_class", &out.recipient_class},
                                                         {"state", &out.state},
                                                         {"municipality", &out.municipality},
                                                         {"serves.es", &out.serves.es},
                                                         {"serves.en", &out.serves.en},
                                                         {"source.es", &out.source.es},
                                                         {"source.en", &out.source.en}};
  for (const auto& [known, into] : places) {
    if (name == known) *into = value;
  }
}

Organisation read_organisation(const json::object& of) {
  Organisation out;
  out.id = text(of, "id");
  out.name = text(of, "name");
  each(of, "organization_identifiers", [&](const json::object& one) {
    out.identifiers.push_back({text(one, "identifier_scheme"), text(one, "identifier")});
  });
  each(of, "attributes", [&](const json::object& one) {
    take_attribute(out, text(one, "link_type"), text(one, "value"));
  });
  return out;
}

}  // namespace

std::string to_hsds_json(const std::vector<Organisation>& organisations) {
  json::array all, services;
  for (const Organisation& one : organisations) {
    all.push_back(organisation_json(one));
    for (const Service& service : one.services) services.push_back(service_json(service, one.id));
  }
  return json::serialize(
      json::object{{"organization", std::move(all)}, {"service", std::move(services)}});
}

base::Result<Imported> from_hsds_json(std::string_view bytes, const Places& places) {
  boost::system::error_code error;
  const json::value parsed = json::parse(bytes, error);
  if (error || !parsed.is_object() || !parsed.as_object().contains("organization")) {
    return base::refuse(base::Code::bad_json);
  }
  const json::object& file = parsed.as_object();
  Imported out;
  std::vector<Organisation> all;
  std::map<std::string, std::size_t> by_id;
  each(file, "organization", [&](const json::object& of) {
    all.push_back(read_organisation(of));
    by_id.emplace(all.back().id, all.size() - 1);
  });
  std::size_t row = 0;
  each(file, "service", [&](const json::object& of) {
    ++row;
    const auto owner = by_id.find(text(of, "organization_id"));
    if (owner == by_id.end() || owner->first.empty()) {
      out.refused.push_back({"service", row, "organization_id", "no such organisation"});
    } else {
      all[owner->second].services.push_back(read_service(of));
    }
  });
  row = 0;
  for (Organisation& one : all) {
    ++row;
    const base::Done sound = check(one, places);
    if (sound) {
      out.organisations.push_back(std::move(one));
      continue;
    }
    const auto& details = sound.error().details;
    out.refused.push_back({"organization", row, details.front().second, details.back().second});
  }
  return out;
}

}  // namespace directory
