#include "main/observatory_command.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <unistd.h>

#include <fmt/format.h>
#include <sys/wait.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "observatory/database.h"
#include "observatory/export.h"
#include "observatory/indicator.h"
#include "observatory/publish.h"
#include "observatory/reconcile.h"
#include "observatory/report.h"

namespace cli {
namespace {

namespace fs = std::filesystem;
using base::Code;
using observatory::json_text;

// Everything a call may be told.
struct Asked {
  bool json = false;
  std::string format;
  std::vector<std::string> files;
  std::string file;
  bool dry_run = false;
  bool skip_refused = false;
  std::string mapping;
  std::string dates;
  std::string vintage = "1";
  std::vector<std::string> data;
  std::string indicator;
  std::string by;
  std::string where;
  std::string as_known;
  std::string note;
  observatory::Count protect = 0;
  observatory::Policy policy;
  std::string out;
  std::string id;
  std::string registered;
  std::string licence = "CC BY 4.0";
  std::vector<std::string> signers;
  bool hxl = false;
  std::string folder;
  std::string checks;
  std::string dir;  // of the organisation, or any folder for observatory.db
  std::string language = "es";
  std::string day;
  std::function<ObservatoryCatalogue()> catalogue;
};

[[noreturn]] void fail(const base::Refusal& refusal) {
  std::string details;
  for (const auto& [name, value] : refusal.details) details += fmt::format(" {}={}", name, value);
  fmt::print(stderr, "{}:{}\n", base::code_name(refusal.code), details);
  throw CLI::RuntimeError(base::exit_code(refusal.code));
}

template <class T>
T need(base::Result<T> result) {
  if (!result) fail(result.error());
  return std::move(*result);
}
void need(base::Done done) {
  if (!done) fail(done.error());
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail({Code::cannot_open, {{"file", path.filename().string()}}});
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Written beside and moved into place, so that a file is old or new and never half.
void write_file(const fs::path& path, std::string_view text) {
  const fs::path fresh = path.string() + ".new";
  std::ofstream file(fresh, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) fs::rename(fresh, path, error);
  if (!file || error) fail({Code::cannot_write, {{"file", path.filename().string()}}});
}

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> all;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) all.push_back(part);
  return all;
}

std::string hash_text(std::string_view text) {
  return base::to_hex(crypto::sha256(base::as_bytes(text)));
}

void print_report(const observatory::ImportReport& report, const std::string& file, bool json) {
  if (json) {
    std::string reasons;
    for (const auto& reason : report.reasons) {
      reasons += fmt::format(R"({}{{"row": {}, "column": {}, "reason": {}}})",
                             reasons.empty() ? "" : ", ", reason.row, json_text(reason.column),
                             json_text(base::code_name(reason.code)));
    }
    std::string findings;
    for (const auto& finding : report.findings) {
      findings += fmt::format(R"({}{{"what": {}, "where": {}, "stated": {}, "found": {}}})",
                              findings.empty() ? "" : ", ", json_text(finding.what),
                              json_text(finding.where), finding.stated, finding.found);
    }
    fmt::print(
        R"({{"file": {}, "format": {}, "rows": {}, "accepted": {}, "refused": {}, "passed_over": {}, )"
        R"("observations": {}, "already_there": {}, "stored": {}, "reasons": [{}], "findings": [{}]}})"
        "\n",
        json_text(file), json_text(report.format), report.rows, report.accepted, report.refused,
        report.passed_over, report.observations, report.already_there, report.stored, reasons,
        findings);
    return;
  }
  fmt::print("{}: {}: {} rows, {} accepted, {} refused, {} passed over, {} observations\n", file,
             report.format, report.rows, report.accepted, report.refused, report.passed_over,
             report.observations);
  for (const auto& reason : report.reasons) {
    fmt::print("  row {} {}: {}\n", reason.row, reason.column, base::code_name(reason.code));
  }
  for (const auto& finding : report.findings) {
    fmt::print("  {} ({}): {} stated, {} found\n", finding.what, finding.where, finding.stated,
               finding.found);
  }
}

observatory::ImportOptions import_options(const Asked& asked) {
  observatory::ImportOptions options;
  options.vintage = asked.vintage;
  options.dry_run = asked.dry_run;
  options.skip_refused = asked.skip_refused;
  if (asked.dates == "day-first") options.date_style = tabular::DateStyle::day_first;
  if (asked.dates == "month-first") options.date_style = tabular::DateStyle::month_first;
  if (!asked.mapping.empty()) {
    options.mapping = tabular::Mapping::from_text(read_file(asked.mapping));
  }
  return options;
}

std::string database_path(const Asked& asked) {
  return (fs::path(asked.dir) / observatory::kDatabaseName).string();
}

// Into the folder's database, or, without a folder, into memory: a check of the files.
void run_import(const Asked& asked) {
  observatory::ObservationSet set;
  std::unique_ptr<observatory::Database> database;
  if (!asked.dir.empty()) {
    database = std::make_unique<observatory::Database>(database_path(asked));
  }
  for (const auto& file : asked.files) {
    observatory::ImportReport refused;
    auto options = import_options(asked);
    options.dataset = fs::path(file).filename().string();
    auto report = database
                      ? observatory::import_kept(*database, file, asked.format, options, &refused)
                      : observatory::import_file(file, asked.format, set, options, &refused);
    if (!report) {
      print_report(refused, file, asked.json);
      fail(report.error());
    }
    print_report(*report, file, asked.json);
  }
}

void run_detect(const Asked& asked) {
  auto table = need(tabular::open_table(asked.file, {}));
  tabular::Row row;
  if (!need(tabular::read_header(*table, row))) fail({Code::table_not_recognised, {}});
  const auto found = observatory::detect_format(row.fields);
  const auto& dialect = table->dialect();
  std::string names;
  for (const auto& name : found) names += (names.empty() ? "" : ", ") + json_text(name);
  const char* encoding = dialect.encoding == tabular::Encoding::latin1 ? "latin1" : "utf8";
  const std::string delimiter(1, dialect.delimiter);
  fmt::print(R"({{"file": {}, "kind": {}, "encoding": {}, "delimiter": {}, "header_row": {}, )"
             R"("formats": [{}]}})"
             "\n",
             json_text(fs::path(asked.file).filename().string()), json_text(dialect.kind),
             json_text(encoding), json_text(delimiter), row.number, names);
}

std::unique_ptr<observatory::ObservationSet> load(const Asked& asked) {
  auto set = std::make_unique<observatory::ObservationSet>();
  if (asked.data.empty()) {
    const std::string_view totals = asked.catalogue().totals;
    if (!totals.empty()) need(observatory::load_published(*set, totals));
    if (!asked.dir.empty() && fs::exists(database_path(asked))) {
      observatory::Database(database_path(asked)).load(*set, asked.indicator);
    }
  }
  for (const auto& entry : asked.data) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos) fail({Code::bad_call, {{"option", "--data"}}});
    const std::string file = entry.substr(equals + 1);
    auto options = import_options(asked);
    options.dataset = fs::path(file).filename().string();
    need(observatory::import_file(file, entry.substr(0, equals), *set, options));
  }
  return set;
}

observatory::Query query_of(const Asked& asked) {
  observatory::Query query;
  query.indicator = asked.indicator;
  query.by = list_of(asked.by);
  query.where = need(observatory::parse_where(asked.where));
  query.override_note = asked.note;
  if (!asked.as_known.empty()) {
    auto style = tabular::DateStyle::iso;
    query.as_known = need(tabular::parse_date(asked.as_known, style));
  }
  return query;
}

void run_list(const Asked& asked) {
  const auto set = load(asked);
  std::map<std::string, std::size_t> indicators;
  for (const auto& o : set->all()) {
    ++indicators[std::string(set->symbols().text(o[observatory::Dim::indicator]))];
  }
  for (const auto& [name, count] : indicators) {
    if (asked.json) {
      fmt::print(R"({{"indicator": {}, "observations": {}}})"
                 "\n",
                 json_text(name), count);
    } else {
      fmt::print("{}: {}\n", name, count);
    }
  }
}

observatory::ReleaseRequest request_of(const Asked& asked, const observatory::Query& query) {
  observatory::ReleaseRequest request;
  request.id = asked.id;
  request.measure = asked.indicator;
  for (const auto& [axis, values] : query.where) {
    if (values.size() != 1) fail({Code::bad_value, {{"field", axis}}});
    request.selected[axis] = values.front().empty() ? "unknown" : values.front();
  }
  request.vintage = asked.vintage;
  request.printed_dimensions = query.by;
  request.policy = asked.policy;
  for (const auto& entry : asked.data) {
    request.source += (request.source.empty() ? "" : "; ") +
                      fs::path(entry.substr(entry.find('=') + 1)).filename().string();
  }
  return request;
}

// The query of the cube behind a release: what it selects by are dimensions, not filters.
observatory::Query whole_query(const observatory::ReleaseRequest& request,
                               observatory::Query query) {
  for (const auto& [axis, code] : request.selected) {
    if (std::ranges::count(query.by, axis) == 0) query.by.push_back(axis);
  }
  query.where.clear();
  return query;
}

void run_table(Asked asked) {
  const auto set = load(asked);
  const auto query = query_of(asked);
  if (asked.protect > 0) {
    asked.policy.threshold = asked.protect;
    const auto cube = need(observatory::cube_of(*set, query));
    const auto release =
        need(observatory::prepare_release(cube, request_of(asked, query), {}, {}, hash_text));
    fmt::print("{}", release.csv);
    return;
  }
  const auto table = need(observatory::run_query(*set, query));
  for (const auto& figure : table.figures) {
    std::string at;
    for (const auto& text : figure.at) {
      at += asked.json ? (at.empty() ? "" : ", ") + json_text(text) : text + "\t";
    }
    if (asked.json) {
      fmt::print(R"({{"at": [{}], "value": {}, "upper": {}, "suppressed": {}, "missing": {}, )"
                 R"("floor": {}}})"
                 "\n",
                 at, figure.value, figure.upper, figure.suppressed, figure.missing, figure.floor);
    } else {
      fmt::print("{}{}\n", at, figure.value);
    }
  }
  if (!table.note.empty()) fmt::print(stderr, "note: {}\n", table.note);
}

// Chromium prints the page; false when there is none or it did not.
bool print_pdf(const fs::path& html, const fs::path& pdf) {
  const char* named = std::getenv("AMPARO_CHROMIUM");
  const std::string program = named != nullptr ? named : "chromium";
  const std::string to = "--print-to-pdf=" + pdf.string();
  const std::string from = "file://" + html.string();
  const pid_t child = fork();
  if (child == 0) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    // As root its own sandbox cannot start; the page is ours, without script or network.
    const char* sandbox = geteuid() == 0 ? "--no-sandbox" : "--disable-gpu";
    execlp(program.c_str(), program.c_str(), "--headless", "--disable-gpu", sandbox,
           "--no-pdf-header-footer", to.c_str(), from.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0 && fs::exists(pdf);
}

// Of a printed table by what it shows, or of the data by pairs of tables.
void run_audit(const Asked& asked) {
  if (!asked.file.empty()) {
    const auto audit =
        need(observatory::audit_printed(read_file(asked.file), asked.policy.threshold));
    fmt::print("{} cells, {} hidden, {} surely exposed\n", audit.cells, audit.hidden,
               audit.exposed.size());
    for (const auto& [key, bounds] : audit.exposed) {
      fmt::print("  {}: {}..{}\n", key, bounds.low, bounds.high);
    }
    if (!audit.exposed.empty()) {
      fail({Code::release_refused, {{"cells", std::to_string(audit.exposed.size())}}});
    }
    return;
  }
  const auto set = load(asked);
  const auto cube = need(observatory::cube_of(*set, query_of(asked)));
  const auto protection =
      need(observatory::protect(cube, need(observatory::primary_cells(cube, asked.policy))));
  const auto result = observatory::audit(cube, protection);
  fmt::print("{} cells, {} primary, {} complementary, {} hidden, {} proven\n", cube.size(),
             protection.primary, protection.complementary, result.hidden, result.proven);
  if (!result.accepted()) {
    fail({Code::release_refused, {{"cells", std::to_string(result.unproven.size())}}});
  }
}

observatory::Register registered(const Asked& asked, observatory::Database* database) {
  if (database != nullptr) return database->registered();
  if (!fs::exists(asked.registered)) return {};
  return need(observatory::Register::from_csv(read_file(asked.registered)));
}

void run_publish(const Asked& asked) {
  if (asked.registered.empty() && asked.dir.empty()) {
    fail({Code::bad_call, {{"option", "--register"}}});
  }
  const auto set = load(asked);
  std::unique_ptr<observatory::Database> database;
  if (asked.registered.empty()) {
    database = std::make_unique<observatory::Database>(database_path(asked));
  }
  auto query = query_of(asked);
  const auto request = request_of(asked, query);
  observatory::Register earlier = registered(asked, database.get());
  query = whole_query(request, query);
  query.by = observatory::needed_dimensions(earlier, request.measure, query.by);
  const auto cube = need(observatory::cube_of(*set, query));
  auto release = need(observatory::prepare_release(cube, request, earlier, {}, hash_text));
  for (const auto& signer : asked.signers) need(observatory::sign_release(release, signer));
  fs::create_directories(asked.out);
  const fs::path out = asked.out;
  // The register first: what might be out must be counted as out.
  if (database) {
    need(database->enter(release, cube));
  } else {
    need(observatory::enter(earlier, cube, release));
    write_file(asked.registered, earlier.to_csv());
  }
  write_file(out / "table.csv", asked.hxl ? observatory::hxl_csv(release) : release.csv);
  write_file(out / "manifest.txt", release.manifest);
  write_file(
      out / "datapackage.json",
      observatory::data_package(release, "table.csv", hash_text(release.csv), asked.licence));
  fmt::print("{}: {} cells, {} hidden, {} proven; manifest {}\n", asked.id, release.rows.size(),
             release.audit.hidden, release.audit.proven, release.manifest_hash);
}

void run_reconcile(const Asked& asked) {
  const auto checks = need(observatory::read_checks(read_file(asked.checks)));
  std::map<std::string, std::unique_ptr<observatory::ObservationSet>> sets;
  std::size_t failed = 0;
  for (const auto& check : checks) {
    auto& set = sets[check.file];
    if (!set) {
      set = std::make_unique<observatory::ObservationSet>();
      need(observatory::import_file(fs::path(asked.folder) / check.file, check.format, *set, {}));
    }
    const auto result = need(observatory::run_check(*set, check));
    failed += result.passed ? 0 : 1;
    const std::string published =
        std::isnan(check.published) ? "-" : fmt::format("{}", check.published);
    fmt::print("{}\t{}\t{}\t{}\t{}\n", result.passed ? "ok" : "FAILED", check.id, result.found,
               published, check.note);
  }
  fmt::print("{} checks, {} failed\n", checks.size(), failed);
  if (failed > 0) throw CLI::RuntimeError(base::exit_code(Code::bad_value));
}

// report.LANGUAGE.html, and report.LANGUAGE.pdf where a Chromium is at hand to print it.
void run_report(const Asked& asked) {
  const auto set = load(asked);
  const auto board = need(observatory::make_board(*set, asked.catalogue().board));
  fs::create_directories(asked.out);
  const fs::path html = fs::absolute(asked.out) / ("report." + asked.language + ".html");
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const auto today =
      observatory::point_period(static_cast<observatory::Day>(now.time_since_epoch().count()));
  const std::string day = asked.day.empty() ? observatory::period_text(today) : asked.day;
  write_file(html, observatory::report_html(board, asked.language, day));
  fmt::print("{}\n", html.string());
  fs::path pdf = html;
  pdf.replace_extension(".pdf");
  if (print_pdf(html, pdf)) {
    fmt::print("{}\n", pdf.string());
  } else {
    fmt::print(stderr, "no Chromium found (AMPARO_CHROMIUM): the HTML prints from any browser\n");
  }
}

// All that is loaded as a data package: observations.csv and .json, datapackage.json.
void run_export(const Asked& asked) {
  const auto set = load(asked);
  const auto package =
      observatory::export_package(*set, "amparo-observatory", asked.hxl, hash_text);
  fs::create_directories(asked.out);
  write_file(fs::path(asked.out) / "observations.csv", package.csv);
  write_file(fs::path(asked.out) / "observations.json", package.json);
  write_file(fs::path(asked.out) / "datapackage.json", package.description);
  fmt::print("{} observations\n", set->all().size());
}

void add_data_options(CLI::App& command, Asked& asked) {
  command.add_option("--data", asked.data, "FORMAT=FILE, repeated; without it, what is kept");
  command.add_option("--indicator", asked.indicator)->required();
  command.add_option("--by", asked.by, "axes, separated by commas");
  command.add_option("--where", asked.where, "axis=a|b;axis=c");
  command.add_option("--vintage", asked.vintage);
  command.add_option("--note", asked.note, "why different definitions stand together");
}

}  // namespace

void add_observatory_commands(CLI::App& root, std::function<ObservatoryCatalogue()> catalogue) {
  auto asked = std::make_shared<Asked>();
  asked->catalogue = std::move(catalogue);
  auto* top = root.add_subcommand("observatory", "public and own figures of both countries");
  top->require_subcommand(1);
  const auto command = [&](const char* name, const char* what, void (*run)(const Asked&)) {
    auto* added = top->add_subcommand(name, what);
    added->add_flag("--json", asked->json);
    added->add_option("--dir", asked->dir, "the folder of observatory.db")->envname("AMPARO_DIR");
    added->callback([asked, run] { run(*asked); });
    return added;
  };
  auto* import = command("import", "read files of a known format", run_import);
  import->add_option("format", asked->format)->required();
  import->add_option("files", asked->files)->required();
  import->add_flag("--dry-run", asked->dry_run);
  import->add_flag("--skip-refused", asked->skip_refused);
  import->add_option("--mapping", asked->mapping, "a file of field=header lines");
  import->add_option("--dates", asked->dates)->check(CLI::IsMember({"day-first", "month-first"}));
  command("detect", "which formats fit a file", run_detect)
      ->add_option("file", asked->file)
      ->required();
  auto* list = command("list", "which indicators files hold", run_list);
  list->add_option("--data", asked->data, "FORMAT=FILE, repeated; without it, what is kept");
  auto* table =
      command("table", "figures, protected on request", [](const Asked& all) { run_table(all); });
  add_data_options(*table, *asked);
  table->add_option("--as-known", asked->as_known, "a day");
  table->add_option("--protect", asked->protect, "threshold");
  auto* audit = command("audit", "what a table gives away", run_audit);
  audit->add_option("table", asked->file, "a printed table; without it the data are audited");
  audit->add_option("--threshold", asked->policy.threshold);
  audit->add_option("--data", asked->data, "FORMAT=FILE, repeated");
  audit->add_option("--indicator", asked->indicator);
  audit->add_option("--by", asked->by);
  audit->add_option("--where", asked->where);
  auto* publish = command("publish", "protect, audit, register and write a table", run_publish);
  add_data_options(*publish, *asked);
  publish->add_option("--id", asked->id)->required();
  publish->add_option("--out", asked->out, "a folder")->required();
  publish->add_option("--register", asked->registered, "a file of earlier releases, without --dir");
  publish->add_option("--signer", asked->signers, "two different persons")->required();
  publish->add_option("--threshold", asked->policy.threshold);
  publish->add_option("--rounding", asked->policy.rounding);
  publish->add_option("--licence", asked->licence);
  publish->add_flag("--hxl", asked->hxl);
  auto* reconcile = command("reconcile", "compute the verified figures again", run_reconcile);
  reconcile->add_option("folder", asked->folder)->required();
  reconcile->add_option("checks", asked->checks)->required();
  auto* report = command("report", "the study's comparison with the figures", run_report);
  report->add_option("--lang", asked->language)->check(CLI::IsMember({"es", "en"}));
  report->add_option("--out", asked->out, "a folder")->required();
  report->add_option("--day", asked->day, "the day printed on it");
  report->add_option("--data", asked->data, "FORMAT=FILE, repeated; without it, what is kept");
  auto* out = command("export", "the figures as a data package", run_export);
  out->add_option("--out", asked->out, "a folder")->required();
  out->add_option("--data", asked->data, "FORMAT=FILE, repeated; without it, what is kept");
  out->add_flag("--hxl", asked->hxl);
}

}  // namespace cli
