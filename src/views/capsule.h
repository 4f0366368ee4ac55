// Capsules: the history of one (case file, compartment), sealed in the store's cache, so that a
// case file opens without reading its streams from the beginning.
//
// Promises: a capsule is never part of a save and never trusted: it is used only when it opens
// under the compartment's key, is of this fold version and every stream's head it was made from is
// the ledger's own at that place; entries behind it are read from the ledger. Otherwise it is
// rebuilt. What was shredded is not in it: `drop` belongs to every shredding. Threads: any thread
// may call anything. Different case files are read at the same time.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "casefile/control.h"
#include "casefile/history.h"
#include "ledger/ledger.h"

namespace views {

// The compartment keys somebody can open: a session's. Must outlive the call it is given to.
class KeyHolder {
 public:
  virtual ~KeyHolder() = default;
  // Null pointer when she has no such key.
  virtual const crypto::CompartmentKey* find(const base::CaseId& case_id,
                                             base::Compartment compartment,
                                             const crypto::KeyId& id) = 0;
  // The key of the latest epoch; null pointer when she has none.
  virtual const crypto::CompartmentKey* current(const base::CaseId& case_id,
                                                base::Compartment compartment) = 0;
};

struct Opened {
  casefile::History history;
  std::size_t entries = 0;     // read from the ledger this time; 0: the capsule was up to date
  std::size_t shredded = 0;    // not in the history, for ever
  std::size_t closed = 0;      // under a key she does not hold: not in this history
  std::size_t unreadable = 0;  // opened, but no batch of this program's
};

class Capsules {
 public:
  // Both outlive this.
  Capsules(ledger::Ledger& ledger, base::Random& random) : ledger_(ledger), random_(random) {}

  // Everything she can open of a compartment. A capsule that was missing or behind is kept for
  // `flush` when she can open everything. Refusal not_found when the case file has no stream for
  // it, cannot_open when she holds no key of it.
  base::Result<Opened> open(const base::CaseId& case_id, base::Compartment compartment,
                            KeyHolder& keys);
  // Writes what `open` made; call it when nobody waits. Fault when the disk says no.
  void flush();
  std::size_t waiting() const;
  // Forgets the capsules of a case file, written and waiting.
  void drop(const base::CaseId& case_id);

 private:
  std::optional<base::Bytes> stored(const base::CaseId& case_id,
                                    base::Compartment compartment) const;
  void keep(ledger::CapsuleRow row);

  ledger::Ledger& ledger_;
  base::Random& random_;
  mutable std::mutex mutex_;
  std::vector<ledger::CapsuleRow> waiting_;
};

// Beyond so many, `open` keeps no more until a flush.
inline constexpr std::size_t kMaxWaiting = 1024;

}  // namespace views
