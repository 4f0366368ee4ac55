// Requests from anywhere, whole and cut in two: the parser never crashes, takes no more than it was
// given, and says the same however the bytes arrive.
#include "base/check.h"
#include "net/reader.h"

namespace {

struct Read {
  net::Reader::State state;
  std::string method;
  std::string path;
  std::string body;
  friend bool operator==(const Read&, const Read&) = default;
};

// Feeds the pieces as a connection does: what was not taken stays in front of what comes next.
Read read(std::initializer_list<std::string_view> pieces) {
  using State = net::Reader::State;
  net::Reader reader{net::Limits{}};
  Read out{reader.state(), {}, {}, {}};
  std::string buffer;
  for (const std::string_view piece : pieces) {
    buffer += piece;
    std::size_t taken = 1;
    while (taken > 0 && !buffer.empty() &&
           (out.state == State::header || out.state == State::body)) {
      out.state = reader.feed(buffer, taken);
      AMPARO_CHECK(taken <= buffer.size());
      buffer.erase(0, taken);
      if (out.state == State::body || out.state == State::done) out.body += reader.take_body();
    }
  }
  if (out.state == State::done) {
    out.method = reader.head().method;
    out.path = reader.head().path;
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const Read whole = read({input});
  const std::size_t half = size / 2;
  const Read parts = read({input.substr(0, half), input.substr(half)});
  if (whole.state == net::Reader::State::done) AMPARO_CHECK(whole == parts);
  if (const auto decoded = net::percent_decoded(input)) AMPARO_CHECK(decoded->size() <= size);
  static_cast<void>(net::query_value(input, "q"));
  static_cast<void>(net::cookie({{"Cookie", std::string(input)}}, "amparo"));
  return 0;
}
