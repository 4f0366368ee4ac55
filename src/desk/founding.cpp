#include "desk/founding.h"

#include "desk/audit.h"
#include "desk/foundation.h"
#include "desk/people.h"
#include "pack/embedded.h"

namespace desk {

namespace {

using base::Code;
using ledger::KeyBatch;
using ledger::KeyTable;

base::Bytes to_bytes(base::ByteView view) {
  return {view.begin(), view.end()};
}

IdentityRow fresh_identity(const Founding& founding, const RootKeys& roots, const NodeSecret& node,
                           base::Random& random) {
  IdentityRow row;
  row.org = base::OrgId::random(random);
  row.node = base::NodeId::random(random);
  row.organisation = founding.organisation;
  row.root = roots.root.verify_key();
  row.recovery = roots.recovery.public_key();
  row.node_key = node.signing().verify_key();
  row.demo = founding.demo;
  row.signature = roots.root.sign(crypto::SignDomain::roster, signed_part(row));
  return row;
}

// Every team's first keys, for the founder until somebody joins, and for the recovery key.
void first_team_keys(const Policy& policy, const IdentityRow& identity, const UserRow& founder,
                     base::Random& random, KeyBatch& batch) {
  for (const Team& team : policy.teams()) {
    for (const base::Compartment compartment : team.compartments) {
      const crypto::TeamContext context{team_id(identity.org, team.id), compartment, 1};
      const crypto::TeamKey key = crypto::TeamKey::random(random);
      for (const auto& [user, exchange] : {std::pair{founder.id, founder.exchange},
                                           std::pair{base::UserId::none(), identity.recovery}}) {
        batch.puts.push_back(
            {KeyTable::team_wrap, team_wrap_key(context, user),
             crypto::wrap_to(exchange, team_wrap_context(context, user), key.secret(), random)});
      }
    }
  }
}

std::vector<std::string> cards_of(const crypto::Secret& secret, base::Random& random) {
  std::vector<std::string> cards;
  for (const crypto::Share& share : crypto::split(secret, kCardsNeeded, kCards, random)) {
    cards.push_back(crypto::share_words(share));
  }
  return cards;
}

// The rows of a new organisation, written into a folder that nobody sees yet.
base::Result<Founded> fill(const std::filesystem::path& path, const Founding& founding,
                           const crypto::Passphrase& passphrase, const Policy& policy,
                           const Seams& seams) {
  base::Random& random = *seams.random;
  base::Result<std::unique_ptr<store::Folder>> folder = store::Folder::create(path);
  if (!folder) return base::pass(folder);
  const crypto::Secret secret = crypto::Secret::random(random);
  const RootKeys roots = root_keys(secret);
  const NodeSecret node = NodeSecret::create(path, random);
  const IdentityRow identity = fresh_identity(founding, roots, node, random);
  base::Result<FreshUser> founder = fresh_user(
      policy, identity.recovery, {founding.user, founding.roles}, passphrase, seams.kdf, random);
  if (!founder) return base::pass(founder);
  founder->row.signature = roots.root.sign(crypto::SignDomain::roster, signed_part(founder->row));
  KeyBatch batch;
  batch.puts.push_back({KeyTable::node, to_bytes(base::as_bytes("identity")), encode(identity)});
  batch.puts.push_back(row_of(founder->row));
  first_team_keys(policy, identity, founder->row, random, batch);
  (*folder)->keys().commit(batch);
  return Founded{cards_of(secret, random)};
}

base::Done begin_audit(const std::filesystem::path& path, const Founding& founding,
                       const crypto::Passphrase& passphrase, const Seams& seams) {
  base::Result<std::unique_ptr<House>> house = House::open(path, seams);
  if (!house) return base::pass(house);
  base::Result<Person> person = unlock(**house, founding.user, passphrase);
  if (!person) return base::pass(person);
  base::Result<Session> session = Session::open(**house, *person);
  if (!session) return base::pass(session);
  return Audit::begin(**house, *session);
}

}  // namespace

RootKeys root_keys(const crypto::Secret& secret) {
  return {crypto::SigningKey::from_seed(crypto::derive(secret, "amparo/root", {})),
          crypto::ExchangeKey::from_secret(crypto::derive(secret, "amparo/recovery", {}))};
}

base::Result<Foundation> Foundation::prepare(const std::filesystem::path& folder,
                                             const Founding& founding,
                                             const crypto::Passphrase& passphrase,
                                             const Seams& seams) {
  crypto::init();
  base::Result<Policy> policy = read_policy(pack::embedded());
  if (!policy) return base::pass(policy);
  base::Result<WholeFolder> whole = WholeFolder::begin(folder);
  if (!whole) return base::pass(whole);
  base::Result<Founded> founded = fill(whole->place(), founding, passphrase, *policy, seams);
  if (!founded) return base::pass(founded);
  base::Done audited = begin_audit(whole->place(), founding, passphrase, seams);
  if (!audited) return base::pass(audited);
  return Foundation(std::move(*whole), std::move(founded->cards));
}

base::Result<Founded> found(const std::filesystem::path& folder, const Founding& founding,
                            const crypto::Passphrase& passphrase, const Seams& seams) {
  base::Result<Foundation> made = Foundation::prepare(folder, founding, passphrase, seams);
  if (!made) return base::pass(made);
  made->settle();
  return Founded{made->cards()};
}

base::Done recover(House& house, const std::vector<std::string>& cards, std::string_view user,
                   const crypto::Passphrase& passphrase) {
  std::vector<crypto::Share> shares;
  for (const std::string& words : cards) {
    base::Result<crypto::Share> share = crypto::share_from_words(words);
    if (!share) return base::pass(share);
    shares.push_back(std::move(*share));
  }
  base::Result<crypto::Secret> secret = crypto::combine(shares);
  if (!secret) return base::pass(secret);
  const RootKeys roots = root_keys(*secret);
  if (roots.root.verify_key() != house.identity().root) return base::refuse(Code::wrong_cards);
  base::Result<UserRow> row = find_user(house, user);
  if (!row) return base::pass(row);
  base::Result<crypto::Secret> exchange = crypto::unwrap(
      roots.recovery, user_wrap_context(row->id, "exchange"), row->exchange_recovery);
  base::Result<crypto::Secret> seed =
      crypto::unwrap(roots.recovery, user_wrap_context(row->id, "sign"), row->sign_recovery);
  if (!exchange) return base::pass(exchange);
  if (!seed) return base::pass(seed);
  row->kdf = house.kdf();
  base::Done set = seal_private_keys(*row, *exchange, *seed, passphrase, house.random());
  if (!set) return set;
  house.commit_keys({{row_of(*row)}, {}, {}});
  return {};
}

}  // namespace desk
