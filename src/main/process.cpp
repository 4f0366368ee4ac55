#include "main/process.h"

#include <csignal>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace cli {

void harden_process() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  umask(0077);
}

namespace {

sigset_t stop_signals() {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  return stops;
}

}  // namespace

void catch_stop_signals() {
  const sigset_t stops = stop_signals();
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);  // inherited by every later thread
  std::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop() {
  const sigset_t stops = stop_signals();
  int signal = 0;
  sigwait(&stops, &signal);
}

bool stop_came(int within_ms) {
  const sigset_t stops = stop_signals();
  const timespec within{within_ms / 1000, (within_ms % 1000) * 1'000'000L};
  return sigtimedwait(&stops, nullptr, &within) > 0;
}

}  // namespace cli
