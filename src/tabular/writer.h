// Writing tables: CSV (RFC 4180, UTF-8) and a minimal XLSX (one sheet, inline text).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tabular {

struct CsvStyle {
  char delimiter = ',';
  // For spreadsheets that read CSV as Latin-1 without it.
  bool byte_order_mark = false;
};

// Appends one row to `out`, ended by CRLF; quotes where needed. A text that a spreadsheet would run
// as a formula (= + - @ at the front and not a number) gets an apostrophe before it.
void append_csv_row(std::string& out, const std::vector<std::string>& fields,
                    const CsvStyle& style = {});

// A workbook with one sheet. Cells that are plain numbers become numbers, all others text. Bytes
// are equal for equal input. Faults with cannot_write.
void write_xlsx(const std::filesystem::path& path, std::string_view sheet_name,
                const std::vector<std::vector<std::string>>& rows);

}  // namespace tabular
