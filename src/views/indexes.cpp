#include "views/indexes.h"

#include "base/check.h"

namespace views {

void Indexes::session_began(const base::TeamId& team,
                            std::span<const base::Compartment> compartments, const Loader& load) {
  const std::lock_guard lock(mutex_);
  Team& entry = teams_[team];
  ++entry.sessions;
  for (const base::Compartment compartment : compartments) {
    if (!is_indexed(compartment) || entry.indexes.contains(compartment)) continue;
    entry.indexes.emplace(compartment, load({team, compartment}));
  }
}

void Indexes::session_ended(const base::TeamId& team, base::UtcMs now_ms) {
  const std::lock_guard lock(mutex_);
  const auto entry = teams_.find(team);
  AMPARO_CHECK(entry != teams_.end() && entry->second.sessions > 0);
  if (--entry->second.sessions == 0) entry->second.idle_since_ms = now_ms;
}

std::size_t Indexes::tick(base::UtcMs now_ms) {
  std::vector<std::shared_ptr<Index>> wiped;  // destroyed outside the lock
  {
    const std::lock_guard lock(mutex_);
    for (auto at = teams_.begin(); at != teams_.end();) {
      Team& team = at->second;
      const bool idle = team.sessions == 0 && now_ms - team.idle_since_ms >= kWipeAfterMs;
      // A clock that was set back does not keep an index for ever.
      const bool set_back = team.sessions == 0 && now_ms < team.idle_since_ms;
      if (set_back) team.idle_since_ms = now_ms;
      if (!idle) {
        ++at;
        continue;
      }
      for (auto& [compartment, index] : team.indexes) wiped.push_back(std::move(index));
      at = teams_.erase(at);
    }
  }
  return wiped.size();
}

void Indexes::wipe_all() {
  std::map<base::TeamId, Team> wiped;
  const std::lock_guard lock(mutex_);
  wiped.swap(teams_);
}

std::shared_ptr<Index> Indexes::find(const Scope& scope) const {
  const std::lock_guard lock(mutex_);
  const auto team = teams_.find(scope.team);
  if (team == teams_.end()) return nullptr;
  const auto index = team->second.indexes.find(scope.compartment);
  return index == team->second.indexes.end() ? nullptr : index->second;
}

std::vector<std::shared_ptr<Index>> Indexes::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Index>> indexes;
  for (const auto& [id, team] : teams_) {
    for (const auto& [compartment, index] : team.indexes) indexes.push_back(index);
  }
  return indexes;
}

int Indexes::sessions(const base::TeamId& team) const {
  const std::lock_guard lock(mutex_);
  const auto entry = teams_.find(team);
  return entry == teams_.end() ? 0 : entry->second.sessions;
}

}  // namespace views
