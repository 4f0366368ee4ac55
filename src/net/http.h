// Requests and responses as plain values: they go to workers and come back by value.
//
// Bodies, targets and cookies can hold personal data: nothing here has a stream operator, and
// nothing of a request but its method, status and time may be logged.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace net {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The value of the first header of that name (ASCII case ignored), or empty.
std::string_view header(const Headers& headers, std::string_view name);

struct Head {
  std::string method;  // "GET", …
  std::string path;    // before '?', percent-encoded as sent
  std::string query;   // after '?', without it
  Headers headers;
  std::string peer;  // address of the other end, for rate limits; never logged with a person
};

struct Request {
  Head head;
  std::string body;  // empty when the body went to a Sink
};

struct Response {
  unsigned status = 200;
  Headers headers = {};
  std::string body = {};
  // Used in place of `body` when not empty: bytes that outlive the server (the embedded page).
  std::span<const std::uint8_t> fixed_body = {};
  // When there: `body` is the beginning, and what this gives follows as it comes, asked from a
  // worker as fast as the client takes it, after a "" (nothing new) half a second later. Nothing
  // ends the answer; an exception or a stop of the server cuts it off, which the client sees. One
  // call at a time.
  std::function<std::optional<std::string>()> more = {};
};

// Takes a large body piece by piece, so that it never stands in memory whole. Called from workers,
// one call at a time.
class Sink {
 public:
  virtual ~Sink() = default;
  // False: takes no more; finish() is asked at once and tells why.
  virtual bool feed(std::string_view piece) = 0;
  // The body is whole, or was not taken whole: the answer. Not called when the client went away.
  virtual Response finish() = 0;
};

// Where a large body goes; without a sink the refusal is the answer and nothing of it is taken.
struct Opening {
  std::unique_ptr<Sink> sink = {};
  Response refusal = {413};
};

class Handler {
 public:
  virtual ~Handler() = default;
  // Called from several workers at once. An exception becomes an empty 500.
  virtual Response handle(Request request) = 0;
  // Called from a worker before a body is read that is longer than Limits::body_bytes or of unknown
  // length. The sink is used and ended on workers; of none, the request is refused.
  virtual Opening sink(const Head& head);
};

// "%C3%A1" → "á"; '+' stays. Nothing when a sequence is broken or holds a zero byte.
std::optional<std::string> percent_decoded(std::string_view text);
// The value of `name` in "a=1&b=2", decoded ('+' is a space); nothing when absent or broken.
std::optional<std::string> query_value(std::string_view query, std::string_view name);
// True for an address, as Head::peer holds it, that only this computer has.
bool is_loopback(std::string_view address);
// The value of a cookie by name in the Cookie header, or empty.
std::string_view cookie(const Headers& headers, std::string_view name);

}  // namespace net
