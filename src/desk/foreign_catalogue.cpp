#include "desk/foreign_catalogue.h"

#include <algorithm>

#include "codec/cbor.h"
#include "desk/audit.h"
#include "pack/embedded.h"

namespace desk {

namespace {

using base::Bytes;
using base::ByteView;
using base::Code;
using codec::Value;
using ledger::KeyTable;

constexpr std::string_view kInForce = "catalogue";
constexpr std::string_view kPack = "pack/";
constexpr std::string_view kPublisher = "publisher/";
constexpr std::size_t kMaxName = 100;

Bytes key_of(std::string_view label, ByteView rest = {}) {
  Bytes key(label.begin(), label.end());
  key.insert(key.end(), rest.begin(), rest.end());
  return key;
}

// A row of keys.db: what is said, who said it, and her signature.
struct Said {
  ByteView what;
  std::string name;
  base::UserId by = base::UserId::none();
};

Bytes words(const House& house, std::string_view label, const Said& said) {
  return codec::encode(
      Value::array({Value(label), Value::bytes(house.identity().org.bytes()),
                    Value::bytes(said.what), Value(said.name), Value::bytes(said.by.bytes())}));
}

Bytes signed_row(const House& house, const Session& session, std::string_view label, ByteView what,
                 const std::string& name) {
  const Said said{what, name, session.person().id};
  const crypto::Signature signature =
      session.person().signing.sign(crypto::SignDomain::approval, words(house, label, said));
  return codec::encode(Value::array(
      {Value::bytes(what), Value(name), Value::bytes(said.by.bytes()), Value::bytes(signature)}));
}

struct Row {
  Bytes what;
  std::string name;
  base::UserId by = base::UserId::none();
};

bool may_choose(const House& house, const UserRow& user) {
  return std::ranges::any_of(user.roles, [&](const std::string& id) {
    const Role* role = house.policy().role(id);
    return role != nullptr && role->may(kCatalogueAction);
  });
}

// Refusal roster_invalid when no person with the right signed it.
base::Result<Row> read_row(House& house, std::string_view label, ByteView bytes) {
  const base::Result<Value> value = codec::decode(bytes);
  const Value::Array* parts = value ? value->as_array() : nullptr;
  if (parts == nullptr || parts->size() != 4) return base::refuse(Code::roster_invalid);
  const Bytes* what = (*parts)[0].as_bytes();
  const std::string* name = (*parts)[1].as_text();
  const Bytes* by = (*parts)[2].as_bytes();
  const Bytes* signature = (*parts)[3].as_bytes();
  crypto::Signature made{};
  if (what == nullptr || name == nullptr || by == nullptr || signature == nullptr ||
      signature->size() != made.size()) {
    return base::refuse(Code::roster_invalid);
  }
  const auto user_id = base::UserId::from_bytes(*by);
  if (!user_id) return base::refuse(Code::roster_invalid);
  std::ranges::copy(*signature, made.begin());
  const base::Result<UserRow> user = read_user(house, *user_id);
  const Bytes said = words(house, label, {*what, *name, *user_id});
  if (!user || !may_choose(house, *user) ||
      !crypto::verify(user->verify, crypto::SignDomain::approval, said, made)) {
    return base::refuse(Code::roster_invalid);
  }
  return Row{*what, *name, *user_id};
}

pack::Trust trust_of(House& house) {
  pack::Trust trust;
  for (const Publisher& publisher : publishers(house)) trust.publishers.push_back(publisher.key);
  return trust;
}

base::Done same_policy(const pack::Pack& pack) {
  for (const std::string_view name : {"policy/teams", "policy/roles"}) {
    auto own = pack::embedded().section(name);
    const auto foreign = pack.section(name);
    if (!own) return base::pass(own);
    if (foreign && !std::ranges::equal(*own, *foreign)) {
      return base::refuse(Code::bad_catalogue, {{"why", std::string(name)}});
    }
  }
  return {};
}

// The pack as a catalogue that may follow the program's own.
base::Result<ForeignCatalogue> open_pack(House& house, ByteView file) {
  auto pack = pack::Pack::open(file, trust_of(house));
  if (!pack) return base::pass(pack);
  base::Done policy = same_policy(*pack);
  if (!policy) return base::pass(policy);
  auto catalogue = read_catalogue(*pack);
  if (!catalogue) return base::pass(catalogue);
  auto own = read_catalogue(pack::embedded());
  if (!own) return base::pass(own);
  base::Done kept = catalogue->keeps(*own);
  if (!kept) return base::pass(kept);
  return ForeignCatalogue{std::move(*pack), std::move(*catalogue)};
}

base::Done note(House& house, const Session& session) {
  return Audit(house).note({session.person().id, "catalogue", std::nullopt});
}

}  // namespace

std::vector<Publisher> publishers(House& house) {
  std::vector<Publisher> out;
  for (const ledger::KeyRow& stored : house.keys().under(KeyTable::node, key_of(kPublisher))) {
    const base::Result<Row> row = read_row(house, kPublisher, stored.value);
    Publisher publisher;
    if (!row || row->what.size() != publisher.key.size()) continue;
    publisher.name = row->name;
    std::ranges::copy(row->what, publisher.key.begin());
    publisher.accepted_by = row->by;
    out.push_back(std::move(publisher));
  }
  return out;
}

base::Done accept_publisher(House& house, const Session& session, const std::string& name,
                            const crypto::VerifyKey& key) {
  base::Done allowed = session.require(kCatalogueAction);
  if (!allowed) return allowed;
  if (name.empty() || name.size() > kMaxName) {
    return base::refuse(Code::bad_value, {{"field", "name"}});
  }
  base::Done noted = note(house, session);
  if (!noted) return noted;
  house.commit_keys({{{KeyTable::node, key_of(kPublisher, key),
                       signed_row(house, session, kPublisher, key, name)}},
                     {},
                     {}});
  return {};
}

base::Done drop_publisher(House& house, const Session& session, const crypto::VerifyKey& key) {
  base::Done allowed = session.require(kCatalogueAction);
  if (!allowed) return allowed;
  const Bytes row = key_of(kPublisher, key);
  if (!house.keys().get(KeyTable::node, row)) {
    return base::refuse(Code::not_found, {{"what", base::to_hex(key)}});
  }
  base::Done noted = note(house, session);
  if (!noted) return noted;
  house.commit_keys({{}, {{KeyTable::node, row}}, {}});
  return {};
}

base::Result<ForeignCatalogue> load_catalogue(House& house, const Session& session, ByteView file) {
  base::Done allowed = session.require(kCatalogueAction);
  if (!allowed) return base::pass(allowed);
  if (file.size() > kMaxPackSize) {
    return base::refuse(Code::too_large, {{"limit", std::to_string(kMaxPackSize)}});
  }
  auto opened = open_pack(house, file);
  if (!opened) return opened;
  // Also what is in force now must be kept: its types may stand in the ledger.
  base::Done kept = opened->catalogue.keeps(house.catalogue());
  if (!kept) return base::pass(kept);
  base::Done noted = note(house, session);
  if (!noted) return base::pass(noted);
  const crypto::Hash& hash = opened->pack.hash();
  house.commit_keys({{{KeyTable::node, key_of(kPack, hash), Bytes(file.begin(), file.end())},
                      {KeyTable::node, key_of(kInForce),
                       signed_row(house, session, kInForce, hash, opened->pack.name())}},
                     {},
                     {}});
  return opened;
}

base::Done use_own_catalogue(House& house, const Session& session) {
  base::Done allowed = session.require(kCatalogueAction);
  if (!allowed) return allowed;
  base::Done noted = note(house, session);
  if (!noted) return noted;
  house.commit_keys({{}, {{KeyTable::node, key_of(kInForce)}}, {}});
  return {};
}

base::Result<std::optional<ForeignCatalogue>> catalogue_in_force(House& house) {
  const std::optional<Bytes> stored = house.keys().get(KeyTable::node, key_of(kInForce));
  if (!stored) return std::nullopt;
  const base::Result<Row> row = read_row(house, kInForce, *stored);
  if (!row) return std::unexpected(row.error());
  const std::optional<Bytes> file = house.keys().get(KeyTable::node, key_of(kPack, row->what));
  if (!file) return base::refuse(Code::bad_pack, {{"why", "missing"}});
  auto opened = open_pack(house, *file);
  if (!opened) return base::pass(opened);
  if (!std::ranges::equal(opened->pack.hash(), row->what)) {
    return base::refuse(Code::bad_pack, {{"why", "another"}});
  }
  return std::optional(std::move(*opened));
}

}  // namespace desk
