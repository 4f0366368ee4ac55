#include "net/certificate.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

namespace net {
namespace {

namespace ssl = boost::asio::ssl;

class Hello : public Handler {
 public:
  Response handle(Request) override { return {200, {}, "hello", {}}; }
};

// What a browser that trusts `trusted_pem` gets from the server under `name`; empty: no trust.
std::string fetched(std::uint16_t port, const std::string& trusted_pem, const std::string& name) {
  boost::asio::io_context io;
  ssl::context context(ssl::context::tls_client);
  context.add_certificate_authority(boost::asio::buffer(trusted_pem));
  ssl::stream<boost::asio::ip::tcp::socket> stream(io, context);
  stream.set_verify_mode(ssl::verify_peer);
  stream.set_verify_callback(ssl::host_name_verification(name));
  stream.next_layer().connect({boost::asio::ip::address_v4::loopback(), port});
  boost::system::error_code error;
  stream.handshake(ssl::stream_base::client, error);
  if (error) return {};
  boost::asio::write(
      stream,
      boost::asio::buffer(std::string("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")));
  std::string answer;
  boost::asio::read(stream, boost::asio::dynamic_buffer(answer), error);
  return answer;
}

TEST_CASE("over TLS: who trusts the certificate is answered, under its names only") {
  const base::UtcMs now = base::system_clock().now_ms();
  const Certificate ours = make_certificate({"amparo.local", "127.0.0.1"}, now, 30);
  const Certificate other = make_certificate({"amparo.local"}, now, 30);
  Hello hello;
  Server server({.certificate = ours}, hello);
  server.start();
  CHECK(fetched(server.port(), ours.chain_pem, "amparo.local").ends_with("hello"));
  CHECK(fetched(server.port(), ours.chain_pem, "127.0.0.1").ends_with("hello"));
  CHECK(fetched(server.port(), ours.chain_pem, "elsewhere.local").empty());
  CHECK(fetched(server.port(), other.chain_pem, "amparo.local").empty());
}

TEST_CASE("a certificate that is over is not trusted") {
  const base::UtcMs long_ago = base::system_clock().now_ms() - 90LL * 24 * 3600 * 1000;
  const Certificate old = make_certificate({"amparo.local"}, long_ago, 30);
  Hello hello;
  Server server({.certificate = old}, hello);
  server.start();
  CHECK(fetched(server.port(), old.chain_pem, "amparo.local").empty());
}

TEST_CASE("fingerprints tell certificates apart; what is none is a fault") {
  const Certificate one = make_certificate({"a.local"}, 1'795'000'000'000, 30);
  const Certificate two = make_certificate({"a.local"}, 1'795'000'000'000, 30);
  CHECK(fingerprint(one.chain_pem).size() == 95);
  CHECK(fingerprint(one.chain_pem) != fingerprint(two.chain_pem));
  CHECK_THROWS_AS(fingerprint("no certificate"), base::Fault);
  CHECK_THROWS_AS(make_certificate({}, 0, 1), base::Fault);
  CHECK_THROWS_AS(make_certificate({"a,DNS:b"}, 0, 1), base::Fault);
  Hello hello;
  CHECK_THROWS_AS(Server({.certificate = {"no", "certificate"}}, hello), base::Fault);
}

}  // namespace
}  // namespace net
