#include "main/page_server.h"

#include "web/page_blob.h"

namespace cli {

namespace {

web::Assets page() {
  base::Result<web::Assets> assets = web::Assets::from_blob(web::page_blob());
  if (!assets) throw base::Fault(base::Code::internal, "the program carries no page");
  return std::move(*assets);
}

// A sentence for every refusal there is, with its places for details unfilled.
web::Sentences sentences(const Messages& messages) {
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

net::Options options_of(const Listening& listening) {
  net::Options options;
  options.address = listening.address;
  options.port = listening.port;
  if (listening.tls) options.certificate = listening.tls->certificate;
  return options;
}

web::SiteOptions site_options_of(const Listening& listening) {
  web::SiteOptions options;
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

PageServer::PageServer(desk::Desk& desk, const Messages& messages, const Listening& listening)
    : tickets_(desk),
      factors_(desk.house()),
      service_(tickets_, factors_),
      account_(tickets_, factors_),
      watch_(tickets_),
      administration_(tickets_, factors_),
      assets_(page()),
      sentences_(sentences(messages)),
      site_({service_, &account_, &watch_, &administration_}, assets_, sentences_,
            desk.house().clock(), desk.house().random(), site_options_of(listening)),
      server_(options_of(listening), site_) {
  watch_.watch(server_);
  server_.start();
}

}  // namespace cli
