// Invented children: names, ages, origins and what was written about them, from the lists of
// catalogue/demo. Pure.
#pragma once

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
  std::vector<std::string> girls;
  std::vector<std::string> boys;
  std::vector<std::string> surnames;
  std::vector<Origin> origins;
  std::vector<Staff> staff;

  // From the section demo/people. Refusal bad_catalogue.
  static base::Result<DemoLists> load(const codec::Value& section);
};

// What is written when this child arrives: one person record.
std::vector<RecordEdit> invent_child(const DemoLists& lists, base::SeededRandom& random,
                                     base::Day today);

}  // namespace desk
