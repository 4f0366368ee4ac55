// The page's server against the fake: every route in the shapes of docs/api/openapi.yaml, and what
// it must refuse.
#include "browser.h"

namespace page {
namespace {

TEST_CASE("routes and openapi.yaml agree") {
  std::set<std::string> served;
  for (const web::Route& route : web::routes()) {
    const std::string method(route.method);
    const std::string path(route.path);
    INFO(method, " ", path);
    served.insert(method + " " + path);
    const YAML::Node operation = shape().operation(method, path);
    REQUIRE(operation);
    const bool open = operation["security"] && operation["security"].size() == 0;
    CHECK(open == (route.door == web::Door::open));
    CHECK(shape().asks_header(method, path, "Idempotency-Key") ==
          (route.repeat == web::Repeat::needs_key));
  }
  CHECK(served == shape().operations());
}

TEST_CASE("the judge of shapes finds a wrong answer") {
  CHECK(shape().fault("GET", "/api/v1/health", 200, {{"status", "ok"}}) == "");
  CHECK(shape().fault("GET", "/api/v1/health", 200, {{"status", 1}}) != "");
  CHECK(shape().fault("GET", "/api/v1/health", 200, json::object()) != "");
  CHECK(shape().fault("GET", "/api/v1/health", 200, {{"status", "ok"}, {"more", 1}}) != "");
}

TEST_CASE("the observatory answers who is signed in, in the shape that is described") {
  Browser browser;
  CHECK(browser.get("/api/v1/observatory").response.status == 401);
  browser.sign_in("intake");
  const Shown shown = browser.get("/api/v1/observatory");
  CHECK(shown.response.status == 200);
  const auto& figures = shown.body.at("figures").as_array();
  REQUIRE(figures.size() == 1);
  CHECK(figures[0].at("lines").as_array().size() == 2);
  CHECK(shown.body.at("study").as_array()[0].at("value") == "");
}

TEST_CASE("a demonstration role signs in, sees who it is, and signs out") {
  Browser browser;
  CHECK(!browser.get("/api/v1/start").body.as_object().contains("who"));
  browser.sign_in("intake");
  CHECK(browser.get("/api/v1/session").body.at("role") == "intake");
  CHECK(browser.get("/api/v1/start").body.at("who").at("role") == "intake");
  const Shown out = browser.change("DELETE", "/api/v1/session", {});
  CHECK(out.response.status == 204);
  CHECK(out.header("Clear-Site-Data") == "\"cache\"");
  CHECK(browser.get("/api/v1/session").response.status == 401);
}

TEST_CASE("the directory and its services have the shape the page is promised") {
  Browser browser;
  CHECK(browser.get("/api/v1/directory").response.status == 401);
  browser.sign_in("intake");
  CHECK(browser.get("/api/v1/directory").body.at("organisations").as_array().size() == 1);
  const Shown found = browser.get("/api/v1/directory/services?need=shelter&state=MX-CHP");
  CHECK(found.body.at("found").at(0).at("beds") == "unknown_call");
  CHECK(found.body.at("left_out").at(0).at("count") == 2);
  CHECK(browser.get("/api/v1/directory/services?need=gold").code() == "bad_value");
}

TEST_CASE("an organisation, its beds and checks, its steps and referrals keep their shapes") {
  Browser browser;
  const std::string key(32, 'a');
  const std::string page = "/api/v1/directory/organisations/1";
  CHECK(browser.get(page).response.status == 401);
  browser.sign_in("intake");
  CHECK(browser.get(page).body.at("services").at(0).at("address") == "");
  CHECK(browser.get("/api/v1/directory/organisations/9").code() == "not_found");
  CHECK(browser.post("/api/v1/directory/organisations", {{"name", "Otra"}}, key).response.status ==
        201);
  CHECK(browser.post(page, {{"serves", "Familias"}}, key).response.status == 200);
  CHECK(browser.post(page, {{"shoe_size", "4"}}, key).code() == "bad_json");
  CHECK(browser.post(page + "/services", {{"code", "food"}}, key).response.status == 201);
  CHECK(browser.post(page + "/services/2", {{"min_age", nullptr}}, key).response.status == 200);
  CHECK(browser.post(page + "/services/2", {{"min_age", "doce"}}, key).code() == "bad_json");
  const std::string service = "/api/v1/directory/services/2";
  CHECK(browser.post(service + "/beds", {{"wing", "Niñas"}, {"free", 3}}, key).response.status ==
        201);
  CHECK(browser.post(service + "/beds", {{"wing", "Niñas"}}, key).code() == "bad_json");
  CHECK(browser.post(service + "/beds", {{"wing", "Niñas"}, {"free", -1}}, key).code() ==
        "bad_value");
  CHECK(
      browser.post(service + "/checks", {{"field", "phone"}, {"how", "call"}, {"holds", true}}, key)
          .response.status == 201);
  CHECK(browser.get("/api/v1/constitution").body.at("today") == "2026-11-22");
  const json::value event = {
      {"track", "mexico"}, {"step", "cluni"}, {"what", "sent"}, {"on", "2026-03-02"}};
  CHECK(browser.post("/api/v1/constitution/events", event, key).response.status == 201);
  CHECK(browser.get("/api/v1/constitution/templates").body.at("organisation") == "Casa Inventada");
  const net::Response calendar = browser.raw("/api/v1/constitution/calendar");
  CHECK(net::header(calendar.headers, "Content-Type") == "text/calendar; charset=utf-8");
  CHECK(browser.post("/api/v1/cases/c/referrals", {{"service", "2"}}, key).response.status == 201);
  CHECK(browser.get("/api/v1/cases/c/referrals/3/packet").body.at("number") == "AMP-0000");
  CHECK(browser
            .post("/api/v1/cases/c/referrals/3/close",
                  {{"outcome", "service_given"}, {"was_right", "yes"}}, key)
            .body.at("state") == "closed");
}

TEST_CASE("sharing: how it stands, given and taken back, in the shape the page is promised") {
  Browser browser;
  CHECK(browser.get("/api/v1/cases/c/sharing").response.status == 401);
  browser.sign_in("intake");
  CHECK(browser.get("/api/v1/cases/c/sharing").body.at("grants").as_array().empty());
  json::object asked{
      {"basis", "consent"},  {"purpose", "care"},           {"parts", json::array{"wishes"}},
      {"recipient", "hugo"}, {"recipient_class", "health"}, {"until_ms", 9}};
  CHECK(browser.post("/api/v1/cases/c/grants", asked).code() == "missing_key");
  const Shown given = browser.post("/api/v1/cases/c/grants", asked, kKey);
  CHECK(given.response.status == 201);
  CHECK(given.body.at("grants").at(0).at("recipient") == "hugo");
  const json::object taken{{"whole_consent", false}, {"words", ""}};
  CHECK(browser.post("/api/v1/cases/c/grants/other/withdraw", taken, kKey).code() == "not_found");
  const Shown gone = browser.post("/api/v1/cases/c/grants/g1/withdraw", taken, kKey);
  CHECK(gone.body.at("grants").at(0).at("why") == "withdrawn");
  asked["parts"] = json::array();
  const Shown refused = browser.post("/api/v1/cases/c/grants", asked, kOtherKey);
  CHECK(refused.body.at("details").at("why") == "no_parts");
  asked["parts"] = "wishes";
  CHECK(browser.post("/api/v1/cases/c/grants", asked, kOtherKey).code() == "bad_json");
  asked["parts"] = json::array();
  asked["secret"] = 1;
  CHECK(browser.post("/api/v1/cases/c/grants", asked, kOtherKey).code() == "bad_json");
}

TEST_CASE("a wrong passphrase is refused in the language asked for, without saying which part") {
  Browser browser;
  net::Request asked =
      browser.request("POST", "/api/v1/session", {{"user", "intake"}, {"passphrase", "no"}});
  asked.head.headers[3].second = "en-US,en;q=0.9,es;q=0.8";
  const Shown refused = browser.send(asked);
  CHECK(refused.response.status == 401);
  CHECK(refused.header("Content-Type") == "application/problem+json");
  CHECK(refused.code() == "wrong_login");
  CHECK(refused.body.at("title").as_string().starts_with("The user, passphrase or code"));
  CHECK(browser
            .post("/api/v1/session",
                  {{"user", "intake"}, {"passphrase", "correct horse battery staple"}})
            .response.status == 201);
}

TEST_CASE("the cookie: __Host- and Secure over TLS, another name on loopback") {
  Browser plain;
  const auto set =
      std::string(plain.post("/api/v1/session/demo", {{"role", "intake"}}).header("Set-Cookie"));
  CHECK(set.starts_with("amparo-loopback="));
  CHECK(set.ends_with("; Path=/; HttpOnly; SameSite=Strict"));
  web::SiteOptions options;
  options.tls = true;
  Browser secure(options);
  const auto host =
      std::string(secure.post("/api/v1/session/demo", {{"role", "intake"}}).header("Set-Cookie"));
  CHECK(host.starts_with("__Host-amparo="));
  CHECK(host.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"));
  CHECK(secure.get("/api/v1/session").response.status == 200);
}

TEST_CASE("a session ends after 15 idle minutes, and after 12 hours whatever is done") {
  Browser idle;
  idle.sign_in("intake");
  idle.clock.advance(14 * 60'000);
  CHECK(idle.get("/api/v1/session").response.status == 200);
  idle.clock.advance(14 * 60'000);
  CHECK(idle.get("/api/v1/session").response.status == 200);
  idle.clock.advance(15 * 60'000);
  CHECK(idle.get("/api/v1/session").code() == "signed_out");

  Browser busy;
  busy.sign_in("intake");
  for (int minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
    busy.clock.advance(10 * 60'000);
    CHECK(busy.get("/api/v1/session").response.status == 200);
  }
  busy.clock.advance(10 * 60'000);
  CHECK(busy.get("/api/v1/session").response.status == 401);
}

TEST_CASE("what a page asks by itself does not keep a session alive") {
  Browser browser;
  browser.sign_in("intake");
  for (int i = 0; i < 2; ++i) {
    browser.clock.advance(7 * 60'000);
    net::Request asked = browser.request("GET", "/api/v1/session");
    asked.head.headers.emplace_back("Amparo-Background", "1");
    CHECK(browser.send(asked).response.status == 200);
  }
  browser.clock.advance(2 * 60'000);
  CHECK(browser.get("/api/v1/session").response.status == 401);
}

TEST_CASE("a change asked by another page is refused, each defence alone") {
  Browser browser;
  browser.sign_in("intake");
  const auto ask = [&](auto&& spoil) {
    net::Request asked = browser.request("POST", "/api/v1/cases", {{"name", "Ana"}});
    asked.head.headers.emplace_back("Idempotency-Key", kKey);
    spoil(asked.head.headers);
    return browser.send(asked);
  };
  const std::size_t before = browser.service.case_count();
  const auto set = [](net::Headers& headers, std::string_view name, const char* value) {
    for (auto& [key, old] : headers) {
      if (key == name) old = value;
    }
  };
  CHECK(ask([&](auto& h) { set(h, "Origin", "https://evil.example"); }).code() == "wrong_origin");
  CHECK(ask([&](auto& h) { set(h, "Sec-Fetch-Site", "cross-site"); }).code() == "wrong_origin");
  CHECK(ask([&](auto& h) { set(h, "Amparo-Page", ""); }).code() == "wrong_origin");
  CHECK(ask([&](auto& h) {
          set(h, "Sec-Fetch-Site", "");
          set(h, "Origin", "");
        }).code() == "wrong_origin");
  CHECK(browser.service.case_count() == before);
  CHECK(ask([](auto&) {}).response.status == 201);  // the control: unspoiled it passes
}

TEST_CASE("a host name that is not ours is not answered") {
  Browser browser;
  net::Request asked = browser.request("GET", "/api/v1/health");
  asked.head.headers[0].second = "rebind.example:8080";
  CHECK(browser.send(asked).response.status == 421);
}

TEST_CASE("every answer carries the headers of the house") {
  Browser browser;
  for (const char* target : {"/", "/api/v1/health", "/api/v1/cases", "/nothing.js"}) {
    const Shown shown = browser.send(browser.request("GET", target));
    const auto policy = shown.header("Content-Security-Policy");
    CHECK(policy.find("default-src 'none'") != std::string_view::npos);
    CHECK(policy.find("require-trusted-types-for 'script'") != std::string_view::npos);
    CHECK(policy.find("unsafe") == std::string_view::npos);
    CHECK(shown.header("X-Content-Type-Options") == "nosniff");
    CHECK(shown.header("Referrer-Policy") == "no-referrer");
    CHECK(shown.header("Cross-Origin-Opener-Policy") == "same-origin");
    CHECK(shown.header("Cache-Control") == "no-store");
  }
}

TEST_CASE("an arrival becomes one case file, however often it is sent") {
  Browser browser;
  browser.sign_in("intake");
  const std::size_t before = browser.service.case_count();
  const json::value arrival{
      {"name", "Ixchel"},
      {"birth", {{"from", "2012-03-01"}, {"to", "2012-03-31"}, {"approx", true}}},
      {"company", "siblings"},
      {"language", "mam"},
      {"interpreter", true},
      {"needs", json::array{"fear"}},
      {"assent", "yes"}};
  const Shown first = browser.post("/api/v1/cases", arrival, kKey);
  const Shown again = browser.post("/api/v1/cases", arrival, kKey);
  CHECK(first.response.status == 201);
  CHECK(first.body.at("id") == again.body.at("id"));
  CHECK(browser.service.case_count() == before + 1);
  browser.post("/api/v1/cases", arrival, kOtherKey);
  CHECK(browser.service.case_count() == before + 2);
}

TEST_CASE("bad input is refused in words that name the field") {
  Browser browser;
  browser.sign_in("intake");
  CHECK(browser.post("/api/v1/cases", {{"name", "Ana"}}).code() == "missing_key");
  const Shown nameless = browser.post("/api/v1/cases", {{"name", "  "}}, kKey);
  CHECK(nameless.response.status == 422);
  CHECK(nameless.body.at("details").at("field") == "name");
  const Shown unknown = browser.post("/api/v1/cases", {{"name", "A"}, {"colour", 1}}, kKey);
  CHECK(unknown.code() == "bad_json");
  CHECK(unknown.body.at("details").at("field") == "colour");
  net::Request broken = browser.request("POST", "/api/v1/cases", {{"name", "A"}});
  broken.body = "{\"name\":";
  CHECK(browser.send(broken).code() == "bad_json");
  broken.body = std::string(10'000, '[');
  CHECK(browser.send(broken).code() == "bad_json");
  net::Request form = browser.request("POST", "/api/v1/cases", {{"name", "A"}});
  form.head.headers.back().second = "text/plain";
  CHECK(browser.send(form).code() == "wrong_media");
  CHECK(browser.get("/api/v1/cases?limit=0").response.status == 422);
  CHECK(browser.get("/api/v1/cases?cursor=x").code() == "bad_cursor");
  CHECK(browser.get("/api/v1/nothing").response.status == 404);
  CHECK(browser.change("DELETE", "/api/v1/cases", {}).code() == "method_not_allowed");
}

TEST_CASE("a case file: read, change on its version, see who changed what") {
  Browser browser;
  browser.sign_in("social");
  const Shown list = browser.get("/api/v1/cases?q=ixchel");
  REQUIRE(list.body.at("rows").as_array().size() == 1);
  const std::string path =
      "/api/v1/cases/" + std::string(list.body.at("rows").as_array()[0].at("id").as_string());
  const Shown file = browser.get(path);
  json::object risk;
  for (const json::value& record : file.body.at("records").as_array()) {
    if (record.at("type") == "risk") risk = record.as_object();
  }
  const std::string record = path + "/records/" + std::string(risk.at("id").as_string());
  const std::string version(risk.at("version").as_string());
  const json::value change{{"fields", {{"level", "low"}}}};
  CHECK(browser.change("PATCH", record, change, kKey).code() == "missing_key");
  const Shown saved = browser.change("PATCH", record, change, kKey, version);
  CHECK(saved.response.status == 200);
  CHECK(saved.body.at("fields").at("level") == "low");
  CHECK(browser.change("PATCH", record, change, kKey, version).response.status == 200);
  CHECK(browser.change("PATCH", record, change, kOtherKey, version).code() == "changed_meanwhile");
  const Shown history = browser.get(path + "/history");
  const json::object& newest = history.body.at("entries").as_array()[0].as_object();
  CHECK(newest.at("changes").as_array()[0].at("before") == "high");
  CHECK(newest.at("changes").as_array()[0].at("after") == "low");

  net::Request same = browser.request("GET", path);
  same.head.headers.emplace_back("If-None-Match", browser.get(path).header("ETag"));
  CHECK(browser.send(same).response.status == 304);
  CHECK(browser.send(browser.request("GET", path)).response.status == 200);
}

TEST_CASE("walls: each role gets its own parts, and what it may not see is 404") {
  const auto types_seen = [](const std::string& role) {
    Browser browser;
    browser.sign_in(role);
    std::set<std::string> types;
    const Shown list = browser.get("/api/v1/cases?q=ixchel");
    if (list.body.at("rows").as_array().empty()) return types;
    const Shown file = browser.get(
        "/api/v1/cases/" + std::string(list.body.at("rows").as_array()[0].at("id").as_string()));
    for (const json::value& record : file.body.at("records").as_array()) {
      types.emplace(record.at("type").as_string());
    }
    return types;
  };
  CHECK(types_seen("health").contains("health_visit"));
  CHECK(!types_seen("intake").contains("health_visit"));
  CHECK(!types_seen("intake").contains("custody"));
  CHECK(types_seen("lawyer").contains("custody"));
  CHECK(types_seen("auditor").empty());

  Browser browser;
  browser.sign_in("lawyer");
  CHECK(browser.post("/api/v1/cases", {{"name", "Ana"}}, kKey).response.status == 404);
}

TEST_CASE("the law of a case file: read it, answer what is missing, record and draft a duty") {
  Browser browser;
  browser.sign_in("intake");
  const std::string law = "/api/v1/cases/1/law";
  const std::string key(32, 'a');
  CHECK(browser.get(law).body.at("questions").as_array().size() == 1);
  CHECK(browser.get(law + "/rules/mx.refugio").body.at("reasons").as_array().size() == 1);
  CHECK(browser.get(law + "/rules/mx.none").code() == "not_found");
  CHECK(browser.get(law + "/rights").body.at("rights").as_array().size() == 1);
  const Shown changed =
      browser.post(law + "/answers", {{"atom", "fear_of_return"}, {"answer", "true"}}, key);
  CHECK(changed.response.status == 201);
  CHECK(changed.body.at("changes").at(0).at("after") == "applies");
  CHECK(browser.post(law + "/answers", {{"atom", "no_such"}, {"answer", "true"}}, key).code() ==
        "unknown_atom");
  CHECK(browser.post(law + "/answers", {{"atom", 1}}, key).code() == "bad_json");
  CHECK(browser.post(law + "/acts", {{"duty", "mx.canalizacion"}, {"more", "x"}}, key).code() ==
        "bad_json");
  CHECK(browser.post(law + "/acts", {{"duty", "mx.canalizacion"}}, key).response.status == 201);
  CHECK(browser.post(law + "/fulfilments", {{"duty", "mx.canalizacion"}, {"on", "2026-11-20"}}, key)
            .response.status == 201);
}

TEST_CASE("another law: its bytes are compared step by step, then put in force with a reason") {
  Browser browser;
  browser.sign_in("lawyer");
  const std::string review = "/api/v1/law/review";
  CHECK(browser.get(review).body.at("fresh") == "");
  CHECK(browser.post(review + "/steps", nullptr).code() == "not_found");
  const auto send = [&](const char* media, const char* bytes) {
    net::Request asked = browser.request("POST", review);
    asked.head.headers.emplace_back("Content-Type", media);
    asked.body = bytes;
    return browser.send(std::move(asked));
  };
  CHECK(send("application/json", "{}").code() == "wrong_media");
  CHECK(send("application/octet-stream", "{}").code() == "bad_pack");
  CHECK(send("application/octet-stream", "AMPARO\1").response.status == 201);
  const std::string fresh(64, 'b');
  const json::object adoption{{"ruleset", fresh}, {"reason", "leída"}};
  CHECK(browser.post("/api/v1/law/adoptions", adoption).code() == "bad_value");
  CHECK(!browser.post(review + "/steps", nullptr).body.at("finished").as_bool());
  CHECK(browser.post(review + "/steps", nullptr).body.at("changed") == 1);
  CHECK(browser.post("/api/v1/law/adoptions", {{"ruleset", fresh}, {"reason", ""}}).code() ==
        "no_reason");
  CHECK(browser.post("/api/v1/law/adoptions", {{"ruleset", 1}}).code() == "bad_json");
  CHECK(browser.post("/api/v1/law/adoptions", adoption).body.at("in_force").as_string() == fresh.c_str());
}

TEST_CASE("an unknown record type and an unknown field are refused") {
  Browser browser;
  browser.sign_in("social");
  const Shown list = browser.get("/api/v1/cases?limit=1");
  CHECK(!list.body.at("next").as_string().empty());
  const std::string path = "/api/v1/cases/" +
                           std::string(list.body.at("rows").as_array()[0].at("id").as_string()) +
                           "/records";
  CHECK(browser.post(path, {{"type", "spell"}, {"fields", json::object()}}, kKey).code() ==
        "unknown_type");
  const Shown bad = browser.post(path, {{"type", "note"}, {"fields", {{"colour", "red"}}}}, kKey);
  CHECK(bad.body.at("details").at("field") == "colour");
  CHECK(browser.post(path, {{"type", "note"}, {"fields", {{"text", "Durmió bien."}}}}, kKey)
            .response.status == 201);
  CHECK(browser.get("/api/v1/tasks").body.at("tasks").as_array().size() == 5);
  CHECK(browser.get("/api/v1/catalogue").response.status == 200);
}

TEST_CASE("a one-time code: offered, confirmed, then asked for") {
  Browser browser;
  CHECK(browser.get("/api/v1/account/code").code() == "signed_out");
  browser.sign_in("intake");
  CHECK(browser.get("/api/v1/account/code").body.at("enrolled") == false);
  CHECK(browser.post("/api/v1/account/code", {}).body.at("secret") == "MZXW6");
  const Shown wrong = browser.post("/api/v1/account/code/confirm", {{"code", "000000"}});
  CHECK(wrong.body.at("details").at("field") == "code");
  const Shown right = browser.post("/api/v1/account/code/confirm", {{"code", "123456"}});
  CHECK(right.body.at("recovery_codes").as_array().size() == 1);
  CHECK(browser.get("/api/v1/account/code").body.at("enrolled") == true);
}

TEST_CASE("numbers of the node are for this computer only") {
  Browser browser;
  CHECK(browser.raw("/api/v1/metrics", "192.168.1.7").status == 404);
  const net::Response shown = browser.raw("/api/v1/metrics", "127.0.0.1");
  CHECK(shown.status == 200);
  CHECK(shown.body.find("# TYPE amparo_requests_total counter\namparo_requests_total 7\n") !=
        std::string::npos);
  CHECK(shown.body.find("amparo_sessions 0\n") != std::string::npos);
}

TEST_CASE("an open page is told what changed, its session is not kept alive by it, and ends it") {
  Browser browser;
  CHECK(browser.get("/api/v1/events").code() == "signed_out");
  browser.sign_in("intake");
  browser.watch.changed = {"before"};
  const net::Response told = browser.raw("/api/v1/events");
  CHECK(net::header(told.headers, "Content-Type") == "text/event-stream");
  REQUIRE(told.more);
  CHECK(told.more() == "");
  browser.watch.changed.push_back("one");
  CHECK(told.more() == "id: 2\ndata: {\"cases\":[\"one\"],\"too_many\":false}\n\n");
  CHECK(told.more() == "");
  browser.clock.advance(14 * 60'000);
  CHECK(told.more() == "");
  browser.raw("/api/v1/events");  // a page that connects again by itself
  browser.clock.advance(60'000);
  CHECK(told.more() == "event: signed_out\ndata: {}\n\n");
  CHECK(!told.more());
  CHECK(browser.get("/api/v1/session").code() == "signed_out");
}

TEST_CASE("a page goes on where it left off, but not in the future") {
  Browser browser;
  browser.sign_in("intake");
  browser.watch.changed = {"one", "two"};
  const auto since = [&](const char* id) {
    net::Request asked = browser.request("GET", "/api/v1/events");
    asked.head.headers.emplace_back("Last-Event-ID", id);
    return browser.handle(std::move(asked)).more().value();
  };
  CHECK(since("1") == "id: 2\ndata: {\"cases\":[\"two\"],\"too_many\":false}\n\n");
  CHECK(since("99") == "");
  CHECK(since("x") == "");
}

TEST_CASE("a first run lets in who knows the code, and shows its cards to nobody else") {
  FakeFirstRun first;
  Browser browser({}, &first);
  CHECK(browser.get("/api/v1/start").body.at("first_run").as_bool());
  CHECK(browser.get("/api/v1/first-run").response.status == 401);
  CHECK(browser.post("/api/v1/first-run/organisation", {{"organisation", "x"}}, kKey)
            .response.status == 401);
  CHECK(browser.post("/api/v1/first-run", {{"code", "AAAA"}}).code() == "bad_value");
  CHECK(browser.post("/api/v1/first-run", {{"code", "ABCDEFGH"}}).response.status == 201);
  const json::value what{
      {"organisation", "Casa Ejemplo"}, {"user", "ines"}, {"passphrase", "una frase larga"}};
  CHECK(browser.post("/api/v1/first-run/organisation", what).code() == "missing_key");
  CHECK(browser.post("/api/v1/first-run/organisation", what, kKey)
            .body.at("cards")
            .as_array()
            .size() == 3);
  CHECK(browser.get("/api/v1/first-run").body.at("stage").as_string() == "cards");
  CHECK(browser.post("/api/v1/first-run/settle", {{"words", {"mar", "sol"}}}).code() ==
        "bad_share");
  CHECK(browser.post("/api/v1/first-run/settle", {{"words", {"mar", "rio"}}})
            .body.at("stage")
            .as_string() == "made");
  CHECK(browser.get("/api/v1/first-run").body.at("cards").as_array().empty());
  Browser later;
  CHECK(!later.get("/api/v1/start").body.at("first_run").as_bool());
  CHECK(later.post("/api/v1/first-run", {{"code", "ABCDEFGH"}}).response.status == 404);
}

TEST_CASE(
    "a sealed arrival becomes one case file, however often it is sent, and no other is opened") {
  Browser browser;
  CHECK(browser.get("/api/v1/outbox/key").response.status == 401);
  browser.sign_in("intake");
  const Shown key = browser.get("/api/v1/outbox/key?device=");
  CHECK(key.response.status == 200);
  const std::size_t before = browser.service.case_count();
  const json::value sealed{{"device", key.body.at("device")}, {"box", "5345414c4544"}};
  CHECK(browser.post("/api/v1/outbox", sealed).code() == "missing_key");
  const Shown once = browser.post("/api/v1/outbox", sealed, kKey);
  CHECK(once.response.status == 201);
  CHECK(browser.post("/api/v1/outbox", sealed, kKey).body.at("id") == once.body.at("id"));
  CHECK(browser.service.case_count() == before + 1);
  CHECK(browser.post("/api/v1/outbox/open", sealed, kKey).body.at("name").as_string() ==
        "Inventada");
  CHECK(browser.post("/api/v1/outbox", {{"box", "00"}}, kOtherKey).response.status == 422);
  CHECK(browser.service.case_count() == before + 1);
}

}  // namespace
}  // namespace page
