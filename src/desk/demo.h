// Demo: an organisation of invented people, of any size. The same seed gives the same people and
// records (keys and identities are always random). The folder is marked as a demonstration and
// refuses real use.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.h"

namespace desk {

struct Demo {
  std::uint64_t children = 300;
  std::uint64_t seed = 1;
  int writers = 16;  // threads that save at the same time
};

struct DemoMade {
  std::uint64_t case_files = 0;
  std::vector<std::string> staff;
};

// One passphrase for all invented staff: it protects nobody.
inline constexpr std::string_view kDemoPassphrase = "demostración de amparo";

// Refusals of `found`. Log-ins are made cheap: they protect nobody.
base::Result<DemoMade> make_demo(const std::filesystem::path& folder, const Demo& demo,
                                 const Seams& seams);

}  // namespace desk
