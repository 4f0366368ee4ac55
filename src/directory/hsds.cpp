#include "directory/hsds.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace directory {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 7> kDays = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

std::string clock_of(int minutes) {
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "%02d:%02d", minutes / 60, minutes % 60);
  return out.data();
}

// To six places, without zeros behind.
std::string degrees_of(double value) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%.6f", value);
  std::string text = out.data();
  while (text.ends_with('0')) text.pop_back();
  return text.ends_with('.') ? text + "0" : text;
}

class Attributes {
 public:
  Attributes(const std::string& owner, const char* entity) : owner_(owner), entity_(entity) {}
  void add(const std::string& name, const std::string& value) {
    if (value.empty()) return;
    list_.push_back({{"id", uuid_for(owner_, name + std::to_string(list_.size()))},
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
    out["phones"] = json::array{{{"id", uuid_for(service.id, "phone")}, {"number", service.phone}}};
  }
  json::array languages;
  for (const Speaks& one : service.languages) {
    languages.push_back({{"id", uuid_for(service.id, "language" + one.language + one.variant)},
                         {"code", one.language},
                         {"name", one.variant},
                         {"note", mode_name(one.mode)}});
  }
  if (!languages.empty()) out["languages"] = std::move(languages);
  json::array schedules;
  for (const auto* hours : {&service.hours, &service.intake_hours}) {
    const char* what = hours == &service.hours ? "service" : "intake";
    for (const Opening& one : hours->weekly) {
      schedules.push_back({{"id", uuid_for(service.id, what + std::to_string(schedules.size()))},
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
  if (service.point) {
    more.add("latitude", degrees_of(service.point->lat));
    more.add("longitude", degrees_of(service.point->lon));
  }
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
    identifiers.push_back({{"id", uuid_for(one.id, id.scheme)},
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
  if (name == "latitude" || name == "longitude") {
    if (!out.point) out.point.emplace();
    (name == "latitude" ? out.point->lat : out.point->lon) = std::strtod(value.c_str(), nullptr);
  }
  if (name == "sex") out.eligibility.sexes.push_back(value);
  if (name == "nationality") out.eligibility.nationalities.push_back(value);
  if (name == "unaccompanied") out.eligibility.unaccompanied = value == "yes";
  if (name == "pregnant") out.eligibility.pregnant = value == "yes";
  if (name == "needs_papers") out.eligibility.needs_papers = value == "yes";
}

std::optional<double> real(const json::object& of, std::string_view key) {
  const json::value* found = of.if_contains(key);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  return found->to_number<double>();
}

// HSDS takes languages of two letters as well.
std::string language_of(const std::string& code) {
  static const std::map<std::string, std::string> kThree = {
      {"es", "spa"}, {"en", "eng"}, {"fr", "fra"}, {"pt", "por"}, {"ht", "hat"},
      {"zh", "zho"}, {"ar", "ara"}, {"ru", "rus"}, {"uk", "ukr"}, {"vi", "vie"}};
  const auto found = kThree.find(code);
  return found == kThree.end() ? code : found->second;
}

// "MO,WE": an opening for each day. What ends before it begins never opens, and says so when it is
// checked.
void read_schedule(const json::object& one, Hours& into) {
  const std::string days = text(one, "byday"), from = text(one, "valid_from"),
                    to = text(one, "valid_to");
  const bool never = !from.empty() && !to.empty() && to < from;
  const int opens = minutes_of(text(one, "opens_at"));
  const int closes = never ? opens : minutes_of(text(one, "closes_at"));
  for (std::size_t at = 0; at <= days.size();) {
    const std::size_t end = std::min(days.find(',', at), days.size());
    const auto* day = std::ranges::find(kDays, days.substr(at, end - at));
    into.weekly.push_back({static_cast<int>(day - kDays.begin()) + 1, opens, closes});
    at = end + 1;
  }
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
    out.languages.push_back(
        {language_of(text(one, "code")), text(one, "name"), mode_of(text(one, "note"))});
  });
  each(of, "schedules", [&](const json::object& one) {
    read_schedule(one, text(one, "description") == "intake" ? out.intake_hours : out.hours);
  });
  return out;
}

// Where it is, from the locations of HSDS.
void read_location(const json::object& location, const Places& places, std::size_t row,
                   Service& out, std::vector<Unmapped>& unmapped) {
  const std::optional<double> lat = real(location, "latitude"), lon = real(location, "longitude");
  if (lat && lon) out.point = Point{*lat, *lon};
  each(location, "addresses", [&](const json::object& address) {
    if (out.address.empty()) out.address = text(address, "address_1");
    const std::string state = text(address, "state_province"), city = text(address, "city");
    if (state.empty()) return;
    const Place* known = places.state(state);
    if (known == nullptr) {
      unmapped.push_back({"service", row, "state_province", state});
      return;
    }
    out.state = known->code;
    const Place* municipality = places.municipality(known->code, city);
    if (municipality != nullptr) out.municipality = municipality->code;
  });
}

// What HSDS 3.1 says of capacity is nobody's signed word and is not kept; below zero it is wrong.
bool has_negative_capacity(const json::object& of) {
  bool out = false;
  for (const char* table : {"capacities", "service_capacities", "service_capacity"}) {
    each(of, table, [&](const json::object& one) {
      out =
          out || number(one, "available").value_or(0) < 0 || number(one, "maximum").value_or(0) < 0;
    });
  }
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

namespace {

class Reading {
 public:
  Reading(const Places& places, const std::string& kind) : places_(places), kind_(kind) {}

  void organisation(const json::object& of) {
    all_.push_back(read_organisation(of));
    by_id_.emplace(all_.back().id, all_.size() - 1);
  }
  // An API gives a service with its organisation inside, the same one many times.
  void owner_of(const json::object& service) {
    const json::value* inside = service.if_contains("organization");
    if (inside == nullptr || !inside->is_object()) return;
    if (!by_id_.contains(text(inside->get_object(), "id"))) organisation(inside->get_object());
  }
  void service(const json::object& of) {
    ++row_;
    std::string organisation = text(of, "organization_id");
    const json::value* inside = of.if_contains("organization");
    if (organisation.empty() && inside != nullptr && inside->is_object()) {
      organisation = text(inside->get_object(), "id");
    }
    const auto owner = by_id_.find(organisation);
    if (owner == by_id_.end() || owner->first.empty()) {
      out_.refused.push_back({"service", row_, "organization_id", "no such organisation"});
      return;
    }
    Organisation alone;
    alone.id = alone.name = "-";
    alone.services.push_back(read_service(of));
    Service& one = alone.services.front();
    if (one.code.empty()) one.code = kind_;
    each(of, "service_at_locations", [&](const json::object& there) {
      const json::value* location = there.if_contains("location");
      if (location != nullptr && location->is_object()) {
        read_location(location->get_object(), places_, row_, one, out_.unmapped);
      }
    });
    if (has_negative_capacity(of)) {
      out_.refused.push_back({"service", row_, "capacity", "below zero"});
    } else if (const base::Done sound = check(alone, places_); !sound) {
      refuse("service", row_, sound.error());
    } else {
      all_[owner->second].services.push_back(std::move(one));
    }
  }
  Imported finish() {
    std::size_t row = 0;
    for (Organisation& one : all_) {
      ++row;
      const base::Done sound = check(one, places_);
      if (sound) {
        out_.organisations.push_back(std::move(one));
      } else {
        refuse("organization", row, sound.error());
      }
    }
    return std::move(out_);
  }

 private:
  void refuse(const char* table, std::size_t row, const base::Refusal& why) {
    out_.refused.push_back({table, row, why.details.front().second, why.details.back().second});
  }

  const Places& places_;
  const std::string& kind_;
  Imported out_;
  std::vector<Organisation> all_;
  std::map<std::string, std::size_t> by_id_;
  std::size_t row_ = 0;
};

}  // namespace

base::Result<Imported> from_hsds_json(std::string_view bytes, const Places& places,
                                      const std::string& kind) {
  boost::system::error_code error;
  const json::value parsed = json::parse(bytes, error);
  const json::object* file = error ? nullptr : parsed.if_object();
  if (file == nullptr || !(file->contains("organization") || file->contains("contents"))) {
    return base::refuse(base::Code::bad_json);
  }
  Reading reading(places, kind);
  each(*file, "organization", [&](const json::object& of) { reading.organisation(of); });
  each(*file, "contents", [&](const json::object& of) { reading.owner_of(of); });
  each(*file, "service", [&](const json::object& of) { reading.service(of); });
  each(*file, "contents", [&](const json::object& of) { reading.service(of); });
  return reading.finish();
}

}  // namespace directory
