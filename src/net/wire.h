// Wire: one connection's bytes, with or without TLS, behind one type, so that the protocol above is
// compiled once. Internal to net; every call from the I/O thread.
#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace boost::asio::ssl {
class context;
}

namespace net {

namespace asio = boost::asio;

// Bytes moved, or why not.
struct Moved {
  bool ok = false;
  std::size_t bytes = 0;
};

class Wire {
 public:
  virtual ~Wire() = default;
  virtual asio::awaitable<bool> handshake() = 0;
  virtual asio::awaitable<Moved> read_some(asio::mutable_buffer into) = 0;
  virtual asio::awaitable<Moved> write_all(asio::const_buffer first, asio::const_buffer second) = 0;
  virtual asio::awaitable<void> shutdown() = 0;
  // Ends every pending operation.
  virtual void close() = 0;
};

std::shared_ptr<Wire> plain_wire(asio::ip::tcp::socket socket);
std::shared_ptr<Wire> tls_wire(asio::ip::tcp::socket socket, asio::ssl::context& context);

}  // namespace net
