#include "main/law_packs.h"

#include <algorithm>

#include "crypto/hash.h"

namespace cli {

namespace {

using ledger::KeyTable;

constexpr std::string_view kInForce = "law";
constexpr std::string_view kSet = "law/";
constexpr std::size_t kHashDigits = 64;

base::Bytes key_of(std::string_view label, std::string_view rest = {}) {
  base::Bytes key(label.begin(), label.end());
  key.insert(key.end(), rest.begin(), rest.end());
  return key;
}

bool is_hash(const std::string& text) {
  return text.size() == kHashDigits && base::from_hex(text).has_value();
}

// `also_former`: of a set already adopted, the signature of somebody who left since still counts.
pack::Trust trusted(desk::House& house, bool also_former) {
  const std::string& team = house.policy().team_of(base::Compartment::legal).id;
  pack::Trust trust;
  for (const desk::UserRow& user : desk::all_users(house)) {
    const bool legal = std::ranges::any_of(user.roles, [&](const std::string& id) {
      const desk::Role* role = house.policy().role(id);
      return role != nullptr && std::ranges::find(role->teams, team) != role->teams.end();
    });
    if (legal && (also_former || !user.disabled)) trust.publishers.push_back(user.verify);
  }
  return trust;
}

base::Result<LawSet> open_trusted(base::ByteView file, const pack::Trust& trust) {
  auto pack = pack::Pack::open(file, trust);
  if (!pack) return base::pass(pack);
  auto section = pack->section("law");
  if (!section) return base::pass(section);
  return law_set_of(*section);
}

}  // namespace

base::Result<LawSet> law_set_of(base::ByteView compiled) {
  auto ruleset = law::Ruleset::from_bytes(compiled);
  if (!ruleset) return base::pass(ruleset);
  return LawSet{std::move(*ruleset), base::to_hex(crypto::blake2b("amparo/law/1", {compiled}))};
}

base::Result<base::Bytes> signed_law(const law::Ruleset& ruleset, const crypto::SigningKey& key,
                                     std::uint64_t version) {
  return pack::build("law", version, {{"law", ruleset.to_bytes()}}, &key);
}

base::Result<LawSet> open_law(desk::House& house, base::ByteView file) {
  return open_trusted(file, trusted(house, false));
}

base::Result<LawSet> adopt_law(desk::House& house, base::ByteView file) {
  auto set = open_law(house, file);
  if (!set) return set;
  house.commit_keys(
      {{{KeyTable::node, key_of(kSet, set->hash), base::Bytes(file.begin(), file.end())},
        {KeyTable::node, key_of(kInForce), key_of(set->hash)}},
       {},
       {}});
  return set;
}

std::string adopted_law(desk::House& house) {
  const auto hash = house.keys().get(KeyTable::node, key_of(kInForce));
  const std::string text(hash ? base::as_text(*hash) : "");
  return is_hash(text) ? text : "";
}

base::Result<LawSet> stored_law(desk::House& house, const std::string& hash) {
  const auto file = house.keys().get(KeyTable::node, key_of(kSet, hash));
  if (!is_hash(hash) || !file) return base::refuse(base::Code::not_found, {{"what", "law"}});
  return open_trusted(*file, trusted(house, true));
}

}  // namespace cli
