// amparo-page-dev: serves the page with invented people from memory, for work on the page. Not
// installed. `amparo-page-dev [PORT]` listens on loopback until interrupted.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "fake_directory.h"
#include "fake_law.h"
#include "fake_observatory.h"
#include "fake_service.h"
#include "net/server.h"
#include "web/page_blob.h"
#include "web/site.h"

namespace {

web::Sentences sentences() {
  std::ifstream file(AMPARO_SOURCE_DIR "/catalogue/messages/refusals.yaml");
  const std::string yaml((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return web::Sentences::from_yaml(yaml).value();
}

}  // namespace

int main(int argc, char** argv) {
  crypto::init();
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  page::FakeService service(base::system_clock());
  page::FakeLaw law;
  const web::Assets assets = web::Assets::from_blob(web::page_blob()).value();
  const web::Sentences texts = sentences();
  page::FakeDirectory directory;
  page::FakeObservatory observatory;
  web::Site site(
      {.house = service, .law = &law, .observatory = &observatory, .directory = &directory}, assets,
      texts, base::system_clock(), base::system_random());
  net::Options options;
  options.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 8090);
  net::Server server(options, site);
  server.start();
  std::printf("http://localhost:%u\n", server.port());
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  server.stop();
}
