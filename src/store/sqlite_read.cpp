#include "store/rows.h"
#include "store/sqlite_rows.h"

namespace store {

namespace {

constexpr const char* kStreamById =
    "SELECT no, id, node, next_seq, head, case_id, comp, sum FROM stream WHERE id=?";
constexpr const char* kStreamByDeclaration =
    "SELECT no, id, node, next_seq, head, case_id, comp, sum FROM stream "
    "WHERE case_id=? AND comp=? AND node=?";
constexpr const char* kStreamsOfCase =
    "SELECT no, id, node, next_seq, head, case_id, comp, sum FROM stream WHERE case_id=? "
    "ORDER BY no";
constexpr const char* kStreams =
    "SELECT no, id, node, next_seq, head, case_id, comp, sum FROM stream ORDER BY no";
constexpr const char* kUndeclared =
    "SELECT no, id, node, next_seq, head, case_id, comp, sum FROM stream WHERE case_id IS NULL "
    "ORDER BY no";
constexpr const char* kHeldAt =
    "SELECT hash, stream, seq, node, reason, head, sig, body, body_hash FROM held "
    "WHERE stream=? AND seq=? ORDER BY hash";
constexpr const char* kHeld =
    "SELECT hash, stream, seq, node, reason, head, sig, body, body_hash FROM held "
    "ORDER BY stream, seq, hash";

HeldRow read_held(const Statement& statement) {
  HeldRow row;
  row.hash = statement.array<32>(0);
  row.stream = statement.id<base::StreamId>(1);
  row.seq = statement.number(2);
  row.node = statement.id<base::NodeId>(3);
  row.reason = static_cast<HoldReason>(statement.number(4));
  row.entry = read_entry(statement, 5);
  return row;
}

template <class Read>
auto all(Statement& statement, Read&& read) {
  std::vector<std::invoke_result_t<Read, const Statement&>> rows;
  while (statement.step()) rows.push_back(read(statement));
  return rows;
}

template <class Read>
auto first(Statement& statement, Read&& read)
    -> std::optional<std::invoke_result_t<Read, const Statement&>> {
  if (!statement.step()) return std::nullopt;
  return read(statement);
}

}  // namespace

LocalId SqliteStore::last_id() {
  return ledger_.read()->single("SELECT coalesce(max(id), 0) FROM entry");
}

std::optional<EntryRow> SqliteStore::entry(LocalId id) {
  Pool::Lease db = ledger_.read();
  Statement select =
      db->prepare("SELECT id, stream, seq, hash, head, sig, body, body_hash FROM entry WHERE id=?");
  return first(select.bind(id), read_entry_row);
}

std::optional<EntryRow> SqliteStore::entry(std::uint64_t stream_no, std::uint64_t seq) {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(
      "SELECT id, stream, seq, hash, head, sig, body, body_hash FROM entry "
      "WHERE stream=? AND seq=?");
  return first(select.bind(stream_no).bind(seq), read_entry_row);
}

void SqliteStore::scan(LocalId from, LocalId to, const EntryVisitor& visit) {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(
      "SELECT id, stream, seq, hash, head, sig, body, body_hash FROM entry "
      "WHERE id BETWEEN ? AND ? ORDER BY id");
  select.bind(from).bind(to);
  while (select.step() && visit(read_entry_row(select))) {
  }
}

void SqliteStore::scan_stream(std::uint64_t stream_no, std::uint64_t from_seq,
                              const EntryVisitor& visit) {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(
      "SELECT id, stream, seq, hash, head, sig, body, body_hash FROM entry "
      "WHERE stream=? AND seq>=? ORDER BY seq");
  select.bind(stream_no).bind(from_seq);
  while (select.step() && visit(read_entry_row(select))) {
  }
}

std::vector<Hash> SqliteStore::hashes(LocalId from, LocalId to) {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare("SELECT hash FROM entry WHERE id BETWEEN ? AND ? ORDER BY id");
  return all(select.bind(from).bind(to), [](const Statement& s) { return s.array<32>(0); });
}

std::uint64_t SqliteStore::last_stream_no() {
  return ledger_.read()->single("SELECT coalesce(max(no), 0) FROM stream");
}

std::optional<StreamRow> SqliteStore::stream(const base::StreamId& id) {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(kStreamById);
  return first(select.bind(id.bytes()), read_stream_row);
}

std::optional<StreamRow> SqliteStore::stream_of(const Declaration& declaration) {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(kStreamByDeclaration);
  select.bind(declaration.case_id.bytes())
      .bind(static_cast<std::uint64_t>(declaration.compartment))
      .bind(declaration.node.bytes());
  return first(select, read_stream_row);
}

std::vector<StreamRow> SqliteStore::streams_of_case(const base::CaseId& case_id) {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(kStreamsOfCase);
  return all(select.bind(case_id.bytes()), read_stream_row);
}

void SqliteStore::scan_streams(const std::function<bool(const StreamRow&)>& visit) {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(kStreams);
  while (select.step() && visit(read_stream_row(select))) {
  }
}

std::vector<StreamRow> SqliteStore::undeclared_streams() {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(kUndeclared);
  return all(select, read_stream_row);
}

std::vector<HeldRow> SqliteStore::held(const base::StreamId& stream, std::uint64_t seq) {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(kHeldAt);
  return all(select.bind(stream.bytes()).bind(seq), read_held);
}

std::vector<HeldRow> SqliteStore::held_all() {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(kHeld);
  return all(select, read_held);
}

std::uint64_t SqliteStore::held_count() {
  return ledger_.read()->single("SELECT count(*) FROM held");
}

std::vector<ForkRow> SqliteStore::forks() {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare(
      "SELECT hash, stream, seq, node, head, sig, body, body_hash FROM fork "
      "ORDER BY stream, seq, hash");
  return all(select, [](const Statement& s) {
    return ForkRow{s.array<32>(0), s.id<base::StreamId>(1), s.number(2), s.id<base::NodeId>(3),
                   read_entry(s, 4)};
  });
}

std::optional<Hash> SqliteStore::tree_node(std::uint32_t level, std::uint64_t idx) {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare("SELECT hash FROM tree WHERE level=? AND idx=?");
  return first(select.bind(std::uint64_t{level}).bind(idx),
               [](const Statement& s) { return s.array<32>(0); });
}

std::vector<TreeNode> SqliteStore::tree_nodes() {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare("SELECT level, idx, hash FROM tree ORDER BY level, idx");
  return all(select, [](const Statement& s) {
    return TreeNode{static_cast<std::uint32_t>(s.number(0)), s.number(1), s.array<32>(2)};
  });
}

std::vector<CheckpointRow> SqliteStore::checkpoints() {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare("SELECT size, note FROM checkpoint ORDER BY size");
  return all(select, [](const Statement& s) { return CheckpointRow{s.number(0), s.text(1)}; });
}

std::optional<CheckpointRow> SqliteStore::last_checkpoint() {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1");
  return first(select, [](const Statement& s) { return CheckpointRow{s.number(0), s.text(1)}; });
}

std::optional<MarkRow> SqliteStore::mark() {
  Pool::Lease db = ledger_.read();
  Statement select = db->prepare("SELECT up_to, box FROM mark");
  return first(select, [](const Statement& s) { return MarkRow{s.number(0), s.copy(1)}; });
}

std::vector<DueRow> SqliteStore::due_until(base::UtcMs until_ms) {
  Pool::Lease db = ledger_.read();
  Statement select =
      db->prepare("SELECT ref, at_ms, sum FROM due WHERE at_ms<=? ORDER BY at_ms, ref");
  select.bind(static_cast<std::uint64_t>(std::max<base::UtcMs>(until_ms, 0)));
  return all(select, [](const Statement& s) {
    const DueRow row{s.array<32>(0), static_cast<base::UtcMs>(s.number(1))};
    if (sum_of(row) != s.array<16>(2)) {
      throw base::Fault(base::Code::store_damaged, "the row of a due time was changed");
    }
    return row;
  });
}

StoreStats SqliteStore::stats() {
  StoreStats stats;
  {
    Pool::Lease db = ledger_.read();
    stats.entries = db->single("SELECT coalesce(max(id), 0) FROM entry");
    stats.shredded = db->single("SELECT count(*) FROM entry WHERE body IS NULL");
    stats.streams = db->single("SELECT coalesce(max(no), 0) FROM stream");
    stats.held = db->single("SELECT count(*) FROM held");
    stats.forks = db->single("SELECT count(*) FROM fork");
    stats.checkpoints = db->single("SELECT count(*) FROM checkpoint");
    stats.due = db->single("SELECT count(*) FROM due");
    stats.bytes += db->single("PRAGMA page_count") * db->single("PRAGMA page_size");
  }
  {
    Pool::Lease db = files_.read();
    stats.files = db->single("SELECT count(*) FROM file WHERE complete=1");
    stats.bytes += db->single("PRAGMA page_count") * db->single("PRAGMA page_size");
  }
  with_cache([&](Pool& pool) {
    Pool::Lease db = pool.read();
    stats.bytes += db->single("PRAGMA page_count") * db->single("PRAGMA page_size");
  });
  return stats;
}

}  // namespace store
