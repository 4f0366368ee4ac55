#include "base/check.h"
#include "ledger/writer.h"

namespace ledger {

namespace {

base::Bytes mark_context(const Identity& identity, std::uint64_t size, const Hash& root) {
  const std::string label = "amparo/mark/1";
  base::Bytes context(label.begin(), label.end());
  context.insert(context.end(), identity.node.bytes().begin(), identity.node.bytes().end());
  for (int shift = 56; shift >= 0; shift -= 8) {
    context.push_back(static_cast<std::uint8_t>(size >> shift));
  }
  context.insert(context.end(), root.begin(), root.end());
  return context;
}

}  // namespace

// The box is empty: what it authenticates is its context.
MarkRow make_mark(const Identity& identity, std::uint64_t size, const Hash& root) {
  return {size, crypto::seal_box(identity.mark_key->secret(), *identity.random,
                                 mark_context(identity, size, root), {})};
}

bool mark_holds(const Identity& identity, const MarkRow& mark, const Hash& root) {
  return crypto::open_box(identity.mark_key->secret(), mark_context(identity, mark.up_to, root),
                          mark.box)
      .has_value();
}

bool Batch::empty() const {
  return entries.empty() && streams.empty() && held.empty() && released.empty() && forks.empty() &&
         tree.empty() && !checkpoint && !mark && shred.empty() && due.empty() && due_done.empty();
}

void Ledger::Writer::load() {
  tree = TreeReader(store).load(store.last_id());
  last_stream_no = store.last_stream_no();
  held = store.held_count();
  const std::optional<MarkRow> mark = store.mark();
  marked = mark ? mark->up_to : 0;
  streams.clear();
  own.clear();
}

std::optional<StreamRow> Ledger::Writer::find(const base::StreamId& id) {
  if (const auto it = streams.find(id); it != streams.end()) return it->second;
  std::optional<StreamRow> row = store.stream(id);
  if (row) streams.insert_or_assign(id, *row);
  return row;
}

std::optional<StreamRow> Ledger::Writer::find_own(const OwnPlace& place) {
  if (const auto it = own.find(place); it != own.end()) return find(it->second);
  std::optional<StreamRow> row = store.stream_of({place.case_id, place.compartment, identity.node});
  if (row) own.insert_or_assign(place, row->id);
  return row;
}

std::optional<StreamRow> Plan::find(const base::StreamId& id) {
  if (const auto it = touched_.find(id); it != touched_.end()) return it->second;
  return writer_.find(id);
}

std::optional<StreamRow> Plan::find_own(const OwnPlace& place) {
  if (const auto it = opened_.find(place); it != opened_.end()) return find(it->second);
  const std::optional<StreamRow> row = writer_.find_own(place);
  return row ? find(row->id) : row;
}

void Plan::put(const StreamRow& row) {
  touched_.insert_or_assign(row.id, row);
}

StreamRow Plan::open_stream(const base::StreamId& id, const base::NodeId& node,
                            const std::optional<Declaration>& declaration) {
  StreamRow row;
  row.no = ++last_stream_no_;
  row.id = id;
  row.node = node;
  row.declaration = declaration;
  put(row);
  if (declaration && node == writer_.identity.node) {
    opened_.insert_or_assign(OwnPlace{declaration->case_id, declaration->compartment}, id);
  }
  return row;
}

LocalId Plan::place(StreamRow& stream, const Hash& hash, Entry entry) {
  tree_.add(hash, batch_.tree);
  const LocalId id = tree_.size();
  batch_.entries.push_back({id, stream.no, stream.next_seq, hash, std::move(entry)});
  stream.next_seq++;
  stream.head = hash;
  put(stream);
  return id;
}

std::optional<EntryRow> Plan::placed(const StreamRow& stream, std::uint64_t seq) {
  for (auto it = batch_.entries.rbegin(); it != batch_.entries.rend(); ++it) {
    if (it->stream_no == stream.no && it->seq == seq) return *it;
  }
  return writer_.store.entry(stream.no, seq);
}

void Plan::commit() {
  for (const auto& [id, row] : touched_) batch_.streams.push_back(row);
  if (writer_.identity.mark_key != nullptr && tree_.size() >= writer_.marked + kMarkEvery) {
    batch_.mark = make_mark(writer_.identity, tree_.size(), tree_.root());
  }
  if (batch_.empty()) return;
  writer_.store.commit(batch_);

  writer_.tree = std::move(tree_);
  writer_.last_stream_no = last_stream_no_;
  if (batch_.mark) writer_.marked = batch_.mark->up_to;
  if (!batch_.held.empty() || !batch_.released.empty()) writer_.held = writer_.store.held_count();
  if (writer_.streams.size() + touched_.size() > kMaxCached) writer_.streams.clear();
  for (const auto& [id, row] : touched_) writer_.streams.insert_or_assign(id, row);
  if (writer_.own.size() + opened_.size() > kMaxCached) writer_.own.clear();
  for (const auto& [place, id] : opened_) writer_.own.insert_or_assign(place, id);
  if (writer_.follower && !batch_.entries.empty()) writer_.follower(batch_.entries);
}

}  // namespace ledger
