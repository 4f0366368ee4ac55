#include "main/node.h"

#include <condition_variable>
#include <iostream>
#include <thread>

#include "base/log.h"
#include "desk/dues.h"
#include "main/dispatch.h"
#include "main/first_run.h"
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

struct Where {
  std::string address = "127.0.0.1";
  std::uint16_t port = kPagePort;
  bool tls = false;
};

// What a browser types, and for others what to compare before they trust it.
std::string ready_text(const Messages& messages, const Request& request, const PageServer& page,
                       const Listening& listening) {
  const std::string port = std::to_string(page.port());
  const std::string_view scheme = listening.tls ? "https://" : "http://";
  std::string text = messages.say(
      request.language, "node.ready",
      {{"folder", request.option("dir")}, {"address", std::string(scheme) + "localhost:" + port}});
  if (!listening.tls) return text;
  std::string addresses;
  for (const std::string& name : listening.tls->names) {
    const bool is_v6 = name.find(':') != std::string::npos;
    addresses += "\n  https://" + (is_v6 ? "[" + name + "]" : name) + ":" + port;
  }
  return text + "\n" +
         messages.say(
             request.language, "node.tls",
             {{"addresses", addresses},
              {"fingerprint", net::fingerprint(listening.tls->authority.certificate_pem)}});
}

int run_node(const Messages& messages, const Request& request, Where where) {
  catch_stop_signals();
  // Only this computer may found: from elsewhere the folder is missing, as it was.
  if (net::is_loopback(where.address) && !where.tls && is_first_run(request.option("dir"))) {
    const std::optional<std::uint16_t> port =
        run_first(messages, request, {where.address, where.port, std::nullopt});
    if (!port) return 0;
    where.port = *port;
  }
  base::Result<std::unique_ptr<desk::Desk>> desk =
      desk::Desk::open(request.option("dir"), seams_of(request));
  if (!desk) {
    std::cerr << messages.say(request.language, desk.error()) << '\n';
    return base::exit_code(desk.error().code);
  }
  base::Log log(std::filesystem::path(request.option("dir")) / "log", (*desk)->house().clock());
  log.write(base::LogLevel::info, "started");
  if (const auto& problem = (*desk)->house().catalogue_problem()) {
    std::cerr << messages.say(request.language, "catalogue.problem",
                              {{"why", messages.say(request.language, *problem)}})
              << std::endl;
    log.write(base::LogLevel::warning, "catalogue", {{"code", problem->code}});
  }
  Dispatcher dispatcher(messages, **desk);
  const LocalSocket socket(request.option("dir"), [&](base::ByteView bytes) {
    base::Result<Request> asked = decode_request(bytes);
    if (!asked) return encode(Reply{base::exit_code(asked.error().code), "", {}});
    const Reply reply = dispatcher.run(std::move(*asked));
    log.write(base::LogLevel::info, "command", {{"exit", reply.exit_code}});
    return encode(reply);
  });
  Listening listening{where.address, where.port, std::nullopt};
  if (where.tls) {
    base::Result<NodeTls> tls = node_tls((*desk)->house(), where.address);
    if (!tls) {
      std::cerr << messages.say(request.language, tls.error()) << '\n';
      return base::exit_code(tls.error().code);
    }
    listening.tls = std::move(*tls);
  }
  PageServer page(**desk, messages, log, listening);
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
  std::cout << ready_text(messages, request, page, listening) << std::endl;
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
  auto where = std::make_shared<Where>();
  sub->add_option("--listen", where->address, messages.say(language, "option.listen"));
  sub->add_option("--port", where->port, messages.say(language, "option.port"));
  const CLI::Option* tls =
      sub->add_flag("--tls,!--no-tls", where->tls, messages.say(language, "option.tls"));
  sub->callback([&messages, &code, request, where, tls] {
    if (tls->count() == 0) where->tls = !net::is_loopback(where->address);
    code = run_node(messages, *request, *where);
  });
}

}  // namespace cli
