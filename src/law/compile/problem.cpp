#include "law/compile/problem.h"

#include <array>

#include <fmt/format.h>

namespace law {

namespace {

struct Row {
  std::string_view name;
  std::string_view es;
  std::string_view en;
};

constexpr std::array kRows = {
#define PROBLEM(name, es, en) Row{#name, es, en},
#include "law/compile/problem.inc"
#undef PROBLEM
};

}  // namespace

std::string_view problem_name(ProblemKind kind) {
  return kRows.at(static_cast<std::size_t>(kind)).name;
}

std::string sentence(const Problem& problem, std::string_view language) {
  const Row& row = kRows.at(static_cast<std::size_t>(problem.kind));
  std::string text(language == "es" ? row.es : row.en);
  for (const auto& [name, value] : problem.details) {
    const std::string mark = "{" + name + "}";
    for (std::size_t at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + value.size())) {
      text.replace(at, mark.size(), value);
    }
  }
  return fmt::format("{}:{}: {}", problem.file, problem.line, text);
}

}  // namespace law
