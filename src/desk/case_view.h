// CaseView: one case file as one session may see it: the compartments whose keys it holds, opened
// and folded.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "casefile/control.h"
#include "casefile/fold.h"
#include "desk/session_keys.h"

namespace desk {

class CaseView {
 public:
  // Opens the wanted compartments that the session holds, and always `control`. Refusal not_found
  // when there is no such case file or the session cannot open its control: what may not be seen
  // looks as if it were not there. O(entries since the capsules).
  static base::Result<CaseView> open(House& house, const Session& session,
                                     const base::CaseId& case_id,
                                     const std::vector<base::Compartment>& wanted);
  // A case file that has no entries yet.
  static CaseView fresh(const base::CaseId& case_id);

  const base::CaseId& id() const { return id_; }
  const casefile::Control& control() const { return control_; }
  // Null pointer when the compartment was not wanted or cannot be opened here.
  const casefile::Folded* folded(base::Compartment compartment) const;
  const casefile::History* history(base::Compartment compartment) const;
  // The record in the compartment, or null pointer.
  const casefile::FoldedRecord* find(const base::RecordId& record, std::uint32_t type,
                                     base::Compartment compartment) const;
  // The first record of a type, as a compartment shows it; null pointer when there is none.
  const casefile::FoldedRecord* first(const casefile::RecordType& type,
                                      base::Compartment compartment) const;
  // The greatest time of everything that was opened.
  base::Hlc latest() const { return latest_; }
  // True when some opened entry belongs to this save.
  bool has_save(const base::SaveId& save) const;
  // Entries that opened and held no batch: damage or a program of the future, never silently passed
  // over.
  std::size_t unreadable() const { return unreadable_; }

  // Takes in one more batch of this node and folds again; for what was just written, and for
  // judging a state before it is.
  void apply(base::Compartment compartment, const casefile::Authored& authored, const House& house);

 private:
  explicit CaseView(const base::CaseId& id) : id_(id) {}
  base::Done load(House& house, SessionKeys& keys, base::Compartment compartment);
  void fold_all(const House& house);

  base::CaseId id_;
  std::map<base::Compartment, casefile::History> histories_;
  std::map<base::Compartment, casefile::Folded> folded_;
  casefile::Control control_;
  base::Hlc latest_;
  std::size_t unreadable_ = 0;
};

}  // namespace desk
