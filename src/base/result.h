// Result: how a function of the house says no.
//
// Errors are three kinds (docs/architecture.md). A *refusal* is a value: Result<T> holds either T
// or a Refusal, a code whose sentence stands in catalogue/messages, in Spanish and English. A
// *fault* of the environment (disk, memory, wire) is a base::Fault exception, caught at four places
// only: request, job, sync session, main. A *bug* is AMPARO_CHECK, always on.
#pragma once

#include <cstdint>
#include <expected>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

// Every refusal the house can give. The list is src/base/codes.inc, one line a code: CODE(name,
// exit code).
enum class Code : std::uint16_t {
#define CODE(name, exit_code) name,
#include "base/codes.inc"
#undef CODE
};

// The name of a code, which is its key in catalogue/messages.
std::string_view code_name(Code code);
// The exit code the command line gives for it (docs/operations.md).
int exit_code(Code code);

// A no with its reason. `details` are named values for the sentence ("field" → "birth_date"). They
// are shown and logged: never personal data, never a secret.
struct Refusal {
  Code code;
  std::vector<std::pair<std::string, std::string>> details;

  // The refusal with one more detail.
  Refusal with(std::string name, std::string value) && {
    details.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
  }
};

template <class T>
using Result = std::expected<T, Refusal>;
using Done = Result<void>;

// `return refuse(Code::not_found);`
inline std::unexpected<Refusal> refuse(Code code) {
  return std::unexpected(Refusal{code, {}});
}
// `return refuse(Code::bad_date, {{"field", "birth_date"}});`
inline std::unexpected<Refusal> refuse(Code code,
                                       std::vector<std::pair<std::string, std::string>> details) {
  return std::unexpected(Refusal{code, std::move(details)});
}
// Passes a refusal on: `if (!x) return pass(x);`
template <class T>
std::unexpected<Refusal> pass(Result<T>& result) {
  return std::unexpected(std::move(result.error()));
}

// A fault of the environment: the disk is full, a file cannot be read. The code gives sentence and
// exit code.
class Fault : public std::runtime_error {
 public:
  Fault(Code code, const std::string& what) : std::runtime_error(what), code_(code) {}
  Code code() const { return code_; }

 private:
  Code code_;
};

}  // namespace base
