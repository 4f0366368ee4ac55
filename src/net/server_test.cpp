#include "net/server.h"

#include <latch>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

namespace net {
namespace {

using boost::asio::ip::tcp;

class Echo : public Handler {
 public:
  Response handle(Request request) override {
    if (request.head.path == "/throw") throw std::runtime_error("on purpose");
    if (request.head.path == "/wait") hold.wait();
    if (request.head.path == "/tell") return telling();
    if (request.head.path == "/break") return breaking();
    Response answer;
    answer.body = request.head.method + " " + request.head.path + " " + request.body;
    return answer;
  }
  Opening sink(const Head& head) override {
    if (head.path == "/no") return {{}, Response{507, {}, "no room"}};
    if (head.path != "/upload") return {};
    class Count : public Sink {
     public:
      bool feed(std::string_view piece) override {
        total_ += piece.size();
        return total_ <= 3'000'000;
      }
      Response finish() override {
        return Response{total_ <= 3'000'000 ? 200U : 413U, {}, std::to_string(total_), {}};
      }

     private:
      std::size_t total_ = 0;
    };
    return {std::make_unique<Count>()};
  }
  std::latch hold{1};

 private:
  static Response breaking() {
    Response answer;
    answer.body = "begin ";
    answer.more = []() -> std::optional<std::string> { throw std::runtime_error("on purpose"); };
    return answer;
  }
  // "one", "two", then over; forever when the test says so.
  static Response telling() {
    Response answer;
    answer.body = "begin ";
    answer.more = [said = 0]() mutable -> std::optional<std::string> {
      ++said;
      if (said == 1) return "one ";
      if (said == 2) return "";
      if (said == 3) return "two ";
      return std::nullopt;
    };
    return answer;
  }
};

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(io_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  }
  void send(const std::string& bytes) {
    boost::system::error_code ignored;  // a server that refuses may close while we still write
    boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
  }
  // Everything until the server closes.
  std::string rest() {
    std::string all;
    boost::system::error_code error;
    boost::asio::read(socket_, boost::asio::dynamic_buffer(all), error);
    return all;
  }
  std::string some() {
    std::string part(4096, '\0');
    boost::system::error_code error;
    part.resize(socket_.read_some(boost::asio::buffer(part), error));
    return part;
  }

 private:
  boost::asio::io_context io_;
  tcp::socket socket_;
};

std::string post(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct Running {
  explicit Running(Limits limits = {}) : server({.limits = limits}, echo) { server.start(); }
  Echo echo;
  Server server;
};

TEST_CASE("a request comes back answered, and the connection serves the next one") {
  Running running;
  Client client(running.server.port());
  client.send("GET /a?b=1 HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.some().ends_with("GET /a "));
  client.send("GET /b HTTP/1.1\r\nHo");
  client.send("st: x\r\nConnection: close\r\n\r\n");
  const std::string answer = client.rest();
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.ends_with("GET /b "));
}

TEST_CASE("two requests in one packet are both answered") {
  Running running;
  Client client(running.server.port());
  client.send(
      "GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\nHost: x\r\nConnection: "
      "close\r\n\r\n");
  const std::string answers = client.rest();
  CHECK(answers.find("GET /one ") != std::string::npos);
  CHECK(answers.ends_with("GET /two "));
}

TEST_CASE("a body arrives whole") {
  Running running;
  Client client(running.server.port());
  const std::string body(200'000, 'x');
  client.send(post("/body", body));
  CHECK(client.rest().ends_with(" " + body));
}

TEST_CASE("a body over the limit is 413 without being read, unless a sink takes it") {
  Running running({.body_bytes = 1000});
  {
    Client client(running.server.port());
    client.send(post("/body", std::string(1001, 'x')));
    CHECK(client.rest().starts_with("HTTP/1.1 413"));
  }
  {
    Client client(running.server.port());
    client.send(post("/upload", std::string(2'000'000, 'x')));
    CHECK(client.rest().ends_with("2000000"));
  }
  {
    Client client(running.server.port());
    client.send(post("/upload", std::string(9'000'000, 'x')));
    // The sink's own answer, also to a client that sends all before it listens.
    const std::string answer = client.rest();
    CHECK(answer.starts_with("HTTP/1.1 413"));
    CHECK(answer.find("\r\n\r\n30") != std::string::npos);
  }
  {
    Client client(running.server.port());
    client.send("POST /no HTTP/1.1\r\nHost: x\r\nContent-Length: 2147483648\r\n\r\n");
    CHECK(client.some().starts_with("HTTP/1.1 507"));  // before a byte of the body was sent
  }
  CHECK(running.server.counters().refused_limit >= 2);
}

TEST_CASE("a header over the limit is 431, and what is not HTTP is 400") {
  Running running({.header_bytes = 1000});
  {
    Client client(running.server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(2000, 'a') + "\r\n\r\n");
    CHECK(client.rest().starts_with("HTTP/1.1 431"));
  }
  {
    Client client(running.server.port());
    client.send("HELLO\r\n\r\n");
    CHECK(client.rest().starts_with("HTTP/1.1 400"));
  }
  {
    Client client(running.server.port());
    client.send(
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n");
    CHECK(client.rest().starts_with("HTTP/1.1 400"));
  }
}

TEST_CASE("an exception of the handler ends the request, not the server") {
  Running running;
  {
    Client client(running.server.port());
    client.send(post("/throw", ""));
    CHECK(client.rest().starts_with("HTTP/1.1 500"));
  }
  Client client(running.server.port());
  client.send(post("/after", ""));
  CHECK(client.rest().starts_with("HTTP/1.1 200"));
}

TEST_CASE("when workers and queue are full the answer is 503 at once") {
  Running running({.queue = 1, .workers = 1});
  Client first(running.server.port());
  first.send("GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  std::vector<std::string> answers;
  std::vector<std::unique_ptr<Client>> others;
  for (int i = 0; i < 3; ++i) {
    others.push_back(std::make_unique<Client>(running.server.port()));
    others.back()->send("GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }
  while (running.server.counters().refused_busy < 1) std::this_thread::yield();
  running.echo.hold.count_down();
  std::size_t busy = 0;
  std::size_t ok = first.rest().starts_with("HTTP/1.1 200") ? 1 : 0;
  for (auto& other : others) {
    const std::string answer = other->rest();
    busy += answer.starts_with("HTTP/1.1 503") ? 1 : 0;
    ok += answer.starts_with("HTTP/1.1 200") ? 1 : 0;
  }
  CHECK(busy >= 1);
  CHECK(ok + busy == 4);
}

TEST_CASE("an answer that goes on comes in chunks, and the connection serves the next request") {
  Running running;
  Client client(running.server.port());
  client.send(
      "GET /tell HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: "
      "close\r\n\r\n");
  const std::string answers = client.rest();
  CHECK(answers.find("Transfer-Encoding: chunked\r\n\r\n6\r\nbegin \r\n4\r\none \r\n4\r\ntwo "
                     "\r\n0\r\n\r\nHTTP/1.1 200") != std::string::npos);
  CHECK(answers.find("Content-Length") > answers.find("two"));
  CHECK(answers.ends_with("GET /b "));
}

TEST_CASE("an answer that breaks off has no end") {
  Running running;
  Client client(running.server.port());
  client.send("GET /break HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string answer = client.rest();
  CHECK(answer.ends_with("6\r\nbegin \r\n"));
}

TEST_CASE("stopping lets the request under way end and closes idle connections") {
  auto running = std::make_unique<Running>();
  Client idle(running->server.port());
  Client busy(running->server.port());
  busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  while (running->server.counters().requests < 1) std::this_thread::yield();
  std::thread stopper([&] { running->server.stop(); });
  CHECK(idle.rest().empty());
  running->echo.hold.count_down();
  const std::string answer = busy.rest();
  CHECK(answer.starts_with("HTTP/1.1 200"));
  CHECK(answer.find("Connection: close") != std::string::npos);
  stopper.join();
}

TEST_CASE("plain HTTP is refused on another address than loopback") {
  Echo echo;
  CHECK_THROWS_AS(Server({.address = "0.0.0.0"}, echo), base::Fault);
}

TEST_CASE("percent, query and cookie") {
  CHECK(percent_decoded("a%C3%A1b") == "aáb");
  CHECK(!percent_decoded("%0"));
  CHECK(!percent_decoded("%00"));
  CHECK(query_value("q=Ixchel+X&limit=5", "q") == "Ixchel X");
  CHECK(!query_value("q=1", "limit"));
  CHECK(cookie({{"Cookie", "a=1; amparo=xyz; b=2"}}, "amparo") == "xyz");
}

}  // namespace
}  // namespace net
