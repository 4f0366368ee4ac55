// Gather: the facts of the law that the records of one case file say, each with its source.
//
// Promise: pure and total. What nobody wrote is unknown; a partial date stays the days it may be;
// values that two people wrote without knowing of each other, and records that contradict each
// other, are all handed on and meet as a conflict in the law. Reads only the folded compartments it
// is given, so nobody is told a fact from a part of the case file that she cannot open. Thread
// rule: none needed.
#pragma once

#include <optional>

#include "casefile/fold.h"
#include "law/facts.h"
#include "screening/mapping.h"

namespace screening {

// Record types written by people about the law (catalogue/records/screening.yaml).
inline constexpr std::string_view kLegalFact = "legal_fact";
inline constexpr std::string_view kDutyFulfilment = "duty_fulfilment";

// Where a fact comes from: what was written, by whom, when, and on whose word.
struct Said {
  base::RecordId record = base::RecordId::none();
  std::uint32_t type = 0;
  std::uint32_t field = 0;  // 0: of the record as a whole
  std::string said_by;      // code of list sources, "" when not written
  std::string said_on;      // canonical partial date, "" when not written
  base::UserId by = base::UserId::none();
  base::UtcMs at_ms = 0;  // when it was written
};

struct Gathered {
  law::Facts facts;
  std::vector<Said> said;  // of the fact at the same place
  std::vector<std::string> fulfilled;  // duties whose fulfilment is recorded, by rule id
};

// All must outlive the call; folded compartments in any order.
struct CaseRecords {
  const casefile::Catalogue& catalogue;
  std::vector<const casefile::Folded*> compartments;
};

// O(derivations × records).
Gathered gather(const Mapping& mapping, const law::Ruleset& ruleset, const CaseRecords& records);

// An answer by hand, as written in `legal_fact`: "true", "false", "unknown", "none", "2011-05",
// "2026-03-01T14:30", "3", a word, a code, or several with commas. Nothing when it is no value of
// the atom's type; lists are written in records, never by hand.
std::optional<law::Value> value_of_answer(const law::Ruleset& ruleset, law::Index atom,
                                          std::string_view answer);

}  // namespace screening
