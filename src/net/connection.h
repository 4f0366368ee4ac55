// Connection: one client, from accept to close: reads a request, has a worker answer it, writes the
// answer, again. Internal to net; lives on the I/O thread.
#pragma once

#include <string>

#include <boost/asio/steady_timer.hpp>

#include "net/reader.h"
#include "net/wire.h"
#include "net/workers.h"

namespace net {

// What the connections of a server share. Touched on the I/O thread only, workers excepted.
struct Shared {
  asio::io_context& io;
  const Limits& limits;
  Handler& handler;
  Workers& workers;
  bool stopping = false;
  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> refused_busy = 0;
  std::atomic<std::uint64_t> refused_limit = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Shared& shared, std::shared_ptr<Wire> wire, std::string peer);
  asio::awaitable<void> run();
  // Ends it: at once when it waits for a request, else after the answer under way.
  void wind_down();
  void close();

 private:
  // False: the connection is over.
  asio::awaitable<bool> read_head();
  asio::awaitable<bool> read_body(std::string& body);
  asio::awaitable<bool> pass_body(Sink& sink, Response& answer);
  // A body for a Sink, from opening it to its answer.
  asio::awaitable<bool> take_large(const Head& head, Response& answer);
  asio::awaitable<bool> fill();
  asio::awaitable<bool> exchange_one();
  asio::awaitable<bool> answer_request(Response& answer);
  asio::awaitable<bool> write(const Response& answer, bool keep);
  // An answer that goes on: in chunks, until it is over.
  asio::awaitable<bool> tell(Response& answer);
  asio::awaitable<bool> send(std::string_view text);
  // Runs `job` on a worker; false when the workers are full.
  asio::awaitable<bool> on_worker(const std::function<void()>& job);
  // Closes the wire unless called again within that time.
  void within(int seconds);
  asio::awaitable<void> refuse_plainly(unsigned status);
  // The last answer of the connection, also in the middle of a body.
  asio::awaitable<void> refuse(const Response& answer);

  Shared& shared_;
  std::shared_ptr<Wire> wire_;
  std::string peer_;
  asio::steady_timer deadline_;
  asio::steady_timer wait_;
  Reader reader_;
  std::string buffer_;   // received, not yet taken by the reader
  bool between_ = true;  // waits for the first byte of a request
};

}  // namespace net
