// LawPacks: sets of law that a person with the legal role signed, kept in the organisation's
// keys.db (and so in its backups) beside the set of the program. One is in force; every older one
// stays, so that a stored screening can be repeated with the law it names.
#pragma once

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

// Keeps the pack and puts it in force, in one commit.
base::Result<LawSet> adopt_law(desk::House& house, base::ByteView file);
// "" when the program's own law is in force.
std::string adopted_law(desk::House& house);
// A set that was adopted once, by its hash. Refusal not_found.
base::Result<LawSet> stored_law(desk::House& house, const std::string& hash);

}  // namespace cli
