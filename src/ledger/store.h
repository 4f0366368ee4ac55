// Store: the seam between the ledger and whatever keeps its rows (SQLite, memory, later
// PostgreSQL).
//
// Promise: `commit` is all or nothing and durable when it returns; a failure is base::Fault
// (disk_full, disk_read_only, disk_error, store_damaged) and leaves what was there before.
// Threads: reads from any thread; commits from one thread at a time (Ledger sees to that for its
// rows). A read sees whole commits only. Store knows nothing of keys, and of what rows mean only
// what it needs to index them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/entry.h"

namespace ledger {

// Place of an entry in this node's ledger: 1, 2, 3 … without gaps, in order of commit. Leaf
// local_id-1 of the tree.
using LocalId = std::uint64_t;

struct EntryRow {
  LocalId id = 0;
  std::uint64_t stream_no = 0;
  std::uint64_t seq = 0;
  Hash hash{};
  Entry entry;
};

// A stream as this node knows it. `no` numbers the streams of this ledger from 1, without gaps.
struct StreamRow {
  std::uint64_t no = 0;
  base::StreamId id = base::StreamId::none();
  base::NodeId node = base::NodeId::none();
  std::uint64_t next_seq = 0;
  Hash head{};  // hash of entry next_seq-1
  // Known for own streams, and for others once a key holder opened entry 0.
  std::optional<Declaration> declaration;
};

// Why an entry from elsewhere waits. The numbers are stored.
enum class HoldReason : std::uint8_t {
  gap = 1,           // entries before it have not arrived
  unknown_node = 2,  // the roster does not know its writer
  future_clock = 3,  // its time is too far ahead (the caller's judgement, it is sealed)
  unknown_key = 4,   // the caller cannot tell yet whether it was allowed
};

struct HeldRow {
  Hash hash{};  // of the entry: its key
  base::StreamId stream = base::StreamId::none();
  std::uint64_t seq = 0;
  base::NodeId node = base::NodeId::none();
  HoldReason reason = HoldReason::gap;
  Entry entry;
};

// Evidence of equivocation: a validly signed entry for a place that holds another one.
struct ForkRow {
  Hash hash{};
  base::StreamId stream = base::StreamId::none();
  std::uint64_t seq = 0;
  base::NodeId node = base::NodeId::none();
  Entry entry;
};

// Root of the complete subtree of 2^level leaves that starts at leaf idx·2^level. Only levels 8,
// 16, 24 … are stored; the rest is computed from the entries' hashes.
struct TreeNode {
  std::uint32_t level = 0;
  std::uint64_t idx = 0;
  Hash hash{};
};

struct CheckpointRow {
  std::uint64_t size = 0;
  std::string note;  // C2SP signed note, co-signatures appended
};

// "Entries 1…up_to were verified", sealed under the node's MarkKey.
struct MarkRow {
  std::uint64_t up_to = 0;
  base::Bytes box;
};

// When something is due, without saying what: rings while the node is locked.
struct DueRow {
  Hash ref{};  // opaque: the caller's keyed hash of what is due
  base::UtcMs at_ms = 0;
};

struct Batch {
  std::vector<EntryRow> entries;
  std::vector<StreamRow> streams;  // insert, or replace the row of the same no
  std::vector<HeldRow> held;       // insert or replace by hash
  std::vector<Hash> released;      // removed from held
  std::vector<ForkRow> forks;      // insert; one already there stays
  std::vector<TreeNode> tree;
  std::optional<CheckpointRow> checkpoint;  // insert, or replace the note of the same size
  std::optional<MarkRow> mark;
  std::vector<std::pair<LocalId, Hash>> shred;  // drop the body, keep its hash
  std::vector<DueRow> due;                      // insert or replace by ref
  std::vector<Hash> due_done;
  bool empty() const;
};

struct StoreStats {
  std::uint64_t entries = 0;
  std::uint64_t shredded = 0;
  std::uint64_t streams = 0;
  std::uint64_t held = 0;
  std::uint64_t forks = 0;
  std::uint64_t checkpoints = 0;
  std::uint64_t files = 0;
  std::uint64_t due = 0;
  std::uint64_t bytes = 0;  // on disk, all databases; 0 for memory
};

struct CapsuleRow {
  base::CaseId case_id = base::CaseId::none();
  base::Compartment compartment = base::Compartment::control;
  base::Bytes box;  // sealed by the caller
};

// A file's sealed content: parts written in one go each, every part with its own chunk header.
struct FilePart {
  std::uint64_t first_chunk = 0;
  base::Bytes header;
};
struct FileRow {
  base::FileId id = base::FileId::none();
  std::vector<FilePart> parts;
  std::uint64_t chunks = 0;  // stored so far, numbered from 0
  std::uint64_t bytes = 0;   // of plain content, so far
  bool complete = false;
};
struct FileChunks {
  base::FileId id = base::FileId::none();
  std::optional<FilePart> part;  // when these begin a new part
  std::uint64_t first_chunk = 0;
  std::vector<base::Bytes> sealed;
  std::uint64_t plain_bytes = 0;
  bool complete = false;  // the last of these is the file's last
};

// Answers false to stop a scan.
using EntryVisitor = std::function<bool(const EntryRow&)>;

class Store {
 public:
  virtual ~Store() = default;

  // --- the ledger
  virtual void commit(const Batch& batch) = 0;
  virtual LocalId last_id() = 0;
  virtual std::optional<EntryRow> entry(LocalId id) = 0;
  virtual std::optional<EntryRow> entry(std::uint64_t stream_no, std::uint64_t seq) = 0;
  // Entries of ids [from, to], in order.
  virtual void scan(LocalId from, LocalId to, const EntryVisitor& visit) = 0;
  // Entries of a stream from `from_seq`, in order.
  virtual void scan_stream(std::uint64_t stream_no, std::uint64_t from_seq,
                           const EntryVisitor& visit) = 0;
  // Hashes alone of ids [from, to], in order: what the tree needs. 2 µs each.
  virtual std::vector<Hash> hashes(LocalId from, LocalId to) = 0;

  virtual std::uint64_t last_stream_no() = 0;
  virtual std::optional<StreamRow> stream(const base::StreamId& id) = 0;
  // The stream that a node writes for a compartment of a case file, by its declaration.
  virtual std::optional<StreamRow> stream_of(const Declaration& declaration) = 0;
  virtual std::vector<StreamRow> streams_of_case(const base::CaseId& case_id) = 0;
  // All streams, in order of their numbers.
  virtual void scan_streams(const std::function<bool(const StreamRow&)>& visit) = 0;
  // Streams whose declaration is not known here yet.
  virtual std::vector<StreamRow> undeclared_streams() = 0;

  // The rows waiting for exactly this place; all of a reason; all.
  virtual std::vector<HeldRow> held(const base::StreamId& stream, std::uint64_t seq) = 0;
  virtual std::vector<HeldRow> held_all() = 0;
  virtual std::uint64_t held_count() = 0;
  virtual std::vector<ForkRow> forks() = 0;
  virtual std::optional<Hash> tree_node(std::uint32_t level, std::uint64_t idx) = 0;
  virtual std::vector<TreeNode> tree_nodes() = 0;
  virtual std::vector<CheckpointRow> checkpoints() = 0;
  virtual std::optional<CheckpointRow> last_checkpoint() = 0;
  virtual std::optional<MarkRow> mark() = 0;
  // Due at or before `until_ms`, soonest first.
  virtual std::vector<DueRow> due_until(base::UtcMs until_ms) = 0;

  // --- files: durable, outside the chain; their digests are in entries
  virtual void put_chunks(const FileChunks& chunks) = 0;
  virtual std::optional<FileRow> file(const base::FileId& id) = 0;
  virtual std::optional<base::Bytes> chunk(const base::FileId& id, std::uint64_t number) = 0;
  // Removes a file or an unfinished upload.
  virtual void drop_file(const base::FileId& id) = 0;
  virtual std::vector<base::FileId> unfinished_files() = 0;

  // --- caches: may be lost at any time and are rebuilt from the ledger
  virtual void put_capsules(const std::vector<CapsuleRow>& rows) = 0;
  virtual std::optional<base::Bytes> capsule(const base::CaseId& case_id,
                                             base::Compartment compartment) = 0;
  virtual void drop_capsules(const base::CaseId& case_id) = 0;
  // A sealed snapshot in parts of any size (1 MiB is a good one); replaces that of the same name.
  virtual void put_snapshot(const std::string& name, const std::vector<base::Bytes>& parts) = 0;
  virtual std::optional<std::vector<base::Bytes>> snapshot(const std::string& name) = 0;
  virtual void drop_snapshot(const std::string& name) = 0;

  virtual StoreStats stats() = 0;
  // What the medium itself finds wrong (structure, sums of rows); empty when sound. O(size).
  virtual std::vector<std::string> medium_problems() = 0;
};

// Rows of keys.db: wrapped keys and what belongs to them, opaque here. Kept apart from the ledger
// because they must be erasable and their backups live 35 days at most.
enum class KeyTable : std::uint8_t {
  user = 1,
  team_wrap = 2,
  case_wrap = 3,
  item_wrap = 4,
  pairing = 5,
  recovery = 6,
  node = 7,
};

struct KeyRow {
  KeyTable table = KeyTable::user;
  base::Bytes key;  // e.g. case id ‖ compartment ‖ epoch ‖ team: prefixes can be scanned and erased
  base::Bytes value;  // wrapped by the caller
};

struct KeyBatch {
  std::vector<KeyRow> puts;                                   // insert or replace
  std::vector<std::pair<KeyTable, base::Bytes>> erasures;     // one key
  std::vector<std::pair<KeyTable, base::Bytes>> erase_under;  // every key with this prefix
};

// Same promises as Store; erased rows are overwritten. A row whose sum is wrong is Fault
// store_damaged.
class KeyStore {
 public:
  virtual ~KeyStore() = default;
  // Erasures first, then puts.
  virtual void commit(const KeyBatch& batch) = 0;
  virtual std::optional<base::Bytes> get(KeyTable table, base::ByteView key) = 0;
  // Rows whose key begins with `prefix`, in order of the key; an empty prefix is all.
  virtual std::vector<KeyRow> under(KeyTable table, base::ByteView prefix) = 0;
  virtual std::uint64_t count(KeyTable table) = 0;
  virtual std::vector<std::string> medium_problems() = 0;
};

}  // namespace ledger
