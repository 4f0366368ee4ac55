#include "main/local_socket.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>
#include <utility>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace cli {

namespace {

constexpr int kPollMs = 200;
constexpr int kPeerTimeoutS = 30;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

std::filesystem::path socket_path(const std::filesystem::path& folder) {
  return folder / "node.sock";
}

// A socket's path holds 107 bytes: longer ones are reached through the folder's descriptor.
std::optional<sockaddr_un> address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
  return address;
}

bool write_all(int fd, base::ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return true;
}

bool read_all(int fd, std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = recv(fd, out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    out = out.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

bool write_message(int fd, base::ByteView message) {
  const auto size = static_cast<std::uint32_t>(message.size());
  std::array<std::uint8_t, 4> head{};
  for (std::size_t i = 0; i < 4; ++i) head[i] = static_cast<std::uint8_t>(size >> (8 * i));
  return write_all(fd, head) && write_all(fd, message);
}

std::optional<base::Bytes> read_message(int fd) {
  std::array<std::uint8_t, 4> head{};
  if (!read_all(fd, head)) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) size |= static_cast<std::size_t>(head[i]) << (8 * i);
  if (size > kMaxMessage) return std::nullopt;
  base::Bytes message(size);
  if (!read_all(fd, message)) return std::nullopt;
  return message;
}

bool is_same_user(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

}  // namespace

base::Result<std::optional<base::Bytes>> ask_node(const std::filesystem::path& folder,
                                                  base::ByteView message) {
  const std::optional<sockaddr_un> address = address_of(socket_path(folder));
  if (!address) return std::nullopt;
  const Descriptor fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) return std::nullopt;
  const auto* raw = reinterpret_cast<const sockaddr*>(&*address);
  // No socket file, or one left by a node that was killed: nobody listens.
  if (connect(fd.get(), raw, sizeof *address) != 0) return std::nullopt;
  if (!write_message(fd.get(), message)) return base::refuse(base::Code::node_silent);
  std::optional<base::Bytes> answer = read_message(fd.get());
  if (!answer) return base::refuse(base::Code::node_silent);
  return answer;
}

LocalSocket::LocalSocket(const std::filesystem::path& folder, Handler handler)
    : path_(socket_path(folder)),
      handler_(std::move(handler)),
      listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const std::optional<sockaddr_un> address = address_of(path_);
  if (listener_ < 0 || !address) {
    throw base::Fault(base::Code::bad_folder, "the folder's path is too long for a local socket");
  }
  std::filesystem::remove(
      path_);  // the folder's lock is held: a socket found here is a dead node's
  const mode_t before = umask(0177);
  const auto* raw = reinterpret_cast<const sockaddr*>(&*address);
  const bool bound = bind(listener_, raw, sizeof *address) == 0 && listen(listener_, 16) == 0;
  umask(before);
  if (!bound) throw base::Fault(base::Code::bad_folder, "the local socket cannot be made");
  thread_ = std::thread([this] { serve(); });
}

LocalSocket::~LocalSocket() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
  close(listener_);
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void LocalSocket::serve() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, kPollMs) <= 0) continue;
    const Descriptor peer(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    if (peer.get() < 0 || !is_same_user(peer.get())) continue;
    const timeval timeout{kPeerTimeoutS, 0};
    setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    setsockopt(peer.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    const std::optional<base::Bytes> message = read_message(peer.get());
    if (message) write_message(peer.get(), handler_(*message));
  }
}

}  // namespace cli
