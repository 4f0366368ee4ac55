#include "web/site.h"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace web {

namespace {

using base::Code;
namespace json = boost::json;

// Chapter and verse: docs/threat-model.md. Svelte writes its templates through one named policy.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; "
    "img-src 'self' blob:; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; "
    "trusted-types svelte-trusted-html amparo";

// One of our own words for it, so that nothing a client chose is told on.
std::string_view known_method(std::string_view method) {
  for (const std::string_view known : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
    if (method == known) return known;
  }
  return "other";
}

std::string_view route_of(std::string_view path) {
  for (const Route& route : routes()) {
    if (match(route.path, path)) return route.path;
  }
  return path.starts_with("/api") ? "other" : "page";
}

void add_house_headers(net::Response& response, bool tls) {
  auto& headers = response.headers;
  if (net::header(headers, "Content-Security-Policy").empty()) {
    headers.emplace_back("Content-Security-Policy", kContentPolicy);
  }
  headers.emplace_back("X-Content-Type-Options", "nosniff");
  headers.emplace_back("Referrer-Policy", "no-referrer");
  headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  headers.emplace_back("Permissions-Policy",
                       "camera=(), geolocation=(), microphone=(), payment=()");
  headers.emplace_back("X-Frame-Options", "DENY");
  if (tls) headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  if (net::header(headers, "Cache-Control").empty()) {
    headers.emplace_back("Cache-Control", "no-store");
  }
}

// How often a long body looks whether who sends it is still signed in.
constexpr std::int64_t kLookEveryMs = 60'000;

bool changes_state(std::string_view method) {
  return method != "GET" && method != "HEAD";
}

Language language(const net::Request& request) {
  return language_of(net::header(request.head.headers, "Accept-Language"));
}

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || host.ends_with(']')) return host;
  return host.substr(0, colon);
}

}  // namespace

unsigned status_of(Code code) {
  switch (code) {
    case Code::bad_json:
    case Code::bad_call:
    case Code::bad_hex:
    case Code::bad_cursor:
    case Code::missing_key:
      return 400;
    case Code::wrong_login:
    case Code::wrong_passphrase:
    case Code::not_unlocked:
    case Code::signed_out:
      return 401;
    case Code::wrong_origin:
      return 403;
    case Code::not_found:
    case Code::not_allowed:
    case Code::not_granted:
      return 404;
    case Code::method_not_allowed:
      return 405;
    case Code::changed_meanwhile:
      return 412;
    case Code::too_large:
      return 413;
    case Code::wrong_media:
      return 415;
    case Code::too_many_tries:
      return 429;
    case Code::disk_full:
      return 507;
    case Code::internal:
    case Code::bad_encoding:
    case Code::cannot_open:
    case Code::no_entropy:
    case Code::out_of_memory:
    case Code::crypto_unavailable:
      return 500;
    default:
      return 422;
  }
}

Site::Site(const Services& services, const Assets& assets, const Sentences& sentences,
           base::Clock& clock, base::Random& random, SiteOptions options)
    : services_(services),
      assets_(assets),
      sentences_(sentences),
      clock_(clock),
      random_(random),
      options_(std::move(options)),
      sessions_(clock, options_.sessions),
      budget_(clock, options_.peers) {}

std::string_view Site::cookie_name() const {
  // Browsers take a __Host- cookie over TLS only.
  return options_.tls ? "__Host-amparo" : "amparo-loopback";
}

bool Site::is_our_host(std::string_view host) const {
  return std::ranges::find(options_.hosts, without_port(host)) != options_.hosts.end();
}

bool Site::is_same_origin(const net::Head& head) const {
  if (net::header(head.headers, "Amparo-Page").empty()) return false;
  const std::string_view fetch_site = net::header(head.headers, "Sec-Fetch-Site");
  const std::string_view origin = net::header(head.headers, "Origin");
  if (!fetch_site.empty() && fetch_site != "same-origin") return false;
  if (!origin.empty()) {
    const std::string ours = std::string(options_.tls ? "https://" : "http://") +
                             std::string(net::header(head.headers, "Host"));
    return origin == ours;
  }
  return !fetch_site.empty();
}

std::optional<Caller> Site::caller_of(const net::Request& request, Use by) {
  const auto key = session_key(net::cookie(request.head.headers, cookie_name()));
  if (!key) return std::nullopt;
  const bool use =
      by == Use::person && net::header(request.head.headers, "Amparo-Background").empty();
  std::optional<base::Bytes> ticket = sessions_.find(*key, use);
  if (!ticket) return std::nullopt;
  return Caller{*key, std::move(*ticket)};
}

// A body on its way in: pieces to the route's intake, the answer when it is whole or was refused.
class Site::BodySink : public net::Sink {
 public:
  BodySink(Site& site, const Route& route, net::Request request, std::unique_ptr<Intake> intake)
      : site_(site), route_(route), request_(std::move(request)), intake_(std::move(intake)) {}

  bool feed(std::string_view piece) override {
    if (!keep_alive()) refused_ = base::Refusal{Code::signed_out, {}};
    if (refused_) return false;
    try {
      base::Done taken = intake_->take(piece);
      if (!taken) refused_ = taken.error();
    } catch (const base::Fault& fault) {
      refused_ = base::Refusal{fault.code(), {}};
    }
    return !refused_;
  }

  net::Response finish() override {
    return site_.finished(request_, [&] {
      if (refused_) return site_.problem(request_, *refused_);
      // Hours may have passed since it began.
      const std::optional<Caller> caller = site_.caller_of(request_, route_.use);
      base::Result<Answer> answer =
          caller ? intake_->finish(*caller) : base::Result<Answer>(base::refuse(Code::signed_out));
      if (!answer) return site_.problem(request_, answer.error());
      return site_.respond(request_, std::move(*answer));
    });
  }

 private:
  // A body that takes longer than a session may idle is work of hers; that she signed out ends it.
  bool keep_alive() {
    const std::int64_t now_ms = site_.clock_.steady_ms();
    if (now_ms - looked_ms_ < kLookEveryMs) return true;
    looked_ms_ = now_ms;
    return site_.caller_of(request_, route_.use).has_value();
  }

  Site& site_;
  const Route& route_;
  const net::Request request_;
  const std::unique_ptr<Intake> intake_;
  std::optional<base::Refusal> refused_;
  std::int64_t looked_ms_ = site_.clock_.steady_ms();
};

base::Result<std::unique_ptr<net::Sink>> Site::open_sink(const net::Request& request) {
  if (!budget_.spend(request.head.peer)) return base::refuse(Code::too_many_tries);
  if (!is_our_host(net::header(request.head.headers, "Host"))) {
    return base::refuse(Code::wrong_origin);
  }
  for (const Route& route : routes()) {
    auto params = match(route.path, request.head.path);
    if (!params || route.method != request.head.method || route.intake == nullptr) continue;
    base::Result<Call> call = admit(route, request, std::move(*params));
    if (!call) return base::pass(call);
    base::Result<std::unique_ptr<Intake>> intake = route.intake(*call);
    if (!intake) return base::pass(intake);
    return std::make_unique<BodySink>(*this, route, request, std::move(*intake));
  }
  return base::refuse(Code::too_large);
}

net::Opening Site::sink(const net::Head& head) {
  const net::Request request{head, {}};
  base::Result<std::unique_ptr<net::Sink>> sink = base::refuse(Code::internal);
  try {
    sink = open_sink(request);
  } catch (const base::Fault& fault) {
    sink = base::refuse(fault.code());
  }
  if (sink) return {std::move(*sink), {}};
  return {nullptr, finished(request, [&] { return problem(request, sink.error()); })};
}

net::Response Site::handle(net::Request request) {
  return finished(request, [&] { return answer(request); });
}

net::Response Site::finished(const net::Request& request,
                             const std::function<net::Response()>& make) {
  const std::int64_t began_ms = clock_.steady_ms();
  net::Response response;
  try {
    response = make();
  } catch (const base::Fault& fault) {
    response = problem(request, {fault.code(), {}});
    response.status = std::max(500U, status_of(fault.code()));
  } catch (const std::exception&) {
    response = problem(request, {Code::internal, {}});
  }
  add_house_headers(response, options_.tls);
  if (options_.served) {
    options_.served(known_method(request.head.method), route_of(request.head.path), response.status,
                    clock_.steady_ms() - began_ms);
  }
  return response;
}

net::Response Site::answer(const net::Request& request) {
  if (!budget_.spend(request.head.peer)) return problem(request, {Code::too_many_tries, {}});
  if (!is_our_host(net::header(request.head.headers, "Host"))) return net::Response{421};
  if (request.head.path == "/api" || request.head.path.starts_with("/api/")) return api(request);
  if (changes_state(request.head.method)) {
    return problem(request, {Code::method_not_allowed, {}});
  }
  if (options_.enrolment) {
    std::optional<net::Response> enrolling = options_.enrolment->answer(request.head);
    if (enrolling) return std::move(*enrolling);
  }
  return assets_.answer(request.head);
}

net::Response Site::api(const net::Request& request) {
  // Of the same type on both sides: a temporary string would be gone at the end of the line.
  const std::string_view asked = request.head.method;
  const std::string_view method = asked == "HEAD" ? std::string_view("GET") : asked;
  bool path_known = false;
  for (const Route& route : routes()) {
    auto params = match(route.path, request.head.path);
    if (!params) continue;
    path_known = true;
    if (route.method != method) continue;
    base::Result<Answer> answer = run(route, request, std::move(*params));
    if (!answer) return problem(request, answer.error());
    return respond(request, std::move(*answer));
  }
  return problem(request, {path_known ? Code::method_not_allowed : Code::not_found, {}});
}

base::Result<Call> Site::admit(const Route& route, const net::Request& request,
                               std::vector<std::string> params) {
  const net::Headers& headers = request.head.headers;
  if (changes_state(route.method) && !is_same_origin(request.head)) {
    return base::refuse(Code::wrong_origin);
  }
  Call call{
      request, services_, sessions_, random_, std::move(params), caller_of(request, route.use), {}};
  if (route.door == Door::session && !call.caller) return base::refuse(Code::signed_out);
  const bool takes_json = route.intake == nullptr && route.body == Body::json;
  const std::string_view media = takes_json ? "application/json" : "application/octet-stream";
  if (!request.body.empty() || route.intake != nullptr) {
    if (!net::header(headers, "Content-Type").starts_with(media)) {
      return base::refuse(Code::wrong_media);
    }
  }
  if (!request.body.empty() && takes_json) {
    boost::system::error_code error;
    call.body = json::parse(request.body, error);
    if (error) return base::refuse(Code::bad_json, {{"field", "body"}});
  }
  if (route.repeat == Repeat::needs_key) {
    base::Result<base::SaveId> save =
        base::SaveId::from_text(net::header(headers, "Idempotency-Key"));
    if (!save) return base::refuse(Code::missing_key, {{"header", "Idempotency-Key"}});
    call.save = *save;
  }
  return call;
}

base::Result<Answer> Site::run(const Route& route, const net::Request& request,
                               std::vector<std::string> params) {
  base::Result<Call> call = admit(route, request, std::move(params));
  if (!call) return base::pass(call);
  if (route.intake == nullptr) return route.answer(*call);
  base::Result<std::unique_ptr<Intake>> intake = route.intake(*call);
  if (!intake) return base::pass(intake);
  base::Done taken = (*intake)->take(request.body);
  if (!taken) return base::pass(taken);
  return (*intake)->finish(*call->caller);
}

net::Response Site::respond(const net::Request& request, Answer answer) const {
  net::Response response;
  response.status = answer.status;
  response.headers = std::move(answer.headers);
  if (!answer.etag.empty()) {
    const std::string etag = "\"" + answer.etag + "\"";
    response.headers.emplace_back("ETag", etag);
    if (!changes_state(request.head.method) &&
        net::header(request.head.headers, "If-None-Match") == etag) {
      response.status = 304;
      return response;
    }
  }
  if (!answer.location.empty()) response.headers.emplace_back("Location", answer.location);
  if (!answer.set_session.empty()) {
    const bool ends = answer.set_session == "-";
    std::string cookie = std::string(cookie_name()) + "=" + (ends ? "" : answer.set_session) +
                         "; Path=/; HttpOnly; SameSite=Strict";
    if (options_.tls) cookie += "; Secure";
    if (ends) {
      cookie += "; Max-Age=0";
      // Not "storage": what a phone could not send yet lies there, sealed.
      response.headers.emplace_back("Clear-Site-Data", "\"cache\"");
    }
    response.headers.emplace_back("Set-Cookie", cookie);
  }
  if (!answer.media.empty()) {
    response.headers.emplace_back("Content-Type", answer.media);
    response.body = std::move(answer.text);
    response.more = std::move(answer.more);
  } else if (!answer.body.is_null()) {
    response.headers.emplace_back("Content-Type", "application/json");
    response.body = json::serialize(answer.body);
  }
  return response;
}

net::Response Site::problem(const net::Request& request, const base::Refusal& refusal) const {
  json::object details;
  for (const auto& [name, value] : refusal.details) details[name] = value;
  net::Response response;
  response.status = status_of(refusal.code);
  const Language asked = language(request);
  const json::object body{{"type", "urn:amparo:refusal:" + std::string(code_name(refusal.code))},
                          {"title", sentences_.of(refusal, asked)},
                          {"status", response.status},
                          {"code", code_name(refusal.code)},
                          {"details", std::move(details)}};
  response.headers = {{"Content-Type", "application/problem+json"},
                      {"Content-Language", asked == Language::en ? "en" : "es"}};
  response.body = json::serialize(body);
  return response;
}

}  // namespace web
