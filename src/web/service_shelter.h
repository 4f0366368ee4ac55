// ShelterService: the houses tonight: beds, who sleeps in them, who has none yet. Beds and stays
// are records and are written like every other (web/service.h, save_record); only a whole room of
// beds is added here, in one save.
//
// Invariant: only who the caller may see is named; a stay is shown where it stands, so that two
// people on one bed are both there.
// Threads: every function may be called from several workers at once.
#pragma once

#include <boost/json/array.hpp>

#include "web/service.h"

namespace web {

struct Stay {
  std::string case_id;
  std::string record_id;
  std::string version;  // for the change of this stay
  std::string name;
  std::string number;
  std::optional<DateRange> birth;
  std::string sex;    // code of list sexes, or empty
  std::string group;  // the same for who travels together; empty: alone
  std::string state;  // held, occupied, absent, missing
  std::string site_id;
  std::string bed_id;  // empty: no bed yet
  std::string exception;
  base::UtcMs from_ms = 0;
  base::UtcMs until_ms = 0;       // of a hold; 0: none
  boost::json::array headcounts;  // every row of the stay's record
  std::optional<bool> present;    // at the last headcount of this night
  base::UtcMs counted_ms = 0;     // when that was; 0: not yet
};
struct Bed {
  std::string id;
  std::string version;  // for a change of this bed
  std::string room;
  std::string name;
  std::vector<std::string> for_whom;  // codes of list housing_rules
  bool accessible = false;
  bool usable = true;
};
struct NightLog {
  std::string record_id;  // empty: nobody wrote tonight
  std::string version;
  std::string entries;
  std::string handover;
  std::int64_t headcount = -1;  // -1: not counted
};
struct Shelter {
  std::string id;
  std::string version;  // for a change of this house
  std::string name;
  std::vector<Bed> beds;
  NightLog log;
  std::string handover_before;  // what the shift before left
};
struct Night {
  std::string case_id;  // of the organisation, where beds and logs are written
  base::UtcMs now_ms = 0;
  base::UtcMs night_ms = 0;  // noon with which this night began: what its log is dated
  std::vector<Shelter> sites;
  std::vector<Stay> stays;  // of every house, also without a bed
};

// Beds of one room, which need not be there yet; they are numbered on from those it has.
struct NewBeds {
  std::string site_id;
  std::string room;
  std::int64_t count = 0;
  std::vector<std::string> for_whom;  // codes of list housing_rules
};

class ShelterService {
 public:
  // A hold stands so long, then the bed is free again.
  static constexpr std::int64_t kHoldMs = 90 * 60 * 1000;

  virtual ~ShelterService() = default;
  // The most beds that one call adds.
  static constexpr std::int64_t kMostBeds = 60;

  virtual base::Result<Night> night(const Caller& caller) = 0;
  // All of them or none; the same save again adds nothing. Refusal bad_value with detail `field`.
  virtual base::Result<Night> add_beds(const Caller& caller, const NewBeds& beds,
                                       base::SaveId save) = 0;
};

}  // namespace web
