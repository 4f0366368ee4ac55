// Case files: opening, reading, changing and erasing them. Every function authorises first; what
// the caller may not see is Refusal not_found, and the refusal is audited.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "desk/audit.h"
#include "desk/lists.h"
#include "desk/saving.h"

namespace desk {

class CaseFiles {
 public:
  CaseFiles(House& house, Audit& audit, Lists& lists)
      : house_(house), audit_(audit), lists_(lists) {}

  struct New {
    std::string kind = "child";  // of code list case_kinds
    std::vector<RecordEdit> records;
  };
  struct Made {
    base::CaseId id = base::CaseId::none();
    std::string number;
    Saved saved;
  };
  // The case file of a save has an identity that follows from it, so the same save again finds the
  // first one and writes nothing.
  base::Result<Made> create(const Session& session, const New& what, const base::SaveId& save);

  // Authorises `action` and opens what the session holds; a refusal is on record, the reading is
  // not.
  base::Result<CaseView> open(const Session& session, const base::CaseId& id,
                              std::string_view action);

  // Reads the compartments that the session holds; the reading is durable in the audit trail before
  // anything is answered.
  base::Result<CaseView> read(const Session& session, const base::CaseId& id);

  // Writes the edits on top of what stands now. The same save again writes nothing.
  base::Result<Saved> change(const Session& session, const base::CaseId& id,
                             const std::vector<RecordEdit>& edits, const base::SaveId& save);
  // The same with edits that follow from what stands; nobody else writes the case file meanwhile.
  // A refusal of `edits` is passed on and nothing is written.
  using Edits = std::function<base::Result<std::vector<RecordEdit>>(const CaseView&)>;
  base::Result<Saved> change(const Session& session, const base::CaseId& id, const Edits& edits,
                             const base::SaveId& save, const Check& check = {});

  // The same, and new records that follow from the case file as it will stand with the edits, all
  // of one save.
  base::Result<Saved> change(const Session& session, const base::CaseId& id, const Edits& edits,
                             const Edits& then, const base::SaveId& save);

  // Destroys every key and body of the case file. Refusal under_hold while a legal hold stands,
  // no_reason.
  struct Shredded {
    std::uint64_t entries = 0;
  };
  base::Result<Shredded> shred(const Session& session, const base::CaseId& id,
                               const std::string& reason);

 private:
  House& house_;
  Audit& audit_;
  Lists& lists_;
};

// The identity that a case file made by this save has.
base::CaseId case_of_save(const base::SaveId& save);

}  // namespace desk
