// Tickets: from what a browser brings to the session of who sent it. Every service behind the page
// opens its callers here, so that the lists of someone who went away are let go in one place.
//
// Threads: every function from any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "desk/desk.h"
#include "web/service.h"

namespace cli {

class Tickets {
 public:
  // The desk must outlive it.
  explicit Tickets(desk::Desk& desk) : desk_(desk) {}

  desk::Desk& desk() { return desk_; }

  // Opens the ticket and runs `act`; that she may not is put on record. Refusal signed_out for a
  // ticket that does not open.
  template <class T>
  base::Result<T> with(const web::Caller& caller,
                       const std::function<base::Result<T>(const desk::Session&)>& act) {
    return peek<T>(caller, [&](const desk::Session& session) {
      used(session.person().id);
      base::Result<T> done = act(session);
      if (!done && done.error().code == base::Code::not_allowed) {
        base::Done noted = desk_.audit().note({session.person().id, "refused", std::nullopt});
        if (!noted) return base::Result<T>(base::pass(noted));
      }
      return done;
    });
  }

  // The same for what a page asks by itself: does not count as work of hers.
  template <class T>
  base::Result<T> peek(const web::Caller& caller,
                       const std::function<base::Result<T>(const desk::Session&)>& act) {
    const crypto::Secret key = crypto::Secret::copy_of(caller.session_key);
    const base::Result<desk::Person> person = desk::Person::from_ticket(key, caller.ticket);
    if (!person) return base::refuse(base::Code::signed_out);
    base::Result<desk::Session> session = desk::Session::open(desk_.house(), *person);
    if (!session) return base::pass(session);
    return act(*session);
  }

  // She is at work now.
  void used(const base::UserId& person);
  // She signed out: her lists are let go.
  void ended(const web::Caller& caller);
  // Called with everybody whose session ended, said or not; what was kept for her is let go.
  void when_ended(std::function<void(const base::UserId&)> then) {
    const std::lock_guard lock(mutex_);
    then_.push_back(std::move(then));
  }
  // Lets go of the lists of people whose session ended unsaid. For the node, every few seconds.
  void tick();

 private:
  void let_go(const base::UserId& person);

  desk::Desk& desk_;
  std::mutex mutex_;
  std::vector<std::function<void(const base::UserId&)>> then_;
  std::map<base::UserId, std::int64_t> used_ms_;
};

}  // namespace cli
