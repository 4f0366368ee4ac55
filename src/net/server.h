// Server: HTTP/1.1 on TCP or TLS. It promises: a request reaches the handler whole, bounded and by
// value; a slow, endless or oversized one never holds more than its own connection; when every
// worker is taken and the queue is full the answer is 503 at once.
//
// Invariant: at most `workers` calls of the handler run at a time, each connection has at most one.
// Threads: one thread reads and writes (every coroutine of the house runs there), `workers` threads
// call the handler. start() and stop() from any thread, once each.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "net/http.h"

namespace net {

struct Limits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 1024 * 1024;                  // held in memory
  std::uint64_t sink_bytes = 4ULL * 1024 * 1024 * 1024;  // passed through a Sink, whatever it says
  int header_timeout_s = 10;  // from the first byte, or from opening, to the end of the header
  int body_timeout_s = 30;    // without a byte of the body
  int idle_timeout_s = 60;    // between requests
  int write_timeout_s = 30;   // for one answer
  int stop_timeout_s = 10;    // for what is running when the server stops
  std::size_t connections = 2000;
  std::size_t queue = 256;  // requests that wait for a worker
  unsigned workers = 4;
};

// PEM texts. Empty: plain HTTP, for loopback only.
struct Certificate {
  std::string chain_pem;
  std::string key_pem;
};

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses
  Certificate certificate = {};
  Limits limits = {};
};

struct Counters {
  std::uint64_t requests = 0;
  std::uint64_t refused_busy = 0;
  std::uint64_t refused_limit = 0;
  std::uint64_t open_connections = 0;
};

class Server {
 public:
  // The handler must outlive the server. Faults: cannot_listen (address taken or not ours, plain
  // HTTP asked on another address than loopback), bad_certificate.
  Server(Options options, Handler& handler);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  // Begins to answer; returns at once.
  void start();
  // Takes no new connection, lets running requests end (to stop_timeout_s), then returns.
  void stop();
  Counters counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace net
