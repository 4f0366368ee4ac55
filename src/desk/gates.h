// Gates: what must be true before a step is taken, and what a step asks of somebody else
// (catalogue/policy/gates.yaml). Asked by desk::save, and so at every door, with the case file as
// it would stand. Data alone: types, fields and codes are looked up when it is loaded, so that a
// gate that names something unknown is refused then and not passed over later.
//
// What is not open to the session is not seen: a gate looks at records of compartments that
// everybody who works on a case file holds. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/case_view.h"
#include "desk/changes.h"

namespace desk {

class Gates {
 public:
  // From the section policy/gates. Refusal bad_catalogue with "why".
  static base::Result<Gates> load(const codec::Value& section,
                                  const casefile::Catalogue& catalogue);

  // Refusal of the first gate that stays shut, with "count" where records keep it so.
  base::Done judge(const CaseView& after, const Operations& operations,
                   const base::UserId& by) const;
  // Tasks that the operations ask for and that are not there yet.
  std::vector<RecordEdit> consequences(const CaseView& after, const Operations& operations,
                                       base::UtcMs now_ms) const;

 private:
  struct Place {
    std::uint32_t type = 0;
    std::uint32_t field = 0;
  };
  struct When {
    Place place;
    std::vector<std::string> becomes;
  };
  struct Blockers {
    Place flag;
    Place state;
    std::string initial;  // what a record without a state is in
    std::vector<std::string> states;
  };
  struct Gate {
    When when;
    std::vector<std::string> kinds;  // empty: all
    std::uint32_t where = 0;         // a field of the same record; 0: none
    std::vector<std::string> where_in;
    std::optional<Blockers> blockers;
    std::optional<Place> unless;
    std::optional<Place> needs;
    std::uint32_t other_than = 0;  // the field that refers to what somebody else wrote; 0: none
    base::Code code = base::Code::not_allowed;
  };
  struct Consequence {
    std::string id;
    When when;
    std::string title;
    std::string kind;
    std::string priority;
    std::int64_t hours = 0;
  };
  class Loader;

  static std::vector<const casefile::FoldedRecord*> taking(const When& when, const CaseView& after,
                                                           const Operations& operations);

  std::vector<Gate> gates_;
  std::vector<Consequence> consequences_;
  Place task_about_;
  Place task_rule_;
};

}  // namespace desk
