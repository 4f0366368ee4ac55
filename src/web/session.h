// SessionTable: who is signed in, without being able to act for them.
//
// The cookie carries a 32-byte session key; the table keeps its hash and the ticket, in which the
// desk sealed the person's keys under that session key. A copy of this memory opens nothing.
// Limits: 15 minutes without use, 12 hours in all. Threads: every function from any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/seams.h"
#include "crypto/key.h"
#include "web/service.h"

namespace web {

struct SessionLimits {
  std::int64_t idle_ms = 15 * 60 * 1000;
  std::int64_t absolute_ms = 12 * 3600 * 1000;
  std::size_t sessions = 10'000;
};

class SessionTable {
 public:
  SessionTable(base::Clock& clock, SessionLimits limits) : clock_(clock), limits_(limits) {}

  // False when the table is full of live sessions.
  bool add(const SessionKey& key, base::Bytes ticket);
  // The ticket of a live session. `use` restarts the idle time: false for what a page asks by
  // itself.
  std::optional<base::Bytes> find(const SessionKey& key, bool use);
  void remove(const SessionKey& key);
  std::size_t size();

 private:
  struct Session {
    base::Bytes ticket;
    std::int64_t opened_ms = 0;
    std::int64_t used_ms = 0;
  };
  bool live(const Session& session) const;
  void drop_dead();

  base::Clock& clock_;
  const SessionLimits limits_;
  std::mutex mutex_;
  std::map<crypto::Hash, Session> sessions_;
};

// 64 hexadecimal digits ↔ the key; nothing for another text.
std::string session_text(const SessionKey& key);
std::optional<SessionKey> session_key(std::string_view text);

}  // namespace web
