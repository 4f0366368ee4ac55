// SharingService: who may see which parts of a case file and until when, giving a part to somebody
// outside the team that keeps it, and taking it back.
//
// Promise: what is given is judged by casefile before anything is written; what is withdrawn cannot
// be read any more when the answer is there.
// Threads: every function may be called from several workers at once.
#pragma once

#include "web/service.h"

namespace web {

// By the keys of teams; what grants give stands with the grants.
struct Reader {
  std::string who;
  Text what;  // her roles
  std::vector<std::string> parts;
};

// What somebody given this part would read now, of that which the caller can open.
struct SharingPart {
  struct Seen {
    std::string record_id;
    std::string type;
    std::vector<std::string> fields;
  };
  std::string part;
  bool held = false;  // false: somebody of its team hands it on when she next opens the case file
  std::vector<Seen> records;
};

struct SharingRecipient {
  std::string name;
  Text what;            // roles; empty for a partner
  std::string partner;  // the recipient class of a partner, "" for a user
};

// What a basis can carry at most.
struct SharingBasis {
  std::string basis;
  std::int64_t longest_days = 0;
  std::vector<std::string> parts;
  std::vector<std::string> recipient_classes;
  bool needs_reason = false;
  bool needs_norm = false;
};

struct Grant {
  std::string id;
  std::string why;  // "" when it is live, else a word of docs/catalogue.md
  std::string basis;
  std::string purpose;
  std::vector<std::string> parts;
  std::string recipient_class;
  std::string recipient;
  base::UtcMs until_ms = 0;
  base::UtcMs review_ms = 0;  // 0: none
  base::UtcMs given_ms = 0;
  std::string given_by;
  std::string reason;
  std::string consent;               // record id, "" without one
  std::vector<std::string> pending;  // parts not handed on yet
};

// An emergency access that somebody had.
struct Emergency {
  std::string id;
  std::string who;
  std::string reason;
  std::vector<std::string> parts;
  base::UtcMs given_ms = 0;
  base::UtcMs until_ms = 0;
  bool reviewed = false;
  bool justified = false;
  std::string review;
  bool mine = false;
};

struct Sharing {
  bool may_give = false;
  bool may_withdraw = false;
  std::vector<std::string> emergency_parts;  // that the caller could open now in an emergency
  std::vector<Emergency> emergencies;        // the latest first
  std::vector<Reader> readers;
  std::vector<SharingPart> parts;
  std::vector<SharingRecipient> recipients;
  std::vector<SharingBasis> bases;
  std::vector<Grant> grants;  // the latest first
};

struct NewGrant {
  std::string basis;
  std::string purpose;
  std::vector<std::string> parts;
  std::string recipient_class;
  std::string recipient;
  base::UtcMs until_ms = 0;
  base::UtcMs review_ms = 0;  // 0: none
  std::string reason;
  std::string norm;
  std::string consent;  // record id of one that stands; "": what was said now
  std::string capacity;
  std::string words;
  std::string language;
  std::string method;
};

struct Withdrawal {
  bool whole_consent = false;  // and with it everything that rests on the consent
  std::string words;
};

struct NewEmergency {
  std::vector<std::string> parts;
  std::string reason;
};

struct EmergencyReview {
  bool justified = false;
  std::string words;
};

class SharingService {
 public:
  virtual ~SharingService() = default;
  virtual base::Result<Sharing> sharing(const Caller& caller, const std::string& case_id) = 0;
  // The state after it. Refusals not_allowed, not_granted (detail `why`), not_found, bad_value.
  virtual base::Result<Sharing> give(const Caller& caller, const std::string& case_id,
                                     const NewGrant& what, base::SaveId save) = 0;
  virtual base::Result<Sharing> withdraw(const Caller& caller, const std::string& case_id,
                                         const std::string& grant, const Withdrawal& what,
                                         base::SaveId save) = 0;
  // Opens parts for three hours; recorded before anything opens. Refusals not_allowed, no_reason,
  // not_granted, bad_value.
  virtual base::Result<Sharing> break_glass(const Caller& caller, const std::string& case_id,
                                            const NewEmergency& what, base::SaveId save) = 0;
  // By somebody else. Refusals not_allowed, second_person_needed, no_reason, not_found.
  virtual base::Result<Sharing> review(const Caller& caller, const std::string& case_id,
                                       const std::string& emergency, const EmergencyReview& what,
                                       base::SaveId save) = 0;
};

}  // namespace web
