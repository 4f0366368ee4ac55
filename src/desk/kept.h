// Kept: small secrets of the node itself, by name, sealed under the node's own key among the keys
// of the folder. They travel with its backups and go nowhere else.
#pragma once

#include <optional>
#include <string>

#include "desk/house.h"

namespace desk {

// Durable when it returns; replaces what had the name.
void keep(House& house, std::string_view name, const std::string& secret);
// Nothing when none was kept. Refusal cannot_open when it is not this node's.
base::Result<std::optional<std::string>> kept(House& house, std::string_view name);

}  // namespace desk
