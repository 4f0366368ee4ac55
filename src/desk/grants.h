// Grants: sharing parts of a case file with somebody outside the team that keeps them, and taking
// that back. A grant rests on consent or on one of four other bases; what may be granted is judged
// by casefile (grant_keeper.h) before anything is written, and signed by who gives it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/case_files.h"
#include "desk/grant_wraps.h"

namespace desk {

struct NewGrant {
  std::string basis = "consent";  // of code list grant_bases
  std::string purpose;            // of purposes
  std::vector<base::Compartment> parts;
  std::string recipient_class;  // of recipient_classes
  std::string recipient;        // a user's log-in name, or a partner's name
  base::UtcMs expires_ms = 0;
  std::optional<base::UtcMs> review_ms;  // mandatory unless it rests on consent
  std::string reason;                    // mandatory unless it rests on consent
  std::string norm;                      // mandatory for legal duty and protection authority

  // A consent that is in the case file, or what was said now: then a new one is written, as wide
  // as this grant and no wider.
  std::optional<base::RecordId> consent;
  std::string capacity = "child_consent";  // of consent_capacities
  std::string words;                       // her own, verbatim
  std::string language;                    // of languages; "" when not said
  std::string method;                      // of consent_methods; "" when not said
};

struct GrantInfo {
  base::GrantId id = base::GrantId::none();
  std::string state;  // of code list grant_states
  std::string why;    // "" when it is live, else a word of docs/catalogue.md
  std::string basis;
  std::string purpose;
  std::vector<std::string> parts;
  std::string recipient_class;
  std::string recipient;  // "" when no user and no partner has these keys
  std::optional<base::UtcMs> expires_ms;
  std::optional<base::UtcMs> review_ms;
  base::UtcMs given_ms = 0;
  std::string given_by;
  std::string reason;
  std::optional<base::RecordId> consent;
  std::vector<std::string> pending;  // parts that nobody with their keys has handed on yet
};

class Grants {
 public:
  Grants(House& house, Audit& audit, CaseFiles& cases)
      : house_(house), audit_(audit), cases_(cases) {}

  struct Given {
    base::GrantId grant = base::GrantId::none();
    Saved saved;
  };
  // Durable, signed, and wrapped for what the session holds. The same save again writes nothing
  // (and names no grant). Refusal not_allowed (action grant), not_found (recipient), not_granted
  // with the reason, when such a grant would not be live: nothing is written then.
  base::Result<Given> give(const Session& session, const base::CaseId& id, const NewGrant& what,
                           const base::SaveId& save);
  // Holds at once: her wraps are gone when this returns, and the next save of each part is under a
  // key she never gets. Withdrawing the consent withdraws every grant that rests on it. Anyone who
  // may write may withdraw. Refusal not_found.
  struct Withdrawal {
    base::GrantId grant = base::GrantId::none();
    bool whole_consent = false;
    std::string words;  // what she said
  };
  base::Result<Saved> withdraw(const Session& session, const base::CaseId& id,
                               const Withdrawal& what, const base::SaveId& save);
  // Every grant there was, the latest first.
  base::Result<std::vector<GrantInfo>> list(const Session& session, const base::CaseId& id);

 private:
  House& house_;
  Audit& audit_;
  CaseFiles& cases_;
};

}  // namespace desk
