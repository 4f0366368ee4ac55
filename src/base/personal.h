// Personal: a text about a person. It has no formatter and no stream operator, so logging one does
// not compile (tests/refused/log_personal.cpp). `reveal` is the only way out, and the word to look
// for in a review.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace base {

class Personal {
 public:
  Personal() = default;
  explicit Personal(std::string text) : text_(std::move(text)) {}
  std::string_view reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend auto operator<=>(const Personal&, const Personal&) = default;

 private:
  std::string text_;
};

}  // namespace base
