// Changes: from what a person edited to the operations that say it, one batch per compartment.
// Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "desk/case_view.h"

namespace desk {

struct FieldEdit {
  std::string field;   // its id in the catalogue
  codec::Value value;  // null empties it
  // Of a set: takes the values of these writes out instead of adding one.
  std::vector<casefile::Stamp> removes = {};
};

struct RecordEdit {
  std::string type;                      // its id in the catalogue
  std::optional<base::RecordId> record;  // none: a new one
  std::vector<FieldEdit> fields;
  std::optional<base::RecordId> as = {};  // of a new one: its id, when others refer to it
  // Of a new one whose fields all live in this compartment: nothing is written elsewhere, so that
  // who cannot open it does not learn that there is one.
  std::optional<base::Compartment> in = {};
};

using Operations = std::map<base::Compartment, std::vector<casefile::Op>>;

struct Decided {
  Operations operations;
  std::vector<base::RecordId> records;  // one per edit, new ones named
};

// Operations for the edits on top of what the view shows: each write names the writes it
// supersedes. Refusal unknown_record_type, unknown_field, bad_value (detail "field"), not_found for
// a record that is not in the view.
base::Result<Decided> decide(const casefile::Catalogue& catalogue, const CaseView& view,
                             const std::vector<RecordEdit>& edits, base::Random& random);

}  // namespace desk
