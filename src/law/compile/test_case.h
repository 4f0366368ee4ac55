// Law tests: tests as data, which a lawyer can read and write (docs/law-format.md).
#pragma once

#include <optional>

#include "law/compile/builder.h"
#include "law/facts.h"
#include "law/verdict.h"

namespace law {

struct WantedDue {
  Index deadline = 0;
  // As written: a date, an instant or "null".
  std::optional<std::string> safe, nominal, latest;
};

struct LawTest {
  std::string name;  // "mx.refugio/an adult"
  std::string file;
  int line = 0;
  Index rule = kNone;  // exactly one of these four
  Index definition = kNone;
  Index deadline = kNone;
  Index norm = kNone;
  Facts facts;
  Dates dates;
  std::optional<Outcome> outcome;
  std::optional<Outcome> uncapped;
  std::optional<Truth> truth;    // of a definition
  std::optional<Status> status;  // of a norm
  std::string falsified_by;      // an atom
  std::string next;              // an atom
  std::vector<WantedDue> deadlines;
};

// Every case of every test document.
std::vector<LawTest> read_law_tests(const Builder& builder, const Ruleset& ruleset,
                                    Problems& problems);

// What fails, one problem for each expectation.
Problems run_law_tests(const Ruleset& ruleset, const std::vector<LawTest>& tests);
void run_law_test(const Ruleset& ruleset, const LawTest& test, Problems& problems);

}  // namespace law
