#include "desk/desk.h"

namespace desk {

base::Result<std::unique_ptr<Desk>> Desk::open(const std::filesystem::path& folder,
                                               const Seams& seams) {
  base::Result<std::unique_ptr<House>> house = House::open(folder, seams);
  if (!house) return base::pass(house);
  std::unique_ptr<Desk> desk(new Desk(std::move(*house)));
  try {
    desk->files_.drop_unfinished();
  } catch (const base::Fault&) {
    // A disk that is full or read-only still lets people read; the next opening tries again.
  }
  return desk;
}

base::Done Desk::unlock(const std::string& name, const crypto::Passphrase& passphrase) {
  base::Result<Person> person = desk::unlock(*house_, name, passphrase);
  if (!person) {
    base::Done noted = audit_.note({base::UserId::none(), "failed_log_in", std::nullopt});
    if (!noted) return noted;
    return base::pass(person);
  }
  base::Done noted = audit_.note({person->id, "log_in", std::nullopt});
  if (!noted) return noted;
  const base::Result<Session> session = Session::open(*house_, *person);
  if (session) keep_reserves(*house_, *session);
  const std::int64_t now_ms = house_->clock().steady_ms();
  const std::lock_guard lock(mutex_);
  unlocked_.insert_or_assign(
      name, Unlocked{std::make_shared<const Person>(std::move(*person)), now_ms, now_ms});
  return {};
}

std::size_t Desk::lock(const std::string& name) {
  return forget(
      [&](const std::string& who, const Unlocked&) { return name.empty() || who == name; });
}

bool Desk::is_over(const Unlocked& unlocked) const {
  const std::int64_t now_ms = house_->clock().steady_ms();
  return now_ms - unlocked.used_ms >= kIdleMs || now_ms - unlocked.since_ms >= kLongestMs;
}

bool Desk::is_unlocked(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = unlocked_.find(name);
  return found != unlocked_.end() && !is_over(found->second);
}

std::size_t Desk::lock_idle() {
  const std::size_t count =
      forget([&](const std::string&, const Unlocked& unlocked) { return is_over(unlocked); });
  retire_expired(*house_);
  lists_.tick();
  return count;
}

std::size_t Desk::forget(const std::function<bool(const std::string&, const Unlocked&)>& whom) {
  std::vector<base::UserId> gone;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(unlocked_, [&](const auto& pair) {
      if (!whom(pair.first, pair.second)) return false;
      gone.push_back(pair.second.person->id);
      return true;
    });
  }
  for (const base::UserId& person : gone) lists_.ended(person);
  return gone.size();
}

std::shared_ptr<const Person> Desk::find(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = unlocked_.find(name);
  if (found == unlocked_.end()) return nullptr;
  if (is_over(found->second)) return nullptr;  // lock_idle takes her out
  found->second.used_ms = house_->clock().steady_ms();
  return found->second.person;
}

}  // namespace desk
