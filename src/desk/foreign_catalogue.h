// Catalogues from elsewhere: an organisation may work with a catalogue that a publisher it accepts
// has signed, without another program.
//
// Invariant: what is in force is the program's own catalogue, or a pack that keeps all of it
// (casefile::Catalogue::keeps), signed by an accepted publisher and put in force by a person whose
// role may. Record types, codes and retention schedules come from it; law, directory and sentences
// stay the program's, and so does who holds which key: the policy of a pack must be the program's.
// Every row is signed by that person, so that whoever can only write the disk cannot slip a
// catalogue in; putting a former row back is the same as putting a former folder back. The rows lie
// in keys.db (docs/formats.md), with the pack itself, so that a backup holds them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casefile/catalogue.h"
#include "desk/session.h"
#include "pack/pack.h"

namespace desk {

// The action of a role that accepts publishers and puts catalogues in force.
inline constexpr std::string_view kCatalogueAction = "catalogue";
inline constexpr std::size_t kMaxPackSize = 16 << 20;

struct Publisher {
  std::string name;
  crypto::VerifyKey key{};
  base::UserId accepted_by = base::UserId::none();
};

struct ForeignCatalogue {
  pack::Pack pack;
  casefile::Catalogue catalogue;
};

// Who may sign a catalogue here. A row whose signature does not hold is left out.
std::vector<Publisher> publishers(House& house);

// Refusal not_allowed, bad_value (a name that is empty or longer than 100 bytes).
base::Done accept_publisher(House& house, const Session& session, const std::string& name,
                            const crypto::VerifyKey& key);
// Its catalogue, if one is in force, goes out of force at the next start. Refusal not_found.
base::Done drop_publisher(House& house, const Session& session, const crypto::VerifyKey& key);

// Checks a pack and puts it in force from the next start; what is open now works on unchanged.
// Refusals of Pack::open, bad_catalogue, not_allowed, too_large. Nothing is written when refused.
base::Result<ForeignCatalogue> load_catalogue(House& house, const Session& session,
                                              base::ByteView file);
// The program's own catalogue again, from the next start. Records of types that it does not know
// are kept and not shown. Refusal not_allowed.
base::Done use_own_catalogue(House& house, const Session& session);

// What the rows say is in force, checked anew; nothing when it is the program's own. Refusals of
// Pack::open, bad_catalogue, roster_invalid when nobody with the right put it in force.
base::Result<std::optional<ForeignCatalogue>> catalogue_in_force(House& house);

}  // namespace desk
