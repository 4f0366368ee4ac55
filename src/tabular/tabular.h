// tabular: reading and writing tables that people keep: CSV, gzip, XLSX.
//
// Promise: any file is read as a stream of rows in bounded memory, whatever its size; encoding,
// byte order mark, delimiter, line ends, thousands separators, date styles and suppression marks
// are found out, never asked for first; what cannot be read is named by row and reason. A file that
// ends early (a truncated gzip, an open quotation mark) is refused as a whole, by name: a caller
// that counts rows before it is told so must not keep them.
// Invariant: a row handed out holds valid UTF-8 and only views into the reader, good until the next
// call. Threads: a reader belongs to one thread; nothing here is global.
//
//   auto table = tabular::open_table("encounters.csv.gz", {});
//   tabular::Row row;
//   while (true) {
//     auto more = (*table)->next(row);
//     if (!more) return pass(more);   // the file cannot be read further: nothing of it is kept
//     if (!*more) break;
//     use(row.fields[0]);
//   }
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tabular {

// How far a file may make us go. A limit that is passed is Refusal table_too_large with its name.
struct Limits {
  std::uint64_t max_expanded_bytes = std::uint64_t{64} << 30;
  // A stream that expands more than this, once past 16 MiB, is a bomb.
  std::uint64_t max_expansion_ratio = 200;
  std::size_t max_row_bytes = std::size_t{1} << 20;
  std::size_t max_columns = 4096;
  // XLSX keeps its shared strings in memory; this bounds them.
  std::size_t max_shared_bytes = std::size_t{256} << 20;
  std::uint64_t max_rows = std::uint64_t{1} << 40;
};

enum class Encoding : std::uint8_t { unknown, utf8, latin1 };

struct Options {
  Limits limits;
  // 0 finds it out.
  char delimiter = 0;
  Encoding encoding = Encoding::unknown;
  // XLSX: the sheet by name; empty takes the first that has rows.
  std::string sheet;
};

// One row. `number` counts as a person does: the first row of the file is 1 (a quoted line break
// does not start a new row).
struct Row {
  std::uint64_t number = 0;
  std::span<const std::string_view> fields;
};

// What was found out about a file, for the dry run and the guided mapping.
struct Dialect {
  std::string kind;  // "csv", "csv.gz", "xlsx"
  char delimiter = ',';
  Encoding encoding = Encoding::unknown;
  bool byte_order_mark = false;
  std::vector<std::string> sheets;
};

class TableReader {
 public:
  virtual ~TableReader() = default;
  // The next row; false at the end. Refusals: table_truncated, table_too_large, table_damaged,
  // row_too_long, quote_open; each names the row.
  virtual base::Result<bool> next(Row& row) = 0;
  virtual const Dialect& dialect() const = 0;
  // Bytes of the file consumed so far and its size, for progress.
  virtual std::uint64_t bytes_read() const = 0;
  virtual std::uint64_t bytes_total() const = 0;
  // Rows whose bytes were not valid in the file's encoding: their bad bytes were replaced by U+FFFD
  // so that the caller can refuse the row by name.
  virtual std::uint64_t replaced_rows() const = 0;
};

// Opens a file by what it holds, not by its name. Refusals: cannot_open, table_not_recognised.
base::Result<std::unique_ptr<TableReader>> open_table(const std::filesystem::path& path,
                                                      const Options& options);
// The same over bytes in memory (CSV or gzip; not XLSX). `bytes` must outlive the reader.
base::Result<std::unique_ptr<TableReader>> open_table_bytes(std::string_view bytes,
                                                            const Options& options);

}  // namespace tabular
