// Log: what the node did, one JSON object a line, in files that rotate.
//
// It promises: no name, text, query or path of a request is ever in it, and code that tried would
// not compile (tests/refused/log_text.cpp): a value is a number, a code of this program, a random
// id, an opaque reference, or a word written out in the source. A log that cannot be written stops
// nothing. Threads: any.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/id.h"
#include "base/result.h"
#include "base/seams.h"

namespace base {

// A text that stands in the source: only a literal makes one.
class Word {
 public:
  consteval Word(const char* text) : text_(text) {}
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// The pattern of a route ("/api/v1/cases/{case}"), taken from the table of routes: a text that the
// caller vouches for, and the one name to look for in a review.
struct RoutePattern {
  std::string_view text;
};

class LogValue {
 public:
  template <class Int>
    requires(std::is_integral_v<Int> && !std::is_same_v<Int, bool> && !std::is_same_v<Int, char>)
  LogValue(Word name, Int number) : name_(name), text_(std::to_string(number)) {}
  LogValue(Word name, Code code) : name_(name), text_(quoted(code_name(code))) {}
  LogValue(Word name, Word word) : name_(name), text_(quoted(word.text())) {}
  LogValue(Word name, RoutePattern route) : name_(name), text_(quoted(route.text)) {}
  template <class Tag>
  LogValue(Word name, const Id<Tag>& id) : name_(name), text_(quoted(id.text())) {}

  std::string_view name() const { return name_.text(); }
  const std::string& text() const { return text_; }  // as JSON

 private:
  static std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }
  Word name_;
  std::string text_;
};

enum class LogLevel : std::uint8_t { info, warning, error };

class Log {
 public:
  static constexpr std::uintmax_t kMaxBytes = 1 << 20;
  static constexpr int kFiles = 5;  // amparo.log and amparo.log.1 to .4, the oldest dropped

  // Writes into `folder`/amparo.log, made when there is something to say.
  Log(std::filesystem::path folder, Clock& clock, std::uintmax_t max_bytes = kMaxBytes)
      : folder_(std::move(folder)), clock_(clock), max_bytes_(max_bytes) {}
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void write(LogLevel level, Word event, std::initializer_list<LogValue> values = {});

 private:
  void rotate();

  std::filesystem::path folder_;
  Clock& clock_;
  std::uintmax_t max_bytes_;
  std::mutex mutex_;
};

}  // namespace base
