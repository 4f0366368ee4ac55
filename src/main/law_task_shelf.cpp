#include "main/law_task_shelf.h"

namespace cli {

namespace {
// More case files than a list ever asks for.
constexpr std::size_t kMost = 512;
}  // namespace

std::optional<std::vector<web::Task>> LawTaskShelf::find(const base::UserId& person,
                                                         const Scope& scope, const base::CaseId& id,
                                                         const Stamp& stamp) {
  const std::lock_guard lock(mutex_);
  const auto shelf = shelves_.find(scope);
  if (shelf == shelves_.end()) return std::nullopt;
  const auto found = shelf->second.kept.find(id);
  if (found == shelf->second.kept.end() || found->second.stamp != stamp) return std::nullopt;
  shelf->second.people.insert(person);
  return found->second.tasks;
}

void LawTaskShelf::keep(const base::UserId& person, const Scope& scope, const base::CaseId& id,
                        Stamp stamp, std::vector<web::Task> tasks) {
  const std::lock_guard lock(mutex_);
  Shelf& shelf = shelves_[scope];
  if (shelf.kept.size() >= kMost) shelf.kept.clear();
  shelf.people.insert(person);
  shelf.kept.insert_or_assign(id, Kept{std::move(stamp), std::move(tasks)});
}

void LawTaskShelf::ended(const base::UserId& person) {
  const std::lock_guard lock(mutex_);
  for (auto& [scope, shelf] : shelves_) shelf.people.erase(person);
  std::erase_if(shelves_, [](const auto& one) { return one.second.people.empty(); });
}

std::size_t LawTaskShelf::size() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [scope, shelf] : shelves_) count += shelf.kept.size();
  return count;
}

}  // namespace cli
