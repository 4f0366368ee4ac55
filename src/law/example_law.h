// For tests and the bench: the small law of src/law/example, and random facts for any law.
#pragma once

#include <doctest/doctest.h>

#include "base/seams.h"
#include "law/compile/compile.h"

namespace law {

inline Compiled example_law() {
  const auto files = read_folder(std::string(AMPARO_SOURCE_DIR) + "/src/law/example");
  REQUIRE(files.has_value());
  auto compiled = compile(*files);
  if (!compiled) {
    for (const Problem& problem : compiled.error()) MESSAGE(sentence(problem, "en"));
  }
  REQUIRE(compiled.has_value());
  return std::move(*compiled);
}

inline Day day(const char* text) {
  return parse_date(text)->lo;
}

}  // namespace law
