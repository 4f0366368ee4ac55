#include "base/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace base {

namespace {

constexpr std::string_view kName = "amparo.log";

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

std::string time_text(UtcMs ms) {
  const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), ms % 1000);
}

}  // namespace

void Log::write(LogLevel level, Word event, std::initializer_list<LogValue> values) {
  std::string line = fmt::format(R"({{"at":"{}","level":"{}","event":"{}")",
                                 time_text(clock_.now_ms()), level_name(level), event.text());
  for (const LogValue& value : values) {
    line += fmt::format(R"(,"{}":{})", value.name(), value.text());
  }
  line += "}\n";

  const std::lock_guard lock(mutex_);
  std::error_code ignored;
  std::filesystem::create_directories(folder_, ignored);
  const std::filesystem::path path = folder_ / kName;
  const std::uintmax_t size = std::filesystem::file_size(path, ignored);
  if (!ignored && size + line.size() > max_bytes_) rotate();
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  // Half a line on a full disk is all that can go wrong, and nobody waits for it.
  [[maybe_unused]] const ssize_t written = ::write(file, line.data(), line.size());
  close(file);
}

void Log::rotate() {
  const auto numbered = [&](int n) {
    return folder_ / (n == 0 ? std::string(kName) : fmt::format("{}.{}", kName, n));
  };
  std::error_code ignored;
  for (int n = kFiles - 1; n > 0; --n) {
    std::filesystem::rename(numbered(n - 1), numbered(n), ignored);
  }
}

}  // namespace base
