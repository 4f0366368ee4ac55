// What the observatory takes from the catalogue in the program.
#pragma once

#include <filesystem>

#include "observatory/board.h"

namespace cli {

// The text of a section of the embedded pack.
std::string_view catalogue_text(std::string_view section);
observatory::BoardSources board_sources();
// The catalogue's totals and, when the folder has a database, all that is in it.
base::Done load_figures(const std::filesystem::path& folder, observatory::ObservationSet& set);

}  // namespace cli
