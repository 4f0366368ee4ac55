// Snapshot: an index as sealed parts of 1 MiB in the store's cache, so that a list is usable a
// second after log-in. A cache: whatever is wrong with it, it is discarded and the index is built
// from the ledger.
#pragma once

#include "crypto/key.h"
#include "ledger/ledger.h"
#include "views/index.h"

namespace views {

inline constexpr std::size_t kSnapshotPart = 1024 * 1024;

// What a snapshot must agree with to be used.
struct Basis {
  ledger::Hash catalogue;  // the pack's hash
  std::uint32_t fold_version = casefile::kFoldVersion;
};

// The key that seals a team's snapshots and drafts, from the team's key.
crypto::SnapshotKey snapshot_key(const crypto::TeamKey& team_key);

// Writes the index, compacted, under a name that tells only who already knows team and compartment.
// Fault when the disk says no.
void save_snapshot(const Index& index, const Basis& basis, const crypto::SnapshotKey& key,
                   ledger::Ledger& ledger, base::Random& random);
// The index, with up_to() where it was saved. Refusal not_found, stale_snapshot (another fold,
// index or catalogue version, or of another ledger) or cannot_open; each means: build it.
base::Result<std::unique_ptr<Index>> load_snapshot(const Scope& scope, const Basis& basis,
                                                   const crypto::SnapshotKey& key,
                                                   ledger::Ledger& ledger);
void drop_snapshot(const Scope& scope, ledger::Store& store);

}  // namespace views
