// Problems: what the compiler and linter of the law refuse. Each is one clear sentence with file
// and line, in both languages; the sentences stand in problem.inc.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace law {

enum class ProblemKind {
#define PROBLEM(name, es, en) name,
#include "law/compile/problem.inc"
#undef PROBLEM
};

struct Problem {
  ProblemKind kind;
  std::string file;
  int line = 0;
  std::vector<std::pair<std::string, std::string>> details;
};
using Problems = std::vector<Problem>;

std::string_view problem_name(ProblemKind kind);
// "mexico/refugio.yaml:12: There is no atom "x"." `language` is "es" or "en".
std::string sentence(const Problem& problem, std::string_view language);

}  // namespace law
