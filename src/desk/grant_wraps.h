// Grant wraps: compartment keys that reach somebody outside the team, each resting on a live grant.
//
// They follow `control`: what is granted is wrapped as soon as somebody who holds the compartment's
// key comes by, and a wrap whose grant is no longer live is erased, its key's epoch marked as over:
// the next save of that compartment makes a new key, which those who lost the grant never get.
#pragma once

#include <vector>

#include "desk/case_view.h"

namespace desk {

// Somebody a grant can name: a user of this organisation, or a partner.
struct Recipient {
  std::string name;
  bool is_partner = false;
  std::string recipient_class;  // of a partner, a code of list recipient_classes
  crypto::ExchangePublic exchange{};
  crypto::VerifyKey verify{};

  base::Fingerprint fingerprint() const { return crypto::fingerprint(exchange, verify); }
};

// Everybody that is not disabled, by name. A partner's row whose signature does not hold is no
// recipient.
std::vector<Recipient> all_recipients(House& house);
// A partner's public keys, signed by who adds them (compared in person). Refusal not_allowed
// (action people), name_taken, bad_value for an unsound key.
base::Done add_partner(House& house, const Session& session, const Recipient& partner);

struct GrantWrap {
  crypto::CompartmentContext what;
  base::GrantId grant = base::GrantId::none();
  base::Fingerprint recipient{};
  base::UtcMs expires_ms = 0;
  base::Bytes wrap;
};
std::vector<GrantWrap> grant_wraps(House& house, const base::CaseId& case_id);

// True when the newest epoch of the compartment's key is known to somebody who lost a grant.
bool is_over(House& house, const crypto::CompartmentContext& newest);

// Wraps the keys of one part to the recipient of a live grant, as far as that is not done; the rows
// go into `batch`. A recipient who is not there (any more) gets nothing. Refusals of
// crypto::wrap_for_recipient.
base::Done hand_on(House& house, const base::LiveGrant& grant, base::Compartment part,
                   const CaseKeys& keys, ledger::KeyBatch& batch);

// Wraps what is granted and can be wrapped here, erases what is granted no more. `view` shows
// `control`. Nothing to do costs one look.
base::Done settle_grants(House& house, const Session& session, const CaseView& view);
// Erases the wraps of grants that have expired, without any person's key. How many.
std::size_t retire_expired(House& house);
// For shredding: everything of this file that belongs to a case file.
void erase_grants_of(const base::CaseId& case_id, ledger::KeyBatch& batch);

}  // namespace desk
