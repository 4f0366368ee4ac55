#include "main/page_server.h"

#include "web/page_blob.h"

namespace cli {

namespace {

net::Options options_of(const Listening& listening) {
  net::Options options;
  options.address = listening.address;
  options.port = listening.port;
  if (listening.tls) options.certificate = listening.tls->certificate;
  return options;
}

web::SiteOptions site_options_of(const Listening& listening, base::Log& log) {
  web::SiteOptions options;
  options.served = [&log](std::string_view method, std::string_view route, unsigned status,
                          std::int64_t ms) {
    log.write(status >= 500 ? base::LogLevel::error : base::LogLevel::info, "http",
              {{"method", base::RoutePattern{method}},
               {"route", base::RoutePattern{route}},
               {"status", status},
               {"ms", ms}});
  };
  if (!listening.tls) return options;
  options.tls = true;
  for (const std::string& name : listening.tls->names) {
    options.hosts.push_back(name.find(':') == std::string::npos ? name : "[" + name + "]");
  }
  const std::string& certificate = listening.tls->authority.certificate_pem;
  options.enrolment.emplace(certificate, net::fingerprint(certificate));
  return options;
}

}  // namespace

web::Assets page_assets() {
  base::Result<web::Assets> assets = web::Assets::from_blob(web::page_blob());
  if (!assets) throw base::Fault(base::Code::internal, "the program carries no page");
  return std::move(*assets);
}

// With its places for details unfilled.
web::Sentences page_sentences(const Messages& messages) {
  web::Sentences::Texts texts;
  const auto add = [&](base::Code code) {
    const std::string name(base::code_name(code));
    texts[name] = {messages.say("es", name), messages.say("en", name)};
  };
#define CODE(name, exit) add(base::Code::name);
#include "base/codes.inc"
#undef CODE
  return web::Sentences(std::move(texts));
}

PageServer::PageServer(desk::Desk& desk, const Messages& messages, base::Log& log,
                       const Listening& listening)
    : tickets_(desk),
      factors_(desk.house()),
      law_room_(desk.house()),
      law_(tickets_, law_room_),
      law_review_(tickets_, law_room_),
      directory_(tickets_),
      service_(tickets_, factors_, {&law_, &directory_}),
      account_(tickets_, factors_),
      watch_(tickets_),
      administration_(tickets_, factors_),
      shelter_(tickets_),
      drafts_(tickets_),
      observatory_(tickets_, desk.house().path()),
      sharing_(tickets_),
      files_(tickets_),
      practice_(tickets_, service_),
      outbox_(tickets_),
      care_(tickets_),
      assets_(page_assets()),
      sentences_(page_sentences(messages)),
      site_({.house = service_,
             .account = &account_,
             .watch = &watch_,
             .administration = &administration_,
             .law = &law_,
             .law_review = &law_review_,
             .shelter = &shelter_,
             .drafts = &drafts_,
             .observatory = &observatory_,
             .directory = &directory_,
             .sharing = &sharing_,
             .files = &files_,
             .practice = &practice_,
             .outbox = &outbox_,
             .care = &care_},
            assets_, sentences_, desk.house().clock(), desk.house().random(),
            site_options_of(listening, log)),
      server_(options_of(listening), site_) {
  watch_.watch(server_);
  service_.when_entered([this](const desk::Session& session) { practice_.wipe_left(session); });
  server_.start();
}

}  // namespace cli
