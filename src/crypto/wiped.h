// Secret bytes that live for one call: on the stack, wiped whichever way the call ends. Inside
// crypto only.
#pragma once

#include <array>

#include "crypto/key.h"

namespace crypto {

template <std::size_t Size>
class Wiped {
 public:
  Wiped() = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { wipe(bytes_); }
  std::uint8_t* data() { return bytes_.data(); }
  std::uint8_t& operator[](std::size_t at) { return bytes_[at]; }
  std::span<std::uint8_t> span() { return bytes_; }
  base::ByteView view() const { return bytes_; }

 private:
  std::array<std::uint8_t, Size> bytes_{};
};

}  // namespace crypto
