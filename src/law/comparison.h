// Comparison: whose answer changes when one law takes the place of another, over the same cases and
// dates. What both laws say alike (alike.h) is not judged again; the rest runs over columns.
//
// Both laws and their columns must outlive it. Immutable; from any thread.
#pragma once

#include "law/alike.h"
#include "law/columns.h"

namespace law {

class Comparison {
 public:
  // The columns hold the same cases in the same order and dates, each in the slots of its law.
  Comparison(const Ruleset& before, const Columns& old_columns, const Ruleset& after,
             const Columns& new_columns);

  // A rule of one id comes out otherwise; a rule that only one law has comes out as something else
  // than not_indicated; a deadline that both have falls otherwise. Ascending.
  const std::vector<std::size_t>& changed() const { return changed_; }

  struct Difference {
    Index before = kNone;  // the rule in the law before; kNone: not there
    Index after = kNone;   // the same in the law after
    Outcome was = Outcome::not_indicated;
    Outcome is = Outcome::not_indicated;
  };
  // Of one case, in the order of the rules of the law after, then those only the law before has.
  std::vector<Difference> differences(std::size_t index) const;
  // The deadlines of the law after that fall otherwise for one case.
  std::vector<Index> moved_deadlines(std::size_t index) const;

  // How many rules and deadlines had to be judged.
  std::size_t judged() const { return rules_.size() + deadlines_.size(); }

 private:
  struct Pair {
    Index before = kNone;
    Index after = kNone;
  };
  void pair_up(const Alike& alike);
  void find_changed();
  Outcome was(const Pair& pair, std::size_t index) const;
  Outcome is(const Pair& pair, std::size_t index) const;
  bool moved(const Pair& pair, std::size_t index) const;

  const Ruleset& before_;
  const Ruleset& after_;
  std::vector<Pair> rules_;
  std::vector<Pair> deadlines_;
  Wanted old_wanted_;
  Wanted new_wanted_;
  Outcomes was_;
  Outcomes is_;
  std::vector<std::size_t> changed_;
};

}  // namespace law
