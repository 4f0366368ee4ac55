// Trail: the audit trail as its readers see it, newest first. Who may read it is who holds the
// audit team's key and has the action audit_read. What this node wrote; other nodes keep theirs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/session.h"

namespace desk {

struct TrailLine {
  std::uint64_t place = 0;  // in the trail; falls from line to line
  base::UtcMs at_ms = 0;
  std::string action;                           // of code list audit_actions
  base::UserId user = base::UserId::none();     // none: nobody was known
  base::CaseId subject = base::CaseId::none();  // none: of no case file
  std::string reason;                           // where the act asked for one
};

struct TrailQuery {
  std::string action = {};  // empty: every one
  std::optional<base::UserId> user = {};
  std::optional<std::uint64_t> before = {};  // place of the last line of the page before
  std::size_t limit = 100;
};

struct TrailPage {
  std::vector<TrailLine> lines;
  bool more = false;
};

// Refusal not_allowed. O(entries that had to be opened until the page was full).
base::Result<TrailPage> read_trail(House& house, const Session& session, const TrailQuery& query);

}  // namespace desk
