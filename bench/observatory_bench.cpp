// The observatory's figures beside a baseline on the same data: import against the sqlite3 shell's
// .import, protection and audit of the two tables of docs/observatory, k-anonymous export. Needs
// the public files: AMPARO_DATA or the first argument names their folder. One line a figure; times
// are processor time.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include <fmt/format.h>
#include <sys/resource.h>

#include "base/seams.h"
#include "observatory/database.h"
#include "observatory/disclosure.h"
#include "observatory/microdata.h"
#include "observatory/query.h"

namespace {

namespace fs = std::filesystem;
using observatory::Count;
using observatory::ObservationSet;

// Processor time of this process and of the baselines it ran, so that a busy machine does not
// count.
double processor_time() {
  double total = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    for (const timeval& part : {usage.ru_utime, usage.ru_stime}) {
      total += static_cast<double>(part.tv_sec) + static_cast<double>(part.tv_usec) * 1e-6;
    }
  }
  return total;
}

double seconds(const std::function<void()>& run) {
  const double start = processor_time();
  run();
  return processor_time() - start;
}

// The middle of several runs.
double middle(int runs, const std::function<void()>& run) {
  std::vector<double> all;
  for (int i = 0; i < runs; ++i) all.push_back(seconds(run));
  std::ranges::sort(all);
  return all[all.size() / 2];
}

// The same bytes without gzip, beside the temporary files; the baseline cannot read gzip.
fs::path expanded(const fs::path& packed, const std::string& name) {
  const fs::path plain = fs::temp_directory_path() / name;
  const std::string command = "gzip -dc '" + packed.string() + "' > '" + plain.string() + "'";
  if (std::system(command.c_str()) != 0) std::exit(1);
  return plain;
}

void bench_import(const fs::path& packed, const char* format) {
  const fs::path plain = expanded(packed, std::string("amparo-bench-") + format + ".csv");
  std::uint64_t rows = 0;
  const auto run = [&](const fs::path& path) {
    return middle(5, [&] {
      ObservationSet set;
      const auto report = observatory::import_file(path, format, set, {});
      if (!report || report->refused > 0) std::exit(1);
      rows = report->rows;
    });
  };
  const double from_gzip = run(packed);
  const double from_plain = run(plain);
  const fs::path kept = fs::temp_directory_path() / "amparo-bench-observatory.db";
  const double in_database = middle(3, [&] {
    for (const char* part : {"", "-wal", "-shm"}) fs::remove(kept.string() + part);
    observatory::Database database(kept.string());
    if (!observatory::import_kept(database, plain, format, {})) std::exit(1);
  });
  for (const char* part : {"", "-wal", "-shm"}) fs::remove(kept.string() + part);
  const double parsed = middle(5, [&] {
    auto table = tabular::open_table(plain, {});
    tabular::Row row;
    while (*(*table)->next(row)) {
    }
  });
  const std::string shell = "sqlite3 ':memory:' '.mode csv' \".import '" + plain.string() +
                            "' t\" 'select count(*) from t' > /dev/null";
  const double baseline = middle(5, [&] {
    if (std::system(shell.c_str()) != 0) fmt::print("baseline did not run\n");
  });
  const auto per_second = [&](double s) { return static_cast<double>(rows) / s; };
  fmt::print(
      "import {}: {} rows; parse alone {:.0f} rows/s; parsed and checked {:.0f} rows/s, "
      "from gzip {:.0f} rows/s, into the database {:.0f} rows/s; sqlite3 .import of the plain file "
      "{:.0f} rows/s\n",
      format, rows, per_second(parsed), per_second(from_plain), per_second(from_gzip),
      per_second(in_database), per_second(baseline));
  fs::remove(plain);
}

void bench_table(const ObservationSet& set, const char* name, const observatory::Query& query) {
  const auto cube = observatory::cube_of(set, query).value();
  observatory::Protection protection;
  observatory::AuditResult audited;
  const auto primary = observatory::primary_cells(cube, {}).value();
  const double protect_s =
      middle(5, [&] { protection = observatory::protect(cube, primary).value(); });
  const double audit_s = middle(5, [&] { audited = observatory::audit(cube, protection); });
  fmt::print(
      "{}: {} cells, {} primary, {} hidden, {} proven, {} unproven; protect {:.0f} ms, audit "
      "{:.0f} ms\n",
      name, cube.size(), protection.primary, audited.hidden, audited.proven,
      audited.unproven.size(), protect_s * 1e3, audit_s * 1e3);
  const auto bare = observatory::attacker_bounds(cube, primary);
  std::size_t narrow = 0;
  for (observatory::CellIndex c = 0; c < cube.size(); ++c) {
    const bool hidden = primary.show[c] == observatory::Show::hidden;
    if (hidden && bare[c].high - bare[c].low < primary.threshold) ++narrow;
  }
  fmt::print(
      "  control, without companions: {} of {} hidden cells within less than the threshold\n",
      narrow, primary.primary);
}

// 12,520 invented groups × 5 keys, shaped as a shelter's year: day, country, language, state, size.
observatory::Microdata shelter_year() {
  base::SeededRandom random(12520);
  const auto skewed = [&](std::uint64_t n) {
    return static_cast<observatory::Code32>(random.below(random.below(n) + 1));
  };
  observatory::Microdata data;
  const auto column = [&](const char* name, int values, std::vector<int> widths) {
    observatory::KeyColumn key;
    key.name = name;
    for (const int width : widths) {
      auto& level = key.up.emplace_back();
      for (int v = 0; v < values; ++v) level.push_back(v / width);
    }
    key.labels.resize(key.up.size());
    data.keys.push_back(std::move(key));
  };
  column("day", 365, {1, 31, 92, 365});
  data.keys.back().min_level = 1;
  column("country", 40, {1, 8, 40});
  column("language", 12, {1, 12});
  column("state", 50, {1, 12, 50});
  column("size", 9, {1, 3, 9});
  data.sensitive_names = {"need"};
  for (int row = 0; row < 12520; ++row) {
    data.key_values.push_back(static_cast<observatory::Code32>(random.below(365)));
    for (const std::uint64_t values : {40, 12, 50, 9}) data.key_values.push_back(skewed(values));
    data.sensitive_values.push_back(skewed(6));
  }
  return data;
}

void bench_export() {
  const auto data = shelter_year();
  observatory::Anonymised out;
  const double s = middle(3, [&] { out = observatory::anonymise(data, {}).value(); });
  const auto check = observatory::check_anonymity(data, out);
  fmt::print(
      "k-anonymous export: {} rows x {} keys, k = 5: {:.0f} ms; {} values suppressed in {} "
      "rows, {} rows dropped; smallest class {}\n",
      data.rows(), data.keys.size(), s * 1e3, out.suppressed_values, out.touched_rows,
      out.dropped_rows, check.smallest_class);
}

void bench_chart(const ObservationSet& set) {
  observatory::Query query;
  query.indicator = "encounters";
  query.by = {"month", "accompaniment"};
  query.where["age"] = {"0-17"};
  std::vector<double> all;
  for (int i = 0; i < 100; ++i) {
    all.push_back(seconds([&] {
      if (!observatory::run_query(set, query)) std::exit(1);
    }));
  }
  std::ranges::sort(all);
  fmt::print(
      "chart data (children by month, {} observations searched): p50 {:.1f} ms, p95 {:.1f} ms\n",
      set.all().size(), all[50] * 1e3, all[95] * 1e3);
}

}  // namespace

int main(int argc, char** argv) {
  const char* folder = argc > 1 ? argv[1] : std::getenv("AMPARO_DATA");
  bench_export();
  if (folder == nullptr) {
    fmt::print("no data folder: set AMPARO_DATA; the other figures need it\n");
    return 0;
  }
  const fs::path data = folder;
  const fs::path cbp = data / "cbp-encounters-state/cbp_encounters_fy2020_fy2023.csv.gz";
  bench_import(data / "unhcr-refugees/asylum_applications.csv.gz", "unhcr-applications");
  bench_import(cbp, "cbp-encounters-state");
  ObservationSet set;
  if (!observatory::import_file(cbp, "cbp-encounters-state", set, {})) return 1;
  observatory::Query four_way;
  four_way.indicator = "encounters";
  four_way.where["age"] = {"0-17"};
  four_way.by = {"place", "nationality", "fiscal_year", "accompaniment"};
  bench_table(set, "children by state, citizenship, year, accompaniment", four_way);
  observatory::Query two_way = four_way;
  two_way.where["accompaniment"] = {"unaccompanied"};
  two_way.where["fiscal_year"] = {"FY2023"};
  two_way.by = {"place", "nationality"};
  bench_table(set, "unaccompanied FY2023 by state, citizenship", two_way);
  bench_chart(set);
  return 0;
}
