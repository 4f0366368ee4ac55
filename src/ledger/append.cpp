#include <algorithm>

#include "base/check.h"
#include "ledger/writer.h"

namespace ledger {

namespace {

// Saves that one commit takes at most.
constexpr std::size_t kMaxGroup = 512;

base::Done check(const Save& save) {
  if (save.drafts.empty() && save.due.empty() && save.due_done.empty()) {
    return base::refuse(base::Code::bad_value, {{"what", "save"}});
  }
  for (const Draft& draft : save.drafts) {
    AMPARO_CHECK(draft.key != nullptr);
    if (draft.payload.size() > kMaxBody - 4096) {
      return base::refuse(base::Code::bad_value, {{"what", "payload"}});
    }
    const auto same = std::count_if(save.drafts.begin(), save.drafts.end(), [&](const Draft& d) {
      return d.case_id == draft.case_id && d.compartment == draft.compartment;
    });
    if (same > 1) return base::refuse(base::Code::bad_value, {{"what", "drafts"}});
  }
  return {};
}

Placed write_draft(Plan& plan, const Identity& identity, const base::SaveId& save,
                   const Draft& draft) {
  const crypto::Nonce nonce = crypto::random_nonce(*identity.random);
  std::optional<StreamRow> stream = plan.find_own({draft.case_id, draft.compartment});
  Plain plain;
  plain.save = save;
  plain.payload = draft.payload;
  if (!stream) {
    const Declaration declaration{draft.case_id, draft.compartment, identity.node};
    stream = plan.open_stream(stream_name(identity.node, nonce), identity.node, declaration);
    plain.declaration = declaration;
  }
  Entry entry;
  entry.header = encode_header(
      {stream->id, stream->next_seq, stream->head, crypto::key_id(*draft.key), nonce, draft.flags});
  base::Bytes bytes = encode_plain(plain);
  base::Bytes padded = crypto::pad(bytes);
  entry.body = crypto::seal(draft.key->secret(), nonce, entry.header, padded);
  crypto::wipe(bytes);
  crypto::wipe(padded);
  crypto::wipe(plain.payload);
  const Hash hash = hash_entry(entry);
  entry.signature = identity.signer->sign(crypto::SignDomain::entry, hash);
  const std::uint64_t seq = stream->next_seq;
  const LocalId id = plan.place(*stream, hash, std::move(entry));
  return {id, stream->id, seq, hash};
}

}  // namespace

void Ledger::Writer::commit_group(const std::vector<Pending*>& group) {
  const std::lock_guard lock(still);
  Plan plan(*this);
  for (Pending* pending : group) {
    const Save& save = *pending->save;
    if (base::Done ok = check(save); !ok) {
      pending->result = pass(ok);
      continue;
    }
    Receipt receipt;
    for (const Draft& draft : save.drafts) {
      receipt.entries.push_back(write_draft(plan, identity, save.id, draft));
    }
    Batch& batch = plan.batch();
    batch.due.insert(batch.due.end(), save.due.begin(), save.due.end());
    batch.due_done.insert(batch.due_done.end(), save.due_done.begin(), save.due_done.end());
    pending->result = std::move(receipt);
  }
  plan.commit();
}

// Group commit: whoever is at the front of the queue commits for everyone behind, then wakes them.
base::Result<Receipt> Ledger::append(const Save& save) {
  Pending mine(save);
  std::unique_lock lock(writer_->queue_mutex);
  writer_->queue.push_back(&mine);
  mine.wake.wait(lock, [&] { return mine.done || writer_->queue.front() == &mine; });
  if (!mine.done) {
    const std::size_t n = std::min(kMaxGroup, writer_->queue.size());
    const std::vector<Pending*> group(writer_->queue.begin(),
                                      writer_->queue.begin() + static_cast<std::ptrdiff_t>(n));
    lock.unlock();
    std::exception_ptr fault;
    try {
      writer_->commit_group(group);
    } catch (...) {
      fault = std::current_exception();
    }
    lock.lock();
    writer_->queue.erase(writer_->queue.begin(),
                         writer_->queue.begin() + static_cast<std::ptrdiff_t>(n));
    for (Pending* pending : group) {
      pending->fault = fault;
      pending->done = true;
      if (pending != &mine) pending->wake.notify_one();
    }
    if (!writer_->queue.empty()) writer_->queue.front()->wake.notify_one();
  }
  lock.unlock();
  if (mine.fault) std::rethrow_exception(mine.fault);
  return std::move(*mine.result);
}

}  // namespace ledger
