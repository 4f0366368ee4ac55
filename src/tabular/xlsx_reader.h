// XLSX: one worksheet as a stream of rows.
#pragma once

#include <filesystem>
#include <memory>

#include "tabular/tabular.h"

namespace tabular {

// Reads shared and inline strings, numbers, booleans, dates (given as ISO text), formula results;
// a merged range gives its value to every cell it covers, so that merged headers map by column.
// Empty rows are skipped, row numbers are the sheet's own. Memory: the shared strings (bounded by
// Limits) and one row. A cell whose text does not fit the limits refuses the file.
base::Result<std::unique_ptr<TableReader>> open_xlsx(const std::filesystem::path& path,
                                                     const Options& options);

}  // namespace tabular
