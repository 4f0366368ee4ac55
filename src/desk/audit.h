// Audit: who did what, durable before the answer. The trail is a compartment of the organisation's
// own case file; the node holds its key too, so that every act on this machine is written, and the
// audit team reads it.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "desk/session.h"

namespace desk {

// One act. It names case files and people by identity only, never by what is in them.
struct AuditAct {
  base::UserId user = base::UserId::none();
  std::string action;  // of code list audit_actions
  std::optional<base::CaseId> subject;
  std::string reason = {};  // in her own words, where an act asks for one
};

class Audit {
 public:
  explicit Audit(House& house) : house_(house) {}

  // Makes the organisation's case file with its audit compartment; once, at the founding.
  static base::Done begin(House& house, const Session& founder);

  // Durable when it returns.
  base::Done note(const AuditAct& act);
  // The same, at most once per person, action and case file in 15 minutes.
  base::Done note_reading(const AuditAct& act);

 private:
  base::Result<crypto::CompartmentKey> key() const;

  House& house_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::int64_t> noted_ms_;  // by user and subject
};

}  // namespace desk
