// What grants give a session over all case files; of one case file, Session::granted.
#pragma once

#include "desk/session.h"

namespace desk {

// Parts that some live grant lets the session read in some case file, and that no team of hers
// holds. O(grants of the folder).
std::vector<base::Compartment> granted_somewhere(House& house, const Session& session);

}  // namespace desk
