#include "web/session.h"

#include <algorithm>

#include "crypto/hash.h"

namespace web {

namespace {

crypto::Hash hash_of(const SessionKey& key) {
  return crypto::blake2b("amparo/session", {key});
}

}  // namespace

bool SessionTable::live(const Session& session) const {
  const std::int64_t now = clock_.steady_ms();
  return now - session.used_ms < limits_.idle_ms && now - session.opened_ms < limits_.absolute_ms;
}

void SessionTable::drop_dead() {
  std::erase_if(sessions_, [this](const auto& entry) { return !live(entry.second); });
}

bool SessionTable::add(const SessionKey& key, base::Bytes ticket) {
  const std::lock_guard lock(mutex_);
  drop_dead();
  if (sessions_.size() >= limits_.sessions) return false;
  const std::int64_t now = clock_.steady_ms();
  sessions_[hash_of(key)] = {std::move(ticket), now, now};
  return true;
}

std::optional<base::Bytes> SessionTable::find(const SessionKey& key, bool use) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(hash_of(key));
  if (found == sessions_.end()) return std::nullopt;
  if (!live(found->second)) {
    sessions_.erase(found);
    return std::nullopt;
  }
  if (use) found->second.used_ms = clock_.steady_ms();
  return found->second.ticket;
}

void SessionTable::remove(const SessionKey& key) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(hash_of(key));
}

std::size_t SessionTable::size() {
  const std::lock_guard lock(mutex_);
  drop_dead();
  return sessions_.size();
}

std::string session_text(const SessionKey& key) {
  return base::to_hex(key);
}

std::optional<SessionKey> session_key(std::string_view text) {
  const base::Result<base::Bytes> bytes = base::from_hex(text);
  SessionKey key{};
  if (!bytes || bytes->size() != key.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

}  // namespace web
