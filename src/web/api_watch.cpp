#include <charconv>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "web/api.h"

namespace web {

namespace {

namespace json = boost::json;
using base::Code;

// In polls of net::Response::more, two a second: what keeps proxies and phones from closing.
constexpr int kHeartbeatPolls = 30;

base::Result<Answer> health(Call&) {
  return Answer{.body = {{"status", "ok"}}};
}

std::string line_of(const Metric& metric) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", metric.name, metric.help,
                     metric.counter ? "counter" : "gauge", metric.value);
}

// For who looks after this computer, on it: numbers, never a person's.
base::Result<Answer> metrics(Call& call) {
  if (call.services.watch == nullptr || !net::is_loopback(call.request.head.peer)) {
    return base::refuse(Code::not_found);
  }
  Answer answer{.media = "text/plain; version=0.0.4"};
  for (const Metric& metric : call.services.watch->metrics()) answer.text += line_of(metric);
  answer.text += line_of({"amparo_sessions", "People signed in to the page.", false,
                          static_cast<double>(call.sessions.size())});
  return answer;
}

// Tells one page what changed, for as long as its session lives.
class Teller {
 public:
  Teller(Watch& watch, SessionTable& sessions, const SessionKey& key, std::uint64_t moment)
      : watch_(watch), sessions_(sessions), key_(key), moment_(moment) {}

  std::optional<std::string> next() {
    if (over_) return std::nullopt;
    std::optional<base::Bytes> ticket = sessions_.find(key_, false);
    base::Result<Changes> changes = ticket ? watch_.since({key_, std::move(*ticket)}, moment_)
                                           : base::Result<Changes>(base::refuse(Code::signed_out));
    if (!changes) {
      over_ = true;
      return "event: signed_out\ndata: {}\n\n";
    }
    moment_ = changes->upto;
    if (!changes->cases.empty() || changes->too_many) return told(*changes);
    if (++quiet_ < kHeartbeatPolls) return "";
    quiet_ = 0;
    return ": \n\n";
  }

 private:
  std::string told(const Changes& changes) {
    quiet_ = 0;
    json::array cases;
    for (const std::string& id : changes.cases) cases.emplace_back(id);
    const json::object data{{"cases", std::move(cases)}, {"too_many", changes.too_many}};
    return fmt::format("id: {}\ndata: {}\n\n", moment_, json::serialize(data));
  }

  Watch& watch_;
  SessionTable& sessions_;
  const SessionKey key_;
  std::uint64_t moment_;
  int quiet_ = 0;
  bool over_ = false;
};

// Where the page left off, or now.
std::uint64_t begin_of(const net::Head& head, std::uint64_t now) {
  const std::string_view last = net::header(head.headers, "Last-Event-ID");
  std::uint64_t moment = 0;
  const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), moment);
  const bool whole = error == std::errc() && end == last.data() + last.size();
  return whole && moment <= now ? moment : now;
}

base::Result<Answer> events(Call& call) {
  Watch* watch = call.services.watch;
  if (watch == nullptr) return base::refuse(Code::not_found);
  const std::uint64_t moment = begin_of(call.request.head, watch->moment());
  Answer answer{.text = "retry: 5000\n\n", .media = "text/event-stream"};
  answer.more = [teller = std::make_shared<Teller>(*watch, call.sessions, call.caller->session_key,
                                                   moment)] { return teller->next(); };
  return answer;
}

}  // namespace

std::vector<Route> watch_routes() {
  return {{"GET", "/api/v1/health", Door::open, Repeat::safe, health},
          {"GET", "/api/v1/metrics", Door::open, Repeat::safe, metrics},
          {"GET", "/api/v1/events", Door::session, Repeat::safe, events, Use::background}};
}

}  // namespace web
