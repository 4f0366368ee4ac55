// Bundle: entries as one file, to carry on a stick, to keep, or to hand over (docs/formats.md,
// "Bundle"). Its trailing hash tells a damaged copy; what it holds is judged by the same ingest as
// everything else. It names streams and nodes in clear: exchange seals it into parcels.
#pragma once

#include <functional>
#include <iosfwd>

#include "ledger/ledger.h"

namespace ledger {

struct BundleCounts {
  std::uint64_t streams = 0;
  std::uint64_t entries = 0;
};

// Writes the chosen streams (all without `choose`) from their first entry. Fault disk_full or
// disk_error when `out` fails.
BundleCounts write_bundle(Ledger& ledger, std::ostream& out,
                          const std::function<bool(const StreamRow&)>& choose = {});
// Reads the whole file first and takes in nothing unless it is sound: Refusal bundle_invalid (not a
// bundle, cut short, changed), format_newer. `in` must be seekable. Memory stays below 64 MiB.
base::Result<IngestReport> ingest_bundle(Ledger& ledger, std::istream& in,
                                         const IngestOptions& options = {});

}  // namespace ledger
