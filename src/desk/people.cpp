#include "desk/people.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "desk/emergency.h"

namespace desk {

namespace {

using base::Code;
using ledger::KeyBatch;
using ledger::KeyTable;

constexpr std::size_t kMaxName = 64;

base::Bytes to_bytes(base::ByteView view) {
  return {view.begin(), view.end()};
}

bool is_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= kMaxName && std::all_of(name.begin(), name.end(), allowed);
}

// The teams that a person's roles ask for, in the order of the policy.
std::vector<std::string> teams_of(const Policy& policy, const std::vector<std::string>& roles) {
  std::vector<std::string> teams;
  for (const Team& team : policy.teams()) {
    const bool wanted = std::any_of(roles.begin(), roles.end(), [&](const std::string& id) {
      const Role* role = policy.role(id);
      return role != nullptr &&
             std::find(role->teams.begin(), role->teams.end(), team.id) != role->teams.end();
    });
    if (wanted) teams.push_back(team.id);
  }
  return teams;
}

bool holds_team(const Policy& policy, const Session& session, std::string_view team) {
  for (const base::Compartment compartment : policy.team(team)->compartments) {
    if (session.team_keys(team, compartment) == nullptr) return false;
  }
  return true;
}

// Wraps of every epoch of a team's keys for one person, so that she also reads what came before.
void hand_on(House& house, const Session& session, std::string_view team, const UserRow& to,
             KeyBatch& batch) {
  for (const base::Compartment compartment : house.policy().team(team)->compartments) {
    for (const TeamEpoch& held : *session.team_keys(team, compartment)) {
      const crypto::TeamContext context{house.team(team), compartment, held.epoch};
      batch.puts.push_back({KeyTable::team_wrap, team_wrap_key(context, to.id),
                            crypto::wrap_to(to.exchange, team_wrap_context(context, to.id),
                                            held.key.secret(), house.random())});
    }
  }
}

// A sealed team's key does not stay with somebody whose roles do not ask for it.
void take_from_founder(House& house, const Session& session, std::string_view team,
                       KeyBatch& batch) {
  const Team& sealed = *house.policy().team(team);
  const std::vector<std::string> own = teams_of(house.policy(), session.roles());
  if (!sealed.sealed || std::find(own.begin(), own.end(), team) != own.end()) return;
  for (const base::Compartment compartment : sealed.compartments) {
    for (const TeamEpoch& held : *session.team_keys(team, compartment)) {
      const crypto::TeamContext context{house.team(team), compartment, held.epoch};
      batch.erasures.emplace_back(KeyTable::team_wrap, team_wrap_key(context, session.person().id));
    }
  }
}

std::set<base::UserId> members_of(House& house, std::string_view team) {
  std::set<base::UserId> members;
  for (const base::Compartment compartment : house.policy().team(team)->compartments) {
    const base::Bytes prefix = team_wrap_prefix(house.team(team), compartment);
    for (const ledger::KeyRow& row : house.keys().under(KeyTable::team_wrap, prefix)) {
      const base::Result<TeamWrapKey> key = parse_team_wrap_key(row.key);
      if (key && !key->user.is_none()) members.insert(key->user);
    }
  }
  return members;
}

// The new epoch of one compartment of a team: for its members and the recovery key, and every case
// file's wrap moved to it.
base::Done renew(House& house, const Session& session, std::string_view team,
                 base::Compartment compartment, const std::vector<UserRow>& members) {
  const std::vector<TeamEpoch>& held = *session.team_keys(team, compartment);
  const TeamEpoch& old = held.back();
  const crypto::TeamContext from{house.team(team), compartment, old.epoch};
  const crypto::TeamContext to{from.team, compartment, old.epoch + 1};
  const crypto::TeamKey fresh = crypto::TeamKey::random(house.random());

  KeyBatch batch;
  for (const UserRow& member : members) {
    batch.puts.push_back({KeyTable::team_wrap, team_wrap_key(to, member.id),
                          crypto::wrap_to(member.exchange, team_wrap_context(to, member.id),
                                          fresh.secret(), house.random())});
  }
  const base::UserId none = base::UserId::none();
  batch.puts.push_back({KeyTable::team_wrap, team_wrap_key(to, none),
                        crypto::wrap_to(house.identity().recovery, team_wrap_context(to, none),
                                        fresh.secret(), house.random())});
  for (const ledger::KeyRow& row : house.keys().under(KeyTable::case_wrap, {})) {
    const base::Result<CaseWrapKey> key = parse_case_wrap_key(row.key);
    if (!key || key->team != from.team || key->what.compartment != compartment ||
        key->team_epoch != from.epoch) {
      continue;
    }
    base::Result<base::Bytes> moved =
        crypto::rewrap_for_team(from, old.key, to, fresh, key->what, row.value, house.random());
    if (!moved) return base::pass(moved);
    batch.puts.push_back(
        {KeyTable::case_wrap, case_wrap_key(key->what, to.team, to.epoch), std::move(*moved)});
    batch.erasures.emplace_back(KeyTable::case_wrap, row.key);
  }
  house.commit_keys(batch);
  return {};
}

}  // namespace

ledger::KeyRow row_of(const UserRow& user) {
  return {KeyTable::user, to_bytes(user.id.bytes()), encode(user)};
}

base::Result<FreshUser> fresh_user(const Policy& policy, const crypto::ExchangePublic& recovery,
                                   const NewPerson& person, const crypto::Passphrase& passphrase,
                                   const crypto::KdfParams& kdf, base::Random& random) {
  if (!is_name(person.name)) return base::refuse(Code::bad_user_name);
  for (const std::string& role : person.roles) {
    if (policy.role(role) == nullptr) return base::refuse(Code::unknown_role, {{"role", role}});
  }
  if (person.roles.empty()) return base::refuse(Code::unknown_role, {{"role", ""}});
  FreshUser fresh{{}, crypto::ExchangeKey::generate(random), crypto::SigningKey::generate(random)};
  UserRow& row = fresh.row;
  row.id = base::UserId::random(random);
  row.name = person.name;
  row.roles = person.roles;
  row.verify = fresh.signing.verify_key();
  row.exchange = fresh.exchange.public_key();
  row.exchange_recovery = crypto::wrap_to(recovery, user_wrap_context(row.id, "exchange"),
                                          fresh.exchange.secret(), random);
  row.sign_recovery =
      crypto::wrap_to(recovery, user_wrap_context(row.id, "sign"), fresh.signing.seed(), random);
  row.kdf = kdf;
  base::Done set =
      seal_private_keys(row, fresh.exchange.secret(), fresh.signing.seed(), passphrase, random);
  if (!set) return base::pass(set);
  return fresh;
}

base::Done seal_private_keys(UserRow& row, const crypto::Secret& exchange,
                             const crypto::Secret& seed, const crypto::Passphrase& passphrase,
                             base::Random& random) {
  base::Done strong = passphrase.check_strength();
  if (!strong) return strong;
  random.fill(row.salt);
  const crypto::Login login = crypto::derive_login(passphrase, row.salt, row.kdf);
  const crypto::Secret& kek = login.kek.secret();
  row.verifier_hash = login.verifier_hash;
  row.exchange_wrap =
      crypto::wrap_under(kek, user_wrap_context(row.id, "exchange"), exchange, random);
  row.sign_wrap = crypto::wrap_under(kek, user_wrap_context(row.id, "sign"), seed, random);
  return {};
}

base::Result<Added> add_person(House& house, const Session& session, const NewPerson& person,
                               const crypto::Passphrase& passphrase) {
  base::Done allowed = session.require("people");
  if (!allowed) return base::pass(allowed);
  if (find_user(house, person.name)) return base::refuse(Code::name_taken);
  base::Result<FreshUser> fresh = fresh_user(house.policy(), house.identity().recovery, person,
                                             passphrase, house.kdf(), house.random());
  if (!fresh) return base::pass(fresh);
  UserRow& row = fresh->row;
  row.added_by = session.person().id;
  row.signature = session.person().signing.sign(crypto::SignDomain::approval, signed_part(row));

  Added added{row.id, {}, {}};
  KeyBatch batch;
  batch.puts.push_back(row_of(row));
  for (const std::string& team : teams_of(house.policy(), row.roles)) {
    if (!holds_team(house.policy(), session, team)) {
      added.pending.push_back(team);
      continue;
    }
    hand_on(house, session, team, row, batch);
    take_from_founder(house, session, team, batch);
    added.teams.push_back(team);
  }
  house.commit_keys(batch);
  keep_reserves(house, session);
  return added;
}

base::Done admit(House& house, const Session& session, std::string_view name,
                 std::string_view team) {
  if (house.policy().team(team) == nullptr) {
    return base::refuse(Code::not_found, {{"what", "team"}});
  }
  if (!holds_team(house.policy(), session, team)) return base::refuse(Code::not_allowed);
  base::Result<UserRow> user = find_user(house, name);
  if (!user) return base::pass(user);
  // Her roles decide what she is for; a key beyond them would open what no screen shows her.
  const std::vector<std::string> wanted = teams_of(house.policy(), user->roles);
  if (user->disabled || std::find(wanted.begin(), wanted.end(), team) == wanted.end()) {
    return base::refuse(Code::not_allowed);
  }
  KeyBatch batch;
  hand_on(house, session, team, *user, batch);
  take_from_founder(house, session, team, batch);
  house.commit_keys(batch);
  return {};
}

base::Done renew_team(House& house, const Session& session, std::string_view team) {
  if (house.policy().team(team) == nullptr) {
    return base::refuse(Code::not_found, {{"what", "team"}});
  }
  if (!holds_team(house.policy(), session, team)) return base::refuse(Code::not_allowed);
  std::vector<UserRow> members;
  for (const base::UserId& id : members_of(house, team)) {
    base::Result<UserRow> member = read_user(house, id);
    if (member && !member->disabled) members.push_back(std::move(*member));
  }
  for (const base::Compartment compartment : house.policy().team(team)->compartments) {
    base::Done renewed = renew(house, session, team, compartment, members);
    if (!renewed) return renewed;
  }
  return {};
}

base::Result<Disabled> disable_person(House& house, const Session& session, std::string_view name) {
  base::Done allowed = session.require("people");
  if (!allowed) return base::pass(allowed);
  base::Result<UserRow> row = find_user(house, name);
  if (!row) return base::pass(row);
  if (row->id == session.person().id) return base::refuse(Code::cannot_disable_self);
  row->disabled = true;
  KeyBatch batch;
  batch.puts.push_back(row_of(*row));
  Disabled disabled;
  std::vector<std::string> hers;
  for (const Team& team : house.policy().teams()) {
    if (members_of(house, team.id).contains(row->id)) hers.push_back(team.id);
  }
  for (const ledger::KeyRow& wrap : house.keys().under(KeyTable::team_wrap, {})) {
    const base::Result<TeamWrapKey> key = parse_team_wrap_key(wrap.key);
    if (key && key->user == row->id) batch.erasures.emplace_back(KeyTable::team_wrap, wrap.key);
  }
  for (const std::string& team : drop_reserves(house, row->id, batch)) {
    if (std::ranges::find(hers, team) == hers.end()) hers.push_back(team);
  }
  house.commit_keys(batch);
  for (const std::string& team : hers) {
    if (!holds_team(house.policy(), session, team)) {
      disabled.pending.push_back(team);
      continue;
    }
    base::Done renewed = renew_team(house, session, team);
    if (!renewed) return base::pass(renewed);
    disabled.renewed.push_back(team);
  }
  return disabled;
}

base::Done change_passphrase(House& house, const Person& person,
                             const crypto::Passphrase& passphrase) {
  base::Result<UserRow> row = read_user(house, person.id);
  if (!row) return base::pass(row);
  row->kdf = house.kdf();
  base::Done set = seal_private_keys(*row, person.exchange.secret(), person.signing.seed(),
                                     passphrase, house.random());
  if (!set) return set;
  house.commit_keys({{row_of(*row)}, {}, {}});
  return {};
}

base::Result<std::vector<PersonInfo>> list_people(House& house, const Session& session) {
  base::Done allowed = session.require("people");
  if (!allowed) return base::pass(allowed);
  std::vector<PersonInfo> people;
  for (const UserRow& user : all_users(house)) {
    PersonInfo info{user.id, user.name, user.roles, {}, user.disabled};
    for (const Team& team : house.policy().teams()) {
      if (members_of(house, team.id).contains(user.id)) info.teams.push_back(team.id);
    }
    people.push_back(std::move(info));
  }
  std::sort(people.begin(), people.end(),
            [](const PersonInfo& a, const PersonInfo& b) { return a.name < b.name; });
  return people;
}

}  // namespace desk
