#include "net/wire.h"

#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace net {

namespace {

using asio::ip::tcp;
constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

tcp::socket& lowest(tcp::socket& socket) {
  return socket;
}
tcp::socket& lowest(asio::ssl::stream<tcp::socket>& stream) {
  return stream.next_layer();
}

// Each co_await holds named variables and plain calls only: g++ 12 miscompiles temporaries there.
template <class Stream>
class WireOn : public Wire {
 public:
  template <class... Args>
  explicit WireOn(Args&&... args) : stream_(std::forward<Args>(args)...) {
    boost::system::error_code ignored;
    lowest(stream_).set_option(tcp::no_delay(true), ignored);
  }

  asio::awaitable<bool> handshake() override {
    if constexpr (!std::is_same_v<Stream, tcp::socket>) {
      const auto side = asio::ssl::stream_base::server;
      const auto [error] = co_await stream_.async_handshake(side, kToken);
      co_return !error;
    }
    co_return true;
  }

  asio::awaitable<Moved> read_some(asio::mutable_buffer into) override {
    const auto [error, bytes] = co_await stream_.async_read_some(into, kToken);
    co_return Moved{!error, bytes};
  }

  asio::awaitable<Moved> write_all(asio::const_buffer first, asio::const_buffer second) override {
    const std::array<asio::const_buffer, 2> both = {first, second};
    const auto [error, bytes] = co_await asio::async_write(stream_, both, kToken);
    co_return Moved{!error, bytes};
  }

  asio::awaitable<void> shutdown() override {
    if constexpr (!std::is_same_v<Stream, tcp::socket>) {
      const auto [error] = co_await stream_.async_shutdown(kToken);
      static_cast<void>(error);
    }
    boost::system::error_code ignored;
    lowest(stream_).shutdown(tcp::socket::shutdown_both, ignored);
    co_return;
  }

  void close() override {
    boost::system::error_code ignored;
    lowest(stream_).close(ignored);
  }

 private:
  Stream stream_;
};

}  // namespace

std::shared_ptr<Wire> plain_wire(tcp::socket socket) {
  return std::make_shared<WireOn<tcp::socket>>(std::move(socket));
}

std::shared_ptr<Wire> tls_wire(tcp::socket socket, asio::ssl::context& context) {
  return std::make_shared<WireOn<asio::ssl::stream<tcp::socket>>>(std::move(socket), context);
}

}  // namespace net
