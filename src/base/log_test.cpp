#include "base/log.h"

#include <fstream>

#include <doctest/doctest.h>

namespace {

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

struct LogFolder {
  std::filesystem::path path = std::filesystem::temp_directory_path() /
                               ("amparo-log-" + base::SaveId::random(base::system_random()).text());
  ~LogFolder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("a line is one JSON object: time, level, event and typed values") {
  LogFolder folder;
  base::ManualClock clock(1'780'000'000'123);
  base::Log log(folder.path, clock);
  log.write(base::LogLevel::info, "http",
            {{"method", base::Word("GET")},
             {"route", base::RoutePattern{"/api/v1/cases/{case}"}},
             {"status", 200},
             {"ms", std::int64_t{7}},
             {"code", base::Code::not_found}});
  const auto lines = lines_of(folder.path / "amparo.log");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0] ==
        R"({"at":"2026-05-28T20:26:40.123Z","level":"info","event":"http","method":"GET",)"
        R"("route":"/api/v1/cases/{case}","status":200,"ms":7,"code":"not_found"})");
  const auto mode = std::filesystem::status(folder.path / "amparo.log").permissions();
  CHECK((mode & std::filesystem::perms::others_all) == std::filesystem::perms::none);
  CHECK((mode & std::filesystem::perms::group_all) == std::filesystem::perms::none);
}

TEST_CASE("files rotate by size and the oldest is dropped") {
  LogFolder folder;
  base::ManualClock clock(1'780'000'000'000);
  base::Log log(folder.path, clock, 1000);
  for (int i = 0; i < 200; ++i) log.write(base::LogLevel::info, "tick", {{"n", i}});
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path)) {
    ++files;
    CHECK(entry.file_size() <= 1000);
  }
  CHECK(files == static_cast<std::size_t>(base::Log::kFiles));
  CHECK(lines_of(folder.path / "amparo.log").back().find("\"n\":199") != std::string::npos);
}

TEST_CASE("a log that cannot be written stops nothing") {
  LogFolder folder;
  std::ofstream(folder.path) << "a file where the folder should be";
  base::ManualClock clock(0);
  base::Log(folder.path, clock).write(base::LogLevel::error, "x");
  CHECK(std::filesystem::is_regular_file(folder.path));
}
