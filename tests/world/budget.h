// How much of a simulation to run, and from which seed.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace world {

inline std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

inline std::uint64_t first_seed() {
  return from_environment("AMPARO_SEED", 1);
}

}  // namespace world
