// Fold: from a history to what people see. A pure function of the *set* of batches, the frozen
// rules of the catalogue and what `control` allows: arrival order does not matter (fold_test.cpp,
// tests 1,000 orders; twin_test.cpp, every small history).
//
// The one idea: writes of a field form a graph, each naming by `base` the writes it saw and
// supersedes. Those superseded by nobody are its *heads*. One head is the value; several are
// concurrent, and the field's rule says which is shown. Nothing is lost: the others are listed.
#pragma once

#include <vector>

#include "casefile/catalogue.h"
#include "casefile/history.h"

namespace casefile {

class Control;

// Raised when the fold of an existing history changes; capsules of another version are rebuilt.
inline constexpr std::uint32_t kFoldVersion = 1;

// Why a field needs a person to look at it (each is a task for the worker).
enum class Trouble : std::uint8_t {
  none = 0,
  concurrent = 1,           // two wrote without seeing each other
  illegal_transition = 2,   // a state that could not follow
  undecided_loosening = 3,  // a restriction was loosened without the decision it needs
};

// One value with who wrote it.
struct Shown {
  codec::Value value;
  Stamp stamp;
  base::UserId user = base::UserId::none();
  base::GrantId grant = base::GrantId::none();
  std::vector<Stamp> same;          // other live writes of an equal value: a remove names them too
  std::vector<Stamp> corrected_by;  // of a note: later notes that correct it
};

struct FoldedField {
  std::uint32_t number = 0;
  Rule rule = Rule::replace_with_conflict;
  // One for single values (none when it was emptied), each element of a set, each note in order.
  std::vector<Shown> shown;
  std::vector<Shown> others;  // concurrent values not shown
  std::vector<Stamp> heads;   // the base of the next write
  Trouble trouble = Trouble::none;
};

struct FoldedRecord {
  base::RecordId id = base::RecordId::none();
  std::uint32_t type = 0;
  std::uint32_t version = 0;  // the highest any write used
  bool known = true;          // false when the catalogue does not know the type: kept, not shown
  bool created = false;       // a `create` stands in this compartment
  bool shredded = false;
  Stamp first;  // the earliest and the latest write that count
  Stamp last;
  std::vector<FoldedField> fields;  // by number

  const FoldedField* field(std::uint32_t number) const;
  // The shown value of a field that has one; null pointer when empty.
  const codec::Value* value(std::uint32_t number) const;
  // As text, "" when empty or no text: for codes and states.
  std::string_view text(std::uint32_t number) const;
};

struct Conflict {
  base::RecordId record = base::RecordId::none();
  std::uint32_t type = 0;
  std::uint32_t field = 0;
  Trouble trouble = Trouble::none;
};

// Why an op does not count (it is kept, and listed for an administrator).
enum class Held : std::uint8_t {
  unknown_op = 1,         // of a later version
  unknown_type = 2,       // the catalogue does not know the type, version or field
  wrong_compartment = 3,  // the field lives in another compartment
  wrong_op = 4,           // this op does not suit the field's rule
  bad_value = 5,          // not of the field's kind
  not_granted = 6,        // outside any grant valid at that point of `control`
  not_home = 7,           // without grant, by a node that is not of the care team
  backdated = 8,          // earlier than what the same node had written before it
  twice_stamped = 9,      // a second content under one stamp
  under_hold = 10,        // a shredding while a legal hold stood
};

struct HeldOp {
  Stamp stamp;
  Held why = Held::unknown_op;
};

struct Folded {
  base::Compartment compartment = base::Compartment::ops;
  std::vector<FoldedRecord> records;  // by id and type
  std::vector<Conflict> conflicts;
  std::vector<HeldOp> held;

  // O(log n).
  const FoldedRecord* find(const base::RecordId& id, std::uint32_t type) const;
  std::vector<const FoldedRecord*> of_type(std::uint32_t type) const;
  // Everything above in one deterministic encoding: equal states have equal images. Its BLAKE2b
  // under "amparo/state/1" is the state's digest, which golden histories record.
  base::Bytes image() const;
};

// O(n log n) in the number of ops.
Folded fold(const History& history, const Catalogue& catalogue, const Control& control);

}  // namespace casefile
