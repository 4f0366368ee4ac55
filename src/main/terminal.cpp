#include "main/terminal.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string_view>
#include <termios.h>
#include <unistd.h>

namespace cli {

namespace {

class EchoOff {
 public:
  EchoOff() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;
  ~EchoOff() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool changed_ = false;
};

bool is_language(std::string_view text) {
  return text == "es" || text == "en";
}

}  // namespace

base::Result<std::string> ask_line(const std::string& question) {
  if (isatty(STDIN_FILENO) == 0) return base::refuse(base::Code::no_terminal);
  std::cerr << question << std::flush;
  std::string line;
  if (!std::getline(std::cin, line)) return base::refuse(base::Code::no_terminal);
  return line;
}

base::Result<std::string> ask_secret(const std::string& question) {
  const EchoOff quiet;
  base::Result<std::string> line = ask_line(question);
  if (line) std::cerr << '\n';
  return line;
}

base::Result<std::string> first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) {
    return base::refuse(base::Code::unreadable_file, {{"file", path}});
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

std::string language_of(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--lang" && i + 1 < argc && is_language(argv[i + 1])) return argv[i + 1];
    if (arg.starts_with("--lang=") && is_language(arg.substr(7))) return std::string(arg.substr(7));
  }
  for (const char* name : {"AMPARO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* text = std::getenv(name);
    if (text == nullptr || *text == '\0') continue;
    const std::string_view language = std::string_view(text).substr(0, 2);
    return language == "en" ? "en" : "es";
  }
  return "es";
}

}  // namespace cli
