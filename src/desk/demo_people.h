// Invented children: names, ages, origins and what was written about them, from the lists of
// catalogue/demo. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/day.h"
#include "base/seams.h"
#include "desk/changes.h"

namespace desk {

struct DemoLists {
  struct Origin {
    std::string nationality;
    std::string state;
    std::vector<std::string> languages;
  };
  struct Staff {
    std::string user;
    std::string role;
  };
  struct Room {
    std::string name;
    std::int64_t beds = 0;
    std::vector<std::string> for_whom;
  };
  struct Shelter {
    std::string name;
    std::vector<Room> rooms;
  };
  struct ToDo {
    std::string title;
    std::string kind;
    std::int64_t day = 0;  // counted from today
    std::int64_t hour = 0;
  };
  std::vector<std::string> girls;
  std::vector<std::string> boys;
  std::vector<std::string> surnames;
  std::vector<Origin> origins;
  std::vector<Staff> staff;
  std::vector<Shelter> houses;
  std::vector<ToDo> to_do;

  // From the section demo/people. Refusal bad_catalogue.
  static base::Result<DemoLists> load(const codec::Value& section);
};

// What is written when this child arrives: one person record.
std::vector<RecordEdit> invent_child(const DemoLists& lists, base::SeededRandom& random,
                                     base::Day today);

// A bed of the houses, once they are written.
struct DemoBed {
  base::RecordId site = base::RecordId::none();
  base::RecordId id = base::RecordId::none();
  std::vector<std::string> for_whom;
};
// Where a child with this arrival sleeps: the next bed of `free` that is for her, taken out of it.
// Nothing when no bed is left for her.
std::optional<RecordEdit> give_bed(const std::vector<RecordEdit>& arrival,
                                   std::vector<DemoBed>& free, base::UtcMs since_ms);
// One of the things still to be done, for one child in four.
std::optional<RecordEdit> invent_task(const DemoLists& lists, base::SeededRandom& random,
                                      base::Day today);

}  // namespace desk
