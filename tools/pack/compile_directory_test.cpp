// What is wrong in places, languages, directory or constitution is said with file and line, and no
// pack is made. Each case changes one thing in a copy of the real catalogue.
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <doctest/doctest.h>

#include "compile.h"

namespace packer {
namespace {

namespace fs = std::filesystem;

class Copy {
 public:
  Copy() : path_(fs::temp_directory_path() / ("amparo_dir_" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
    fs::copy(fs::path(AMPARO_SOURCE_DIR) / "catalogue", path_ / "catalogue",
             fs::copy_options::recursive);
  }
  ~Copy() { fs::remove_all(path_); }

  // The problems after one change, which is taken back.
  std::string with(const std::string& file, const std::string& from, const std::string& to) {
    const fs::path path = path_ / "catalogue" / file;
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    std::string changed = text.str();
    const std::size_t at = changed.find(from);
    REQUIRE(at != std::string::npos);
    changed.replace(at, from.size(), to);
    std::ofstream(path) << changed;
    const std::string found = problems();
    std::ofstream(path) << text.str();
    return found;
  }
  std::string problems() {
    Problems problems;
    compile_catalogue({path_ / "catalogue", {"law"}, false}, problems);
    return problems.text();
  }

 private:
  fs::path path_;
};

TEST_CASE("one changed line of the directory's data is refused by file and line") {
  Copy copy;
  REQUIRE(copy.problems().empty());
  struct Change {
    const char* file;
    const char* from;
    const char* to;
    const char* said;
  };
  const Change changes[] = {
      {"places/states.csv", "MX-CHP,MX,07", "MX-CHP,MX,08", "'08' stands twice"},
      {"places/states.csv", "16.50,-92.47", "16.50,-292.47", "'-292.47' is no lon"},
      {"places/aliases.csv", "MX-NLE", "MX-NLX", "unknown code 'MX-NLX'"},
      {"languages/languages.csv", "mam,language", "mam,tongue", "unknown level 'tongue'"},
      {"directory/organisations.yaml", "code: lodging", "code: lodgin", "unknown service 'lodgin'"},
      {"directory/diaspora.yaml", "value: \"284\"", "value: \"285\"", "the formula does not give"},
      {"directory/diaspora.yaml", "value: \"1.62\"", "value: \"1.61\"",
       "the formula does not give"},
      {"directory/diaspora.yaml", "source: omh_2023", "source: omh", "unknown source 'omh'"},
      {"constitution/mexico.yaml", "calendar: MX-LFPA", "calendar: MX", "unknown calendar 'MX'"},
      {"constitution/mexico.yaml", "needs: [notary]", "needs: [cluni]", "unknown earlier step"},
      {"constitution/mexico.yaml", "amount: 30", "amount: 0", "'amount' must be 1 or more"},
      {"constitution/mexico.yaml", "grade: P", "grade: Q", "unknown grade 'Q'"},
  };
  for (const Change& change : changes) {
    const std::string found = copy.with(change.file, change.from, change.to);
    CAPTURE(found);
    CHECK(found.starts_with("catalogue/" + std::string(change.file) + ":"));
    CHECK(found.find(change.said) != std::string::npos);
    CHECK(found.find(":0:") == std::string::npos);
  }
}

}  // namespace
}  // namespace packer
