#include "web/session.h"

#include <algorithm>
#include <array>
#include <functional>

#include "crypto/hash.h"

namespace web {

namespace {

crypto::Hash hash_of(const SessionKey& key) {
  return crypto::blake2b("amparo/session", {key});
}

constexpr std::size_t kHandleBytes = 8;

std::string handle(const crypto::Hash& hash) {
  return base::to_hex(base::ByteView(hash).first(kHandleBytes));
}

struct Sign {
  std::string_view in;
  std::string_view means;
};
// In this order: most browsers name others before themselves.
constexpr std::array kBrowsers = {Sign{"Firefox/", "Firefox"}, Sign{"Edg", "Edge"},
                                  Sign{"OPR/", "Opera"},       Sign{"SamsungBrowser/", "Samsung"},
                                  Sign{"Chrome/", "Chrome"},   Sign{"Safari/", "Safari"}};
constexpr std::array kSystems = {Sign{"Android", "Android"}, Sign{"iPhone", "iPhone"},
                                 Sign{"iPad", "iPad"},       Sign{"Windows", "Windows"},
                                 Sign{"Mac OS", "Mac"},      Sign{"CrOS", "Chromebook"},
                                 Sign{"Linux", "Linux"}};

}  // namespace

bool SessionTable::live(const Session& session) const {
  const std::int64_t now = clock_.steady_ms();
  return now - session.used_ms < limits_.idle_ms && now - session.opened_ms < limits_.absolute_ms;
}

void SessionTable::drop_dead() {
  std::erase_if(sessions_, [this](const auto& entry) { return !live(entry.second); });
}

bool SessionTable::add(const SessionKey& key, base::Bytes ticket, SessionOf of) {
  const std::lock_guard lock(mutex_);
  drop_dead();
  if (sessions_.size() >= limits_.sessions) return false;
  const std::int64_t now = clock_.steady_ms();
  sessions_[hash_of(key)] = {std::move(ticket), std::move(of), now, now};
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

std::vector<OpenSession> SessionTable::all() {
  const std::lock_guard lock(mutex_);
  drop_dead();
  const std::int64_t now = clock_.steady_ms();
  std::vector<OpenSession> open;
  for (const auto& [hash, session] : sessions_) {
    open.push_back({handle(hash), session.of, now - session.opened_ms, now - session.used_ms});
  }
  std::ranges::stable_sort(open, std::greater(), &OpenSession::since_ms);
  return open;
}

std::string SessionTable::handle_of(const SessionKey& key) {
  return handle(hash_of(key));
}

bool SessionTable::close(std::string_view which) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(sessions_, [&](const auto& one) { return handle(one.first) == which; }) > 0;
}

std::size_t SessionTable::close_others(const SessionKey& key) {
  const crypto::Hash mine = hash_of(key);
  const std::lock_guard lock(mutex_);
  return std::erase_if(sessions_, [&](const auto& one) { return one.first != mine; });
}

std::size_t SessionTable::size() {
  const std::lock_guard lock(mutex_);
  drop_dead();
  return sessions_.size();
}

std::string browser_of(std::string_view user_agent) {
  std::string words;
  const auto name = [&](const auto& signs) {
    const auto found = std::ranges::find_if(signs, [&](const Sign& sign) {
      return user_agent.find(sign.in) != std::string_view::npos;
    });
    if (found == signs.end()) return;
    words += (words.empty() ? "" : " · ") + std::string(found->means);
  };
  name(kBrowsers);
  name(kSystems);
  return words;
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
