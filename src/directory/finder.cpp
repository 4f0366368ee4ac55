#include "directory/finder.h"

#include <algorithm>
#include <tuple>

namespace directory {

namespace {

using base::Truth;

constexpr double kUnknownKm = 1e9;

// Left out, or how sure it is that she may come.
struct Judged {
  std::optional<Out> out;
  Truth eligible = Truth::yes;
};

class Conditions {
 public:
  explicit Conditions(const Child& child) : child_(child) {}

  Judged judge(const Eligibility& e) {
    if (e.min_age || e.max_age) {
      known(child_.age.has_value());
      if (child_.age) {
        leave(e.min_age && *child_.age < *e.min_age, Out::age);
        leave(e.max_age && *child_.age > *e.max_age, Out::age);
      }
    }
    among(e.sexes, child_.sex, Out::sex);
    among(e.nationalities, child_.nationality, Out::nationality);
    takes(e.unaccompanied, child_.unaccompanied, Out::unaccompanied);
    takes(e.pregnant, child_.pregnant, Out::pregnancy);
    if (e.needs_papers.value_or(false)) {
      known(child_.has_papers.has_value());
      leave(child_.has_papers == false, Out::papers);
    }
    return judged_;
  }

 private:
  void known(bool is) {
    if (!is) judged_.eligible = Truth::unknown;
  }
  void leave(bool out, Out why) {
    if (out && !judged_.out) judged_.out = why;
  }
  void among(const std::vector<std::string>& taken, const std::optional<std::string>& hers,
             Out why) {
    if (taken.empty()) return;
    known(hers.has_value());
    leave(hers && std::ranges::find(taken, *hers) == taken.end(), why);
  }
  // A condition that matters only where it is true of her; what the service does not say is
  // unknown.
  void takes(const std::optional<bool>& taken, const std::optional<bool>& hers, Out why) {
    if (hers == false) return;
    if (!taken) return known(!hers.has_value());
    if (*taken) return;
    known(hers.has_value());
    leave(hers == true, why);
  }

  const Child& child_;
  Judged judged_;
};

bool fits(const Wing& wing, const Child& child) {
  if (child.sex && !wing.sexes.empty() &&
      std::ranges::find(wing.sexes, *child.sex) == wing.sexes.end()) {
    return false;
  }
  if (!child.age) return true;
  return *child.age >= wing.min_age.value_or(0) && *child.age <= wing.max_age.value_or(200);
}

void count_beds(const Service& service, const Ask& ask, Found& found) {
  if (service.wings.empty()) {
    found.beds = service.code == "lodging" || service.code == "placement" ? Beds::unknown_call
                                                                          : Beds::not_a_house;
    return;
  }
  bool unknown = false;
  for (const Wing& wing : service.wings) {
    if (!fits(wing, ask.child)) continue;
    if (ask.now_ms - wing.updated_ms > believed_ms(Field::beds)) {
      unknown = true;
    } else {
      found.free += wing.free;
    }
  }
  found.beds = found.free > 0 ? Beds::free : unknown ? Beds::unknown_call : Beds::full;
}

void find_mode(const Service& service, const Ask& ask, Found& found) {
  for (const Speaks& speaks : service.languages) {
    if (speaks.language != ask.language) continue;
    if (!found.mode || speaks.mode < *found.mode) found.mode = speaks.mode;
  }
}

void find_freshness(const Service& service, const Ask& ask, Found& found) {
  found.verified = !service.verified.empty();
  for (const auto& [field, verified] : service.verified) {
    if (freshness(service, field, ask.now_ms) == Freshness::stale) found.stale.push_back(field);
  }
}

// Smaller is better, in the order the chapter gives.
auto rank(const Found& found) {
  const int eligible = found.eligible == Truth::yes ? 0 : 1;
  const int open = found.open.state == OpenState::open      ? 0
                   : found.open.state == OpenState::unknown ? 2
                                                            : 1;
  const int beds = found.beds == Beds::unknown_call ? 1 : 0;
  const int mode = found.mode ? static_cast<int>(*found.mode) : 9;
  const int stale = found.verified ? static_cast<int>(found.stale.size()) : 9;
  return std::tuple(eligible, open, beds, mode, found.km.value_or(kUnknownKm), stale,
                    found.open.opens_in_min.value_or(0), found.service);
}

}  // namespace

std::string_view beds_name(Beds beds) {
  static constexpr std::string_view kNames[] = {"not_a_house", "free", "full", "unknown_call"};
  return kNames[static_cast<std::size_t>(beds)];
}

base::Result<Index> Index::make(std::vector<Organisation> organisations, const Places& places) {
  Index out;
  out.organisations_ = std::move(organisations);
  std::map<std::string, std::size_t> zones;
  for (std::size_t o = 0; o < out.organisations_.size(); ++o) {
    const Organisation& organisation = out.organisations_[o];
    for (std::size_t s = 0; s < organisation.services.size(); ++s) {
      const Service& service = organisation.services[s];
      Row row{o, s, std::nullopt, kNoZone};
      // A confidential house is found by its municipality, never by its point.
      if (service.point && service.visibility == Visibility::full) {
        row.at = Located{*service.point, false};
      } else if (!service.municipality.empty()) {
        row.at = places.locate(service.municipality);
      } else if (!service.state.empty()) {
        row.at = places.locate(service.state);
      }
      if (row.at && service.visibility != Visibility::full) row.at->about = true;
      if (!service.zone.empty()) {
        const auto [at, added] = zones.emplace(service.zone, out.zones_.size());
        if (added) {
          const base::Result<base::Zone> zone = base::Zone::named(service.zone);
          if (!zone) return std::unexpected(zone.error());
          out.zones_.push_back(*zone);
        }
        row.zone = at->second;
      }
      out.by_code_[service.code].push_back(out.rows_.size());
      out.rows_.push_back(row);
    }
  }
  return out;
}

const Service& Index::at(std::size_t service) const {
  const Row& row = rows_[service];
  return organisations_[row.organisation].services[row.service];
}

const Organisation& Index::organisation_of(std::size_t service) const {
  return organisations_[rows_[service].organisation];
}

Answer Index::find(const Ask& ask) const {
  std::vector<base::CivilTime> local;
  for (const base::Zone& zone : zones_) local.push_back(zone.local(ask.now_ms));
  Answer out;
  const auto leave = [&](std::size_t service, Out why) {
    if (out.left_out.size() < ask.most) out.left_out.push_back({service, why});
    ++out.left_out_by[why];
  };
  for (const std::string& code : ask.codes) {
    const auto bucket = by_code_.find(code);
    if (bucket == by_code_.end()) continue;
    for (const std::size_t i : bucket->second) {
      const Row& row = rows_[i];
      const Service& service = at(i);
      Found found;
      found.service = i;
      const Judged judged = Conditions(ask.child).judge(service.eligibility);
      if (judged.out) {
        leave(i, *judged.out);
        continue;
      }
      found.eligible = judged.eligible;
      if (row.at && ask.where) {
        found.km = distance_km(row.at->point, *ask.where);
        found.about = row.at->about;
      }
      if (ask.max_km && found.km && *found.km > *ask.max_km) {
        leave(i, Out::too_far);
        continue;
      }
      const Hours& hours = service.intake_hours.stated() ? service.intake_hours : service.hours;
      if (row.zone != kNoZone) found.open = open_at(hours, local[row.zone]);
      if (ask.opens_within_min && found.open.state == OpenState::closed &&
          found.open.opens_in_min.value_or(INT32_MAX) > *ask.opens_within_min) {
        leave(i, Out::closed);
        continue;
      }
      count_beds(service, ask, found);
      if (found.beds == Beds::full) {
        leave(i, Out::full);
        continue;
      }
      find_mode(service, ask, found);
      find_freshness(service, ask, found);
      out.found.push_back(std::move(found));
    }
  }
  out.found_in_all = out.found.size();
  const std::size_t kept = std::min(ask.most, out.found.size());
  std::ranges::partial_sort(out.found, out.found.begin() + static_cast<std::ptrdiff_t>(kept),
                            [](const Found& a, const Found& b) { return rank(a) < rank(b); });
  out.found.resize(kept);
  return out;
}

}  // namespace directory
