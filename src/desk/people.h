// People: who belongs to the organisation, with which roles, and which teams' keys they hold.
//
// Whoever adds a person signs for her, and can hand on only keys she holds herself; a team of which
// she has none is left pending until one of its members admits the newcomer. A sealed team's key
// leaves the founder at its first admission.
#pragma once

#include <string>
#include <vector>

#include "desk/session.h"

namespace desk {

struct NewPerson {
  std::string name;
  std::vector<std::string> roles;
};

struct Added {
  base::UserId id = base::UserId::none();
  std::vector<std::string> teams;    // whose keys she has now
  std::vector<std::string> pending;  // teams of her roles that a member must admit her to
};

struct PersonInfo {
  base::UserId id = base::UserId::none();
  std::string name;
  std::vector<std::string> roles;
  std::vector<std::string> teams;
  bool disabled = false;
};

// Refusal not_allowed, name_taken, bad_user_name, unknown_role, weak_passphrase.
base::Result<Added> add_person(House& house, const Session& session, const NewPerson& person,
                               const crypto::Passphrase& passphrase);
// By a member of the team, or an administrator who still holds its key. Refusal not_found,
// not_allowed.
base::Done admit(House& house, const Session& session, std::string_view name,
                 std::string_view team);
// She cannot log in again, and every team of hers that the session holds gets a new key, under
// which all its case files are wrapped anew. Teams the session does not hold are named: one of
// their members must renew them (renew_team).
struct Disabled {
  std::vector<std::string> renewed;
  std::vector<std::string> pending;
};
base::Result<Disabled> disable_person(House& house, const Session& session, std::string_view name);
// A new key for a team: wrapped to every member that is not disabled and to the recovery key.
base::Done renew_team(House& house, const Session& session, std::string_view team);
base::Done change_passphrase(House& house, const Person& person,
                             const crypto::Passphrase& passphrase);
base::Result<std::vector<PersonInfo>> list_people(House& house, const Session& session);

// The parts of a person's row that her passphrase makes: salt, verifier, wraps. Refusal
// weak_passphrase.
base::Done seal_private_keys(UserRow& row, const crypto::Secret& exchange,
                             const crypto::Secret& seed, const crypto::Passphrase& passphrase,
                             base::Random& random);
// A row with fresh keys, not signed yet.
struct FreshUser {
  UserRow row;
  crypto::ExchangeKey exchange;
  crypto::SigningKey signing;
};
base::Result<FreshUser> fresh_user(const Policy& policy, const crypto::ExchangePublic& recovery,
                                   const NewPerson& person, const crypto::Passphrase& passphrase,
                                   const crypto::KdfParams& kdf, base::Random& random);
ledger::KeyRow row_of(const UserRow& user);

}  // namespace desk
