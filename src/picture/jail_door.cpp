// The way to a jail: starts it, passes the original in and the copy out, and ends it when it takes
// too long.
#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string>
#include <unistd.h>

#include <sys/wait.h>

#include "picture/copy.h"
#include "picture/jail.h"

namespace picture {

namespace {

using base::Code;

constexpr int kLongestSeconds = 30;
constexpr std::size_t kPiece = 64 * 1024;

class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd() { close(); }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  void take(int fd) {
    close();
    fd_ = fd;
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw base::Fault(Code::disk_error, "no pipe");
    out.take(ends[0]);
    in.take(ends[1]);
  }
  Fd out;
  Fd in;
};

// This program again, with two pipes, no other file and no word of the environment.
pid_t start(const std::string& media, const Pipe& original, const Pipe& copy) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t how;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&how);
  posix_spawn_file_actions_adddup2(&files, original.out.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, copy.in.get(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
  std::string program = "amparo";
  std::string word = kJailWord;
  std::string argument = media;
  std::array<char*, 4> arguments{program.data(), word.data(), argument.data(), nullptr};
  std::array<char*, 1> environment{nullptr};
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, "/proc/self/exe", &files, &how, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&how);
  if (error != 0) throw base::Fault(Code::internal, "the picture's process did not start");
  return pid;
}

// Writes and reads until the other side is done. False when it took too long or gave too much.
bool converse(Pipe& original, Pipe& copy, base::ByteView left, base::Bytes& out) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point until = Clock::now() + std::chrono::seconds(kLongestSeconds);
  fcntl(original.in.get(), F_SETFL, O_NONBLOCK);
  base::Bytes piece(kPiece);
  while (true) {
    if (left.empty()) original.in.close();
    const auto wait_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    std::array<pollfd, 2> ends{pollfd{copy.out.get(), POLLIN, 0},
                               pollfd{original.in.get(), POLLOUT, 0}};
    if (wait_ms <= 0 || poll(ends.data(), ends.size(), static_cast<int>(wait_ms)) <= 0) {
      return false;
    }
    if (ends[1].revents != 0 && !left.empty()) {
      const ssize_t put = write(original.in.get(), left.data(), left.size());
      // Nobody reads any more: what it says now is its answer.
      left = put > 0 ? left.subspan(static_cast<std::size_t>(put)) : base::ByteView();
    }
    if (ends[0].revents != 0) {
      const ssize_t got = read(copy.out.get(), piece.data(), piece.size());
      if (got <= 0) return got == 0;
      out.insert(out.end(), piece.begin(), piece.begin() + got);
      if (out.size() > kMostBytes) return false;
    }
  }
}

}  // namespace

base::Result<base::Bytes> Jail::copy(std::string_view media, base::ByteView original) {
  if (copy_media(media).empty()) return base::refuse(Code::bad_value, {{"field", "media"}});
  if (original.size() > kMostBytes) return base::refuse(Code::too_large);
  if (!places_.try_acquire()) return base::refuse(Code::too_many_tries);
  struct Leave {
    std::counting_semaphore<kAtOnce>& places;
    ~Leave() { places.release(); }
  };
  const Leave leave{places_};
  Pipe in;
  Pipe out;
  const pid_t pid = start(std::string(media), in, out);
  in.out.close();
  out.in.close();
  base::Bytes copy;
  const bool whole = converse(in, out, original, copy);
  if (!whole) kill(pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!whole || !WIFEXITED(status) || WEXITSTATUS(status) != 0 || copy.empty()) {
    return base::refuse(Code::bad_value, {{"field", "picture"}});
  }
  return copy;
}

}  // namespace picture
