// Indexes: which are in memory. Loaded at the first log-in of a team's member, wiped fifteen
// minutes after the team's last session ended.
//
// The caller drives it: it says when sessions begin and end and gives the time; nothing here has a
// clock or a thread. Threads: any thread may call anything.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "views/index.h"

namespace views {

inline constexpr std::int64_t kWipeAfterMs = 15 * 60 * 1000;

class Indexes {
 public:
  // Makes the index of a scope: from its snapshot, or empty.
  using Loader = std::function<std::unique_ptr<Index>(const Scope&)>;

  // One more session of the team's members; its indexes are loaded now unless they are here.
  void session_began(const base::TeamId& team, std::span<const base::Compartment> compartments,
                     const Loader& load);
  void session_ended(const base::TeamId& team, base::UtcMs now_ms);
  // Wipes what has had no session for kWipeAfterMs. The number of indexes wiped.
  std::size_t tick(base::UtcMs now_ms);
  // Wipes everything at once: lock.
  void wipe_all();

  // Shared with whoever works with it: a wipe ends with the last of them. Null pointer when it is
  // not in memory.
  std::shared_ptr<Index> find(const Scope& scope) const;
  std::vector<std::shared_ptr<Index>> all() const;
  int sessions(const base::TeamId& team) const;

 private:
  struct Team {
    int sessions = 0;
    base::UtcMs idle_since_ms = 0;
    std::map<base::Compartment, std::shared_ptr<Index>> indexes;
  };
  mutable std::mutex mutex_;
  std::map<base::TeamId, Team> teams_;
};

}  // namespace views
