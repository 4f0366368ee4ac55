// Importers: a file of a known format becomes observations, or is refused by row and reason.
//
// Promise: nothing is half imported: the store sees a file whole or not at all. A dry run reads all
// and stores nothing. The same file a second time adds nothing; another content under the same data
// set and vintage is refused by name. Memory is bounded by the batch, not by the file.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "observatory/observation.h"
#include "tabular/mapping.h"
#include "tabular/tabular.h"

namespace observatory {

struct RowReason {
  std::uint64_t row = 0;
  std::string column;
  base::Code code{};
};

// A check of the file against itself that did not come out: kept, told, not hidden.
struct Finding {
  std::string what;  // "TOTAL differs from the sum of states"
  std::string where;
  double stated = 0;
  double found = 0;
};

struct ImportOptions {
  // Empty: the format's own name for the data set.
  std::string dataset;
  std::string vintage = "1";
  std::string publisher;
  std::string source;
  Day published_on = 0;
  Day recorded_on = 0;
  bool dry_run = false;
  // Import although rows were refused; they are left out and listed.
  bool skip_refused = false;
  std::size_t max_reasons = 200;
  // Day or month first, when the file itself does not say before its first open date. A file has
  // one style; a date of the other is refused by row.
  tabular::DateStyle date_style = tabular::DateStyle::unknown;
  tabular::Mapping mapping;
  tabular::Options table;
  // Called about every megabyte with the share of the file that is read.
  std::function<void(double)> progress;
};

struct ImportReport {
  std::string format;
  std::string dataset;
  std::string vintage;
  std::uint64_t rows = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  // Rows that the format's rule leaves out (adults in a court file, blank lines).
  std::uint64_t passed_over = 0;
  std::uint64_t observations = 0;
  bool already_there = false;
  bool stored = false;
  std::vector<RowReason> reasons;  // the first max_reasons
  std::vector<Finding> findings;
  tabular::Dialect dialect;
  // The mapping as found, to be remembered.
  tabular::Mapping mapping;
};

// What a format does with one row. Fields come by column number; unmapped columns are empty.
class RowContext;

class Format {
 public:
  virtual ~Format() = default;
  virtual std::string_view name() const = 0;
  virtual std::vector<tabular::Wanted> wanted() const = 0;
  virtual std::string_view publisher() const = 0;
  virtual std::string_view licence() const { return "public domain"; }
  // Person-level: rows are counted here and never stored as they are.
  virtual bool personal() const { return false; }
  virtual bool complete() const { return true; }
  // Called once the columns are known and again for every file.
  virtual base::Done start(RowContext& context) = 0;
  virtual void row(RowContext& context) = 0;
  // Emits what was collected and reports findings.
  virtual void finish(RowContext&) {}
};

// The helper a format reads rows and emits observations with.
class RowContext {
 public:
  static constexpr std::size_t kBatch = 4096;
  RowContext(ObservationStore& store, const ImportOptions& options, ImportReport& report);

  // Columns.
  const tabular::Columns& columns() const { return columns_; }
  std::size_t column(std::string_view field) const { return columns_.of(field); }
  std::string_view text(std::size_t column) const {
    return column < fields_.size() ? fields_[column] : std::string_view();
  }
  std::uint64_t row_number() const { return row_number_; }

  // Values; on refusal the row is refused with this column and 0 is given.
  double number(std::size_t column, Qualifier& qualifier, double& upper);
  std::int64_t count(std::size_t column);  // whole, not negative, not missing
  int year(std::size_t column);
  Day date(std::size_t column);
  Symbol symbol(std::size_t column) { return symbols().intern(text(column)); }
  Symbol intern(std::string_view value) { return symbols().intern(value); }
  Symbols& symbols() { return store_.symbols(); }

  void refuse(std::size_t column, base::Code code);
  // A format that adds rows up must not add a refused one.
  bool refused() const { return refused_; }
  void pass_over() { passed_over_ = true; }
  void emit(Observation observation);
  void find(Finding finding) { report_.findings.push_back(std::move(finding)); }

 private:
  friend class ImportRun;
  std::span<const std::string_view> fields_;
  ObservationStore& store_;
  const ImportOptions& options_;
  ImportReport& report_;
  tabular::Columns columns_;
  tabular::DateStyle style_ = tabular::DateStyle::unknown;
  std::vector<Observation> batch_;
  std::size_t row_starts_at_ = 0;
  std::uint64_t row_number_ = 0;
  RowHash row_hash_;
  bool refused_ = false;
  bool passed_over_ = false;
  bool finishing_ = false;
};

// All formats by name; `detect_format` gives those whose required columns a header has, the most
// specific first. Unknown name: null.
std::vector<std::string> format_names();
std::unique_ptr<Format> make_format(std::string_view name);
std::vector<std::string> detect_format(std::span<const std::string_view> header);

// Refusals: those of the table, missing_column (the wrong format for the file), rows_refused (with
// how many; the report holds the reasons), vintage_conflict.
base::Result<ImportReport> import_table(tabular::TableReader& table, Format& format,
                                        ObservationStore& store, const ImportOptions& options,
                                        ImportReport* on_refusal = nullptr);
base::Result<ImportReport> import_file(const std::filesystem::path& path, std::string_view format,
                                       ObservationStore& store, const ImportOptions& options,
                                       ImportReport* on_refusal = nullptr);

}  // namespace observatory
