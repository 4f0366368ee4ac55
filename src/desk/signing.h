// Signing: people sign what they grant and approve, and what happens to evidence in their hands,
// with their own key, so that neither a node nor whoever holds its key can make a permission nobody
// gave or a hand-over that never was.
#pragma once

#include "casefile/signature.h"
#include "desk/changes.h"
#include "desk/session.h"

namespace desk {

// The action of a role that lets a person give grants and approve loosening.
inline constexpr std::string_view kGrantAction = "grant";

// Checks signatures against the organisation's roster: a person's row must chain to the root, and
// one of her roles must have the action. Somebody who has left stays the author of what she signed.
class Signers : public casefile::Signatures {
 public:
  explicit Signers(House& house) : house_(house) {}
  casefile::SignatureVerdict check(casefile::SignedKind kind, base::ByteView words,
                                   const casefile::Signed& made) const override;

 private:
  House& house_;
};

// The session person's signature over what the record says, as a value of its field `signature`.
codec::Value sign(const Session& session, casefile::SignedKind kind, const base::CaseId& case_id,
                  const casefile::FoldedRecord& record, base::UtcMs at_ms);

// Adds her signature to each grant that is granted, each approval that she approved and each step
// of custody which the operations touch and no signature covers yet; a step of custody gets that of
// every person who touches it. `after` shows the case file with them. Refusal not_allowed for a
// grant when no role of hers lets her grant.
base::Done sign_decisions(House& house, const Session& session, const CaseView& after,
                          base::UtcMs at_ms, Operations& operations);

// Whether an entry with these operations says so in its header.
bool carries_signature(const std::vector<casefile::Op>& ops);

}  // namespace desk
