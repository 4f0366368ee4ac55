// Stored screenings: what the law gave on a day, kept in the case file with the law, facts and
// dates it was made from, and judged again from them.
#pragma once

#include "desk/changes.h"
#include "main/law_room.h"

namespace cli {

struct StoredScreening {
  base::RecordId record = base::RecordId::none();
  std::string ruleset;  // hashes, hexadecimal
  std::string facts;
  law::Dates dates;
  std::string outcomes;  // "rule outcome" a line, in the order of the rules
};

// The record that keeps a screening.
desk::RecordEdit screening_edit(const CaseLaw& now, base::UtcMs made_ms);
// Those the view can see, as they stand in the case file.
std::vector<StoredScreening> stored_screenings(const desk::House& house,
                                               const desk::CaseView& view);

// The law of this hash: the program's own, or one that was adopted once. Refusal not_found, or why
// it cannot be read.
base::Result<std::shared_ptr<const LawSet>> law_of_hash(desk::House& house, const LawRoom& room,
                                                        const std::string& hash);

enum class Repeated {
  same,         // the same law, facts and dates gave the same outcomes
  differs,      // they did not: damage, or another program
  other_facts,  // the case file says something else since
  no_law,       // the law it names is not here
};
std::string_view repeated_name(Repeated repeated);
Repeated repeat_screening(desk::House& house, const LawRoom& room, const desk::CaseView& view,
                          const StoredScreening& stored);

}  // namespace cli
