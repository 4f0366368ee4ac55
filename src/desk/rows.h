// Rows of keys.db as the desk writes them (docs/formats.md, "Keys of a folder"): who the
// organisation, its node and its people are, and which key is wrapped for whom. Plain values and
// their bytes; no I/O.
#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "crypto/passphrase.h"
#include "crypto/wrap.h"
#include "ledger/store.h"

namespace desk {

// KeyTable::node, key "identity".
struct IdentityRow {
  base::OrgId org = base::OrgId::none();
  base::NodeId node = base::NodeId::none();
  std::string organisation;           // its public name
  crypto::VerifyKey root{};           // of the organisation; the private half exists only as cards
  crypto::ExchangePublic recovery{};  // likewise
  crypto::VerifyKey node_key{};
  bool demo = false;              // invented people: refuses real use
  crypto::Signature signature{};  // root over the above (SignDomain::roster)
};

// KeyTable::user, key user id.
struct UserRow {
  base::UserId id = base::UserId::none();
  std::string name;  // what is typed at log-in
  std::vector<std::string> roles;
  crypto::VerifyKey verify{};
  crypto::ExchangePublic exchange{};
  base::UserId added_by = base::UserId::none();  // none: the founder, signed by root
  crypto::Signature signature{};  // adder over the above (SignDomain::approval), or root (roster)

  // Not signed: what keeps her out is that her wraps are gone and her teams' keys renewed.
  bool disabled = false;

  crypto::Salt salt{};
  crypto::KdfParams kdf{};
  crypto::Hash verifier_hash{};
  base::Bytes sign_wrap;  // her private keys under her passphrase…
  base::Bytes exchange_wrap;
  base::Bytes sign_recovery;  // …and for the recovery key
  base::Bytes exchange_recovery;
};

// What a signature of the row covers.
base::Bytes signed_part(const IdentityRow& row);
base::Bytes signed_part(const UserRow& row);

base::Bytes encode(const IdentityRow& row);
base::Result<IdentityRow> decode_identity(base::ByteView bytes);
base::Bytes encode(const UserRow& row);
base::Result<UserRow> decode_user(base::ByteView bytes);

// The team's identity: the same on every node of the organisation.
base::TeamId team_id(const base::OrgId& org, std::string_view team);

// Keys of rows: fixed-size fields, so that prefixes select. team ‖ compartment ‖ epoch ‖ user
// (none: the recovery key).
base::Bytes team_wrap_key(const crypto::TeamContext& context, const base::UserId& user);
base::Bytes team_wrap_prefix(const base::TeamId& team, base::Compartment compartment);
// case ‖ compartment ‖ epoch ‖ team ‖ team epoch.
base::Bytes case_wrap_key(const crypto::CompartmentContext& what, const base::TeamId& team,
                          std::uint32_t team_epoch);
base::Bytes case_wrap_prefix(const base::CaseId& case_id, base::Compartment compartment);

struct TeamWrapKey {
  crypto::TeamContext context;
  base::UserId user;
};
struct CaseWrapKey {
  crypto::CompartmentContext what;
  base::TeamId team;
  std::uint32_t team_epoch;
};
base::Result<TeamWrapKey> parse_team_wrap_key(base::ByteView key);
base::Result<CaseWrapKey> parse_case_wrap_key(base::ByteView key);

// What a wrap of a team key to a person, or of a private key, is bound to.
base::Bytes team_wrap_context(const crypto::TeamContext& context, const base::UserId& user);
base::Bytes user_wrap_context(const base::UserId& user, std::string_view which);

}  // namespace desk
