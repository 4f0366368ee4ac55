// Reader: turns bytes of one connection into requests, with Beast's parser. Pure of I/O: the
// connection feeds it. Internal to net.
#pragma once

#include <memory>

#include "net/http.h"
#include "net/server.h"

namespace net {

class Reader {
 public:
  explicit Reader(const Limits& limits);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  enum class State {
    header,    // needs more bytes of the header
    body,      // the header is whole; needs more bytes of the body
    done,      // the request is whole
    bad,       // not HTTP: answer 400
    too_long,  // header too long: answer 431
  };
  // Takes what it can of `bytes`; the rest (the next request) stays with the caller.
  State feed(std::string_view bytes, std::size_t& taken);
  State state() const;

  // Once the header is whole:
  const Head& head() const;
  bool keep_alive() const;
  bool expects_continue() const;
  // The body is announced longer than body_bytes, or its length is not announced.
  bool body_is_large() const;
  // The bytes of the body since the last call.
  std::string take_body();

  // Ready for the next request of the connection.
  void reset();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace net
