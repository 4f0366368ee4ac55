// Registry: organisations and services in the terms of HSDS 3, with what HSDS lacks: who verified a
// field, how and until when; typed eligibility; language with its mode; capacity by wing;
// visibility of a house whose address nobody may learn.
//
// Invariant: what a source does not state is absent and shown as "not stated", never zero or false.
// A confidential service gives only its municipality and its intermediary's phone: `visible` is the
// one door to what may be shown. Plain values; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/truth.h"
#include "directory/places.h"
#include "directory/schedule.h"

namespace directory {

struct Text {
  std::string es;
  std::string en;
  friend bool operator==(const Text&, const Text&) = default;
};

enum class Field : std::uint8_t {
  beds,
  hours,
  intake_hours,
  phone,
  address,
  languages,
  conditions
};
// How long a verified field is believed: beds 4 h, intake hours 30 d, hours and phone 90 d,
// languages 90 d, conditions 180 d, address 365 d.
std::int64_t believed_ms(Field field);

struct Verified {
  std::string by;
  std::string how;  // call, visit, the organisation itself, a closed referral
  base::UtcMs at_ms = 0;
  friend bool operator==(const Verified&, const Verified&) = default;
};
enum class Freshness : std::uint8_t { fresh, stale, never };

enum class Mode : std::uint8_t { staff, on_call, phone, material };
std::string_view mode_name(Mode mode);
// phone for a word that is none.
Mode mode_of(std::string_view name);
struct Speaks {
  std::string language;  // ISO 639-3
  std::string variant;   // empty: not said
  Mode mode = Mode::staff;
  friend bool operator==(const Speaks&, const Speaks&) = default;
};

// Absent: the service does not say. A child's unknown fact never refuses her: the answer is
// unknown.
struct Eligibility {
  std::optional<int> min_age;
  std::optional<int> max_age;
  std::vector<std::string> sexes;          // empty: all
  std::vector<std::string> nationalities;  // empty: all
  std::optional<bool> unaccompanied;       // takes unaccompanied children
  std::optional<bool> pregnant;            // takes pregnant girls
  std::optional<bool> needs_papers;        // asks for papers
  friend bool operator==(const Eligibility&, const Eligibility&) = default;
};

struct Wing {
  std::string name;
  std::vector<std::string> sexes;
  std::optional<int> min_age;
  std::optional<int> max_age;
  int free = 0;
  int beds = 0;
  base::UtcMs updated_ms = 0;
  friend bool operator==(const Wing&, const Wing&) = default;
};

enum class Visibility : std::uint8_t { full, municipality, hidden };

struct Service {
  std::string id;  // UUID
  std::string code;
  Text title;
  std::string state;         // ISO 3166-2, empty: not stated
  std::string municipality;  // INEGI, empty: not stated
  std::string address;
  std::string phone;
  std::string intermediary_phone;
  std::optional<Point> point;
  Visibility visibility = Visibility::full;
  std::string zone;  // of the tz database; empty: not stated
  Hours hours;
  Hours intake_hours;
  std::vector<Speaks> languages;
  Eligibility eligibility;
  std::vector<Wing> wings;
  std::map<Field, Verified> verified;
  friend bool operator==(const Service&, const Service&) = default;
};

struct Identifier {
  std::string scheme;  // MX-CLUNI, MX-RFC, US-EIN
  std::string value;
  friend bool operator==(const Identifier&, const Identifier&) = default;
};
struct Duty {
  std::string right;
  std::string norm;
  std::string limit;
  std::string grade;
  friend bool operator==(const Duty&, const Duty&) = default;
};
struct Organisation {
  std::string id;   // UUID
  std::string key;  // of the seed; empty for others
  std::string name;
  std::vector<std::string> aliases;
  std::string country;
  std::string sector;  // civil, government, international
  std::string level;   // empty: not stated
  std::string form;
  std::string recipient_class;
  std::string state;
  std::string municipality;
  Text serves;
  Text source;
  std::vector<Identifier> identifiers;
  std::vector<Service> services;
  std::vector<Duty> duties;
  friend bool operator==(const Organisation&, const Organisation&) = default;
};

// What may be shown of a service: a confidential one loses address, point and phone, a hidden one
// its municipality's neighbours in no way: municipality and intermediary's phone stay.
Service visible(const Service& service);
Freshness freshness(const Service& service, Field field, base::UtcMs now_ms);

// Refusals, each bad_value with "field" and "why": an id or name missing, two values of one scheme,
// beds below zero or more free than there are, a schedule that never opens, a point in the sea.
base::Done check(const Organisation& organisation, const Places& places);

// A UUID that follows from an owner and what it is of it: the same every time.
std::string uuid_for(const std::string& owner, const std::string& what);

// Pairs that may be one organisation: the same identifier, or the same name when folded.
struct Duplicate {
  std::size_t first = 0;
  std::size_t second = 0;
  std::string why;  // identifier, name
};
std::vector<Duplicate> duplicates(const std::vector<Organisation>& organisations);

}  // namespace directory
