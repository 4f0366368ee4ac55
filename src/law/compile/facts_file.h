// Facts files: a case written by hand (docs/law-facts.md).
#pragma once

#include <optional>

#include "law/compile/reader.h"
#include "law/facts.h"

namespace law {

struct FactsFile {
  std::string name;
  Facts facts;
  std::optional<Day> law, fact, knowledge;
  // The dates of the file, each falling back to `today`.
  Dates dates(Day today) const {
    return {law.value_or(fact.value_or(today)), fact.value_or(today), knowledge.value_or(today)};
  }
};

// The facts of a map of atoms, each in the type the law gives it.
Facts read_facts(const Yaml& map, const Ruleset& ruleset, const std::string& file,
                 Problems& problems);
// Which of law, fact, knowledge a `dates` map gives.
void read_dates(const Yaml& map, FactsFile& into, const std::string& file, Problems& problems);
// Problems: unknown atom, wrong type, a date that does not exist.
std::expected<FactsFile, Problems> read_facts_file(const std::string& text, const std::string& file,
                                                   const Ruleset& ruleset);

}  // namespace law
