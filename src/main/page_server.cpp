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

net::Options listening_on(std::uint16_t port) {
  net::Options options;
  options.port = port;
  return options;
}

}  // namespace

PageServer::PageServer(desk::Desk& desk, const Messages& messages, std::uint16_t port)
    : tickets_(desk),
      service_(tickets_),
      directory_(tickets_),
      assets_(page()),
      sentences_(sentences(messages)),
      site_({service_, &directory_}, assets_, sentences_, desk.house().clock(), desk.house().random()),
      server_(listening_on(port), site_) {
  server_.start();
}

}  // namespace cli
