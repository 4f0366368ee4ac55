#include "main/observatory_sources.h"

#include "base/bytes.h"
#include "observatory/database.h"
#include "pack/embedded.h"

namespace cli {

std::string_view catalogue_text(std::string_view section) {
  const base::Result<base::ByteView> bytes = pack::embedded().section(section);
  return bytes ? base::as_text(*bytes) : std::string_view();
}

observatory::BoardSources board_sources() {
  return {catalogue_text("indicators/indicators.csv"),
          catalogue_text("indicators/study_matrix.csv"),
          catalogue_text("figures/policy_events.csv")};
}

base::Done load_figures(const std::filesystem::path& folder, observatory::ObservationSet& set) {
  auto published = load_published(set, catalogue_text("figures/published_totals.csv"));
  if (!published) return published;
  const std::filesystem::path file = folder / observatory::kDatabaseName;
  if (folder.empty() || !std::filesystem::exists(file)) return {};
  observatory::Database(file.string()).load(set);
  return {};
}

}  // namespace cli
