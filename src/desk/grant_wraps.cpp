#include "desk/grant_wraps.h"

#include <algorithm>
#include <map>

#include "casefile/grant_keeper.h"
#include "desk/fields.h"
#include "desk/granted.h"
#include "desk/people.h"

namespace desk {

namespace {

using base::Code;
using base::Compartment;
using codec::Value;
using ledger::KeyTable;

constexpr std::int64_t kRowVersion = 1;
// Rows of KeyTable::pairing by their first byte (docs/formats.md, "Keys of a folder").
constexpr std::uint8_t kPartner = 'P';
constexpr std::uint8_t kGrant = 'G';
constexpr std::uint8_t kOver = 'O';

void append(base::Bytes& out, base::ByteView more) {
  out.insert(out.end(), more.begin(), more.end());
}

void append(base::Bytes& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(number >> shift));
  }
}

base::Bytes prefix_of(std::uint8_t kind, const base::CaseId& case_id) {
  base::Bytes key{kind};
  append(key, case_id.bytes());
  return key;
}

base::Bytes over_key(const base::CaseId& case_id, Compartment compartment) {
  base::Bytes key = prefix_of(kOver, case_id);
  key.push_back(static_cast<std::uint8_t>(compartment));
  return key;
}

base::Bytes grant_key(const crypto::CompartmentContext& what, const base::GrantId& grant) {
  base::Bytes key = prefix_of(kGrant, what.case_id);
  key.push_back(static_cast<std::uint8_t>(what.compartment));
  append(key, what.epoch);
  append(key, grant.bytes());
  return key;
}

ledger::KeyRow row_of(const GrantWrap& one) {
  return {KeyTable::pairing, grant_key(one.what, one.grant),
          codec::encode(Value::array(
              {kRowVersion, Value::bytes(one.recipient), Value(one.expires_ms), Value(one.wrap)}))};
}

// case 16 ‖ compartment 1 ‖ epoch 4 ‖ grant 16, behind the kind.
std::optional<GrantWrap> wrap_of(const ledger::KeyRow& row) {
  const base::ByteView key = row.key;
  if (key.size() != 1 + 16 + 1 + 4 + 16) return std::nullopt;
  const auto compartment = base::compartment_from_number(key[17]);
  const base::Result<Value> value = codec::decode(row.value);
  if (!compartment || !value) return std::nullopt;
  Fields fields(*value, 4);
  GrantWrap out{{*base::CaseId::from_bytes(key.subspan(1, 16)), *compartment, 0},
                base::GrantId::none(),
                {},
                0,
                {}};
  for (std::size_t i = 18; i < 22; ++i) out.what.epoch = out.what.epoch << 8 | key[i];
  out.grant = *base::GrantId::from_bytes(key.subspan(22));
  const std::int64_t version = fields.integer();
  out.recipient = fields.fixed<base::Fingerprint>();
  out.expires_ms = fields.integer();
  out.wrap = fields.bytes();
  if (!fields.ok() || version != kRowVersion) return std::nullopt;
  return out;
}

std::vector<GrantWrap> wraps_under(House& house, const base::Bytes& prefix) {
  std::vector<GrantWrap> out;
  for (const ledger::KeyRow& row : house.keys().under(KeyTable::pairing, prefix)) {
    if (std::optional<GrantWrap> one = wrap_of(row)) out.push_back(*std::move(one));
  }
  return out;
}

// The greatest epoch of any key of the compartment; 0 when there is none.
std::uint32_t newest_epoch(House& house, const base::CaseId& case_id, Compartment compartment) {
  std::uint32_t newest = 0;
  for (const ledger::KeyRow& row :
       house.keys().under(KeyTable::case_wrap, case_wrap_prefix(case_id, compartment))) {
    const base::Result<CaseWrapKey> key = parse_case_wrap_key(row.key);
    if (key) newest = std::max(newest, key->what.epoch);
  }
  return newest;
}

void retire(House& house, const GrantWrap& one, ledger::KeyBatch& batch) {
  batch.erasures.emplace_back(KeyTable::pairing, grant_key(one.what, one.grant));
  const auto epoch =
      static_cast<std::int64_t>(newest_epoch(house, one.what.case_id, one.what.compartment));
  batch.puts.push_back({KeyTable::pairing, over_key(one.what.case_id, one.what.compartment),
                        codec::encode(Value(epoch))});
}

Value::Array partner_items(const Recipient& partner, const base::UserId& by) {
  return {kRowVersion,
          partner.name,
          partner.recipient_class,
          Value::bytes(partner.exchange),
          Value::bytes(partner.verify),
          Value::bytes(by.bytes())};
}

std::optional<Recipient> partner_of(House& house, const base::Bytes& bytes) {
  const base::Result<Value> value = codec::decode(bytes);
  if (!value) return std::nullopt;
  Fields fields(*value, 7);
  const std::int64_t version = fields.integer();
  Recipient out;
  out.is_partner = true;
  out.name = fields.text();
  out.recipient_class = fields.text();
  out.exchange = fields.fixed<crypto::ExchangePublic>();
  out.verify = fields.fixed<crypto::VerifyKey>();
  const auto by = fields.id<base::UserId>();
  const auto signature = fields.fixed<crypto::Signature>();
  if (!fields.ok() || version != kRowVersion) return std::nullopt;
  const base::Result<UserRow> adder = read_user(house, by);
  const base::Bytes said = codec::encode(Value::array(partner_items(out, by)));
  if (!adder || !crypto::verify(adder->verify, crypto::SignDomain::approval, said, signature)) {
    return std::nullopt;
  }
  return out;
}

std::optional<Recipient> recipient_of(House& house, const base::Fingerprint& fingerprint) {
  for (Recipient& one : all_recipients(house)) {
    if (one.fingerprint() == fingerprint) return std::move(one);
  }
  return std::nullopt;
}

}  // namespace

std::vector<Recipient> all_recipients(House& house) {
  std::vector<Recipient> out;
  for (const UserRow& user : all_users(house)) {
    if (!user.disabled) out.push_back({user.name, false, "", user.exchange, user.verify});
  }
  for (const ledger::KeyRow& row : house.keys().under(KeyTable::pairing, base::Bytes{kPartner})) {
    if (std::optional<Recipient> one = partner_of(house, row.value)) out.push_back(*one);
  }
  std::sort(out.begin(), out.end(),
            [](const Recipient& a, const Recipient& b) { return a.name < b.name; });
  return out;
}

base::Done add_partner(House& house, const Session& session, const Recipient& partner) {
  base::Done allowed = session.require("people");
  if (!allowed) return allowed;
  const casefile::CodeList* classes = house.catalogue().list("recipient_classes");
  if (partner.name.empty() || !crypto::is_sound(partner.exchange)) {
    return base::refuse(Code::bad_value, {{"field", partner.name.empty() ? "name" : "exchange"}});
  }
  if (classes == nullptr || classes->find(partner.recipient_class) == nullptr) {
    return base::refuse(Code::bad_value, {{"field", "recipient_class"}});
  }
  for (const Recipient& there : all_recipients(house)) {
    if (there.name == partner.name) return base::refuse(Code::name_taken);
  }
  Value::Array items = partner_items(partner, session.person().id);
  items.push_back(Value::bytes(session.person().signing.sign(crypto::SignDomain::approval,
                                                             codec::encode(Value::array(items)))));
  base::Bytes key{kPartner};
  append(key, partner.fingerprint());
  house.commit_keys(
      {{{KeyTable::pairing, key, codec::encode(Value::array(std::move(items)))}}, {}, {}});
  return {};
}

std::vector<GrantWrap> grant_wraps(House& house, const base::CaseId& case_id) {
  return wraps_under(house, prefix_of(kGrant, case_id));
}

bool is_over(House& house, const crypto::CompartmentContext& newest) {
  const std::optional<base::Bytes> mark =
      house.keys().get(KeyTable::pairing, over_key(newest.case_id, newest.compartment));
  if (!mark) return false;
  const base::Result<Value> epoch = codec::decode(*mark);
  // A mark that cannot be read is taken at its worst: one key more harms nobody.
  return !epoch || epoch->as_int() == nullptr || *epoch->as_int() >= newest.epoch;
}

base::Done hand_on(House& house, const base::LiveGrant& grant, Compartment part,
                   const CaseKeys& keys, ledger::KeyBatch& batch) {
  const std::vector<GrantWrap> there = grant_wraps(house, grant.case_id());
  const auto is_done = [&](std::uint32_t epoch) {
    return std::ranges::any_of(there, [&](const GrantWrap& one) {
      return one.grant == grant.id() && one.what.compartment == part && one.what.epoch == epoch &&
             one.expires_ms == grant.expires_ms();
    });
  };
  std::optional<Recipient> to;
  for (const auto& [epoch, key] : keys.epochs) {
    if (is_done(epoch)) continue;
    if (!to) to = recipient_of(house, grant.recipient());
    if (!to) return {};
    const crypto::CompartmentContext what{grant.case_id(), part, epoch};
    base::Result<base::Bytes> wrap =
        crypto::wrap_for_recipient(grant, house.clock().now_ms(), to->exchange, to->verify, nullptr,
                                   what, key, house.random());
    if (!wrap) return base::pass(wrap);
    batch.puts.push_back(
        row_of({what, grant.id(), grant.recipient(), grant.expires_ms(), std::move(*wrap)}));
  }
  return {};
}

base::Done settle_grants(House& house, const Session& session, const CaseView& view) {
  if (view.folded(Compartment::control) == nullptr) return {};
  const base::UtcMs now_ms = house.clock().now_ms();
  const std::vector<base::LiveGrant> live = casefile::GrantKeeper(view.control()).all_live(now_ms);
  const std::vector<GrantWrap> there = grant_wraps(house, view.id());
  if (live.empty() && there.empty()) return {};

  ledger::KeyBatch batch;
  for (const GrantWrap& one : there) {
    const bool stands = std::any_of(live.begin(), live.end(), [&](const base::LiveGrant& grant) {
      return grant.id() == one.grant && grant.recipient() == one.recipient &&
             grant.allows(one.what.compartment, now_ms);
    });
    if (!stands) retire(house, one, batch);
  }
  for (const base::LiveGrant& grant : live) {
    for (const Compartment part : base::kCompartments) {
      if (!grant.allows(part, now_ms) || !session.holds(part)) continue;
      base::Done done = hand_on(house, grant, part, session.case_keys(view.id(), part), batch);
      if (!done) return done;
    }
  }
  if (!batch.puts.empty() || !batch.erasures.empty()) house.commit_keys(batch);
  return {};
}

std::size_t retire_expired(House& house) {
  const base::UtcMs now_ms = house.clock().now_ms();
  ledger::KeyBatch batch;
  for (const GrantWrap& one : wraps_under(house, base::Bytes{kGrant})) {
    if (one.expires_ms <= now_ms) retire(house, one, batch);
  }
  const std::size_t count = batch.erasures.size();
  if (count > 0) house.commit_keys(batch);
  return count;
}

std::vector<base::Compartment> granted_somewhere(House& house, const Session& session) {
  const base::Fingerprint me = session.fingerprint();
  const base::UtcMs now_ms = house.clock().now_ms();
  std::vector<base::Compartment> out;
  for (const GrantWrap& one : wraps_under(house, base::Bytes{kGrant})) {
    const base::Compartment part = one.what.compartment;
    if (one.recipient != me || one.expires_ms <= now_ms || session.holds(part)) continue;
    if (std::ranges::find(out, part) == out.end()) out.push_back(part);
  }
  return out;
}

void erase_grants_of(const base::CaseId& case_id, ledger::KeyBatch& batch) {
  batch.erase_under.emplace_back(KeyTable::pairing, prefix_of(kGrant, case_id));
  batch.erase_under.emplace_back(KeyTable::pairing, prefix_of(kOver, case_id));
}

}  // namespace desk
