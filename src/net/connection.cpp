#include "net/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace net {

namespace {

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::chrono::milliseconds kAskEvery(500);
constexpr int kDrainSeconds = 2;
constexpr std::size_t kDrainBytes = 64 * 1024 * 1024;

std::string_view reason(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "Status";
  }
}

bool bodiless(unsigned status) {
  return status == 204 || status == 304;
}

std::string head_of(const Response& answer) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
  for (const auto& [name, value] : answer.headers) {
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
  }
  return head;
}

std::string chunk_of(std::string_view text) {
  return fmt::format("{:x}\r\n{}\r\n", text.size(), text);
}

Response busy() {
  Response answer{503};
  answer.headers = {{"Cache-Control", "no-store"}, {"Retry-After", "1"}};
  return answer;
}

// The one place where a fault of a request that nobody above caught ends.
Response guarded(const std::function<Response()>& call) {
  try {
    return call();
  } catch (const std::exception&) {
    return Response{500};
  }
}

}  // namespace

Connection::Connection(Shared& shared, std::shared_ptr<Wire> wire, std::string peer)
    : shared_(shared),
      wire_(std::move(wire)),
      peer_(std::move(peer)),
      deadline_(shared.io),
      wait_(shared.io),
      reader_(shared.limits) {}

void Connection::within(int seconds) {
  deadline_.expires_after(std::chrono::seconds(seconds));
  deadline_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->wire_->close();
  });
}

void Connection::close() {
  deadline_.cancel();
  wire_->close();
}

void Connection::wind_down() {
  if (between_) close();
}

asio::awaitable<void> Connection::run() {
  within(shared_.limits.header_timeout_s);
  bool going = co_await wire_->handshake();
  while (going) going = co_await exchange_one();
  within(1);
  co_await wire_->shutdown();
  close();
}

asio::awaitable<bool> Connection::fill() {
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kReadBytes);
  const asio::mutable_buffer into(buffer_.data() + before, kReadBytes);
  const Moved moved = co_await wire_->read_some(into);
  buffer_.resize(before + moved.bytes);
  co_return moved.ok;
}

asio::awaitable<bool> Connection::read_head() {
  reader_.reset();
  between_ = buffer_.empty();
  within(between_ ? shared_.limits.idle_timeout_s : shared_.limits.header_timeout_s);
  while (reader_.state() == Reader::State::header) {
    if (buffer_.empty()) {
      const bool filled = co_await fill();
      if (!filled) co_return false;
      if (between_) within(shared_.limits.header_timeout_s);
      between_ = false;
    }
    std::size_t taken = 0;
    reader_.feed(buffer_, taken);
    buffer_.erase(0, taken);
    // The parser wants more than it was shown: read on behind what is left.
    if (reader_.state() == Reader::State::header) {
      if (buffer_.size() > shared_.limits.header_bytes) {
        co_await refuse_plainly(431);
        co_return false;
      }
      const bool filled = co_await fill();
      if (!filled) co_return false;
    }
  }
  if (reader_.state() == Reader::State::body || reader_.state() == Reader::State::done) {
    co_return true;
  }
  shared_.refused_limit += reader_.state() == Reader::State::bad ? 0 : 1;
  co_await refuse_plainly(reader_.state() == Reader::State::too_long ? 431 : 400);
  co_return false;
}

asio::awaitable<bool> Connection::read_body(std::string& body) {
  while (reader_.state() == Reader::State::body) {
    within(shared_.limits.body_timeout_s);
    if (buffer_.empty()) {
      const bool filled = co_await fill();
      if (!filled) co_return false;
    }
    std::size_t taken = 0;
    reader_.feed(buffer_, taken);
    buffer_.erase(0, taken);
    if (taken == 0 && reader_.state() == Reader::State::body) {
      const bool filled = co_await fill();
      if (!filled) co_return false;
    }
  }
  body += reader_.take_body();
  if (reader_.state() == Reader::State::done) co_return true;
  co_await refuse_plainly(400);
  co_return false;
}

asio::awaitable<bool> Connection::pass_body(Sink& sink, Response& answer) {
  bool fits = true;
  std::uint64_t passed = 0;
  while (fits && reader_.state() == Reader::State::body) {
    within(shared_.limits.body_timeout_s);
    if (buffer_.empty()) {
      const bool filled = co_await fill();
      if (!filled) co_return false;
    }
    std::size_t taken = 0;
    reader_.feed(buffer_, taken);
    buffer_.erase(0, taken);
    const std::string piece = reader_.take_body();
    if (piece.empty() && taken == 0 && reader_.state() == Reader::State::body) {
      const bool filled = co_await fill();
      if (!filled) co_return false;
    }
    if (piece.empty()) continue;
    passed += piece.size();
    if (passed > shared_.limits.sink_bytes) {
      ++shared_.refused_limit;
      co_await refuse_plainly(413);
      co_return false;
    }
    const std::function<void()> feed = [&] {
      fits = guarded([&] { return Response{sink.feed(piece) ? 200U : 413U}; }).status == 200;
    };
    const bool ran = co_await on_worker(feed);
    if (!ran) {
      co_await refuse_plainly(503);
      co_return false;
    }
  }
  if (fits && reader_.state() != Reader::State::done) {
    co_await refuse_plainly(400);
    co_return false;
  }
  const std::function<void()> finish = [&] { answer = guarded([&] { return sink.finish(); }); };
  const bool ran = co_await on_worker(finish);
  if (ran && fits) co_return true;
  if (!ran) answer = busy();
  if (!fits) ++shared_.refused_limit;
  co_await refuse(answer);
  co_return false;
}

asio::awaitable<bool> Connection::take_large(const Head& head, Response& answer) {
  Opening opening;
  const std::function<void()> open = [&] {
    opening.refusal = guarded([&] {
      opening = shared_.handler.sink(head);
      return std::move(opening.refusal);
    });
  };
  bool ran = co_await on_worker(open);
  if (!ran) opening.refusal = busy();
  if (!opening.sink) {
    ++shared_.refused_limit;
    co_await refuse(opening.refusal);
    co_return false;
  }
  if (reader_.expects_continue()) {
    const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const asio::const_buffer bytes(go_on.data(), go_on.size());
    const asio::const_buffer none;
    co_await wire_->write_all(bytes, none);
  }
  const bool passed = co_await pass_body(*opening.sink, answer);
  // What it kept is let go where waiting for a disk holds nobody up.
  const std::function<void()> end = [&] { opening.sink.reset(); };
  ran = co_await on_worker(end);
  co_return passed;
}

asio::awaitable<bool> Connection::answer_request(Response& answer) {
  Head head = reader_.head();
  head.peer = peer_;
  if (reader_.state() == Reader::State::body && reader_.body_is_large()) {
    const bool taken = co_await take_large(head, answer);
    co_return taken;
  }
  std::string body;
  const bool whole = co_await read_body(body);
  if (!whole) co_return false;
  within(shared_.limits.write_timeout_s + shared_.limits.body_timeout_s);
  Request request{std::move(head), std::move(body)};
  const std::function<void()> job = [&] {
    answer = guarded([&] { return shared_.handler.handle(std::move(request)); });
  };
  const bool ran = co_await on_worker(job);
  if (!ran) co_await refuse_plainly(503);
  co_return ran;
}

asio::awaitable<bool> Connection::exchange_one() {
  const bool has_head = co_await read_head();
  if (!has_head) co_return false;
  ++shared_.requests;
  Response answer;
  const bool answered = co_await answer_request(answer);
  if (!answered) co_return false;
  const bool keep = reader_.keep_alive() && !shared_.stopping;
  if (answer.more) {
    const bool told = co_await tell(answer);
    co_return told&& keep;
  }
  const bool written = co_await write(answer, keep);
  co_return keep&& written;
}

asio::awaitable<bool> Connection::on_worker(const std::function<void()>& job) {
  bool done = false;
  wait_.expires_at(asio::steady_timer::time_point::max());
  const auto self = shared_from_this();
  const bool taken = shared_.workers.post([this, self, &job, &done] {
    job();
    // Back on the I/O thread, where the coroutine already waits.
    asio::post(shared_.io, [self, &done] {
      done = true;
      self->wait_.cancel();
    });
  });
  if (!taken) {
    ++shared_.refused_busy;
    co_return false;
  }
  while (!done) {
    const auto [error] = co_await wait_.async_wait(kToken);
    static_cast<void>(error);
  }
  co_return true;
}

asio::awaitable<bool> Connection::write(const Response& answer, bool keep) {
  within(shared_.limits.write_timeout_s);
  const auto body = answer.fixed_body.empty()
                        ? std::string_view(answer.body)
                        : std::string_view(reinterpret_cast<const char*>(answer.fixed_body.data()),
                                           answer.fixed_body.size());
  std::string head = head_of(answer);
  if (!bodiless(answer.status)) head += fmt::format("Content-Length: {}\r\n", body.size());
  head += keep ? "\r\n" : "Connection: close\r\n\r\n";
  const bool send_body = !bodiless(answer.status) && reader_.head().method != "HEAD";
  const asio::const_buffer first(head.data(), head.size());
  const asio::const_buffer second(body.data(), send_body ? body.size() : 0);
  const Moved moved = co_await wire_->write_all(first, second);
  co_return moved.ok;
}

asio::awaitable<bool> Connection::send(std::string_view text) {
  within(shared_.limits.write_timeout_s);
  const asio::const_buffer bytes(text.data(), text.size());
  const asio::const_buffer none;
  const Moved moved = co_await wire_->write_all(bytes, none);
  deadline_.cancel();
  co_return moved.ok;
}

asio::awaitable<bool> Connection::tell(Response& answer) {
  std::string out = head_of(answer) + "Transfer-Encoding: chunked\r\n\r\n";
  const bool only_head = reader_.head().method == "HEAD";
  if (!only_head && !answer.body.empty()) out += chunk_of(answer.body);
  bool going = co_await send(out);
  std::optional<std::string> said = "";
  bool quiet = false;  // nothing new when last asked
  bool broken = false;
  const std::function<void()> ask = [&] {
    try {
      said = answer.more();
      quiet = said && said->empty();
    } catch (const std::exception&) {
      broken = true;
    }
  };
  while (going && said && !broken && !only_head && !shared_.stopping) {
    if (quiet) {
      wait_.expires_after(kAskEvery);
      const auto [ignored] = co_await wait_.async_wait(kToken);
      static_cast<void>(ignored);
    }
    quiet = true;  // also when the workers are full: later
    const bool ran = co_await on_worker(ask);
    if (!ran || broken || !said || said->empty()) continue;
    out = chunk_of(*said);
    going = co_await send(out);
  }
  // An answer that was cut off has no end, so that nobody takes it for whole.
  if (!going || said || broken || only_head) co_return false;
  out = "0\r\n\r\n";
  going = co_await send(out);
  co_return going;
}

asio::awaitable<void> Connection::refuse_plainly(unsigned status) {
  Response answer = status == 503 ? busy() : Response{status, {{"Cache-Control", "no-store"}}};
  co_await refuse(answer);
}

asio::awaitable<void> Connection::refuse(const Response& answer) {
  const bool told = co_await write(answer, false);
  if (!told || reader_.state() != Reader::State::body) co_return;
  // Closing on unread bytes would take the answer away from who still sends: what comes is dropped
  // for a moment.
  within(kDrainSeconds);
  std::size_t left = kDrainBytes;
  bool more = true;
  while (more && left > 0) {
    buffer_.clear();
    more = co_await fill();
    left -= std::min(left, buffer_.size());
  }
}

}  // namespace net
