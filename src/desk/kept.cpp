#include "desk/kept.h"

#include "crypto/seal.h"

namespace desk {

namespace {

base::Bytes row_key(std::string_view name) {
  const std::string key = "kept/" + std::string(name);
  const base::ByteView bytes = base::as_bytes(key);
  return {bytes.begin(), bytes.end()};
}

crypto::Secret sealing_key(House& house) {
  return crypto::derive(house.node_secret().team_key().secret(), "amparo/kept", {});
}

}  // namespace

void keep(House& house, std::string_view name, const std::string& secret) {
  const base::Bytes key = row_key(name);
  house.commit_keys(
      {{{ledger::KeyTable::node, key,
         crypto::seal_box(sealing_key(house), house.random(), key, base::as_bytes(secret))}},
       {},
       {}});
}

base::Result<std::optional<std::string>> kept(House& house, std::string_view name) {
  const base::Bytes key = row_key(name);
  const std::optional<base::Bytes> box = house.keys().get(ledger::KeyTable::node, key);
  if (!box) return std::nullopt;
  base::Result<base::Bytes> plain = crypto::open_box(sealing_key(house), key, *box);
  if (!plain) return base::pass(plain);
  std::string text(plain->begin(), plain->end());
  crypto::wipe(*plain);
  return text;
}

}  // namespace desk
