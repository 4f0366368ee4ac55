// Desk: the single door. Only here is decided whether a person may, only here are entries written.
//
// One Desk per opened folder. It keeps who is unlocked on this machine (for the command line; the
// page brings its own tickets) and hands each call to its area. Threads: any.
//
//   Result<std::unique_ptr<Desk>> desk = Desk::open(folder, Seams{});
//   (*desk)->unlock("ana", passphrase);
//   (*desk)->with("ana", [&](const Session& session) { return (*desk)->cases().read(session, id);
//   });
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "desk/audit.h"
#include "desk/case_files.h"
#include "desk/emergency.h"
#include "desk/files.h"
#include "desk/founding.h"
#include "desk/grants.h"
#include "desk/lists.h"
#include "desk/people.h"
#include "desk/session.h"

namespace desk {

class Desk {
 public:
  static constexpr std::int64_t kIdleMs = 15 * 60 * 1000;
  static constexpr std::int64_t kLongestMs = 12 * 60 * 60 * 1000;

  // Refusals of House::open.
  static base::Result<std::unique_ptr<Desk>> open(const std::filesystem::path& folder,
                                                  const Seams& seams);

  House& house() { return *house_; }
  Audit& audit() { return audit_; }
  CaseFiles& cases() { return cases_; }
  Lists& lists() { return lists_; }
  Files& files() { return files_; }
  Grants& grants() { return grants_; }
  Emergency& emergency() { return emergency_; }

  // Keeps a person's keys open until she locks, 15 minutes pass without a call, or 12 hours in all.
  // Refusal wrong_passphrase.
  base::Done unlock(const std::string& name, const crypto::Passphrase& passphrase);
  // Forgets one person's keys, or everyone's when the name is empty. How many were forgotten.
  std::size_t lock(const std::string& name);
  bool is_unlocked(const std::string& name);
  // Forgets who has been idle too long, retires grants that have expired and lets the lists tidy
  // up; called by the node every few seconds.
  std::size_t lock_idle();

  // Runs `act` with an unlocked person's session. Refusal not_unlocked.
  template <class T>
  base::Result<T> with(const std::string& name,
                       const std::function<base::Result<T>(const Session&)>& act) {
    const std::shared_ptr<const Person> person = find(name);
    if (!person) return base::refuse(base::Code::not_unlocked);
    base::Result<Session> session = Session::open(*house_, *person);
    if (!session) return base::pass(session);
    return act(*session);
  }

 private:
  struct Unlocked {
    std::shared_ptr<const Person> person;
    std::int64_t since_ms;
    std::int64_t used_ms;
  };

  explicit Desk(std::unique_ptr<House> house)
      : house_(std::move(house)),
        audit_(*house_),
        lists_(*house_, audit_),
        cases_(*house_, audit_, lists_),
        files_(*house_, audit_, cases_),
        grants_(*house_, audit_, cases_),
        emergency_(*house_, audit_, cases_) {}
  std::shared_ptr<const Person> find(const std::string& name);
  bool is_over(const Unlocked& unlocked) const;
  std::size_t forget(const std::function<bool(const std::string&, const Unlocked&)>& whom);

  std::unique_ptr<House> house_;
  Audit audit_;
  Lists lists_;
  CaseFiles cases_;
  Files files_;
  Grants grants_;
  Emergency emergency_;
  std::mutex mutex_;
  std::map<std::string, Unlocked> unlocked_;
};

}  // namespace desk
