#include "main/tickets.h"

namespace cli {

void Tickets::used(const base::UserId& person) {
  const std::lock_guard lock(mutex_);
  used_ms_[person] = desk_.house().clock().steady_ms();
}

void Tickets::ended(const web::Caller& caller) {
  const crypto::Secret key = crypto::Secret::copy_of(caller.session_key);
  const base::Result<desk::Person> person = desk::Person::from_ticket(key, caller.ticket);
  if (!person) return;
  {
    const std::lock_guard lock(mutex_);
    used_ms_.erase(person->id);
  }
  let_go(person->id);
}

void Tickets::let_go(const base::UserId& person) {
  desk_.lists().ended(person);
  std::vector<std::function<void(const base::UserId&)>> then;
  {
    const std::lock_guard lock(mutex_);
    then = then_;
  }
  for (const auto& one : then) one(person);
}

void Tickets::tick() {
  std::vector<base::UserId> gone;
  {
    const std::int64_t now_ms = desk_.house().clock().steady_ms();
    const std::lock_guard lock(mutex_);
    std::erase_if(used_ms_, [&](const auto& one) {
      if (now_ms - one.second < desk::Desk::kIdleMs) return false;
      gone.push_back(one.first);
      return true;
    });
  }
  for (const base::UserId& person : gone) let_go(person);
}

}  // namespace cli
