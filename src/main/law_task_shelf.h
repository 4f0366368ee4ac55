// LawTaskShelf: what the law makes of case files for a list of what is to be done, kept in memory
// so that asking again does not judge sixty case files again.
//
// It is derived personal data: only lines of tasks are kept, under the compartments they were drawn
// from, and only while somebody who asked for them has a session. Invariant: what is handed out was
// drawn from the same entries of the ledger, by the same law, on the same day, from the same
// compartments. Threads: every function from any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "base/compartment.h"
#include "base/id.h"
#include "web/service.h"

namespace cli {

class LawTaskShelf {
 public:
  // Of which compartments.
  using Scope = std::vector<base::Compartment>;
  // What names a state: entries, law and day.
  using Stamp = std::string;

  std::optional<std::vector<web::Task>> find(const base::UserId& person, const Scope& scope,
                                             const base::CaseId& id, const Stamp& stamp);
  void keep(const base::UserId& person, const Scope& scope, const base::CaseId& id, Stamp stamp,
            std::vector<web::Task> tasks);
  // She has no session any more: what nobody else uses is let go.
  void ended(const base::UserId& person);
  std::size_t size() const;

 private:
  struct Kept {
    Stamp stamp;
    std::vector<web::Task> tasks;
  };
  struct Shelf {
    std::set<base::UserId> people;
    std::map<base::CaseId, Kept> kept;
  };

  mutable std::mutex mutex_;
  std::map<Scope, Shelf> shelves_;
};

}  // namespace cli
