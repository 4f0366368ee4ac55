// The local socket of a running node: other commands of the same person's computer talk to it, so
// that one process writes.
//
// One message each way on a connection: four bytes of length, little-endian, then deterministic
// CBOR. The socket lies in the organisation's folder with mode 0600, and the peer must be the same
// system user (SO_PEERCRED).
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>

#include "base/bytes.h"

namespace cli {

inline constexpr std::size_t kMaxMessage = 64 << 20;

// Sends a message to the node of a folder and waits for its answer; nothing when no node is running
// there. Refusal node_silent when it is running but does not answer.
base::Result<std::optional<base::Bytes>> ask_node(const std::filesystem::path& folder,
                                                  base::ByteView message);

// Serves a folder's socket on a thread of its own, one message at a time, until destroyed.
class LocalSocket {
 public:
  using Handler = std::function<base::Bytes(base::ByteView)>;
  // Fault bad_folder when the socket cannot be made.
  LocalSocket(const std::filesystem::path& folder, Handler handler);
  ~LocalSocket();
  LocalSocket(const LocalSocket&) = delete;
  LocalSocket& operator=(const LocalSocket&) = delete;

 private:
  void serve();
  std::filesystem::path path_;
  Handler handler_;
  int listener_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace cli
