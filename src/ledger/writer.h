// Inside ledger only: the state of the one commit that may run, and the plan of a commit.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <unordered_map>

#include "ledger/ledger.h"
#include "ledger/tree.h"

namespace ledger {

// A save that waits for its commit.
struct Pending {
  explicit Pending(const Save& s) : save(&s) {}
  const Save* save;
  bool done = false;
  std::optional<base::Result<Receipt>> result;
  std::exception_ptr fault;
  std::condition_variable wake;
};

struct OwnPlace {
  base::CaseId case_id;
  base::Compartment compartment;
  friend bool operator==(const OwnPlace&, const OwnPlace&) = default;
};
struct OwnPlaceHash {
  std::size_t operator()(const OwnPlace& place) const {
    return std::hash<base::CaseId>()(place.case_id) ^ static_cast<std::size_t>(place.compartment);
  }
};

struct Ledger::Writer {
  Writer(Store& s, const Identity& i) : store(s), identity(i) {}
  Store& store;
  const Identity& identity;

  // Held during a commit and by whoever needs a still ledger; guards everything up to the queue.
  std::mutex still;
  Tree tree;
  std::uint64_t last_stream_no = 0;
  std::uint64_t marked = 0;
  std::uint64_t held = 0;
  // Caches of rows, cleared when they grow beyond kMaxCached.
  std::unordered_map<base::StreamId, StreamRow> streams;
  std::unordered_map<OwnPlace, base::StreamId, OwnPlaceHash> own;
  std::function<void(std::span<const EntryRow>)> follower;

  std::mutex queue_mutex;
  std::deque<Pending*> queue;

  void load();
  void commit_group(const std::vector<Pending*>& group);
  std::optional<StreamRow> find(const base::StreamId& id);
  std::optional<StreamRow> find_own(const OwnPlace& place);
};

inline constexpr std::size_t kMaxCached = 1 << 16;
// Entries committed between two marks.
inline constexpr std::uint64_t kMarkEvery = 1024;

MarkRow make_mark(const Identity& identity, std::uint64_t size, const Hash& root);
bool mark_holds(const Identity& identity, const MarkRow& mark, const Hash& root);

// What one commit will do, and the ledger as it will be then. Nothing of the writer changes before
// `commit` returned. Needs Writer::still held throughout.
class Plan {
 public:
  explicit Plan(Ledger::Writer& writer)
      : writer_(writer), tree_(writer.tree), last_stream_no_(writer.last_stream_no) {}

  std::optional<StreamRow> find(const base::StreamId& id);
  std::optional<StreamRow> find_own(const OwnPlace& place);
  // A new stream without entries.
  StreamRow open_stream(const base::StreamId& id, const base::NodeId& node,
                        const std::optional<Declaration>& declaration);
  // Appends an entry to `stream`, whose next place it must take.
  LocalId place(StreamRow& stream, const Hash& hash, Entry entry);
  // The entry at a place that is taken, be it in this plan or in the store.
  std::optional<EntryRow> placed(const StreamRow& stream, std::uint64_t seq);
  Batch& batch() { return batch_; }
  LocalId last_id() const { return tree_.size(); }
  // Durable when it returns; the follower has seen the entries then.
  void commit();

 private:
  void put(const StreamRow& row);
  Ledger::Writer& writer_;
  Tree tree_;
  std::uint64_t last_stream_no_;
  std::unordered_map<base::StreamId, StreamRow> touched_;
  std::unordered_map<OwnPlace, base::StreamId, OwnPlaceHash> opened_;
  Batch batch_;
};

}  // namespace ledger
