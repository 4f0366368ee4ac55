// Files on their way in and out, and a case file taken out, against the fake.
#include "browser.h"

namespace page {
namespace {

net::Request sending(const Browser& browser, std::string_view about, const std::string& key) {
  net::Request asked = browser.request("POST", "/api/v1/cases/c/files");
  asked.head.headers.emplace_back("Content-Type", "application/octet-stream");
  asked.head.headers.emplace_back("Amparo-File", about);
  if (!key.empty()) asked.head.headers.emplace_back("Idempotency-Key", key);
  return asked;
}
constexpr std::string_view kAbout =
    "%7B%22field%22%3A%22general%22%2C%22name%22%3A%22%C3%A1%22%7D";  // {"field":"general",…

TEST_CASE("a file: small in one piece, large through a sink, out again as an inert attachment") {
  Browser browser;
  CHECK(browser.send(sending(browser, kAbout, kKey)).response.status == 401);
  browser.sign_in("intake");
  CHECK(browser.send(sending(browser, kAbout, "")).code() == "missing_key");
  CHECK(browser.send(sending(browser, "%7B", kKey)).code() == "bad_json");
  CHECK(browser.send(sending(browser, "%7B%22size%22%3A%22%22%7D", kKey)).code() == "bad_json");
  CHECK(browser.send(sending(browser, "%7B%22field%22%3A%22legal%22%7D", kKey)).response.status ==
        404);
  net::Request typed = sending(browser, kAbout, kKey);
  for (auto& [name, value] : typed.head.headers) {
    if (name == "Content-Type") value = "text/html";
  }
  CHECK(browser.send(typed).code() == "wrong_media");
  net::Request small = sending(browser, kAbout, kKey);
  small.body = "<script>alert(1)</script>";
  CHECK(browser.send(small).body.at("name") == "á");

  net::Opening opening = browser.sink(sending(browser, kAbout, kKey).head);
  REQUIRE(opening.sink);
  for (int i = 0; i < 10; ++i) CHECK(opening.sink->feed(std::string(100'000, 'x')));
  CHECK(opening.sink->finish().status == 201);
  CHECK(browser.get("/api/v1/cases/c/files").body.at("files").as_array().size() == 2);

  const Shown out = browser.get("/api/v1/cases/c/files/f1");
  CHECK(out.header("Content-Type") == "application/octet-stream");
  CHECK(out.header("Content-Disposition") ==
        "attachment; filename=\"archivo\"; filename*=UTF-8''%C3%A1");
  CHECK(out.header("Content-Security-Policy").starts_with("sandbox"));
  CHECK(out.header("X-Content-Type-Options") == "nosniff");
  CHECK(*out.response.more() == small.body);
  CHECK(!out.response.more());
  CHECK(browser.get("/api/v1/cases/c/files/f9").code() == "not_found");
  CHECK(browser.get("/api/v1/cases/c/files/f1/copy").header("Content-Type") == "image/png");
}

TEST_CASE("a case file is taken out as a document, and printing it is said") {
  Browser browser;
  CHECK(browser.get("/api/v1/cases/c/export").response.status == 401);
  browser.sign_in("intake");
  const Shown out = browser.get("/api/v1/cases/c/export");
  CHECK(out.body.at("case") == "c");
  CHECK(out.header("Content-Disposition").starts_with("attachment;"));
  CHECK(browser.post("/api/v1/cases/c/prints", {}).response.status == 204);
  CHECK(browser.files.prints == 1);
}

TEST_CASE("a file too large is refused in words at once, and one that lies about it on the way") {
  Browser browser;
  browser.sign_in("intake");
  net::Request announced = sending(browser, kAbout, kKey);
  announced.head.headers.emplace_back("Content-Length", "2147483648");
  const net::Opening refused = browser.sink(announced.head);
  CHECK(!refused.sink);
  CHECK(refused.refusal.status == 413);
  CHECK(json::parse(refused.refusal.body).at("code") == "too_large");
  CHECK(net::header(refused.refusal.headers, "X-Content-Type-Options") == "nosniff");

  net::Opening opening = browser.sink(sending(browser, kAbout, kKey).head);
  REQUIRE(opening.sink);
  CHECK(opening.sink->feed(std::string(FakeFiles::kMost, 'x')));
  CHECK(!opening.sink->feed("x"));
  CHECK(opening.sink->finish().status == 413);
  opening.sink.reset();
  CHECK(browser.files.coming_in == 0);
  CHECK(browser.files.kept.empty());
}

TEST_CASE("a large body for anything else, or without leave, has no way in") {
  Browser browser;
  net::Request asked = sending(browser, kAbout, kKey);
  CHECK(browser.sink(asked.head).refusal.status == 401);
  browser.sign_in("intake");
  CHECK(browser.sink(browser.request("POST", "/api/v1/cases").head).refusal.status == 413);
  net::Request foreign = sending(browser, kAbout, kKey);
  for (auto& [name, value] : foreign.head.headers) {
    if (name == "Origin") value = "https://elsewhere.example";
  }
  CHECK(browser.sink(foreign.head).refusal.status == 403);
  CHECK(browser.files.coming_in == 0);
}

TEST_CASE("a full disk is said in words, and nothing is kept") {
  Browser browser;
  browser.sign_in("intake");
  browser.files.disk_is_full = true;
  net::Opening opening = browser.sink(sending(browser, kAbout, kKey).head);
  REQUIRE(opening.sink);
  CHECK(!opening.sink->feed("x"));
  const net::Response said = opening.sink->finish();
  CHECK(said.status == 507);
  CHECK(json::parse(said.body).at("code") == "disk_full");
  net::Request small = sending(browser, kAbout, kKey);
  small.body = "x";
  CHECK(browser.send(small).response.status == 507);
  opening.sink.reset();
  CHECK(browser.files.coming_in == 0);
  CHECK(browser.files.kept.empty());
}

TEST_CASE("a long way in keeps its session alive, and ends with it") {
  Browser browser;
  browser.sign_in("intake");
  net::Opening opening = browser.sink(sending(browser, kAbout, kKey).head);
  REQUIRE(opening.sink);
  for (int minute = 0; minute < 40; ++minute) {
    browser.clock.advance(60'000);
    CHECK(opening.sink->feed("x"));
  }
  CHECK(browser.get("/api/v1/session").response.status == 200);
  browser.change("DELETE", "/api/v1/session", {});
  browser.clock.advance(60'000);
  CHECK(!opening.sink->feed("x"));
  CHECK(opening.sink->finish().status == 401);
  CHECK(browser.files.kept.empty());
}

TEST_CASE("who signed out while a file came in keeps nothing") {
  Browser browser;
  browser.sign_in("intake");
  net::Opening opening = browser.sink(sending(browser, kAbout, kKey).head);
  REQUIRE(opening.sink);
  CHECK(opening.sink->feed("x"));
  browser.clock.advance(16 * 60 * 1000);
  CHECK(opening.sink->finish().status == 401);
  CHECK(browser.files.kept.empty());
}

}  // namespace
}  // namespace page
