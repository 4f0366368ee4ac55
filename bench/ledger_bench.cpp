// Figures of ledger and store, each beside a baseline of the same run on the same disk.
//
//   ledger_bench [--saves N] [--entries N] [--folder DIR]
//
// Durable saves with 64 writers; ingest of contiguous streams; full verification. Plain text, one
// figure a line.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <functional>
#include <libpq-fe.h>
#include <memory>
#include <mutex>
#include <sqlite3.h>
#include <thread>
#include <vector>

#include "ledger/test_support.h"
#include "store/memory_store.h"
#include "store/sqlite_store.h"

namespace {

using namespace ledger;
namespace fs = std::filesystem;

constexpr int kWriters = 64;
constexpr std::size_t kPayload = 400;  // the study's average, 0.7 KB as a row

double wall_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_s() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

struct Latencies {
  std::vector<double> ms;
  double seconds = 0;
  double at(double share) {
    std::sort(ms.begin(), ms.end());
    return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
  }
};

// Runs `work(writer, i)` `each` times in each writer.
Latencies with_writers(int writers, int each, const std::function<void(int, int)>& work) {
  std::vector<std::vector<double>> ms(static_cast<std::size_t>(writers));
  std::vector<std::thread> threads;
  const double start = wall_s();
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < each; ++i) {
        const double before = wall_s();
        work(w, i);
        ms[static_cast<std::size_t>(w)].push_back((wall_s() - before) * 1000);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Latencies out;
  out.seconds = wall_s() - start;
  for (const auto& one : ms) out.ms.insert(out.ms.end(), one.begin(), one.end());
  return out;
}

void print(const char* what, Latencies& l) {
  std::printf("%-46s %9.0f/s   p50 %6.2f ms   p99 %6.2f ms\n", what,
              static_cast<double>(l.ms.size()) / l.seconds, l.at(0.5), l.at(0.99));
}

void saves(const fs::path& path, int each) {
  test::Node node(1);
  auto folder = std::move(*store::Folder::create(path));
  Ledger ledger(folder->store(), node.identity());
  if (!ledger.start()) std::abort();
  std::vector<base::CaseId> cases;
  std::vector<const crypto::CompartmentKey*> keys;
  for (int i = 0; i < 1000; ++i) {
    cases.push_back(base::CaseId::random(node.random));
    keys.push_back(&node.key(cases.back(), base::Compartment::ops));
  }
  Latencies l = with_writers(kWriters, each, [&](int w, int i) {
    const auto at = static_cast<std::size_t>((w * 7919 + i * 31) % 1000);
    base::SeededRandom random(static_cast<std::uint64_t>(w) << 32 | static_cast<unsigned>(i));
    const Save save{base::SaveId::random(random),
                    {{cases[at], base::Compartment::ops, keys[at], base::Bytes(kPayload, 1), 0}},
                    {},
                    {}};
    if (!ledger.append(save)) std::abort();
  });
  print("saves: ledger, 64 writers, durable", l);
}

// The same bytes as rows of plain SQLite, WAL and FULL, committed in groups the same way.
void plain_sqlite(const fs::path& file, int each) {
  sqlite3* db = nullptr;
  sqlite3_open(file.c_str(), &db);
  const char* setup =
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;"
      "CREATE TABLE entry(id INTEGER PRIMARY KEY, stream INT, seq INT, hash BLOB, head BLOB,"
      " sig BLOB, body BLOB, UNIQUE(stream, seq)) STRICT";
  if (sqlite3_exec(db, setup, nullptr, nullptr, nullptr) != SQLITE_OK) std::abort();
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(db,
                     "INSERT INTO entry(stream, seq, hash, head, sig, body) VALUES(?,?,?,?,?,?)",
                     -1, &insert, nullptr);
  struct Row {
    int stream;
    int seq;
    bool done = false;
  };
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Row*> queue;
  bool busy = false;
  const base::Bytes bytes(800, 3);
  const auto commit = [&](const std::vector<Row*>& rows) {
    sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    for (const Row* row : rows) {
      sqlite3_bind_int(insert, 1, row->stream);
      sqlite3_bind_int(insert, 2, row->seq);
      sqlite3_bind_blob(insert, 3, bytes.data(), 32, SQLITE_STATIC);
      sqlite3_bind_blob(insert, 4, bytes.data(), 118, SQLITE_STATIC);
      sqlite3_bind_blob(insert, 5, bytes.data(), 64, SQLITE_STATIC);
      sqlite3_bind_blob(insert, 6, bytes.data(), 528, SQLITE_STATIC);
      if (sqlite3_step(insert) != SQLITE_DONE) std::abort();
      sqlite3_reset(insert);
    }
    if (sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK) std::abort();
  };
  Latencies l = with_writers(kWriters, each, [&](int w, int i) {
    Row mine{w, i};
    std::unique_lock lock(mutex);
    queue.push_back(&mine);
    while (!mine.done) {
      if (busy) {
        changed.wait(lock);
        continue;
      }
      busy = true;
      std::vector<Row*> group;
      group.swap(queue);
      lock.unlock();
      commit(group);
      lock.lock();
      busy = false;
      for (Row* row : group) row->done = true;
      changed.notify_all();
    }
  });
  print("saves: baseline, plain SQLite rows in groups", l);
  sqlite3_finalize(insert);
  sqlite3_close(db);
}

// The same rows into PostgreSQL, one commit a row from each of 64 clients. AMPARO_PG is a
// connection string to a database that may be written to.
void postgres(int each) {
  const char* where = std::getenv("AMPARO_PG");
  if (where == nullptr) {
    std::printf("%-46s not run (AMPARO_PG names no database)\n", "saves: baseline, PostgreSQL");
    return;
  }
  std::vector<PGconn*> clients;
  for (int i = 0; i < kWriters; ++i) clients.push_back(PQconnectdb(where));
  PQclear(PQexec(clients[0], "DROP TABLE IF EXISTS amparo_bench"));
  PQclear(PQexec(clients[0],
                 "CREATE TABLE amparo_bench(id BIGSERIAL PRIMARY KEY, stream INT, seq INT, hash "
                 "BYTEA, head BYTEA, sig BYTEA, body BYTEA, UNIQUE(stream, seq))"));
  const base::Bytes bytes(800, 3);
  Latencies l = with_writers(kWriters, each, [&](int w, int i) {
    const std::string stream = std::to_string(w);
    const std::string seq = std::to_string(i);
    const char* data = reinterpret_cast<const char*>(bytes.data());
    const char* values[] = {stream.c_str(), seq.c_str(), data, data, data, data};
    const int lengths[] = {0, 0, 32, 118, 64, 528};
    const int formats[] = {0, 0, 1, 1, 1, 1};
    PGresult* result = PQexecParams(
        clients[static_cast<std::size_t>(w)],
        "INSERT INTO amparo_bench(stream, seq, hash, head, sig, body) VALUES($1,$2,$3,$4,$5,$6)", 6,
        nullptr, values, lengths, formats, 0);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) std::abort();
    PQclear(result);
  });
  print("saves: baseline, PostgreSQL 15, 64 clients", l);
  PQclear(PQexec(clients[0], "DROP TABLE amparo_bench"));
  for (PGconn* client : clients) PQfinish(client);
}

// CPU seconds for one bare signature check, from those of the ledger's first entries.
double bare_check(Ledger& ledger, test::Node& author) {
  std::vector<std::pair<Hash, crypto::Signature>> sample;
  ledger.scan(1, 20'000, [&](const EntryRow& row) {
    sample.emplace_back(row.hash, row.entry.signature);
    return true;
  });
  const double before = cpu_s();
  for (const auto& [hash, signature] : sample) {
    if (!author.roster.verify(author.id, crypto::SignDomain::entry, hash, signature)) std::abort();
  }
  return (cpu_s() - before) / static_cast<double>(sample.size());
}

void verify(Ledger& ledger, test::Node& author, std::uint64_t entries) {
  const auto count = static_cast<double>(entries);
  // The machine is shared and its speed drifts: the bare checks are timed before and after.
  const double first = bare_check(ledger, author);
  const double before = cpu_s();
  const double wall_before = wall_s();
  const VerifyReport report = ledger.verify();
  const double full = cpu_s() - before;
  const double full_wall = wall_s() - wall_before;
  if (!report.sound() || report.entries != entries) std::abort();
  const double bare = (first + bare_check(ledger, author)) / 2 * count;
  std::printf("%-46s %9.1f s CPU, %.1f s wall for %.0f entries\n", "verify: everything", full,
              full_wall, count);
  std::printf("%-46s %9.1f s CPU   ratio %.2f\n", "verify: baseline, bare signature checks", bare,
              full / bare);
}

void ingest_and_verify(const fs::path& path, std::uint64_t entries) {
  test::Node author(1);
  test::Node node(2);
  node.roster.add(author.id, author.signing.verify_key());
  auto folder = std::move(*store::Folder::create(path));
  Ledger ledger(folder->store(), node.identity());
  if (!ledger.start()) std::abort();
  auto memory = store::memory_store();
  auto writer = std::make_unique<Ledger>(*memory, author.identity());
  if (!writer->start()) std::abort();

  constexpr std::uint64_t kStreams = 20;
  constexpr std::uint64_t kBatch = 20'000;
  double cpu = 0;
  double wall = 0;
  std::uint64_t done = 0;
  while (done < entries) {
    // A fresh author's ledger each time keeps the memory of this program small.
    memory = store::memory_store();
    writer = std::make_unique<Ledger>(*memory, author.identity());
    if (!writer->start()) std::abort();
    const std::uint64_t n = std::min(kBatch, entries - done);
    std::vector<base::CaseId> cases;
    for (std::uint64_t s = 0; s < kStreams; ++s) {
      cases.push_back(base::CaseId::random(author.random));
    }
    for (std::uint64_t i = 0; i < n; ++i) {
      const base::CaseId& c = cases[i % kStreams];
      if (!writer->append(author.save(c, {base::Compartment::ops}, std::string(kPayload, 'x')))) {
        std::abort();
      }
    }
    const std::vector<Incoming> all = test::everything(*writer);
    const double cpu_before = cpu_s();
    const double wall_before = wall_s();
    if (ledger.ingest(all).placed != n) std::abort();
    cpu += cpu_s() - cpu_before;
    wall += wall_s() - wall_before;
    done += n;
  }
  const auto count = static_cast<double>(entries);
  std::printf("%-46s %9.0f/s per core (CPU)   %9.0f/s wall, durable\n",
              "ingest: contiguous streams", count / cpu, count / wall);

  verify(ledger, author, entries);
}

}  // namespace

int main(int argc, char** argv) {
  int save_count = 64'000;
  std::uint64_t entries = 1'000'000;
  fs::path folder = fs::temp_directory_path() / "amparo-ledger-bench";
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--saves") == 0) save_count = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--entries") == 0) entries = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--folder") == 0) folder = argv[i + 1];
  }
  crypto::init();
  fs::remove_all(folder);
  fs::create_directories(folder);
  saves(folder / "saves", save_count / kWriters);
  plain_sqlite(folder / "plain.db", save_count / kWriters);
  postgres(save_count / kWriters);
  if (entries > 0) ingest_and_verify(folder / "ingest", entries);
  fs::remove_all(folder);
}
