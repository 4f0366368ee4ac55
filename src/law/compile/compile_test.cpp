#include "law/compile/compile.h"

#include <doctest/doctest.h>

#include "law/compile/facts_file.h"
#include "law/compile/lint.h"
#include "law/example_law.h"

namespace law {
namespace {

std::vector<SourceFile> example_files() {
  return *read_folder(std::string(AMPARO_SOURCE_DIR) + "/src/law/example");
}

// The example law with one text of one file replaced.
std::vector<SourceFile> with(const std::string& from, const std::string& to) {
  auto files = example_files();
  bool found = false;
  for (SourceFile& file : files) {
    const std::size_t at = file.text.find(from);
    if (at == std::string::npos || found) continue;
    file.text.replace(at, from.size(), to);
    found = true;
  }
  REQUIRE(found);
  return files;
}

std::string names(const Problems& problems) {
  std::string all;
  for (const Problem& problem : problems) {
    all += (all.empty() ? "" : " ") + std::string(problem_name(problem.kind));
    CHECK(problem.line > 0);
    CHECK(!sentence(problem, "es").empty());
    // No detail was forgotten.
    CHECK(sentence(problem, "en").find('{') == std::string::npos);
  }
  return all;
}

std::string refusal(const std::vector<SourceFile>& files) {
  const auto compiled = compile(files);
  return compiled ? "" : names(compiled.error());
}

std::string lint_of(const std::vector<SourceFile>& files) {
  const auto compiled = compile(files);
  if (!compiled) return "refused: " + names(compiled.error());
  return names(lint(*compiled));
}

TEST_CASE("the example compiles, its tests pass, nothing is found and every mutant dies") {
  const Compiled law = example_law();
  CHECK(law.tests.size() == 23);
  CHECK(names(run_law_tests(law.ruleset, law.tests)) == "");
  CHECK(names(lint(law)) == "");
  CHECK(names(run_mutants(law)) == "");
}

TEST_CASE("bad input is refused with its place, and nothing is loaded half") {
  CHECK(refusal(with("cite: \"LM 99\"\nurgency", "urgency")) == "missing_key missing_citation");
  CHECK(refusal(with("norms: [mx.lm]\ncite: \"LM 99\"", "norms: []\ncite: \"LM 99\"")) ==
        "missing_norm");
  CHECK(refusal(with("{atom: age_doubt}", "{atom: age_dubt}")) == "unknown_atom");
  CHECK(refusal(with("{atom: age_doubt}", "{atom: child.birth_date}")) == "wrong_type");
  CHECK(refusal(with("{age_at: fact_date}, 18", "{age_at: age_doubt}, 18")) == "wrong_type");
  CHECK(refusal(with("[custodian, [INM]]", "[custodian, [IMN]]")) == "bad_word");
  CHECK(refusal(with("from: \"2021-01-11\"", "from: \"2021-02-30\"")) == "no_such_date");
  CHECK(refusal(with("{atom: age_doubt}", "{definition: mx.is_child}")) == "self_reference");
  CHECK(refusal(with("norm: us.sij_da", "norm: us.sij")) == "two_of_one_id");
  CHECK(refusal(with("version: \"2021\", cite", "version: \"2023\", cite")) == "unknown_reference");
  CHECK(refusal(with("title: {es: \"Niña, niño o adolescente\", en: \"Child\"}",
                     "title: {es: \"Niña, niño o adolescente\"}")) == "both_languages");
  CHECK(refusal(with("urgency: 5", "urgency: 5\nurgencia: 5")) == "unknown_key");
  CHECK(refusal(with("urgency: 5", "urgency: 5\nurgency: 5")) == "bad_yaml");
  CHECK(refusal(with("urgency: 5", "urgency: &x 5")) == "bad_yaml");
  CHECK(refusal(with("urgency: 5", "urgency: !int 5")) == "bad_yaml");
  CHECK(refusal(with("calendar: MX-LFPA\nstart", "start")) == "needs_calendar");
}

TEST_CASE("a sentence names file and line") {
  const auto compiled = compile(with("{atom: age_doubt}", "{atom: age_dubt}"));
  REQUIRE(!compiled.has_value());
  CHECK(sentence(compiled.error().front(), "en") ==
        "mexico.yaml:24: There is no atom \"age_dubt\".");
  CHECK(sentence(compiled.error().front(), "es") ==
        "mexico.yaml:24: No existe el dato «age_dubt».");
}

TEST_CASE("a calendar without the year asked is one sentence") {
  auto files = with("years: [2018, 2032]", "years: [2018, 2025]");
  const auto compiled = compile(files);
  REQUIRE(compiled.has_value());
  CHECK(names(run_law_tests(compiled->ruleset, compiled->tests)) == "calendar_without_year");
}

TEST_CASE("what Kleene's logic misses is found by decision diagrams") {
  const std::string adult = "{lt: [{age_at: fact_date}, 18]}";
  CHECK(lint_of(with("- {atom: age_doubt}", "- {not: {lt: [{age_at: fact_date}, 18]}}"))
            .find("always_true") != std::string::npos);
  CHECK(lint_of(with("- " + adult,
                     "- {all: [{gt: [{age_at: fact_date}, 20]}, {lt: "
                     "[{age_at: fact_date}, 18]}]}"))
            .find("never_true") != std::string::npos);
  CHECK(lint_of(with("- {atom: age_doubt}",
                     "- {atom: age_doubt}\n    - {lt: [{age_at: fact_date}, 12]}"))
            .find("unreachable") != std::string::npos);
  CHECK(lint_of(with("priority: 10, cite: \"8 CFR 204.11(b)(2)\"}",
                     "priority: 10, cite: \"8 CFR 204.11(b)(2)\"}\n"
                     "  - {when: {atom: age_doubt}, effect: allowed, priority: 10}"))
            .find("exceptions_clash") != std::string::npos);
  CHECK(lint_of(with("{eq: [marital_status, married]}", "{not: {atom: us.court_order_sij}}"))
            .find("unreachable_exception") != std::string::npos);
}

TEST_CASE("a rule without its tests is found") {
  CHECK(lint_of(with("- {name: \"no order\", set", "- {name: \"none\", set")) == "");
  CHECK(lint_of(with("{name: \"married\", set: {marital_status: married}, outcome: blocked}",
                     "{name: \"married\", unset: [marital_status], outcome: possible}"))
            .find("no_exception_test") != std::string::npos);
  CHECK(lint_of(with("set: {us.i360_filed_date: \"2026-05-10\"}",
                     "set: {us.i360_filed_date: \"2026-05-11\"}"))
            .find("no_boundary_test") != std::string::npos);
  CHECK(lint_of(with("{name: \"with the family\", set: {custodian: family}, outcome: "
                     "not_indicated, falsified_by: custodian}",
                     "{name: \"again\", outcome: indicated}"))
            .find("no_false_test") != std::string::npos);
}

TEST_CASE("a test that checks too little lets a mutant live") {
  const auto compiled = compile(
      with("{name: \"married\", set: {marital_status: married}, outcome: blocked}",
           "{name: \"married\", set: {marital_status: married}, falsified_by: marital_status}"));
  REQUIRE(compiled.has_value());
  CHECK(names(run_mutants(*compiled)) == "mutant_survived");
}

TEST_CASE("facts files: types, partial dates, sources, and one sentence for what is wrong") {
  const Compiled law = example_law();
  const auto read = [&](const std::string& facts) {
    return read_facts_file("facts:\n" + facts, "case.yaml", law.ruleset);
  };
  const auto good = read(
      "  child.birth_date: {value: \"2011-05\", source: \"acta\", on: \"2026-03-01\"}\n"
      "  custodian: INM\n"
      "  entries: {open: [{country: MX, date: \"2026-03\", manner: irregular}]}\n");
  REQUIRE(good.has_value());
  CHECK(good->facts[0].source == "acta");
  CHECK(format_days(good->facts[0].value.span()) == "2011-05");
  CHECK(good->facts[2].value.open());
  CHECK(names(read("  nobody: true\n").error()) == "unknown_atom");
  CHECK(names(read("  age_doubt: \"yes\"\n").error()) == "wrong_type");
  CHECK(names(read("  child.birth_date: \"2011-02-30\"\n").error()) == "no_such_date");
  CHECK(names(read("  custodian: police\n").error()) == "bad_word");
  CHECK(names(read("  entries: [{county: MX}]\n").error()) == "unknown_key");
}

}  // namespace
}  // namespace law
