// SessionTable: who is signed in, without being able to act for them.
//
// The cookie carries a 32-byte session key; the table keeps its hash and the ticket, in which the
// desk sealed the person's keys under that session key. A copy of this memory opens nothing.
// Limits: 15 minutes without use, 12 hours in all. What it tells of a session (who, since when,
// what kind of browser) is for who administers. Threads: every function from any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/seams.h"
#include "crypto/key.h"
#include "web/service.h"

namespace web {

struct SessionLimits {
  std::int64_t idle_ms = 15 * 60 * 1000;
  std::int64_t absolute_ms = 12 * 3600 * 1000;
  std::size_t sessions = 10'000;
};

struct SessionOf {
  std::string user_id;
  std::string name;
  std::string browser;  // kind and system, as coarse as that: "Chrome · Android"
  bool remote = false;
};
struct OpenSession {
  std::string handle;  // names it and opens nothing
  SessionOf of;
  std::int64_t since_ms = 0;  // ago
  std::int64_t idle_ms = 0;
};

class SessionTable {
 public:
  SessionTable(base::Clock& clock, SessionLimits limits) : clock_(clock), limits_(limits) {}

  // False when the table is full of live sessions.
  bool add(const SessionKey& key, base::Bytes ticket, SessionOf of = {});
  // The ticket of a live session. `use` restarts the idle time: false for what a page asks by
  // itself.
  std::optional<base::Bytes> find(const SessionKey& key, bool use);
  void remove(const SessionKey& key);
  // The live ones, the longest open first.
  std::vector<OpenSession> all();
  static std::string handle_of(const SessionKey& key);
  // False when there is none of that handle any more.
  bool close(std::string_view handle);
  // Every session but this one; how many.
  std::size_t close_others(const SessionKey& key);
  std::size_t size();

 private:
  struct Session {
    base::Bytes ticket;
    SessionOf of;
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

// What a User-Agent says, in a few words of a list of our own.
std::string browser_of(std::string_view user_agent);

// 64 hexadecimal digits ↔ the key; nothing for another text.
std::string session_text(const SessionKey& key);
std::optional<SessionKey> session_key(std::string_view text);

}  // namespace web
