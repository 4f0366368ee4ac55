// The case file of the organisation's own directory (docs/decisions/0010): its identity follows
// from the organisation's, and so does the save that makes it.
#pragma once

#include "desk/house.h"

namespace desk {

base::CaseId directory_case(const House& house);
base::SaveId directory_save(const House& house);

}  // namespace desk
