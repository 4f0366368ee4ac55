// CaseNumber: the short number of a case file that people read aloud and write by hand, such as
// AMP-7K3Q-9DWX. It is for people; programs use CaseId.
//
// 32 symbols (2…9, A…Z without I and O; 0 and 1 do not occur): a prefix the organisation chooses, 7
// random symbols (35 bits: the caller asks again when a number is taken), 1 check symbol. The check
// is a weighted sum over GF(32) in which every place has another weight, so any one wrong symbol
// and any swap of two different ones is caught.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/seams.h"

namespace base {

class CaseNumber {
 public:
  static constexpr int kMaxPrefix = 6;

  // Refusal bad_case_prefix unless 1 to kMaxPrefix of the symbols.
  static Result<CaseNumber> random(std::string_view prefix, Random& random);
  // Reads any case, with or without spaces and dashes. Refusal bad_case_number with detail "why":
  // length, symbol or check.
  static Result<CaseNumber> parse(std::string_view typed);

  // PREFIX-XXXX-XXXX.
  const std::string& text() const { return text_; }
  friend auto operator<=>(const CaseNumber&, const CaseNumber&) = default;

 private:
  explicit CaseNumber(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace base
