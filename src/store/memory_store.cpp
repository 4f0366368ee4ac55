#include "store/memory_store.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

namespace store {

namespace {

using namespace ledger;

class MemoryStore : public Store {
 public:
  void commit(const Batch& batch) override {
    const std::lock_guard lock(mutex_);
    for (const EntryRow& row : batch.entries) {
      places_[{row.stream_no, row.seq}] = row.id;
      entries_.push_back(row);
    }
    for (const StreamRow& row : batch.streams) streams_.insert_or_assign(row.no, row);
    for (const Hash& hash : batch.released) held_.erase(hash);
    for (const HeldRow& row : batch.held) held_.insert_or_assign(row.hash, row);
    for (const ForkRow& row : batch.forks) forks_.try_emplace(row.hash, row);
    for (const TreeNode& node : batch.tree) tree_[{node.level, node.idx}] = node.hash;
    if (batch.checkpoint) checkpoints_[batch.checkpoint->size] = batch.checkpoint->note;
    if (batch.mark) mark_ = batch.mark;
    for (const auto& [id, hash] : batch.shred) {
      entries_[id - 1].entry.body.reset();
      entries_[id - 1].entry.body_hash = hash;
    }
    for (const DueRow& row : batch.due) due_.insert_or_assign(row.ref, row.at_ms);
    for (const Hash& ref : batch.due_done) due_.erase(ref);
  }

  LocalId last_id() override {
    return locked([&] { return entries_.size(); });
  }

  std::optional<EntryRow> entry(LocalId id) override {
    return locked([&]() -> std::optional<EntryRow> {
      if (id == 0 || id > entries_.size()) return std::nullopt;
      return entries_[id - 1];
    });
  }

  std::optional<EntryRow> entry(std::uint64_t stream_no, std::uint64_t seq) override {
    return locked([&]() -> std::optional<EntryRow> {
      const auto it = places_.find({stream_no, seq});
      if (it == places_.end()) return std::nullopt;
      return entries_[it->second - 1];
    });
  }

  void scan(LocalId from, LocalId to, const EntryVisitor& visit) override {
    for (LocalId id = from; id <= to; ++id) {
      const std::optional<EntryRow> row = entry(id);
      if (!row || !visit(*row)) return;
    }
  }

  void scan_stream(std::uint64_t stream_no, std::uint64_t from_seq,
                   const EntryVisitor& visit) override {
    for (std::uint64_t seq = from_seq;; ++seq) {
      const std::optional<EntryRow> row = entry(stream_no, seq);
      if (!row || !visit(*row)) return;
    }
  }

  std::vector<Hash> hashes(LocalId from, LocalId to) override {
    return locked([&] {
      std::vector<Hash> out;
      for (LocalId id = from; id <= std::min<LocalId>(to, entries_.size()); ++id) {
        out.push_back(entries_[id - 1].hash);
      }
      return out;
    });
  }

  std::uint64_t last_stream_no() override {
    return locked([&] { return streams_.size(); });
  }

  std::optional<StreamRow> stream(const base::StreamId& id) override {
    return first_stream([&](const StreamRow& row) { return row.id == id; });
  }

  std::optional<StreamRow> stream_of(const Declaration& declaration) override {
    return first_stream([&](const StreamRow& row) { return row.declaration == declaration; });
  }

  std::vector<StreamRow> streams_of_case(const base::CaseId& case_id) override {
    return some_streams([&](const StreamRow& row) {
      return row.declaration && row.declaration->case_id == case_id;
    });
  }

  void scan_streams(const std::function<bool(const StreamRow&)>& visit) override {
    for (const StreamRow& row : some_streams([](const StreamRow&) { return true; })) {
      if (!visit(row)) return;
    }
  }

  std::vector<StreamRow> undeclared_streams() override {
    return some_streams([](const StreamRow& row) { return !row.declaration; });
  }

  std::vector<HeldRow> held(const base::StreamId& stream, std::uint64_t seq) override {
    return locked([&] {
      std::vector<HeldRow> out;
      for (const auto& [hash, row] : held_) {
        if (row.stream == stream && row.seq == seq) out.push_back(row);
      }
      return out;
    });
  }

  std::vector<HeldRow> held_all() override {
    return locked([&] { return values(held_); });
  }
  std::uint64_t held_count() override {
    return locked([&] { return held_.size(); });
  }
  std::vector<ForkRow> forks() override {
    return locked([&] { return values(forks_); });
  }

  std::optional<Hash> tree_node(std::uint32_t level, std::uint64_t idx) override {
    return locked([&] { return find(tree_, std::pair(level, idx)); });
  }

  std::vector<TreeNode> tree_nodes() override {
    return locked([&] {
      std::vector<TreeNode> out;
      for (const auto& [at, hash] : tree_) out.push_back({at.first, at.second, hash});
      return out;
    });
  }

  std::vector<CheckpointRow> checkpoints() override {
    return locked([&] {
      std::vector<CheckpointRow> out;
      for (const auto& [size, note] : checkpoints_) out.push_back({size, note});
      return out;
    });
  }

  std::optional<CheckpointRow> last_checkpoint() override {
    return locked([&]() -> std::optional<CheckpointRow> {
      if (checkpoints_.empty()) return std::nullopt;
      return CheckpointRow{checkpoints_.rbegin()->first, checkpoints_.rbegin()->second};
    });
  }

  std::optional<MarkRow> mark() override {
    return locked([&] { return mark_; });
  }

  std::vector<DueRow> due_until(base::UtcMs until_ms) override {
    return locked([&] {
      std::vector<DueRow> out;
      for (const auto& [ref, at_ms] : due_) {
        if (at_ms <= until_ms) out.push_back({ref, at_ms});
      }
      std::sort(out.begin(), out.end(), [](const DueRow& a, const DueRow& b) {
        return a.at_ms != b.at_ms ? a.at_ms < b.at_ms : a.ref < b.ref;
      });
      return out;
    });
  }

  void put_chunks(const FileChunks& chunks) override {
    const std::lock_guard lock(mutex_);
    FileRow& row = files_.try_emplace(chunks.id, FileRow{chunks.id, {}, 0, 0, false}).first->second;
    if (chunks.part) row.parts.push_back(*chunks.part);
    for (std::size_t i = 0; i < chunks.sealed.size(); ++i) {
      chunks_[{chunks.id, chunks.first_chunk + i}] = chunks.sealed[i];
    }
    row.chunks = chunks.first_chunk + chunks.sealed.size();
    row.bytes += chunks.plain_bytes;
    row.complete = chunks.complete;
  }

  std::optional<FileRow> file(const base::FileId& id) override {
    return locked([&] { return find(files_, id); });
  }

  std::optional<base::Bytes> chunk(const base::FileId& id, std::uint64_t number) override {
    return locked([&] { return find(chunks_, std::pair(id, number)); });
  }

  void drop_file(const base::FileId& id) override {
    const std::lock_guard lock(mutex_);
    files_.erase(id);
    std::erase_if(chunks_, [&](const auto& item) { return item.first.first == id; });
  }

  std::vector<base::FileId> unfinished_files() override {
    return locked([&] {
      std::vector<base::FileId> out;
      for (const auto& [id, row] : files_) {
        if (!row.complete) out.push_back(id);
      }
      return out;
    });
  }

  void put_capsules(const std::vector<CapsuleRow>& rows) override {
    const std::lock_guard lock(mutex_);
    for (const CapsuleRow& row : rows) capsules_[{row.case_id, row.compartment}] = row.box;
  }

  std::optional<base::Bytes> capsule(const base::CaseId& case_id,
                                     base::Compartment compartment) override {
    return locked([&] { return find(capsules_, std::pair(case_id, compartment)); });
  }

  void drop_capsules(const base::CaseId& case_id) override {
    const std::lock_guard lock(mutex_);
    std::erase_if(capsules_, [&](const auto& item) { return item.first.first == case_id; });
  }

  void put_snapshot(const std::string& name, const std::vector<base::Bytes>& parts) override {
    const std::lock_guard lock(mutex_);
    snapshots_[name] = parts;
  }

  std::optional<std::vector<base::Bytes>> snapshot(const std::string& name) override {
    return locked([&] { return find(snapshots_, name); });
  }

  void drop_snapshot(const std::string& name) override {
    const std::lock_guard lock(mutex_);
    snapshots_.erase(name);
  }

  StoreStats stats() override {
    return locked([&] {
      StoreStats stats;
      stats.entries = entries_.size();
      stats.shredded = static_cast<std::uint64_t>(std::count_if(
          entries_.begin(), entries_.end(), [](const EntryRow& r) { return !r.entry.body; }));
      stats.streams = streams_.size();
      stats.held = held_.size();
      stats.forks = forks_.size();
      stats.checkpoints = checkpoints_.size();
      stats.files = files_.size();
      stats.due = due_.size();
      return stats;
    });
  }

  std::vector<std::string> medium_problems() override { return {}; }

 private:
  template <class F>
  std::invoke_result_t<F> locked(F&& f) {
    const std::lock_guard lock(mutex_);
    return f();
  }

  template <class Map>
  static std::optional<typename Map::mapped_type> find(const Map& map,
                                                       const typename Map::key_type& key) {
    const auto it = map.find(key);
    if (it == map.end()) return std::nullopt;
    return it->second;
  }

  template <class Map>
  static std::vector<typename Map::mapped_type> values(const Map& map) {
    std::vector<typename Map::mapped_type> out;
    for (const auto& [key, value] : map) out.push_back(value);
    return out;
  }

  template <class F>
  std::vector<StreamRow> some_streams(F&& wanted) {
    return locked([&] {
      std::vector<StreamRow> out;
      for (const auto& [no, row] : streams_) {
        if (wanted(row)) out.push_back(row);
      }
      return out;
    });
  }

  template <class F>
  std::optional<StreamRow> first_stream(F&& wanted) {
    std::vector<StreamRow> rows = some_streams(wanted);
    if (rows.empty()) return std::nullopt;
    return rows.front();
  }

  std::mutex mutex_;
  std::vector<EntryRow> entries_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, LocalId> places_;
  std::map<std::uint64_t, StreamRow> streams_;
  std::map<Hash, HeldRow> held_;
  std::map<Hash, ForkRow> forks_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, Hash> tree_;
  std::map<std::uint64_t, std::string> checkpoints_;
  std::optional<MarkRow> mark_;
  std::map<Hash, base::UtcMs> due_;
  std::map<base::FileId, FileRow> files_;
  std::map<std::pair<base::FileId, std::uint64_t>, base::Bytes> chunks_;
  std::map<std::pair<base::CaseId, base::Compartment>, base::Bytes> capsules_;
  std::map<std::string, std::vector<base::Bytes>> snapshots_;
};

bool begins_with(const base::Bytes& key, base::ByteView prefix) {
  return key.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), key.begin());
}

class MemoryKeyStore : public KeyStore {
 public:
  void commit(const KeyBatch& batch) override {
    const std::lock_guard lock(mutex_);
    for (const auto& [table, key] : batch.erasures) rows_.erase({table, key});
    for (const auto& [table, prefix] : batch.erase_under) {
      std::erase_if(rows_, [&](const auto& item) {
        return item.first.first == table && begins_with(item.first.second, prefix);
      });
    }
    for (const KeyRow& row : batch.puts) rows_[{row.table, row.key}] = row.value;
  }

  std::optional<base::Bytes> get(KeyTable table, base::ByteView key) override {
    const std::lock_guard lock(mutex_);
    const auto it = rows_.find({table, base::Bytes(key.begin(), key.end())});
    if (it == rows_.end()) return std::nullopt;
    return it->second;
  }

  std::vector<KeyRow> under(KeyTable table, base::ByteView prefix) override {
    const std::lock_guard lock(mutex_);
    std::vector<KeyRow> out;
    for (auto it = rows_.lower_bound({table, base::Bytes(prefix.begin(), prefix.end())});
         it != rows_.end() && it->first.first == table && begins_with(it->first.second, prefix);
         ++it) {
      out.push_back({table, it->first.second, it->second});
    }
    return out;
  }

  std::uint64_t count(KeyTable table) override { return under(table, {}).size(); }
  std::vector<std::string> medium_problems() override { return {}; }

 private:
  std::mutex mutex_;
  std::map<std::pair<KeyTable, base::Bytes>, base::Bytes> rows_;
};

}  // namespace

std::unique_ptr<ledger::Store> memory_store() {
  return std::make_unique<MemoryStore>();
}

std::unique_ptr<ledger::KeyStore> memory_key_store() {
  return std::make_unique<MemoryKeyStore>();
}

}  // namespace store
