// First run: a node on a folder that is not there yet. It serves the page on this computer alone,
// to whoever reads the code in the terminal, until there is an organisation.
#pragma once

#include <optional>

#include "main/messages.h"
#include "main/page_server.h"
#include "main/request.h"

namespace cli {

// Nothing is there, or an empty folder.
bool is_first_run(const std::filesystem::path& folder);

// Serves until the folder stands; the port it answered on, so that the node goes on at the same
// address. Nothing when it was asked to stop before.
std::optional<std::uint16_t> run_first(const Messages& messages, const Request& request,
                                       const Listening& listening);

}  // namespace cli
