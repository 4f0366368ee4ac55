// Figures of the index, each beside a baseline of the same run.
//
//   views_bench [--children N] [--folder DIR]
//
// Bytes a case file, search by a misspelt name, saving a snapshot and start to a usable list. The
// baseline of the search is trigram similarity in PostgreSQL 15: give a database this may fill in
// AMPARO_PG ("host=/run/postgresql dbname=bench"). Plain text, one figure a line.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <libpq-fe.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "store/sqlite_store.h"
#include "views/snapshot.h"

namespace {

using namespace views;
using casefile::Index;
using codec::Value;
namespace fs = std::filesystem;

constexpr std::uint32_t kPerson = 10;
constexpr int kSearches = 1000;

double now_ms() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Of this thread alone: what a search costs whatever else the machine does.
double cpu_ms() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1000 + static_cast<double>(t.tv_nsec) / 1e6;
}

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

// Invented names: syllables give some thousands of words, taken with the skew that names have.
class Names {
 public:
  explicit Names(base::SeededRandom& random) : random_(random) {
    for (int i = 0; i < 400; ++i) first_.push_back(invented(2));
    for (int i = 0; i < 3000; ++i) last_.push_back(invented(2 + i % 2));
  }
  std::string next() {
    std::string name = pick(first_);
    if (random_.below(2) == 0) name += " " + pick(first_);
    return name + " " + pick(last_) + " " + pick(last_);
  }
  // One letter lost, doubled, changed or swapped with its neighbour.
  std::string misspelt(std::string name) {
    const std::size_t at = 1 + random_.below(name.size() - 2);
    switch (random_.below(4)) {
      case 0:
        name.erase(at, 1);
        break;
      case 1:
        name.insert(at, 1, name[at]);
        break;
      case 2:
        std::swap(name[at], name[at + 1]);
        break;
      default:
        name[at] = static_cast<char>('a' + random_.below(26));
        break;
    }
    return name;
  }

 private:
  std::string invented(int syllables) {
    static constexpr const char* kOnsets[] = {"m", "r", "l", "x", "ch", "g",  "j",  "v", "b", "s",
                                              "z", "t", "d", "c", "p",  "qu", "ll", "n", "h", "f"};
    static constexpr const char* kVowels[] = {"a", "e", "i", "o", "u", "ia", "ue", "á", "é"};
    static constexpr const char* kEnds[] = {"", "", "n", "l", "s", "z", "r", "c"};
    std::string word;
    for (int i = 0; i < syllables; ++i) {
      word += kOnsets[random_.below(std::size(kOnsets))];
      word += kVowels[random_.below(std::size(kVowels))];
    }
    return word + kEnds[random_.below(std::size(kEnds))];
  }
  // The square of a uniform number: a few words are very common.
  const std::string& pick(const std::vector<std::string>& words) {
    const std::uint64_t a = random_.below(words.size());
    return words[a * a / words.size()];
  }

  base::SeededRandom& random_;
  std::vector<std::string> first_;
  std::vector<std::string> last_;
};

struct People {
  std::vector<base::CaseId> ids;
  std::vector<std::string> names;
  std::vector<std::size_t> asked_for;  // whom each search looks for
  std::vector<std::string> asked;
};

People invent(std::size_t children, base::SeededRandom& random) {
  Names names(random);
  People people;
  for (std::size_t i = 0; i < children; ++i) {
    people.ids.push_back(base::CaseId::random(random));
    people.names.push_back(names.next());
  }
  for (int i = 0; i < kSearches; ++i) {
    people.asked_for.push_back(random.below(children));
    people.asked.push_back(names.misspelt(people.names[people.asked_for.back()]) + " ");
  }
  return people;
}

Row identity_row(const People& people, std::size_t i, base::SeededRandom& random) {
  char day[16];
  std::snprintf(day, sizeof day, "20%02d-%02d-%02d", static_cast<int>(6 + random.below(18)),
                static_cast<int>(1 + random.below(12)), static_cast<int>(1 + random.below(28)));
  return {people.ids[i],
          {1'700'000'000'000 + i, 0},
          0,
          {{kPerson, 1, Index::name, Value(people.names[i])},
           {kPerson, 2, Index::date, Value(day)},
           {kPerson, 3, Index::exact, Value("AMP-" + std::to_string(1'000'000 + i))},
           {kPerson, 4, Index::filter, Value(random.below(2) == 0 ? "female" : "male")}}};
}

Row ops_row(const People& people, std::size_t i, base::SeededRandom& random) {
  const char* const steps[] = {"intake", "assessment", "plan", "follow_up", "closed"};
  return {people.ids[i],
          {1'700'000'000'000 + i, 0},
          0,
          {{1, 1, Index::filter, Value("child")},
           {1, 2, Index::filter, Value(steps[random.below(5)])}}};
}

template <class Make>
double fill(views::Index& index, const People& people, Make make) {
  const double start = now_ms();
  std::vector<Row> rows;
  for (std::size_t i = 0; i < people.ids.size(); ++i) {
    rows.push_back(make(i));
    if (rows.size() == 4096 || i + 1 == people.ids.size()) {
      index.put(rows);
      rows.clear();
    }
  }
  return (now_ms() - start) / 1000;
}

void print(const char* what, const std::vector<double>& ms, int found) {
  std::printf("%-24sp50 %.2f ms  p95 %.2f ms  p99 %.2f ms  in the first 20: %.1f %%\n", what,
              percentile(ms, 0.5), percentile(ms, 0.95), percentile(ms, 0.99),
              100.0 * found / static_cast<double>(ms.size()));
}

void search(const views::Index& index, const People& people) {
  std::vector<double> wall;
  std::vector<double> cpu;
  int found = 0;
  for (std::size_t i = 0; i < people.asked.size(); ++i) {
    const double start = now_ms();
    const double cpu_start = cpu_ms();
    const auto hits = index.search_name(people.asked[i], 20);
    wall.push_back(now_ms() - start);
    cpu.push_back(cpu_ms() - cpu_start);
    found += std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      return hit.row.id == people.ids[people.asked_for[i]];
    });
  }
  print("search misspelt name", wall, found);
  print("  of this, processor", cpu, found);
}

bool run(PGconn* pg, const char* sql) {
  PGresult* result = PQexec(pg, sql);
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) {
    std::printf("baseline: PostgreSQL says: %s", PQerrorMessage(pg));
    PQclear(result);
    return false;
  }
  PQclear(result);
  return true;
}

// The same search by trigrams: the usual way, an index of gist_trgm_ops and the nearest twenty.
void search_by_trigram(const People& people) {
  const char* where = std::getenv("AMPARO_PG");
  PGconn* pg = where == nullptr ? nullptr : PQconnectdb(where);
  if (pg == nullptr || PQstatus(pg) != CONNECTION_OK) {
    std::printf("baseline trigram        not measured: no PostgreSQL given in AMPARO_PG\n");
    if (pg != nullptr) PQfinish(pg);
    return;
  }
  bool good = run(pg,
                  "CREATE EXTENSION IF NOT EXISTS pg_trgm; DROP TABLE IF EXISTS bench_name;"
                  "CREATE TABLE bench_name(ref int, name text)") &&
              run(pg, "COPY bench_name FROM STDIN");
  for (std::size_t i = 0; good && i < people.names.size(); ++i) {
    const std::string line = std::to_string(i) + "\t" + people.names[i] + "\n";
    good = PQputCopyData(pg, line.data(), static_cast<int>(line.size())) == 1;
  }
  if (good) {
    PQputCopyEnd(pg, nullptr);
    while (PGresult* result = PQgetResult(pg)) PQclear(result);
    good = run(pg, "CREATE INDEX ON bench_name USING gist(name gist_trgm_ops); ANALYZE bench_name");
  }
  std::vector<double> ms;
  int found = 0;
  for (std::size_t i = 0; good && i < people.asked.size() && i < 200; ++i) {
    const char* parameters[] = {people.asked[i].c_str()};
    const double start = now_ms();
    PGresult* result = PQexecParams(pg, "SELECT ref FROM bench_name ORDER BY name <-> $1 LIMIT 20",
                                    1, nullptr, parameters, nullptr, nullptr, 0);
    ms.push_back(now_ms() - start);
    for (int row = 0; row < PQntuples(result); ++row) {
      found += std::strtoul(PQgetvalue(result, row, 0), nullptr, 10) == people.asked_for[i];
    }
    PQclear(result);
  }
  if (!ms.empty()) print("baseline: trigram", ms, found);
  run(pg, "DROP TABLE IF EXISTS bench_name");
  PQfinish(pg);
}

// Saves both indexes into a folder on disk, opens it again as a new process would, and lists.
void start_again(const views::Index& identity, const views::Index& ops, const fs::path& path,
                 base::SeededRandom& random) {
  const auto key = snapshot_key(crypto::TeamKey::random(random));
  const Basis basis{ledger::Hash{1}};
  const auto node = base::NodeId::random(random);
  const auto signing = crypto::SigningKey::generate(random);
  ledger::NodeSigner signer(signing);
  ledger::KeyRoster roster;
  roster.add(node, signing.verify_key());
  const ledger::Identity me{node, &signer, &roster, nullptr, &base::system_clock(), &random};
  {
    auto folder = store::Folder::create(path);
    if (!folder) std::abort();
    ledger::Ledger ledger((*folder)->store(), me);
    if (!ledger.start()) std::abort();
    const double start = now_ms();
    for (const views::Index* index : {&identity, &ops}) {
      save_snapshot(*index, basis, key, ledger, random);
    }
    std::printf("save both snapshots     %.2f s\n", (now_ms() - start) / 1000);
  }
  const double start = now_ms();
  const double cpu_start = cpu_ms();
  auto folder = store::Folder::open(path);
  if (!folder) std::abort();
  ledger::Ledger ledger((*folder)->store(), me);
  if (!ledger.start()) std::abort();
  const auto first = load_snapshot(identity.scope(), basis, key, ledger);
  const auto second = load_snapshot(ops.scope(), basis, key, ledger);
  if (!first || !second) std::abort();
  const auto page = (*second)->list({});
  for (const Row& row : page->rows) {
    if (!(*first)->get(row.id)) std::abort();
  }
  std::printf(
      "start to usable list    %.2f s, of this processor %.2f s  (folder, both snapshots, 50 "
      "rows with names; no key derivation)\n",
      (now_ms() - start) / 1000, (cpu_ms() - cpu_start) / 1000);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t children = 100'000;
  fs::path folder = fs::temp_directory_path();
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--children") == 0) children = std::strtoul(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--folder") == 0) folder = argv[i + 1];
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  crypto::init();
  base::SeededRandom random(7);
  const People people = invent(children, random);
  const auto team = base::TeamId::random(random);
  views::Index identity({team, base::Compartment::identity});
  views::Index ops({team, base::Compartment::ops});
  const double seconds =
      fill(identity, people, [&](std::size_t i) { return identity_row(people, i, random); }) +
      fill(ops, people, [&](std::size_t i) { return ops_row(people, i, random); });
  const auto each = [&](std::size_t bytes) {
    return static_cast<double>(bytes) / static_cast<double>(children);
  };
  std::printf("case files              %zu, both indexes built in %.1f s\n", children, seconds);
  std::printf("bytes a case file       as grown: identity %.0f + ops %.0f\n",
              each(identity.memory_bytes()), each(ops.memory_bytes()));
  identity.compact();
  ops.compact();
  std::printf("bytes a case file       compacted: identity %.0f + ops %.0f\n",
              each(identity.memory_bytes()), each(ops.memory_bytes()));
  search(identity, people);
  search_by_trigram(people);
  const fs::path path = folder / ("views-bench-" + std::to_string(getpid()));
  start_again(identity, ops, path, random);
  fs::remove_all(path);
  return 0;
}
