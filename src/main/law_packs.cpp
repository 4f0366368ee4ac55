#include "main/law_packs.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "crypto/hash.h"

namespace cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashDigits = 64;

fs::path folder_of(const desk::House& house) {
  return house.path() / "law";
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Whole or not at all: written beside, then put in its place.
void write(const fs::path& path, std::string_view bytes) {
  fs::path fresh = path;
  fresh += ".new";
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  std::error_code error;
  if (out) fs::rename(fresh, path, error);
  if (!out || error) throw base::Fault(base::Code::disk_error, "the law cannot be written");
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
  const fs::path folder = folder_of(house);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw base::Fault(base::Code::disk_error, "the law cannot be written");
  write(folder / (set->hash + ".pack"), base::as_text(file));
  write(folder / "current", set->hash);
  return set;
}

std::string adopted_law(const desk::House& house) {
  const std::string hash = read(folder_of(house) / "current");
  return is_hash(hash) ? hash : "";
}

base::Result<LawSet> stored_law(desk::House& house, const std::string& hash) {
  const std::string file = is_hash(hash) ? read(folder_of(house) / (hash + ".pack")) : "";
  if (file.empty()) return base::refuse(base::Code::not_found, {{"what", "law"}});
  return open_trusted(base::as_bytes(file), trusted(house, true));
}

}  // namespace cli
