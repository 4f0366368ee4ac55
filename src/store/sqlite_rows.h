// Inside store only: ledger::Store and ledger::KeyStore on SQLite.
#pragma once

#include <functional>
#include <shared_mutex>

#include "ledger/store.h"
#include "store/pool.h"

namespace store {

using namespace ledger;

// Where the databases are and how they are opened.
struct Place {
  std::string folder;
  std::string vfs;
  std::string synchronous;
  int readers;
};

class SqliteStore : public Store {
 public:
  // `remake_cache` puts an empty cache.db in the place of a lost or damaged one.
  SqliteStore(const Place& place, std::function<void()> remake_cache);

  void commit(const Batch& batch) override;
  LocalId last_id() override;
  std::optional<EntryRow> entry(LocalId id) override;
  std::optional<EntryRow> entry(std::uint64_t stream_no, std::uint64_t seq) override;
  void scan(LocalId from, LocalId to, const EntryVisitor& visit) override;
  void scan_stream(std::uint64_t stream_no, std::uint64_t from_seq,
                   const EntryVisitor& visit) override;
  std::vector<Hash> hashes(LocalId from, LocalId to) override;
  std::uint64_t last_stream_no() override;
  std::optional<StreamRow> stream(const base::StreamId& id) override;
  std::optional<StreamRow> stream_of(const Declaration& declaration) override;
  std::vector<StreamRow> streams_of_case(const base::CaseId& case_id) override;
  void scan_streams(const std::function<bool(const StreamRow&)>& visit) override;
  std::vector<StreamRow> undeclared_streams() override;
  std::vector<HeldRow> held(const base::StreamId& stream, std::uint64_t seq) override;
  std::vector<HeldRow> held_all() override;
  std::uint64_t held_count() override;
  std::vector<ForkRow> forks() override;
  std::optional<Hash> tree_node(std::uint32_t level, std::uint64_t idx) override;
  std::vector<TreeNode> tree_nodes() override;
  std::vector<CheckpointRow> checkpoints() override;
  std::optional<CheckpointRow> last_checkpoint() override;
  std::optional<MarkRow> mark() override;
  std::vector<DueRow> due_until(base::UtcMs until_ms) override;

  void put_chunks(const FileChunks& chunks) override;
  std::optional<FileRow> file(const base::FileId& id) override;
  std::optional<base::Bytes> chunk(const base::FileId& id, std::uint64_t number) override;
  void drop_file(const base::FileId& id) override;
  std::vector<base::FileId> unfinished_files() override;

  void put_capsules(const std::vector<CapsuleRow>& rows) override;
  std::optional<base::Bytes> capsule(const base::CaseId& case_id,
                                     base::Compartment compartment) override;
  void drop_capsules(const base::CaseId& case_id) override;
  void put_snapshot(const std::string& name, const std::vector<base::Bytes>& parts) override;
  std::optional<std::vector<base::Bytes>> snapshot(const std::string& name) override;
  void drop_snapshot(const std::string& name) override;

  StoreStats stats() override;
  std::vector<std::string> medium_problems() override;

  Pool& ledger_pool() { return ledger_; }
  Pool& files_pool() { return files_; }

 private:
  // Runs `work` on the cache; a damaged cache is made anew, and then there is nothing in it.
  void with_cache(const std::function<void(Pool&)>& work);
  static void write_entries(Db& db, const Batch& batch);
  static void write_rest(Db& db, const Batch& batch);
  Place place_;
  std::function<void()> remake_cache_;
  Pool ledger_;
  Pool files_;
  std::shared_mutex cache_mutex_;
  std::unique_ptr<Pool> cache_;
};

class SqliteKeyStore : public KeyStore {
 public:
  explicit SqliteKeyStore(const Place& place);
  void commit(const KeyBatch& batch) override;
  std::optional<base::Bytes> get(KeyTable table, base::ByteView key) override;
  std::vector<KeyRow> under(KeyTable table, base::ByteView prefix) override;
  std::uint64_t count(KeyTable table) override;
  std::vector<std::string> medium_problems() override;
  Pool& pool() { return keys_; }

 private:
  Pool keys_;
};

std::string path_in(const std::string& folder, const char* file);
// What SQLite's own check of a database finds; at most 20 lines.
std::vector<std::string> integrity_problems(Db& db, const std::string& file);

}  // namespace store
