// A label as BLAKE2b takes it for personalisation: 16 bytes, zeros behind. Inside crypto only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "base/check.h"

namespace crypto {

using Personal16 = std::array<std::uint8_t, 16>;

inline Personal16 personal(std::string_view label) {
  Personal16 out{};
  AMPARO_CHECK(!label.empty() && label.size() <= out.size());
  std::copy(label.begin(), label.end(), out.begin());
  return out;
}

}  // namespace crypto
