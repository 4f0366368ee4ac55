#include "main/node.h"

#include <condition_variable>
#include <iostream>
#include <thread>

#include "base/log.h"
#include "desk/dues.h"
#include "main/dispatch.h"
#include "main/local_socket.h"
#include "main/page_server.h"
#include "main/process.h"

namespace cli {

namespace {

constexpr std::chrono::seconds kTidyEvery(5);
constexpr std::uint16_t kPagePort = 8080;

// Calls `work` every few seconds on a thread of its own until destroyed.
class Every {
 public:
  Every(std::chrono::seconds pause, std::function<void()> work)
      : thread_([this, pause, work = std::move(work)] {
          std::unique_lock lock(mutex_);
          while (!over_.wait_for(lock, pause, [this] { return stop_; })) work();
        }) {}
  Every(const Every&) = delete;
  Every& operator=(const Every&) = delete;
  ~Every() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    over_.notify_one();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable over_;
  bool stop_ = false;
  std::thread thread_;
};

int run_node(const Messages& messages, const Request& request, std::uint16_t port) {
  catch_stop_signals();
  base::Result<std::unique_ptr<desk::Desk>> desk =
      desk::Desk::open(request.option("dir"), seams_of(request));
  if (!desk) {
    std::cerr << messages.say(request.language, desk.error()) << '\n';
    return base::exit_code(desk.error().code);
  }
  base::Log log(std::filesystem::path(request.option("dir")) / "log", (*desk)->house().clock());
  log.write(base::LogLevel::info, "started");
  Dispatcher dispatcher(messages, **desk);
  const LocalSocket socket(request.option("dir"), [&](base::ByteView bytes) {
    base::Result<Request> asked = decode_request(bytes);
    if (!asked) return encode(Reply{base::exit_code(asked.error().code), "", {}});
    const Reply reply = dispatcher.run(std::move(*asked));
    log.write(base::LogLevel::info, "command", {{"exit", reply.exit_code}});
    return encode(reply);
  });
  PageServer page(**desk, messages, log, port);
  std::size_t rung = 0;
  const Every tidy(kTidyEvery, [&] {
    try {
      (*desk)->lock_idle();
      page.tick();
      // Rings also while every person is locked out: how many, never what for.
      const std::size_t due = desk::due_now((*desk)->house());
      if (due > rung) log.write(base::LogLevel::warning, "due", {{"count", due}});
      rung = due;
    } catch (const base::Fault& fault) {
      log.write(base::LogLevel::error, "fault", {{"code", fault.code()}});
      // A full disk stops caches from being written, never the node: the next round tries again.
    }
  });
  std::cout << messages.say(request.language, "node.ready",
                            {{"folder", request.option("dir")},
                             {"address", "http://localhost:" + std::to_string(page.port())}})
            << std::endl;
  wait_for_stop();
  page.stop();
  (*desk)->lock("");
  log.write(base::LogLevel::info, "stopped");
  return 0;
}

}  // namespace

void add_node_command(CLI::App& app, const Messages& messages, const std::string& language,
                      int& code) {
  CLI::App* sub = app.add_subcommand("node", messages.say(language, "command.node"));
  auto request = std::make_shared<Request>();
  request->language = language;
  sub->add_option("dir", request->options["dir"], messages.say(language, "option.dir"))
      ->envname("AMPARO_DIR")
      ->required();
  sub->add_option("--lang", request->options["lang"], messages.say(language, "option.lang"));
  auto port = std::make_shared<std::uint16_t>(kPagePort);
  sub->add_option("--port", *port, messages.say(language, "option.port"));
  sub->callback([&messages, &code, request, port] { code = run_node(messages, *request, *port); });
}

}  // namespace cli
