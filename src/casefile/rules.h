// The merge rules: from the writes of one field to what is shown. Private to casefile; fold.h
// explains the idea.
#pragma once

#include <functional>
#include <vector>

#include "casefile/fold.h"

namespace casefile {

// One op on the field that counts.
struct Write {
  Stamp stamp;
  const Op* op;
  base::UserId user;
  base::GrantId grant;
};

// How many different people decided, by the approvals that an op names, in favour of loosening its
// record, after the restriction written at `after`: an old approval does not serve twice.
using CountDeciders = std::function<std::size_t(const Op&, const Stamp& after)>;

// `writes` in order of stamps. O(n log n).
FoldedField fold_field(std::uint32_t number, const FoldRule& rule, const std::vector<Write>& writes,
                       const CountDeciders& deciders);

// True when `to` is less strict than `from` in the order of the rule.
bool is_looser(const FoldRule& rule, const codec::Value& to, const codec::Value& from);

// True when an op of this kind may write a field of this rule.
bool suits(OpKind kind, Rule rule);

}  // namespace casefile
