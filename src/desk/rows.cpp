#include "desk/rows.h"

#include <algorithm>

#include "codec/cbor.h"
#include "crypto/hash.h"
#include "desk/fields.h"

namespace desk {

namespace {

using base::Code;
using codec::Value;

constexpr std::int64_t kRowVersion = 1;

template <std::size_t N>
Value bytes_value(const std::array<std::uint8_t, N>& bytes) {
  return Value::bytes(bytes);
}

Value::Array identity_items(const IdentityRow& row) {
  return {kRowVersion,
          Value::bytes(row.org.bytes()),
          Value::bytes(row.node.bytes()),
          row.organisation,
          bytes_value(row.root),
          bytes_value(row.recovery),
          bytes_value(row.node_key),
          row.demo};
}

Value::Array user_items(const UserRow& row) {
  Value::Array roles(row.roles.begin(), row.roles.end());
  return {kRowVersion,
          Value::bytes(row.id.bytes()),
          row.name,
          Value::array(std::move(roles)),
          bytes_value(row.verify),
          bytes_value(row.exchange),
          Value::bytes(row.added_by.bytes())};
}

void append(base::Bytes& to, base::ByteView bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}
void append(base::Bytes& to, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    to.push_back(static_cast<std::uint8_t>(number >> shift));
  }
}
void append(base::Bytes& to, base::Compartment compartment) {
  to.push_back(static_cast<std::uint8_t>(compartment));
}

std::uint32_t number_at(base::ByteView bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | bytes[at + i];
  return number;
}

std::unexpected<base::Refusal> bad_row(const char* what) {
  return base::refuse(Code::bad_encoding, {{"what", what}});
}

}  // namespace

base::Bytes signed_part(const IdentityRow& row) {
  return codec::encode(Value::array(identity_items(row)));
}

base::Bytes signed_part(const UserRow& row) {
  return codec::encode(Value::array(user_items(row)));
}

base::Bytes encode(const IdentityRow& row) {
  Value::Array items = identity_items(row);
  items.push_back(bytes_value(row.signature));
  return codec::encode(Value::array(std::move(items)));
}

base::Result<IdentityRow> decode_identity(base::ByteView bytes) {
  base::Result<Value> value = codec::decode(bytes);
  if (!value) return base::pass(value);
  Fields fields(*value, 9);
  IdentityRow row;
  const std::int64_t version = fields.integer();
  row.org = fields.id<base::OrgId>();
  row.node = fields.id<base::NodeId>();
  row.organisation = fields.text();
  row.root = fields.fixed<crypto::VerifyKey>();
  row.recovery = fields.fixed<crypto::ExchangePublic>();
  row.node_key = fields.fixed<crypto::VerifyKey>();
  row.demo = fields.flag();
  row.signature = fields.fixed<crypto::Signature>();
  if (!fields.ok() || version != kRowVersion) return bad_row("identity");
  return row;
}

base::Bytes encode(const UserRow& row) {
  Value::Array items = user_items(row);
  items.push_back(bytes_value(row.signature));
  items.push_back(row.disabled);
  items.push_back(bytes_value(row.salt));
  items.push_back(static_cast<std::int64_t>(row.kdf.passes));
  items.push_back(static_cast<std::int64_t>(row.kdf.memory_kib));
  items.push_back(bytes_value(row.verifier_hash));
  for (const base::Bytes* wrap :
       {&row.sign_wrap, &row.exchange_wrap, &row.sign_recovery, &row.exchange_recovery}) {
    items.push_back(*wrap);
  }
  return codec::encode(Value::array(std::move(items)));
}

base::Result<UserRow> decode_user(base::ByteView bytes) {
  base::Result<Value> value = codec::decode(bytes);
  if (!value) return base::pass(value);
  Fields fields(*value, 17);
  UserRow row;
  const std::int64_t version = fields.integer();
  row.id = fields.id<base::UserId>();
  row.name = fields.text();
  row.roles = fields.texts();
  row.verify = fields.fixed<crypto::VerifyKey>();
  row.exchange = fields.fixed<crypto::ExchangePublic>();
  row.added_by = fields.id<base::UserId>();
  row.signature = fields.fixed<crypto::Signature>();
  row.disabled = fields.flag();
  row.salt = fields.fixed<crypto::Salt>();
  row.kdf.passes = static_cast<std::uint32_t>(fields.integer());
  row.kdf.memory_kib = static_cast<std::uint32_t>(fields.integer());
  row.verifier_hash = fields.fixed<crypto::Hash>();
  for (base::Bytes* wrap :
       {&row.sign_wrap, &row.exchange_wrap, &row.sign_recovery, &row.exchange_recovery}) {
    *wrap = fields.bytes();
  }
  if (!fields.ok() || version != kRowVersion) return bad_row("user");
  return row;
}

base::TeamId team_id(const base::OrgId& org, std::string_view team) {
  const crypto::Hash hash = crypto::blake2b("amparo/team/1", {org.bytes(), base::as_bytes(team)});
  return *base::TeamId::from_bytes(base::ByteView(hash).first(base::TeamId::kSize));
}

base::Bytes team_wrap_prefix(const base::TeamId& team, base::Compartment compartment) {
  base::Bytes key;
  append(key, team.bytes());
  append(key, compartment);
  return key;
}

base::Bytes team_wrap_key(const crypto::TeamContext& context, const base::UserId& user) {
  base::Bytes key = team_wrap_prefix(context.team, context.compartment);
  append(key, context.epoch);
  append(key, user.bytes());
  return key;
}

base::Bytes case_wrap_prefix(const base::CaseId& case_id, base::Compartment compartment) {
  base::Bytes key;
  append(key, case_id.bytes());
  append(key, compartment);
  return key;
}

base::Bytes case_wrap_key(const crypto::CompartmentContext& what, const base::TeamId& team,
                          std::uint32_t team_epoch) {
  base::Bytes key = case_wrap_prefix(what.case_id, what.compartment);
  append(key, what.epoch);
  append(key, team.bytes());
  append(key, team_epoch);
  return key;
}

base::Result<TeamWrapKey> parse_team_wrap_key(base::ByteView key) {
  if (key.size() != 16 + 1 + 4 + 16) return bad_row("team wrap");
  const auto compartment = base::compartment_from_number(key[16]);
  if (!compartment) return bad_row("team wrap");
  return TeamWrapKey{{*base::TeamId::from_bytes(key.first(16)), *compartment, number_at(key, 17)},
                     *base::UserId::from_bytes(key.subspan(21))};
}

base::Result<CaseWrapKey> parse_case_wrap_key(base::ByteView key) {
  if (key.size() != 16 + 1 + 4 + 16 + 4) return bad_row("case wrap");
  const auto compartment = base::compartment_from_number(key[16]);
  if (!compartment) return bad_row("case wrap");
  return CaseWrapKey{{*base::CaseId::from_bytes(key.first(16)), *compartment, number_at(key, 17)},
                     *base::TeamId::from_bytes(key.subspan(21, 16)),
                     number_at(key, 37)};
}

base::Bytes team_wrap_context(const crypto::TeamContext& context, const base::UserId& user) {
  base::Bytes bytes;
  append(bytes, base::as_bytes("amparo/team-wrap/1"));
  append(bytes, team_wrap_key(context, user));
  return bytes;
}

base::Bytes user_wrap_context(const base::UserId& user, std::string_view which) {
  base::Bytes bytes(user.bytes().begin(), user.bytes().end());
  append(bytes, base::as_bytes(which));
  return bytes;
}

}  // namespace desk
