// Recorded histories fold to their recorded digests: tests/vectors/casefile/*.txt, one batch a line
// (node, seq, batch in hexadecimal), the digest last. A release adds files and changes none; a
// change of the fold raises kFoldVersion and adds files beside the old ones.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "casefile/test_world.h"

namespace casefile {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(AMPARO_SOURCE_DIR) / "tests" / "vectors" / "casefile";

struct Recorded {
  History history{base::Compartment::control};
  std::string digest;
};

Recorded read(const fs::path& path) {
  Recorded out;
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    std::string first;
    std::uint64_t seq = 0;
    std::string batch;
    cells >> first;
    if (first == "digest") {
      cells >> out.digest;
    } else if (cells >> seq >> batch) {
      const base::NodeId node = base::NodeId::from_text(first).value();
      out.history.add({node, seq, decode_batch(base::from_hex(batch).value()).value()});
    }
  }
  return out;
}

TEST_CASE("recorded histories fold to their recorded digests") {
  std::size_t files = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(kFolder)) {
    const Recorded recorded = read(entry.path());
    CAPTURE(entry.path().filename().string());
    CHECK(recorded.history.batches().size() > 10);
    CHECK(testing::digest(fold(recorded.history, testing::catalogue(), Control())) ==
          recorded.digest);
    ++files;
  }
  CHECK(files >= 2);
}

// By hand, when a release adds vectors: casefile_test --no-skip -tc="writes vectors" (into the
// folder named by AMPARO_VECTORS).
TEST_CASE("writes vectors" * doctest::skip()) {
  const char* folder = std::getenv("AMPARO_VECTORS");
  REQUIRE(folder != nullptr);
  for (const std::uint64_t seed : {2026, 2027}) {
    testing::World world(seed);
    History history(base::Compartment::control);
    std::ofstream out(fs::path(folder) / ("control-" + std::to_string(seed) + ".txt"));
    for (const Authored& authored : world.run(50)) {
      history.add(authored);
      out << authored.node.text() << " " << authored.seq << " "
          << base::to_hex(encode(authored.batch)) << "\n";
    }
    out << "digest " << testing::digest(fold(history, testing::catalogue(), Control())) << "\n";
  }
}

}  // namespace
}  // namespace casefile
