#include "ledger/ledger.h"

#include <algorithm>
#include <map>
#include <shared_mutex>

#include "base/check.h"
#include "ledger/checkpoint.h"
#include "ledger/writer.h"

namespace ledger {

struct KeyRoster::State {
  std::shared_mutex mutex;
  std::map<base::NodeId, crypto::VerifyKey> keys;
};

KeyRoster::KeyRoster() : state_(std::make_unique<State>()) {}
KeyRoster::~KeyRoster() = default;

void KeyRoster::add(const base::NodeId& node, const crypto::VerifyKey& key) {
  const std::unique_lock lock(state_->mutex);
  state_->keys.insert_or_assign(node, key);
}

void KeyRoster::remove(const base::NodeId& node) {
  const std::unique_lock lock(state_->mutex);
  state_->keys.erase(node);
}

bool KeyRoster::knows(const base::NodeId& node) {
  const std::shared_lock lock(state_->mutex);
  return state_->keys.contains(node);
}

bool KeyRoster::verify(const base::NodeId& node, crypto::SignDomain domain, base::ByteView message,
                       const crypto::Signature& signature) {
  crypto::VerifyKey key;
  {
    const std::shared_lock lock(state_->mutex);
    const auto it = state_->keys.find(node);
    if (it == state_->keys.end()) return false;
    key = it->second;
  }
  return crypto::verify(key, domain, message, signature);
}

Ledger::Ledger(Store& store, const Identity& identity)
    : store_(store), identity_(identity), writer_(std::make_unique<Writer>(store, identity_)) {
  AMPARO_CHECK(identity.signer && identity.roster && identity.clock && identity.random);
}

Ledger::~Ledger() = default;

base::Done Ledger::shred(std::span<const LocalId> ids) {
  const std::lock_guard lock(writer_->still);
  Plan plan(*writer_);
  for (const LocalId id : ids) {
    const std::optional<EntryRow> row = store_.entry(id);
    if (!row) return base::refuse(base::Code::not_found, {{"id", std::to_string(id)}});
    if (row->entry.body) plan.batch().shred.emplace_back(id, hash_body(*row->entry.body));
  }
  plan.commit();
  return {};
}

base::Done Ledger::declare(const base::StreamId& stream, const Declaration& declaration) {
  const std::lock_guard lock(writer_->still);
  std::optional<StreamRow> row = writer_->find(stream);
  if (!row) return base::refuse(base::Code::not_found);
  if (row->node != declaration.node) {
    return base::refuse(base::Code::entry_invalid, {{"why", "declaration"}});
  }
  if (row->declaration) {
    if (*row->declaration == declaration) return {};
    return base::refuse(base::Code::entry_invalid, {{"why", "declared otherwise"}});
  }
  row->declaration = declaration;
  Batch batch;
  batch.streams.push_back(*row);
  store_.commit(batch);
  writer_->streams.insert_or_assign(stream, *row);
  return {};
}

void Ledger::follow(std::function<void(std::span<const EntryRow>)> follower) {
  const std::lock_guard lock(writer_->still);
  writer_->follower = std::move(follower);
}

LocalId Ledger::last_id() {
  return store_.last_id();
}

std::optional<EntryRow> Ledger::entry(LocalId id) {
  return store_.entry(id);
}

void Ledger::scan(LocalId from, LocalId to, const EntryVisitor& visit) {
  store_.scan(from, to, visit);
}

void Ledger::scan_stream(const base::StreamId& stream, std::uint64_t from_seq,
                         const EntryVisitor& visit) {
  const std::optional<StreamRow> row = store_.stream(stream);
  if (!row) return;
  std::uint64_t seq = from_seq;
  store_.scan_stream(row->no, from_seq, [&](const EntryRow& entry) {
    const base::Result<Header> header = decode_header(entry.entry.header);
    if (!header || header->stream != stream || header->seq != seq || entry.seq != seq) {
      throw base::Fault(base::Code::store_damaged, "a stream gave another entry than asked for");
    }
    seq++;
    return visit(entry);
  });
}

std::optional<StreamRow> Ledger::stream(const base::StreamId& id) {
  return store_.stream(id);
}

std::vector<StreamRow> Ledger::streams_of_case(const base::CaseId& case_id) {
  return store_.streams_of_case(case_id);
}

Hash Ledger::root(std::uint64_t size) {
  return TreeReader(store_).load(size).root();
}

std::vector<Hash> Ledger::inclusion_proof(LocalId id, std::uint64_t size) {
  AMPARO_CHECK(id >= 1 && id <= size);
  return TreeReader(store_).inclusion(id - 1, size);
}

std::vector<Hash> Ledger::consistency_proof(std::uint64_t old_size, std::uint64_t new_size) {
  return TreeReader(store_).consistency(old_size, new_size);
}

base::Result<CheckpointRow> Ledger::checkpoint(const std::string& origin,
                                               const crypto::VerifyKey& key) {
  const bool plain_line = !origin.empty() && origin.find_first_of(" +\n\r\t") == std::string::npos;
  // Labels of signing domains are "amparo/word/number"; a text that begins like one is never
  // signed.
  const bool like_label = origin.starts_with("amparo/") && origin.find('/', 7) != std::string::npos;
  if (!plain_line || like_label) {
    return base::refuse(base::Code::bad_value, {{"what", "origin"}});
  }
  const std::lock_guard lock(writer_->still);
  const Checkpoint now{origin, writer_->tree.size(), writer_->tree.root()};
  const std::string text = checkpoint_text(now);
  const crypto::Signature signature =
      identity_.signer->sign(crypto::SignDomain::checkpoint, base::as_bytes(text));
  Batch batch;
  batch.checkpoint =
      CheckpointRow{now.size, note_with(text, {origin, note_key_hash(origin, key), signature})};
  store_.commit(batch);
  return *batch.checkpoint;
}

void Ledger::advance_mark() {
  const std::lock_guard lock(writer_->still);
  if (identity_.mark_key == nullptr || writer_->marked == writer_->tree.size()) return;
  Batch batch;
  batch.mark = make_mark(identity_, writer_->tree.size(), writer_->tree.root());
  store_.commit(batch);
  writer_->marked = batch.mark->up_to;
}

}  // namespace ledger
