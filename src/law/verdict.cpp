#include "law/verdict.h"

#include <array>

namespace law {

std::string_view outcome_name(Outcome outcome) {
  constexpr std::array<std::string_view, kOutcomes> kNames = {
      "indicated", "possible", "not_indicated", "blocked", "norm_suspended", "needs_lawyer"};
  return kNames[static_cast<std::size_t>(outcome)];
}

// One possibility left is the answer. With more, a case that may be indicated is possible; else the
// one that needs a person to look most.
Outcome outcome_of(unsigned may_bits) {
  const bool single = (may_bits & (may_bits - 1)) == 0;
  if ((may_bits & may::kIndicated) != 0) return single ? Outcome::indicated : Outcome::possible;
  if ((may_bits & may::kNeedsLawyer) != 0) return Outcome::needs_lawyer;
  if ((may_bits & may::kBlocked) != 0) return Outcome::blocked;
  if ((may_bits & may::kSuspended) != 0) return Outcome::norm_suspended;
  return Outcome::not_indicated;
}

}  // namespace law
