// Person and Session: unlocked keys. A Person is her private keys, from her passphrase or a ticket;
// a Session is what they open now: roles, and the keys of the teams she belongs to. Neither
// outlives what it was opened for; both wipe themselves.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "desk/house.h"

namespace desk {

struct Person {
  base::UserId id;
  std::string name;
  crypto::ExchangeKey exchange;
  crypto::SigningKey signing;

  // Her private keys sealed under a session key, and back. Refusal not_unlocked for a ticket of
  // another key.
  base::Bytes ticket(const crypto::Secret& session_key, base::Random& random) const;
  static base::Result<Person> from_ticket(const crypto::Secret& session_key, base::ByteView ticket);
};

struct TeamEpoch {
  std::uint32_t epoch;
  crypto::TeamKey key;
};

// Compartment keys of one (case file, compartment) that a session can open, by epoch, oldest first.
struct CaseKeys {
  std::vector<std::pair<std::uint32_t, crypto::CompartmentKey>> epochs;

  bool empty() const { return epochs.empty(); }
  const crypto::CompartmentKey& current() const { return epochs.back().second; }
  // Null pointer when this session has no key with that id.
  const crypto::CompartmentKey* find(const crypto::KeyId& id) const;
};

class Session {
 public:
  // Refusal user_disabled, roster_invalid; wrong_passphrase when the keys are not hers.
  static base::Result<Session> open(House& house, const Person& person);

  const Person& person() const { return *person_; }
  // By which a grant names her.
  base::Fingerprint fingerprint() const;
  const std::vector<std::string>& roles() const { return roles_; }
  bool may(std::string_view action) const;
  // Refusal not_allowed unless some role allows the action.
  base::Done require(std::string_view action) const;

  // Null pointer when she is not of the team.
  const std::vector<TeamEpoch>* team_keys(std::string_view team,
                                          base::Compartment compartment) const;
  bool holds(base::Compartment compartment) const;
  std::vector<base::Compartment> compartments() const;
  // Besides her teams': what grants let her read of this one case file.
  std::vector<base::Compartment> granted(const base::CaseId& case_id) const;
  // All that she can open of this case file.
  std::vector<base::Compartment> compartments(const base::CaseId& case_id) const;

  // Those of her team; without a team, those of grants that have not expired.
  CaseKeys case_keys(const base::CaseId& case_id, base::Compartment compartment) const;
  // The wrap of a new compartment key for the one team that holds the compartment.
  ledger::KeyRow wrap(const base::CareMandate& mandate, const crypto::CompartmentContext& what,
                      const crypto::CompartmentKey& key) const;

 private:
  Session(House& house, const Person& person) : house_(&house), person_(&person) {}
  void open_team_keys();
  CaseKeys granted_keys(const base::CaseId& case_id, base::Compartment compartment) const;

  House* house_;
  const Person* person_;
  std::vector<std::string> roles_;
  std::map<std::pair<std::string, base::Compartment>, std::vector<TeamEpoch>> teams_;
};

// The keys of one compartment of a case file that these keys of its team open.
CaseKeys case_keys_under(House& house, const std::vector<TeamEpoch>& team_keys,
                         const base::CaseId& case_id, base::Compartment compartment);

// Reads and checks a person's row: her signature chain to the root. Refusal not_found,
// roster_invalid.
base::Result<UserRow> read_user(House& house, const base::UserId& id);
base::Result<UserRow> find_user(House& house, std::string_view name);
std::vector<UserRow> all_users(House& house);

// Her private keys from her passphrase. Refusal wrong_passphrase (never says whether the name
// exists), user_disabled.
base::Result<Person> unlock(House& house, std::string_view name,
                            const crypto::Passphrase& passphrase);

}  // namespace desk
