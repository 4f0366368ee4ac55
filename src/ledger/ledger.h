// Ledger: the append-only, signed, sealed record of a node; the only truth of the house.
//
// Promises:
// - append returns after its entries are durable; a save's entries are committed together or not at
//   all. An entry once committed is never changed; shredding drops a body and leaves header, hash
//   and signature.
// - Nothing from elsewhere is taken on trust: version, name of the stream, chain, sequence and
//   signature are checked; what cannot be placed yet waits in `held`, contradictions go to `fork`.
// Invariant: local ids have no gaps; every stream's entries have seq 0…next_seq-1, each naming the
// hash of the one before; the tree's root covers all entries.
// Threads: any number of threads call anything. One commit runs at a time: the first caller that
// finds none running commits for all who wait (group commit). The follower runs in that thread.
//
// Usage:
//   KeyRoster roster; roster.add(node, signing_key.verify_key());
//   NodeSigner signer(signing_key);
//   Ledger ledger(store, {node, &signer, &roster, &mark_key, &clock, &random});
//   if (auto opened = ledger.start(); !opened) …
//   Result<Receipt> done = ledger.append({save_id, {{case_id, Compartment::ops, &key, payload}}});
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/seams.h"
#include "crypto/sign.h"
#include "ledger/store.h"

namespace ledger {

// Signs as this node.
class Signer {
 public:
  virtual ~Signer() = default;
  virtual crypto::Signature sign(crypto::SignDomain domain, base::ByteView message) = 0;
};

// Which nodes are known, and their signatures. Must be thread-safe.
class Roster {
 public:
  virtual ~Roster() = default;
  virtual bool knows(const base::NodeId& node) = 0;
  // False for an unknown node.
  virtual bool verify(const base::NodeId& node, crypto::SignDomain domain, base::ByteView message,
                      const crypto::Signature& signature) = 0;
};

class NodeSigner : public Signer {
 public:
  explicit NodeSigner(const crypto::SigningKey& key) : key_(key) {}
  crypto::Signature sign(crypto::SignDomain domain, base::ByteView message) override {
    return key_.sign(domain, message);
  }

 private:
  const crypto::SigningKey& key_;
};

class KeyRoster : public Roster {
 public:
  KeyRoster();
  ~KeyRoster() override;
  void add(const base::NodeId& node, const crypto::VerifyKey& key);
  void remove(const base::NodeId& node);
  bool knows(const base::NodeId& node) override;
  bool verify(const base::NodeId& node, crypto::SignDomain domain, base::ByteView message,
              const crypto::Signature& signature) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What a ledger works with; all outlive it. `mark_key` may be null (no mark is kept).
struct Identity {
  base::NodeId node = base::NodeId::none();
  Signer* signer = nullptr;
  Roster* roster = nullptr;
  const crypto::MarkKey* mark_key = nullptr;
  base::Clock* clock = nullptr;
  base::Random* random =
      nullptr;  // made thread-safe by the ledger: only the committing thread asks
};

// One entry to write: into the node's own stream for this compartment of this case file, which is
// opened when there is none.
struct Draft {
  base::CaseId case_id;
  base::Compartment compartment;
  const crypto::CompartmentKey* key;  // of the current epoch; used until append returns
  base::Bytes payload;
  std::uint64_t flags = 0;
};

// At most one draft per (case file, compartment); at least one draft or due time.
struct Save {
  base::SaveId id;
  std::vector<Draft> drafts;
  std::vector<DueRow> due;  // committed with the entries
  std::vector<Hash> due_done;
};

struct Placed {
  LocalId id;
  base::StreamId stream;
  std::uint64_t seq;
  Hash hash;
};
struct Receipt {
  std::vector<Placed> entries;  // one per draft, in their order
};

// An entry from elsewhere and the node that is said to have written it.
struct Incoming {
  base::NodeId node;
  Entry entry;
};

struct IngestOptions {
  // Runs of one stream are checked by chain and the signature of their last entry; otherwise every
  // signature is checked.
  bool contiguous = true;
  // A key holder's judgement of what the ledger cannot see (its time, its grant): a reason holds
  // the entry and everything after it in its stream. Called in the committing thread.
  std::function<std::optional<HoldReason>(const Header&, const Entry&)> judge;
};

struct Rejected {
  std::size_t index;  // into what was given
  base::Refusal refusal;
};
struct IngestReport {
  std::uint64_t placed = 0;  // held entries that found their place included
  std::uint64_t known = 0;   // were here already
  std::uint64_t held = 0;
  std::uint64_t forked = 0;
  std::vector<Rejected> rejected;  // not kept: entry_invalid, signature_invalid, held_full
};

// Held rows beyond this are rejected (held_full): the sender offers them again.
inline constexpr std::uint64_t kMaxHeld = 100'000;

struct Problem {
  base::Code code;  // chain_broken, signature_invalid, tree_broken, checkpoint_invalid, …
  LocalId id = 0;   // the entry, or 0
  std::string what;
};
struct VerifyReport {
  std::uint64_t entries = 0;
  std::uint64_t shredded = 0;
  std::uint64_t opened = 0;
  std::uint64_t streams = 0;
  // Entries of other nodes whose own signature does not hold, but which a later signature of the
  // same node in the same stream covers through the chain. They are authentic: a contiguous ingest
  // checks the last signature of a run only, so a damaged one inside it must not make a ledger
  // unsound.
  std::uint64_t covered = 0;
  Hash digest{};                  // see Ledger::digest
  std::vector<Problem> problems;  // the first kMaxProblems
  bool sound() const { return problems.empty(); }
};
inline constexpr std::size_t kMaxProblems = 1000;

// Opens an entry to verify the inside too: false when it should open and does not. Answer true for
// entries without a key here.
using OpenCheck = std::function<bool(const StreamRow&, const Header&, const Entry&)>;

class Ledger {
 public:
  Ledger(Store& store, const Identity& identity);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Checks the verified-up-to mark and verifies what came after it. Refusal mark_invalid,
  // chain_broken, signature_invalid, tree_broken: the ledger must not be written to before
  // `verify` was looked at. Nothing else may be called before.
  base::Done start();

  // --- writing
  // Durable when it returns. Refusal bad_value for an empty save, two drafts for one compartment or
  // a payload beyond kMaxBody; Fault when the disk says no (nothing of this save is kept then).
  base::Result<Receipt> append(const Save& save);
  // Idempotent; order and repetition do not matter. Durable when it returns.
  IngestReport ingest(std::span<const Incoming> entries, const IngestOptions& options = {});
  // Tries what is held again: after the roster changed, time passed or keys arrived.
  IngestReport retry_held(const IngestOptions& options = {});
  // Drops bodies, for ever; whether it may be done was decided above (legal hold). Idempotent.
  // Refusal not_found for an id that does not exist.
  base::Done shred(std::span<const LocalId> ids);
  // Records what a stream from elsewhere is for, as opened from its entry 0. Refusal entry_invalid
  // when the declared node is not its writer.
  base::Done declare(const base::StreamId& stream, const Declaration& declaration);
  // Called after each commit with the entries it placed, in order, before append returns.
  void follow(std::function<void(std::span<const EntryRow>)> follower);

  // --- reading
  LocalId last_id();
  std::optional<EntryRow> entry(LocalId id);
  void scan(LocalId from, LocalId to, const EntryVisitor& visit);
  // Fault store_damaged when a row is not the one asked for.
  void scan_stream(const base::StreamId& stream, std::uint64_t from_seq, const EntryVisitor& visit);
  std::optional<StreamRow> stream(const base::StreamId& id);
  std::vector<StreamRow> streams_of_case(const base::CaseId& case_id);
  Store& store() { return store_; }
  const base::NodeId& node() const { return identity_.node; }

  // --- proving (checkpoint.h has the forms and the verifier)
  // Root of the tree over the first `size` entries (size ≤ last_id()). O(log n) rows and at most
  // 256 hashes.
  Hash root(std::uint64_t size);
  // RFC 6962 §2.1.1 and §2.1.2.
  std::vector<Hash> inclusion_proof(LocalId id, std::uint64_t size);
  std::vector<Hash> consistency_proof(std::uint64_t old_size, std::uint64_t new_size);
  // Signs the root over all entries and stores the note. `origin` names ledger and key in the note:
  // no spaces, no "+", not "amparo/word/…"; `key` is this node's. Refusal bad_value.
  base::Result<CheckpointRow> checkpoint(const std::string& origin, const crypto::VerifyKey& key);

  // One value for the whole content: BLAKE2b over root, size and all stream heads. O(streams).
  Hash digest();
  // Everything: rows, hashes, chains, signatures, tree, checkpoints, mark, what the medium finds.
  VerifyReport verify(const OpenCheck& open = {});
  // The same for entries of every `parts`-th block of 256, beginning with `part` (0 … parts-1).
  VerifyReport scrub(std::uint64_t part, std::uint64_t parts, const OpenCheck& open = {});
  // Marks all entries as verified: after a sound verify, and on a clean stop.
  void advance_mark();

  struct Writer;  // writer.h, inside this room

 private:
  Store& store_;
  Identity identity_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace ledger
