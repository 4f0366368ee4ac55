// Founding: how an organisation begins, and how its cards give a person back her keys.
//
// The organisation's root (signs the roster) and its recovery key come from one secret that exists
// only as three cards, two of which make it whole again (crypto/recovery.h). Nothing on any disk
// holds it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "crypto/recovery.h"
#include "desk/house.h"

namespace desk {

inline constexpr int kCards = 3;
inline constexpr int kCardsNeeded = 2;

struct Founding {
  std::string organisation;
  std::string user;  // the founder's log-in name
  std::vector<std::string> roles = {"administrator", "coordinator"};
  bool demo = false;
};

struct Founded {
  std::vector<std::string> cards;  // words; shown once and kept by three custodians
};

// Makes the folder, all or nothing: until it is whole it lies beside its name. Refusal
// folder_exists, weak_passphrase, bad_user_name, unknown_role; Fault when the disk says no.
base::Result<Founded> found(const std::filesystem::path& folder, const Founding& founding,
                            const crypto::Passphrase& passphrase, const Seams& seams);

// A new passphrase for a person whose old one is lost, with two cards. Refusal too_few_shares,
// mixed_shares, bad_share, wrong_cards (of another organisation), not_found, weak_passphrase.
base::Done recover(House& house, const std::vector<std::string>& cards, std::string_view user,
                   const crypto::Passphrase& passphrase);

// What the secret of the cards yields.
struct RootKeys {
  crypto::SigningKey root;
  crypto::ExchangeKey recovery;
};
RootKeys root_keys(const crypto::Secret& secret);

}  // namespace desk
