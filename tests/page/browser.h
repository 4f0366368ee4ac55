// Browser: what the tests of the page's server ask it with, and the judge of every answer.
#pragma once

#include <fstream>
#include <iterator>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "api_shape.h"
#include "fake_account.h"
#include "fake_directory.h"
#include "fake_files.h"
#include "fake_first_run.h"
#include "fake_law.h"
#include "fake_law_review.h"
#include "fake_observatory.h"
#include "fake_outbox.h"
#include "fake_service.h"
#include "fake_sharing.h"
#include "fake_watch.h"
#include "web/site.h"

namespace page {

namespace json = boost::json;

inline std::string file_text(const char* path) {
  std::ifstream file(path);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Read once: parsing it is most of a test's time.
inline const ApiShape& shape() {
  static const ApiShape read;
  return read;
}

struct Shown {
  net::Response response;
  json::value body;
  std::string_view header(std::string_view name) const {
    return net::header(response.headers, name);
  }
  std::string code() const { return std::string(body.at("code").as_string()); }
};

// A browser on our own page: sends the headers a browser sends, keeps the cookie, and judges every
// answer of the API by the OpenAPI file.
class Browser {
 public:
  explicit Browser(web::SiteOptions options = {}, FakeFirstRun* first_run_now = nullptr)
      : tls_(options.tls),
        texts_(web::Sentences::from_yaml(
                   file_text(AMPARO_SOURCE_DIR "/catalogue/messages/refusals.yaml"))
                   .value()),
        site_({.house = service,
               .account = &account,
               .watch = &watch,
               .law = &law,
               .law_review = &law_review_,
               .observatory = &observatory_,
               .directory = &directory_,
               .sharing = &sharing_,
               .files = &files,
               .first_run = first_run_now,
               .outbox = &outbox_},
              assets_, texts_, clock, random_, std::move(options)) {}

  net::Request request(const std::string& method, const std::string& target,
                       const json::value& body = {}) const {
    net::Request out;
    out.head.method = method;
    const std::size_t mark = target.find('?');
    out.head.path = target.substr(0, mark);
    if (mark != std::string::npos) out.head.query = target.substr(mark + 1);
    out.head.headers = {{"Host", "localhost:8080"},
                        {"Amparo-Page", "1"},
                        {"Sec-Fetch-Site", "same-origin"},
                        {"Accept-Language", "es"}};
    if (method != "GET") {
      out.head.headers.emplace_back("Origin",
                                    tls_ ? "https://localhost:8080" : "http://localhost:8080");
    }
    if (!cookie.empty()) out.head.headers.emplace_back("Cookie", cookie);
    if (!body.is_null()) {
      out.head.headers.emplace_back("Content-Type", "application/json");
      out.body = json::serialize(body);
    }
    return out;
  }

  Shown send(net::Request asked) {
    Shown shown{site_.handle(asked), {}};
    const auto set = shown.header("Set-Cookie");
    if (!set.empty()) cookie = std::string(set.substr(0, set.find(';')));
    if (shown.header("Content-Type").find("json") != std::string_view::npos) {
      shown.body = json::parse(shown.response.body);
    } else if (!shown.header("Content-Type").empty()) {
      shown.body = json::string(shown.response.body);
    }
    for (const web::Route& route : web::routes()) {
      if (route.method != asked.head.method || !web::match(route.path, asked.head.path)) continue;
      if (shown.response.status != 304 && shown.response.status != 421) {
        CHECK(shape().fault(std::string(route.method), std::string(route.path),
                            shown.response.status, shown.body) == "");
      }
    }
    return shown;
  }

  // Without judgement: for what is not JSON.
  net::Response handle(net::Request asked) { return site_.handle(std::move(asked)); }
  net::Response raw(const std::string& target, const std::string& peer = {}) {
    net::Request asked = request("GET", target);
    asked.head.peer = peer;
    return site_.handle(std::move(asked));
  }

  net::Opening sink(const net::Head& head) { return site_.sink(head); }

  Shown get(const std::string& target) { return send(request("GET", target)); }
  Shown post(const std::string& target, const json::value& body, const std::string& key = {}) {
    return change("POST", target, body, key);
  }
  Shown change(const std::string& method, const std::string& target, const json::value& body,
               const std::string& key = {}, const std::string& version = {}) {
    net::Request asked = request(method, target, body);
    if (!key.empty()) asked.head.headers.emplace_back("Idempotency-Key", key);
    if (!version.empty()) asked.head.headers.emplace_back("If-Match", "\"" + version + "\"");
    return send(std::move(asked));
  }
  void sign_in(const std::string& role) {
    CHECK(post("/api/v1/session/demo", {{"role", role}}).response.status == 201);
  }

  FakeLaw law;
  base::ManualClock clock{1'795'000'000'000};
  FakeService service{clock};
  FakeAccount account;
  FakeWatch watch;
  FakeFiles files;
  std::string cookie;

 private:
  FakeDirectory directory_;
  FakeLawReview law_review_;
  FakeSharing sharing_;
  FakeOutbox outbox_;
  bool tls_;
  base::SeededRandom random_{7};
  page::FakeObservatory observatory_;
  web::Assets assets_;
  web::Sentences texts_;
  web::Site site_;
};

inline const std::string kKey = "00112233445566778899aabbccddeeff";
inline const std::string kOtherKey = "ff112233445566778899aabbccddeeff";

}  // namespace page
