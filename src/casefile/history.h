// History: every batch of one (case file, compartment), whoever wrote it, in the order of their
// stamps. It is a set: adding in any order, or twice, gives the same history. It is what a capsule
// holds, the source of the fold and of the timeline. Not thread-safe while adding.
#pragma once

#include <vector>

#include "base/compartment.h"
#include "casefile/op.h"

namespace casefile {

// A batch and where it stood: the writing node and the entry's number in that node's stream.
struct Authored {
  base::NodeId node = base::NodeId::none();
  std::uint64_t seq = 0;
  Batch batch;
  friend bool operator==(const Authored&, const Authored&) = default;
};

// One op with its circumstances: for timelines, and for undo (an op that sets the former value
// again, with this one as base).
struct Change {
  Stamp stamp;
  base::UserId user;
  base::GrantId grant;
  base::SaveId save;
  const Op* op;  // into the history
};

class History {
 public:
  explicit History(base::Compartment compartment) : compartment_(compartment) {}

  base::Compartment compartment() const { return compartment_; }
  // False when it was there already. Amortised O(log n) when it is the latest, else O(n).
  bool add(Authored authored);
  const std::vector<Authored>& batches() const { return batches_; }
  // Every op in order of stamps; valid until the next add. Of one record, when one is named.
  std::vector<Change> changes() const;
  std::vector<Change> changes(const base::RecordId& record) const;

  // Takes the content of ops on this record out (values become null), after a shredding was carried
  // out; the fact that there were ops stays.
  void forget(const base::RecordId& record);

  // The content of a capsule: [fold version, compartment, batches] (docs/formats.md). Decoding
  // another fold version is Refusal stale_capsule: rebuild from the ledger.
  base::Bytes encode() const;
  static base::Result<History> decode(base::ByteView bytes);

 private:
  base::Compartment compartment_;
  std::vector<Authored> batches_;  // by (hlc, node, seq, content)
};

}  // namespace casefile
