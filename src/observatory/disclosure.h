// Disclosure control: which cells of a table may be shown, and the proof that the others stay
// hidden.
//
// Promise: a table that `audit` accepts hides every hidden cell: for each of them two tables of
// whole numbers are at hand that agree with everything published, now and earlier, and differ in
// that cell by at least the threshold. Where no such pair is found the release is refused: the
// audit may refuse too much, it never accepts too much.
// What an attacker is taken to know: every published cell, that totals are sums, that counts are
// whole and not negative, and, as zeros are shown, that a hidden cell is at least 1.
// Pure: values in, values out. Threads: any, on different cubes.
#pragma once

#include <optional>
#include <vector>

#include "observatory/cube.h"

namespace observatory {

// What the world may know of a cell.
enum class Show : std::uint8_t {
  published,  // printed in this release
  hidden,     // its place is printed, its value is not
  locked,     // printed in an earlier release or elsewhere: cannot be hidden any more
  internal,   // never printed: not part of any release
};

enum class Why : std::uint8_t {
  none,
  small,          // 1 .. threshold − 1
  dominance,      // one organisation supplies too much of it
  difference,     // differs from an earlier vintage by less than the threshold
  complementary,  // hidden so that others stay hidden
};

struct Policy {
  Count threshold = 11;
  // One contributor above this share makes a cell primary; 1 switches the rule off.
  double dominance_share = 0.8;
  // Published values are rounded to a multiple of this; 1 leaves them. The audit works on the exact
  // values, so that rounding is protection on top.
  Count rounding = 1;
};

// Thresholds are 5..50, rounding 1, 5 or 10. Refusal bad_value names the parameter.
base::Done check_policy(const Policy& policy);

struct Protection {
  std::vector<Show> show;  // one a cell
  std::vector<Why> why;
  // How far apart two tables must be in a hidden cell.
  Count threshold = 11;
  std::size_t primary = 0;
  std::size_t complementary = 0;
};

// The cells that may not be shown for what they are. `show` gives what is locked or internal
// (empty: all cells are candidates); a small locked cell is Refusal already_published with its key.
base::Result<Protection> primary_cells(const Cube& cube, const Policy& policy,
                                       std::vector<Show> show = {});

// Hides more cells until every hidden cell is protected. Cells that are locked are never chosen;
// totals are chosen last. Refusal cannot_protect names a cell for which nothing helps.
base::Result<Protection> protect(const Cube& cube, Protection primary);

// Marks cells by the dominance rule. `contributions`: one cube a contributor, of equal shape.
void add_dominance(const Cube& cube, std::span<const Cube> contributions, const Policy& policy,
                   Protection& protection);

// A difference from the true table, by leaf cell.
struct LeafChange {
  CellIndex leaf;
  Count by;
};
struct Witness {
  CellIndex cell;
  std::vector<LeafChange> high;
  std::vector<LeafChange> low;
};

struct AuditResult {
  std::size_t hidden = 0;
  std::size_t proven = 0;
  // Cells without a pair of tables.
  std::vector<CellIndex> unproven;
  bool accepted() const { return unproven.empty() && proven == hidden; }
};

// Finds and checks a pair of tables for every hidden cell. `witnesses`, when given, receives them.
AuditResult audit(const Cube& cube, const Protection& protection,
                  std::vector<Witness>* witnesses = nullptr);

// Checks one pair from nothing but the leaves: whole, not negative, hidden cells at least 1, equal
// in every published cell, at least the threshold apart. Shares no code with the search.
bool check_witness(const Cube& cube, const Protection& protection, const Witness& witness);

// The bounds that sums alone give an attacker for each hidden cell (repeated tightening; outer
// bounds: the true interval is not wider). For showing what a bad release would give away.
struct Bounds {
  Count low = 0;
  Count high = 0;
};
std::vector<Bounds> attacker_bounds(const Cube& cube, const Protection& protection);

// What is printed for a cell: its value, rounded by the policy; nullopt where it is not shown.
std::optional<Count> printed_value(const Cube& cube, const Protection& protection,
                                   const Policy& policy, CellIndex cell);

}  // namespace observatory
