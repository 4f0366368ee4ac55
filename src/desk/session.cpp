#include "desk/session.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/seal.h"
#include "desk/grant_wraps.h"

namespace desk {

namespace {

using base::Code;
using codec::Value;

constexpr std::string_view kTicketContext = "amparo/ticket/1";

// A chain of who added whom is never longer than this: a loop would be.
constexpr int kMaxChain = 64;

base::Result<UserRow> raw_user(House& house, const base::UserId& id) {
  const base::ByteView key = id.bytes();
  const std::optional<base::Bytes> bytes =
      house.keys().get(ledger::KeyTable::user, base::Bytes(key.begin(), key.end()));
  if (!bytes) return base::refuse(Code::not_found, {{"what", "user"}});
  return decode_user(*bytes);
}

base::Done check_chain(House& house, const UserRow& row) {
  UserRow current = row;
  for (int i = 0; i < kMaxChain; ++i) {
    const base::Bytes part = signed_part(current);
    if (current.added_by.is_none()) {
      const bool rooted = crypto::verify(house.identity().root, crypto::SignDomain::roster, part,
                                         current.signature);
      if (!rooted) break;
      return {};
    }
    base::Result<UserRow> adder = raw_user(house, current.added_by);
    if (!adder) break;
    const bool approved =
        crypto::verify(adder->verify, crypto::SignDomain::approval, part, current.signature);
    if (!approved) break;
    current = std::move(*adder);
  }
  return base::refuse(Code::roster_invalid);
}

base::Result<crypto::Secret> secret_in(const Value& map, const char* key) {
  const Value* found = map.find(key);
  if (found == nullptr || found->as_bytes() == nullptr ||
      found->as_bytes()->size() != crypto::kKeySize) {
    return base::refuse(Code::not_unlocked);
  }
  return crypto::Secret::copy_of(*found->as_bytes());
}

}  // namespace

base::Bytes Person::ticket(const crypto::Secret& session_key, base::Random& random) const {
  base::Bytes plain = codec::encode(Value::map({{"id", Value::bytes(id.bytes())},
                                                {"name", name},
                                                {"x", Value::bytes(exchange.secret().reveal())},
                                                {"s", Value::bytes(signing.seed().reveal())}}));
  base::Bytes box = crypto::seal_box(session_key, random, base::as_bytes(kTicketContext), plain);
  crypto::wipe(plain);
  return box;
}

base::Result<Person> Person::from_ticket(const crypto::Secret& session_key, base::ByteView ticket) {
  base::Result<base::Bytes> plain =
      crypto::open_box(session_key, base::as_bytes(kTicketContext), ticket);
  if (!plain) return base::refuse(Code::not_unlocked);
  base::Result<Value> value = codec::decode(*plain);
  crypto::wipe(*plain);
  if (!value) return base::refuse(Code::not_unlocked);
  const Value* id = value->find("id");
  const Value* name = value->find("name");
  base::Result<crypto::Secret> exchange = secret_in(*value, "x");
  base::Result<crypto::Secret> seed = secret_in(*value, "s");
  if (id == nullptr || id->as_bytes() == nullptr || name == nullptr || name->as_text() == nullptr ||
      !exchange || !seed) {
    return base::refuse(Code::not_unlocked);
  }
  base::Result<base::UserId> user = base::UserId::from_bytes(*id->as_bytes());
  if (!user) return base::pass(user);
  return Person{*user, *name->as_text(), crypto::ExchangeKey::from_secret(std::move(*exchange)),
                crypto::SigningKey::from_seed(std::move(*seed))};
}

const crypto::CompartmentKey* CaseKeys::find(const crypto::KeyId& id) const {
  for (const auto& [epoch, key] : epochs) {
    if (crypto::key_id(key) == id) return &key;
  }
  return nullptr;
}

base::Result<UserRow> read_user(House& house, const base::UserId& id) {
  base::Result<UserRow> row = raw_user(house, id);
  if (!row) return row;
  base::Done checked = check_chain(house, *row);
  if (!checked) return base::pass(checked);
  return row;
}

std::vector<UserRow> all_users(House& house) {
  std::vector<UserRow> users;
  for (const ledger::KeyRow& row : house.keys().under(ledger::KeyTable::user, {})) {
    base::Result<UserRow> user = decode_user(row.value);
    if (user && check_chain(house, *user)) users.push_back(std::move(*user));
  }
  return users;
}

base::Result<UserRow> find_user(House& house, std::string_view name) {
  for (UserRow& user : all_users(house)) {
    if (user.name == name) return std::move(user);
  }
  return base::refuse(Code::not_found, {{"what", "user"}});
}

base::Result<Person> unlock(House& house, std::string_view name,
                            const crypto::Passphrase& passphrase) {
  base::Result<UserRow> row = find_user(house, name);
  // An unknown name costs as much as a wrong passphrase, so that names cannot be told by time.
  const crypto::Login login = crypto::derive_login(passphrase, row ? row->salt : crypto::Salt{},
                                                   row ? row->kdf : house.kdf());
  if (!row || !crypto::equal(login.verifier_hash, row->verifier_hash)) {
    return base::refuse(Code::wrong_passphrase);
  }
  if (row->disabled) return base::refuse(Code::user_disabled);
  const crypto::Secret& kek = login.kek.secret();
  base::Result<crypto::Secret> exchange =
      crypto::unwrap_under(kek, user_wrap_context(row->id, "exchange"), row->exchange_wrap);
  base::Result<crypto::Secret> seed =
      crypto::unwrap_under(kek, user_wrap_context(row->id, "sign"), row->sign_wrap);
  if (!exchange) return base::pass(exchange);
  if (!seed) return base::pass(seed);
  return Person{row->id, row->name, crypto::ExchangeKey::from_secret(std::move(*exchange)),
                crypto::SigningKey::from_seed(std::move(*seed))};
}

base::Result<Session> Session::open(House& house, const Person& person) {
  base::Result<UserRow> row = read_user(house, person.id);
  if (!row) return base::pass(row);
  if (row->disabled) return base::refuse(Code::user_disabled);
  if (row->verify != person.signing.verify_key() || row->exchange != person.exchange.public_key()) {
    return base::refuse(Code::wrong_passphrase);
  }
  Session session(house, person);
  session.roles_ = row->roles;
  session.open_team_keys();
  return session;
}

void Session::open_team_keys() {
  for (const Team& team : house_->policy().teams()) {
    const base::TeamId id = house_->team(team.id);
    for (const base::Compartment compartment : team.compartments) {
      for (const ledger::KeyRow& row :
           house_->keys().under(ledger::KeyTable::team_wrap, team_wrap_prefix(id, compartment))) {
        const base::Result<TeamWrapKey> key = parse_team_wrap_key(row.key);
        if (!key || key->user != person_->id) continue;
        base::Result<crypto::Secret> secret = crypto::unwrap(
            person_->exchange, team_wrap_context(key->context, person_->id), row.value);
        if (!secret) continue;
        teams_[{team.id, compartment}].push_back(
            {key->context.epoch, crypto::TeamKey::from_secret(std::move(*secret))});
      }
    }
  }
}

bool Session::may(std::string_view action) const {
  return std::any_of(roles_.begin(), roles_.end(), [&](const std::string& id) {
    const Role* role = house_->policy().role(id);
    return role != nullptr && role->may(action);
  });
}

base::Done Session::require(std::string_view action) const {
  if (may(action)) return {};
  return base::refuse(Code::not_allowed);
}

const std::vector<TeamEpoch>* Session::team_keys(std::string_view team,
                                                 base::Compartment compartment) const {
  const auto found = teams_.find({std::string(team), compartment});
  return found == teams_.end() ? nullptr : &found->second;
}

bool Session::holds(base::Compartment compartment) const {
  return team_keys(house_->policy().team_of(compartment).id, compartment) != nullptr;
}

std::vector<base::Compartment> Session::compartments() const {
  std::vector<base::Compartment> held;
  std::copy_if(base::kCompartments.begin(), base::kCompartments.end(), std::back_inserter(held),
               [&](base::Compartment compartment) { return holds(compartment); });
  return held;
}

base::Fingerprint Session::fingerprint() const {
  return crypto::fingerprint(person_->exchange.public_key(), person_->signing.verify_key());
}

std::vector<base::Compartment> Session::granted(const base::CaseId& case_id) const {
  const base::Fingerprint me = fingerprint();
  const base::UtcMs now_ms = house_->clock().now_ms();
  std::vector<base::Compartment> out;
  for (const GrantWrap& one : grant_wraps(*house_, case_id)) {
    if (one.recipient != me || one.expires_ms <= now_ms || holds(one.what.compartment)) continue;
    if (std::find(out.begin(), out.end(), one.what.compartment) == out.end()) {
      out.push_back(one.what.compartment);
    }
  }
  return out;
}

std::vector<base::Compartment> Session::compartments(const base::CaseId& case_id) const {
  std::vector<base::Compartment> all = compartments();
  for (const base::Compartment one : granted(case_id)) all.push_back(one);
  return all;
}

CaseKeys Session::granted_keys(const base::CaseId& case_id, base::Compartment compartment) const {
  const base::Fingerprint me = fingerprint();
  const base::UtcMs now_ms = house_->clock().now_ms();
  CaseKeys keys;
  for (const GrantWrap& one : grant_wraps(*house_, case_id)) {
    if (one.what.compartment != compartment || one.recipient != me || one.expires_ms <= now_ms) {
      continue;
    }
    if (!keys.empty() && keys.epochs.back().first == one.what.epoch) continue;  // by another grant
    base::Result<crypto::CompartmentKey> opened = crypto::unwrap_for_recipient(
        person_->exchange, person_->signing.verify_key(), nullptr, one.grant, one.what, one.wrap);
    if (opened) keys.epochs.emplace_back(one.what.epoch, std::move(*opened));
  }
  return keys;
}

CaseKeys Session::case_keys(const base::CaseId& case_id, base::Compartment compartment) const {
  const Team& team = house_->policy().team_of(compartment);
  const std::vector<TeamEpoch>* mine = team_keys(team.id, compartment);
  if (mine == nullptr) return granted_keys(case_id, compartment);
  return case_keys_under(*house_, *mine, case_id, compartment);
}

CaseKeys case_keys_under(House& house, const std::vector<TeamEpoch>& team_keys,
                         const base::CaseId& case_id, base::Compartment compartment) {
  CaseKeys keys;
  const base::TeamId id = house.team(house.policy().team_of(compartment).id);
  for (const ledger::KeyRow& row :
       house.keys().under(ledger::KeyTable::case_wrap, case_wrap_prefix(case_id, compartment))) {
    const base::Result<CaseWrapKey> key = parse_case_wrap_key(row.key);
    if (!key || key->team != id) continue;
    const auto epoch = std::find_if(team_keys.begin(), team_keys.end(), [&](const TeamEpoch& held) {
      return held.epoch == key->team_epoch;
    });
    if (epoch == team_keys.end()) continue;
    base::Result<crypto::CompartmentKey> opened = crypto::unwrap_for_team(
        {id, compartment, key->team_epoch}, epoch->key, key->what, row.value);
    if (opened) keys.epochs.emplace_back(key->what.epoch, std::move(*opened));
  }
  return keys;
}

ledger::KeyRow Session::wrap(const base::CareMandate& mandate,
                             const crypto::CompartmentContext& what,
                             const crypto::CompartmentKey& key) const {
  const Team& team = house_->policy().team_of(what.compartment);
  const std::vector<TeamEpoch>* mine = team_keys(team.id, what.compartment);
  AMPARO_CHECK(mine != nullptr && !mine->empty());
  const TeamEpoch& newest = mine->back();
  const base::TeamId id = house_->team(team.id);
  const crypto::TeamContext context{id, what.compartment, newest.epoch};
  return {ledger::KeyTable::case_wrap, case_wrap_key(what, id, newest.epoch),
          crypto::wrap_for_team(mandate, context, newest.key, what, key, house_->random())};
}

}  // namespace desk
