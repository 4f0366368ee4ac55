// Lists: finding case files. Which indexes are in memory follows from who has a session
// (views/indexes.h); each query first brings the indexes it asks to the ledger's end.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "desk/audit.h"
#include "desk/session_keys.h"
#include "views/catch_up.h"
#include "views/indexes.h"
#include "views/snapshot.h"

namespace desk {

// One line of a list: what the session's indexes know of a case file.
struct CaseLine {
  base::CaseId id = base::CaseId::none();
  std::string number;
  std::string step;
  std::string name;                  // "" when there is none, or she may not see it
  std::optional<std::string> birth;  // canonical text of a partial date
  std::string language;              // the first one's code, "" when there is none
  std::string nationality;           // likewise
  std::string sex;                   // a code, "" when it is not known
  base::UtcMs changed_ms = 0;
  std::uint32_t troubles = 0;  // fields a person must look at
};

struct CaseLines {
  std::vector<CaseLine> lines;
  base::Bytes next;  // empty: the last page
};

class Lists {
 public:
  Lists(House& house, Audit& audit) : house_(house), audit_(audit) {}

  // The person has no session any more: her teams' indexes are wiped 15 minutes after the last
  // member's. (They are loaded when she first asks for a list.)
  void ended(const base::UserId& person);
  // Wipes what has been idle, writes snapshots and capsules that are behind. For the node, every
  // few seconds.
  void tick();
  // Takes a shredded case file out of every list and snapshot.
  void forget(const base::CaseId& id);
  void wipe_all() { house_.indexes().wipe_all(); }

  // Last changed first. Refusal not_allowed, bad_value for a foreign cursor.
  base::Result<CaseLines> list(const Session& session, std::size_t limit,
                               const base::Bytes& cursor);
  // Those with a date in a field, the earliest date first. Refusals of list.
  base::Result<CaseLines> list_by_date(const Session& session, const casefile::RecordType& type,
                                       const casefile::Field& field, std::size_t limit);
  // All that have a record of the type in one of these states, in no order. Refusals of list.
  base::Result<std::vector<CaseLine>> list_in_state(const Session& session,
                                                    const casefile::RecordType& type,
                                                    const casefile::Field& field,
                                                    const std::vector<std::string>& states);
  // By name as it sounds, or by number; the most alike first. Audited.
  base::Result<std::vector<CaseLine>> search(const Session& session, std::string_view text,
                                             std::size_t limit);
  // The case file of a number or an identity as text. Refusal not_found.
  base::Result<base::CaseId> resolve(const Session& session, std::string_view text);
  // Bytes that the indexes in memory take, and how many case files they hold.
  struct Memory {
    std::size_t bytes = 0;
    std::size_t case_files = 0;
  };
  Memory memory() const;

 private:
  void began(const Session& session);
  std::shared_ptr<views::Index> index(const Session& session, base::Compartment compartment);
  std::unique_ptr<views::Index> load(const Session& session, const views::Scope& scope);
  views::Sources sources();
  CaseLine line_of(const base::CaseId& id, const Session& session);
  void save_snapshot(const Session& session, const views::Index& index);

  House& house_;
  Audit& audit_;
  std::mutex mutex_;  // also held while snapshots are loaded, written and dropped
  std::map<base::UserId, std::vector<base::TeamId>> began_;  // whose teams' indexes are held
};

}  // namespace desk
