#include "base/result.h"

#include <array>

namespace base {

namespace {

struct CodeRow {
  std::string_view name;
  int exit_code;
};

constexpr std::array kRows = {
#define CODE(name, exit_code) CodeRow{#name, exit_code},
#include "base/codes.inc"
#undef CODE
};

}  // namespace

std::string_view code_name(Code code) {
  return kRows.at(static_cast<std::size_t>(code)).name;
}

int exit_code(Code code) {
  return kRows.at(static_cast<std::size_t>(code)).exit_code;
}

}  // namespace base
