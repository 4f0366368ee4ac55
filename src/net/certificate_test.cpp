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

constexpr base::UtcMs kDayMs = 24LL * 3600 * 1000;

TEST_CASE("over TLS: who trusts the authority is answered, under the node's names only") {
  const base::UtcMs now = base::system_clock().now_ms();
  const Authority ours = make_authority(now, 30);
  const Authority other = make_authority(now, 30);
  Hello hello;
  Server server({.certificate = issue(ours, {"amparo.local", "127.0.0.1"}, now, 30)}, hello);
  server.start();
  CHECK(fetched(server.port(), ours.certificate_pem, "amparo.local").ends_with("hello"));
  CHECK(fetched(server.port(), ours.certificate_pem, "127.0.0.1").ends_with("hello"));
  CHECK(fetched(server.port(), ours.certificate_pem, "elsewhere.local").empty());
  CHECK(fetched(server.port(), other.certificate_pem, "amparo.local").empty());
}

TEST_CASE("a certificate that is over is not trusted") {
  const base::UtcMs now = base::system_clock().now_ms();
  const Authority authority = make_authority(now - 90 * kDayMs, 365);
  Hello hello;
  Server server({.certificate = issue(authority, {"amparo.local"}, now - 90 * kDayMs, 30)}, hello);
  server.start();
  CHECK(fetched(server.port(), authority.certificate_pem, "amparo.local").empty());
}

TEST_CASE("the authority speaks for a local network and for nothing else") {
  for (const char* name : {"localhost", "amparo.local", "casa.lan", "127.0.0.1", "10.1.2.3",
                           "172.31.0.1", "192.168.1.7", "::1", "fd00::7"}) {
    CHECK_MESSAGE(may_name(name), name);
  }
  for (const char* name : {"", "amparo", "bank.example", "local", "8.8.8.8", "172.32.0.1",
                           "2001:db8::1", "a.local,DNS:b", "evil.local.example"}) {
    CHECK_MESSAGE(!may_name(name), name);
  }
  const Authority authority = make_authority(1'795'000'000'000, 30);
  CHECK_THROWS_AS(issue(authority, {"bank.example"}, 1'795'000'000'000, 30), base::Fault);
}

TEST_CASE("fingerprints tell certificates apart; what is none is a fault") {
  const Authority one = make_authority(1'795'000'000'000, 30);
  const Authority two = make_authority(1'795'000'000'000, 30);
  CHECK(fingerprint(one.certificate_pem).size() == 95);
  CHECK(fingerprint(one.certificate_pem) != fingerprint(two.certificate_pem));
  CHECK_THROWS_AS(fingerprint("no certificate"), base::Fault);
  CHECK_THROWS_AS(issue(one, {}, 0, 1), base::Fault);
  Hello hello;
  CHECK_THROWS_AS(Server({.certificate = {"no", "certificate"}}, hello), base::Fault);
}

}  // namespace
}  // namespace net
