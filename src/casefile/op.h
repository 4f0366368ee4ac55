// Op and Batch: what one save says to one compartment of a case file; the plaintext of a ledger
// entry (docs/formats.md, "Batch").
//
// Invariant: what this version does not know (an op kind, a record type, items behind the known
// ones) is kept in place and encoded again byte for byte; nothing is dropped.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/hlc.h"
#include "base/id.h"
#include "codec/cbor.h"

namespace casefile {

inline constexpr std::uint32_t kBatchSchema = 1;
inline constexpr std::size_t kMaxOps = 4096;  // in one batch

// Numbers are written into ledgers: never change or reuse one.
enum class OpKind : std::uint32_t {
  create = 1,      // the record begins
  set = 2,         // a value of a field; also of a restrictive one
  add = 3,         // one value of a set; with a base it replaces the values named there
  remove = 4,      // takes the values named by base out of a set
  note = 5,        // appends; with a base it corrects the notes named there
  transition = 6,  // the next state of a status machine
  attach = 7,      // a file; else as `add`
  shred = 8,       // the record is erased; value = {"basis", "reason"}
};

// Which write: the time, the node, and the op's place in the batch. Unique within one
// (case file, compartment). Ordered by time first: "later" means greater.
struct Stamp {
  base::Hlc hlc;
  base::NodeId node = base::NodeId::none();
  std::uint32_t op = 0;
  friend auto operator<=>(const Stamp&, const Stamp&) = default;
};

struct Op {
  std::uint32_t kind = 0;  // OpKind, or a number this version does not know
  base::RecordId record = base::RecordId::none();
  std::uint32_t type = 0;     // catalogue number of the record type…
  std::uint32_t version = 0;  // …and the version of it the writer used
  std::uint32_t field = 0;    // catalogue number within the type; 0 for create and shred
  codec::Value value;
  std::vector<Stamp> base;                // the writes seen when editing, which this one supersedes
  std::vector<base::RecordId> decisions;  // approvals that allow a loosening
  std::vector<codec::Value> extra;        // what a later version puts behind
  std::optional<codec::Value> opaque;     // an op of another shape, whole; then all else is empty

  bool is(OpKind k) const { return kind == static_cast<std::uint32_t>(k); }
  friend bool operator==(const Op&, const Op&) = default;
};

struct Batch {
  std::uint32_t schema = kBatchSchema;
  base::Hlc hlc;
  base::UserId user = base::UserId::none();
  base::GrantId grant = base::GrantId::none();  // none: written by the care team
  base::SaveId save = base::SaveId::none();
  std::vector<Op> ops;
  std::vector<codec::Value> extra;

  friend bool operator==(const Batch&, const Batch&) = default;
};

base::Bytes encode(const Batch& batch);
// Refusal bad_encoding with "why" when the bytes are no batch. encode(decode(b)) == b. O(n).
base::Result<Batch> decode_batch(base::ByteView bytes);

codec::Value to_value(const Batch& batch);
base::Result<Batch> batch_from_value(const codec::Value& value);
codec::Value to_value(const Stamp& stamp);
base::Result<Stamp> stamp_from_value(const codec::Value& value);

}  // namespace casefile
