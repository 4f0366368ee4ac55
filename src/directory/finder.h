// Finder: who can take this child, now, in her language, and is that still true?
//
// need + where + when + language + the child's facts → services in order, each with its reasons,
// and why the others were left out. Hard conditions leave out; an unknown fact never does: it is
// said. Beds nobody confirmed within four hours are "unknown, call", never a number.
// Pure; the index is immutable and may be asked from any thread.
#pragma once

#include <set>

#include "directory/registry.h"

namespace directory {

struct Child {
  std::optional<int> age;
  std::optional<std::string> sex;
  std::optional<std::string> nationality;
  std::optional<bool> unaccompanied;
  std::optional<bool> pregnant;
  std::optional<bool> has_papers;
};

struct Ask {
  std::set<std::string> codes;  // of services (catalogue/directory/needs.yaml)
  std::optional<Point> where;
  base::UtcMs now_ms = 0;
  std::string language;  // ISO 639-3; empty: not asked
  Child child;
  // Leaves out what is known to be closed and not to open within so many minutes.
  std::optional<int> opens_within_min;
  std::optional<double> max_km;
  std::size_t most = 50;
};

enum class Beds : std::uint8_t { not_a_house, free, full, unknown_call };
std::string_view beds_name(Beds beds);
// Why a service was left out, the first that holds.
enum class Out : std::uint8_t {
  age,
  sex,
  nationality,
  unaccompanied,
  pregnancy,
  papers,
  full,
  closed,
  too_far,
};

struct Found {
  std::size_t service = 0;  // Index::at
  base::Truth eligible = base::Truth::unknown;
  OpenNow open;
  Beds beds = Beds::unknown_call;
  int free = 0;
  std::optional<Mode> mode;  // of the language asked; none: not stated
  std::optional<double> km;
  bool about = false;
  std::vector<Field> stale;  // verified, but too long ago
  bool verified = false;     // anything at all was verified
};
struct LeftOut {
  std::size_t service = 0;
  Out why = Out::age;
};
struct Answer {
  std::vector<Found> found;
  std::size_t found_in_all = 0;
  std::vector<LeftOut> left_out;  // the first `most`
  std::map<Out, std::size_t> left_out_by;
};

class Index {
 public:
  // Refusal no_such_zone when a service names a zone that the system does not have.
  static base::Result<Index> make(std::vector<Organisation> organisations, const Places& places);

  const std::vector<Organisation>& organisations() const { return organisations_; }
  std::size_t size() const { return rows_.size(); }
  const Service& at(std::size_t service) const;
  const Organisation& organisation_of(std::size_t service) const;

  // O(services of the codes asked).
  Answer find(const Ask& ask) const;

 private:
  struct Row {
    std::size_t organisation;
    std::size_t service;
    std::optional<Located> at;
    std::size_t zone;  // in zones_
  };
  static constexpr std::size_t kNoZone = static_cast<std::size_t>(-1);
  std::vector<Organisation> organisations_;
  std::vector<Row> rows_;
  std::vector<base::Zone> zones_;
  std::map<std::string, std::vector<std::size_t>> by_code_;
};

}  // namespace directory
