// LawPacks: sets of law that a person with the legal role signed, kept in the organisation's folder
// (law/HASH.pack) beside the set of the program. `law/current` names the one in force; every older
// one stays, so that a stored screening can be repeated with the law it names.
#pragma once

#include <filesystem>

#include "desk/session.h"
#include "law/ruleset.h"

namespace cli {

struct LawSet {
  law::Ruleset ruleset;
  std::string hash;  // of the compiled law, hexadecimal: names it in stored screenings
};

// The bytes of a compiled law as a set. Refusals of Ruleset::from_bytes.
base::Result<LawSet> law_set_of(base::ByteView compiled);

// A signed pack with one section `law`. Refusal bad_pack.
base::Result<base::Bytes> signed_law(const law::Ruleset& ruleset, const crypto::SigningKey& key,
                                     std::uint64_t version);
// Opens a pack signed by somebody of this organisation who holds the legal role now. Refusals of
// Pack::open; unknown_publisher for anybody else's; bad_law.
base::Result<LawSet> open_law(desk::House& house, base::ByteView file);

// Puts the pack into the folder and in force, durably; nothing is loaded half.
base::Result<LawSet> adopt_law(desk::House& house, base::ByteView file);
// "" when the program's own law is in force.
std::string adopted_law(const desk::House& house);
// A set that was adopted once, by its hash. Refusal not_found.
base::Result<LawSet> stored_law(desk::House& house, const std::string& hash);

}  // namespace cli
