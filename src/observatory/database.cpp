#include "observatory/database.h"

#include <sqlite3.h>

#include "base/check.h"

namespace observatory {

namespace {

constexpr int kVersion = 1;
constexpr const char* kTables = R"sql(
CREATE TABLE symbol(no INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE batch(
  no INTEGER PRIMARY KEY, dataset TEXT NOT NULL, vintage TEXT NOT NULL, publisher TEXT NOT NULL,
  source TEXT NOT NULL, licence TEXT NOT NULL, published_on INTEGER NOT NULL,
  recorded_on INTEGER NOT NULL, complete INTEGER NOT NULL, rows INTEGER NOT NULL,
  content_a INTEGER NOT NULL, content_b INTEGER NOT NULL, UNIQUE(dataset, vintage)) STRICT;
CREATE TABLE observation(
  batch INTEGER NOT NULL, indicator INTEGER NOT NULL, definition INTEGER NOT NULL,
  country INTEGER NOT NULL, place INTEGER NOT NULL, nationality INTEGER NOT NULL,
  sex INTEGER NOT NULL, age INTEGER NOT NULL, accompaniment INTEGER NOT NULL,
  indigenous INTEGER NOT NULL, status INTEGER NOT NULL, unit INTEGER NOT NULL,
  period INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, value REAL NOT NULL,
  upper REAL NOT NULL, qualifier INTEGER NOT NULL, row_a INTEGER NOT NULL,
  row_b INTEGER NOT NULL) STRICT;
CREATE TABLE mapping(format TEXT PRIMARY KEY, fields TEXT NOT NULL) STRICT;
CREATE TABLE release(id TEXT PRIMARY KEY, manifest TEXT NOT NULL) STRICT;
CREATE TABLE printed(
  measure TEXT NOT NULL, key TEXT NOT NULL, release TEXT NOT NULL, vintage TEXT NOT NULL,
  value INTEGER NOT NULL) STRICT;
PRAGMA user_version = 1;
)sql";

base::Code code_of(int result) {
  switch (result & 0xff) {
    case SQLITE_FULL:
      return base::Code::disk_full;
    case SQLITE_READONLY:
      return base::Code::disk_read_only;
    case SQLITE_NOMEM:
      return base::Code::out_of_memory;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
      return base::Code::disk_error;
    default:
      return base::Code::store_damaged;
  }
}

}  // namespace

// One use of a prepared statement: bound in order, read in order.
class Database::Use {
 public:
  Use(const Database& owner, sqlite3_stmt* statement) : owner_(owner), statement_(statement) {}
  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  Use& in(std::int64_t number) {
    sqlite3_bind_int64(statement_, next_++, number);
    return *this;
  }
  Use& in(double number) {
    sqlite3_bind_double(statement_, next_++, number);
    return *this;
  }
  // The text must live until the statement has run.
  Use& in(std::string_view text) {
    sqlite3_bind_text(statement_, next_++, text.data() == nullptr ? "" : text.data(),
                      static_cast<int>(text.size()), nullptr);
    return *this;
  }
  bool step() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) owner_.check(result, sqlite3_sql(statement_));
    return false;
  }
  void run() {
    while (step()) {
    }
    sqlite3_reset(statement_);
    next_ = 1;
  }
  std::int64_t whole(int column) const { return sqlite3_column_int64(statement_, column); }
  double real(int column) const { return sqlite3_column_double(statement_, column); }
  std::string text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const int size = sqlite3_column_bytes(statement_, column);
    return size == 0 ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
  }

 private:
  const Database& owner_;
  sqlite3_stmt* statement_;
  int next_ = 1;
};

void Database::check(int result, const char* during) const {
  if (result == SQLITE_OK) return;
  throw base::Fault(code_of(result), std::string(during) + ": " + sqlite3_errstr(result));
}

void Database::exec(const char* sql) {
  check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr), sql);
}

Database::Use Database::prepare(const char* sql) {
  sqlite3_stmt*& kept = statements_[sql];
  if (kept == nullptr) {
    check(sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &kept, nullptr), sql);
  }
  return Use(*this, kept);
}

Database::Database(const std::string& path) {
  const int result =
      sqlite3_open_v2(path.c_str(), &db_,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  try {
    check(result, "cannot open the observatory's database");
    sqlite3_busy_timeout(db_, 10'000);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    exec("PRAGMA temp_store=MEMORY");
    exec("PRAGMA journal_mode=WAL");
    exec("PRAGMA synchronous=FULL");
    exec("BEGIN IMMEDIATE");
    auto version = prepare("PRAGMA user_version");
    version.step();
    const std::int64_t found = version.whole(0);
    if (found > kVersion) {
      throw base::Fault(base::Code::format_newer, "the observatory's database is newer");
    }
    if (found == 0) exec(kTables);
    exec("COMMIT");
    auto texts = prepare("SELECT text FROM symbol ORDER BY no");
    while (texts.step()) symbols_.intern(texts.text(0));
    symbols_kept_ = symbols_.size();
  } catch (...) {
    for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close_v2(db_);
    throw;
  }
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(db_);
}

namespace {

constexpr const char* kBatchColumns =
    "SELECT no, dataset, vintage, publisher, source, licence, published_on, recorded_on, complete, "
    "rows, content_a, content_b FROM batch ORDER BY no";

template <class Row>
Provenance provenance_of(const Row& row) {
  Provenance p;
  p.dataset = row.text(1);
  p.vintage = row.text(2);
  p.publisher = row.text(3);
  p.source = row.text(4);
  p.licence = row.text(5);
  p.published_on = static_cast<Day>(row.whole(6));
  p.recorded_on = static_cast<Day>(row.whole(7));
  p.complete = row.whole(8) != 0;
  p.rows = static_cast<std::uint64_t>(row.whole(9));
  p.content = {static_cast<std::uint64_t>(row.whole(10)),
               static_cast<std::uint64_t>(row.whole(11))};
  return p;
}

}  // namespace

std::optional<Provenance> Database::find(std::string_view dataset, std::string_view vintage) {
  auto rows = prepare(kBatchColumns);
  while (rows.step()) {
    if (rows.text(1) == dataset && rows.text(2) == vintage) return provenance_of(rows);
  }
  return std::nullopt;
}

void Database::begin(const Provenance&) {
  AMPARO_CHECK(batch_ == 0);
  exec("BEGIN IMMEDIATE");
  auto last = prepare("SELECT coalesce(max(no), 0) + 1 FROM batch");
  last.step();
  batch_ = last.whole(0);
}

void Database::add(std::span<const Observation> observations) {
  AMPARO_CHECK(batch_ != 0);
  auto row = prepare("INSERT INTO observation VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  for (const Observation& o : observations) {
    row.in(batch_);
    for (const Symbol symbol : o.dims) row.in(static_cast<std::int64_t>(symbol));
    row.in(static_cast<std::int64_t>(o.period.type))
        .in(static_cast<std::int64_t>(o.period.start))
        .in(static_cast<std::int64_t>(o.period.end))
        .in(o.value)
        .in(o.upper)
        .in(static_cast<std::int64_t>(o.qualifier))
        .in(static_cast<std::int64_t>(o.row.a))
        .in(static_cast<std::int64_t>(o.row.b))
        .run();
  }
}

void Database::write_symbols() {
  auto row = prepare("INSERT INTO symbol VALUES(?, ?)");
  for (std::size_t no = symbols_kept_; no < symbols_.size(); ++no) {
    row.in(static_cast<std::int64_t>(no)).in(symbols_.text(static_cast<Symbol>(no))).run();
  }
}

void Database::commit(const Provenance& p) {
  AMPARO_CHECK(batch_ != 0);
  prepare("INSERT INTO batch VALUES(?,?,?,?,?,?,?,?,?,?,?,?)")
      .in(batch_)
      .in(p.dataset)
      .in(p.vintage)
      .in(p.publisher)
      .in(p.source)
      .in(p.licence)
      .in(static_cast<std::int64_t>(p.published_on))
      .in(static_cast<std::int64_t>(p.recorded_on))
      .in(static_cast<std::int64_t>(p.complete))
      .in(static_cast<std::int64_t>(p.rows))
      .in(static_cast<std::int64_t>(p.content.a))
      .in(static_cast<std::int64_t>(p.content.b))
      .run();
  write_symbols();
  exec("COMMIT");
  symbols_kept_ = symbols_.size();
  batch_ = 0;
}

void Database::rollback() {
  if (batch_ == 0) return;
  batch_ = 0;
  exec("ROLLBACK");
}

std::map<std::string, std::size_t> Database::indicators() {
  std::map<std::string, std::size_t> all;
  auto rows = prepare("SELECT indicator, count(*) FROM observation GROUP BY indicator");
  while (rows.step()) {
    all[std::string(symbols_.text(static_cast<Symbol>(rows.whole(0))))] +=
        static_cast<std::size_t>(rows.whole(1));
  }
  return all;
}

void Database::load(ObservationSet& set, std::string_view indicator) {
  std::vector<Symbol> as(symbols_.size(), 0);
  for (Symbol s = 1; s < symbols_.size(); ++s) as[s] = set.symbols().intern(symbols_.text(s));
  auto batches = prepare(kBatchColumns);
  while (batches.step()) {
    const Provenance provenance = provenance_of(batches);
    set.begin(provenance);
    auto rows = prepare("SELECT * FROM observation WHERE batch = ? AND (? = 0 OR indicator = ?)");
    const auto wanted = static_cast<std::int64_t>(symbols_.find(indicator));
    rows.in(batches.whole(0)).in(std::int64_t{!indicator.empty()}).in(wanted);
    while (rows.step()) {
      Observation o;
      for (std::size_t d = 0; d < kDims; ++d) {
        const auto symbol = static_cast<std::size_t>(rows.whole(static_cast<int>(d) + 1));
        if (symbol >= as.size()) {
          throw base::Fault(base::Code::store_damaged, "an observation with an unknown text");
        }
        o.dims[d] = as[symbol];
      }
      o.period = {static_cast<PeriodType>(rows.whole(12)), static_cast<Day>(rows.whole(13)),
                  static_cast<Day>(rows.whole(14))};
      o.value = rows.real(15);
      o.upper = rows.real(16);
      o.qualifier = static_cast<Qualifier>(rows.whole(17));
      o.row = {static_cast<std::uint64_t>(rows.whole(18)),
               static_cast<std::uint64_t>(rows.whole(19))};
      set.add({&o, 1});
    }
    set.commit(provenance);
  }
}

tabular::Mapping Database::mapping(std::string_view format) {
  auto row = prepare("SELECT fields FROM mapping WHERE format = ?");
  return row.in(format).step() ? tabular::Mapping::from_text(row.text(0)) : tabular::Mapping();
}

void Database::remember(std::string_view format, const tabular::Mapping& mapping) {
  const std::string fields = mapping.to_text();
  prepare("INSERT OR REPLACE INTO mapping VALUES(?, ?)").in(format).in(fields).run();
}

Register Database::registered() {
  Register all;
  auto rows = prepare("SELECT measure, key, release, vintage, value FROM printed ORDER BY rowid");
  while (rows.step()) {
    all.add(rows.text(0), {rows.text(2), rows.text(3), rows.whole(4), rows.text(1)});
  }
  return all;
}

base::Done Database::enter(const Release& release, const Cube& cube) {
  Register fresh;
  if (auto done = observatory::enter(fresh, cube, release); !done) return done;
  const std::string& id = release.request.id;
  exec("BEGIN IMMEDIATE");
  try {
    auto there = prepare("SELECT 1 FROM release WHERE id = ?");
    if (there.in(std::string_view(id)).step()) {
      exec("ROLLBACK");
      return base::refuse(base::Code::already_published, {{"cell", id}});
    }
    prepare("INSERT INTO release VALUES(?, ?)").in(std::string_view(id)).in(release.manifest).run();
    auto row = prepare("INSERT INTO printed VALUES(?, ?, ?, ?, ?)");
    for (const auto& [key, cell] : fresh.of(release.request.measure)) {
      row.in(release.request.measure)
          .in(key)
          .in(cell.release)
          .in(cell.vintage)
          .in(static_cast<std::int64_t>(cell.value))
          .run();
    }
    exec("COMMIT");
  } catch (...) {
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
  return {};
}

base::Result<ImportReport> import_kept(Database& database, const std::filesystem::path& path,
                                       std::string_view format, ImportOptions options,
                                       ImportReport* on_refusal) {
  const auto made = make_format(format);
  if (made && made->personal() && !options.dry_run) {
    return base::refuse(base::Code::not_allowed, {{"format", std::string(format)}});
  }
  const bool given = !options.mapping.header_of.empty();
  if (!given) options.mapping = database.mapping(format);
  auto report = import_file(path, format, database, options, on_refusal);
  if (report && given && !options.dry_run) database.remember(format, options.mapping);
  return report;
}

}  // namespace observatory
