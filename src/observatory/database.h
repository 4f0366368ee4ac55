// Database: public aggregates of a folder in one SQLite file (observatory.db): observations by
// data set and vintage, remembered column mappings, and the register of releases.
//
// Promise: what `commit` took is durable and whole after a crash; a batch that was not committed
// leaves no trace; the same data set and vintage are there once. Rows are bitemporal: each carries
// when the world could know it and when we did (Provenance), and none is ever changed.
// Invariant: no person-level row is in it. Formats that read such rows (Format::personal) are not
// kept here at all, not even as counts: `import` refuses them, their files stay sealed in the
// ledger's file store, and their counts are made anew when they are asked for.
// Memory: a batch and the texts, not the file. Threads: one at a time.
#pragma once

#include <filesystem>
#include <map>
#include <memory>

#include "observatory/importer.h"
#include "observatory/release.h"

struct sqlite3;
struct sqlite3_stmt;

namespace observatory {

inline constexpr const char* kDatabaseName = "observatory.db";

class Database : public ObservationStore {
 public:
  // Opens or makes the file; ":memory:" keeps it in memory. Fault store_damaged, disk_full,
  // disk_error; a file of a newer program is Fault format_newer.
  explicit Database(const std::string& path);
  ~Database() override;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Symbols& symbols() override { return symbols_; }
  std::optional<Provenance> find(std::string_view dataset, std::string_view vintage) override;
  void begin(const Provenance& provenance) override;
  void add(std::span<const Observation> observations) override;
  void commit(const Provenance& finished) override;
  void rollback() override;

  // How many observations each indicator has.
  std::map<std::string, std::size_t> indicators();
  // Adds all observations of an indicator (empty: of all) to a set, with their provenance.
  void load(ObservationSet& set, std::string_view indicator = {});

  // The mapping that a person made for files of a format; empty when there is none.
  tabular::Mapping mapping(std::string_view format);
  void remember(std::string_view format, const tabular::Mapping& mapping);

  // Releases: every cell ever printed. `enter` adds them or nothing; a release id that is there is
  // Refusal already_published.
  Register registered();
  base::Done enter(const Release& release, const Cube& cube);

 private:
  class Use;
  Use prepare(const char* sql);
  void exec(const char* sql);
  void check(int result, const char* during) const;
  void write_symbols();

  sqlite3* db_ = nullptr;
  std::map<const char*, sqlite3_stmt*> statements_;
  Symbols symbols_;
  std::size_t symbols_kept_ = 1;
  std::int64_t batch_ = 0;  // the open one's number
};

// Imports into the database, with the mapping remembered for the format unless one is given, and
// remembers a given one. Refusals: as import_file; not_allowed for a person-level format that is to
// be stored.
base::Result<ImportReport> import_kept(Database& database, const std::filesystem::path& path,
                                       std::string_view format, ImportOptions options,
                                       ImportReport* on_refusal = nullptr);

}  // namespace observatory
