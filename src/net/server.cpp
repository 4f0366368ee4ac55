#include "net/server.h"

#include <thread>
#include <unordered_set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/connection.h"

namespace net {

namespace {

using asio::ip::tcp;
constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

std::optional<asio::ssl::context> tls_context(const Certificate& certificate) {
  if (certificate.chain_pem.empty()) return std::nullopt;
  try {
    asio::ssl::context context(asio::ssl::context::tls_server);
    context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 |
                        asio::ssl::context::default_workarounds | SSL_OP_NO_RENEGOTIATION);
    // Of TLS 1.2 only what TLS 1.3 would also do: a fresh key a connection, authenticated.
    if (SSL_CTX_set_cipher_list(context.native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) {
      throw base::Fault(base::Code::bad_certificate, "OpenSSL");
    }
    context.use_certificate_chain(asio::buffer(certificate.chain_pem));
    context.use_private_key(asio::buffer(certificate.key_pem), asio::ssl::context::pem);
    return context;
  } catch (const boost::system::system_error& error) {
    throw base::Fault(base::Code::bad_certificate, error.code().message());
  }
}

}  // namespace

class Server::Impl {
 public:
  Impl(Options options, Handler& handler)
      : options_(std::move(options)),
        context_(tls_context(options_.certificate)),
        acceptor_(io_),
        workers_(std::in_place, options_.limits.workers, options_.limits.queue),
        shared_{io_, options_.limits, handler, *workers_} {
    listen();
  }

  void start() {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  void stop() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] { wind_down(); });
    thread_.join();
    workers_.reset();
  }

  std::uint16_t port() const { return acceptor_port_; }

  Counters counters() const {
    return {shared_.requests, shared_.refused_busy, shared_.refused_limit, open_count_};
  }

 private:
  void listen() {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    const tcp::endpoint endpoint(address, options_.port);
    // Plain HTTP would show a person's keys to everyone on the wire.
    if (!error && !context_ && !address.is_loopback()) {
      throw base::Fault(base::Code::cannot_listen, "plain HTTP is for loopback only");
    }
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (!error) acceptor_port_ = acceptor_.local_endpoint(error).port();
    if (error) throw base::Fault(base::Code::cannot_listen, error.message());
  }

  asio::awaitable<void> accept() {
    while (!shared_.stopping) {
      tcp::socket socket(io_);
      const auto [error] = co_await acceptor_.async_accept(socket, kToken);
      if (error == asio::error::operation_aborted) co_return;
      if (error) {
        // Out of descriptors: wait for some to come back rather than spin.
        asio::steady_timer pause(io_, std::chrono::milliseconds(50));
        co_await pause.async_wait(kToken);
        continue;
      }
      if (open_.size() >= options_.limits.connections) {
        ++shared_.refused_busy;
        continue;  // closes it
      }
      open(std::move(socket));
    }
  }

  void open(tcp::socket socket) {
    boost::system::error_code error;
    const std::string peer = socket.remote_endpoint(error).address().to_string();
    if (error) return;
    auto wire = context_ ? tls_wire(std::move(socket), *context_) : plain_wire(std::move(socket));
    auto connection = std::make_shared<Connection>(shared_, std::move(wire), peer);
    open_.insert(connection);
    open_count_ = open_.size();
    asio::co_spawn(io_, connection->run(), [this, connection](const std::exception_ptr&) {
      connection->close();
      open_.erase(connection);
      open_count_ = open_.size();
      if (shared_.stopping && open_.empty() && force_) force_->cancel();
    });
  }

  void wind_down() {
    shared_.stopping = true;
    acceptor_.close();
    const auto still_open = open_;
    for (const auto& connection : still_open) connection->wind_down();
    if (open_.empty()) return;
    force_.emplace(io_, std::chrono::seconds(options_.limits.stop_timeout_s));
    force_->async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      const auto late = open_;
      for (const auto& connection : late) connection->close();
    });
  }

  Options options_;
  asio::io_context io_{1};
  std::optional<asio::ssl::context> context_;
  tcp::acceptor acceptor_;
  std::uint16_t acceptor_port_ = 0;
  std::optional<Workers> workers_;
  Shared shared_;
  std::unordered_set<std::shared_ptr<Connection>> open_;
  std::atomic<std::uint64_t> open_count_ = 0;
  std::optional<asio::steady_timer> force_;
  std::thread thread_;
};

Server::Server(Options options, Handler& handler)
    : impl_(std::make_unique<Impl>(std::move(options), handler)) {}
Server::~Server() {
  stop();
}
std::uint16_t Server::port() const {
  return impl_->port();
}
void Server::start() {
  impl_->start();
}
void Server::stop() {
  impl_->stop();
}
Counters Server::counters() const {
  return impl_->counters();
}

}  // namespace net
