#include "law/screening.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "law/comparison.h"
#include "law/example_law.h"
#include "law/question.h"

namespace law {
namespace {

const Dates kDates{parse_date("2026-03-01")->lo, parse_date("2026-03-01")->lo,
                   parse_date("2026-03-01")->lo};

Facts girl_with_an_order() {
  return {
      {"location.country", Value::word("US"), "caseworker", kLowest, kLowest},
      {"us.court_order_sij", Value::truth(true), "certified copy", kLowest, kLowest},
      {"child.birth_date", Value::date(*parse_date("2010-02-01")), "passport", kLowest, kLowest},
      {"us.i360_filed_date", Value::date(*parse_date("2026-02-20")), "", kLowest, kLowest},
      {"marital_status", Value::word("single"), "mother", kLowest, kLowest}};
}

Answer answer_of(const Ruleset& ruleset, const char* rule, const Facts& facts,
                 const Dates& dates = kDates) {
  const auto bound = bind_facts(ruleset, facts, dates, Strictness::refuse_unknown_atoms);
  REQUIRE(bound.has_value());
  Values values;
  evaluate(ruleset, bound->slots, values);
  return answer(ruleset, ruleset.rule(rule), *bound, values);
}

void replace(Facts& facts, const char* atom, Value value) {
  for (Fact& fact : facts) {
    if (fact.atom == atom) fact.value = std::move(value);
  }
}

std::vector<std::string> names(const Ruleset& ruleset, const std::vector<Index>& atoms) {
  std::vector<std::string> names;
  for (const Index atom : atoms) {
    names.emplace_back(ruleset.text(ruleset->atoms[static_cast<std::size_t>(atom)].id));
  }
  return names;
}

TEST_CASE("an indicated rule shows every condition that supports it, with its citation") {
  const Ruleset law = example_law().ruleset;
  const Answer got = answer_of(law, "us.sij_petition", girl_with_an_order());
  CHECK(got.verdict.outcome == Outcome::indicated);
  CHECK(got.missing.empty());
  std::vector<std::string_view> cites;
  for (const Line& line : got.lines) {
    CHECK(line.truth == Truth::yes);
    cites.push_back(law.text(law->nodes[static_cast<std::size_t>(line.node)].cite));
  }
  CHECK(std::count(cites.begin(), cites.end(), "8 CFR 204.11(c)") == 1);
  CHECK(std::count(cites.begin(), cites.end(), "8 CFR 204.11(b)(1)") == 1);
}

TEST_CASE("a rule that does not apply names the smallest reason first") {
  const Ruleset law = example_law().ruleset;
  Facts facts = girl_with_an_order();
  replace(facts, "us.court_order_sij", Value::truth(false));
  replace(facts, "child.birth_date", Value::date(*parse_date("1999-01-01")));
  const Answer got = answer_of(law, "us.sij_petition", facts);
  CHECK(got.verdict.outcome == Outcome::not_indicated);
  REQUIRE(got.lines.size() >= 2);
  CHECK(got.lines[0].deciding);
  CHECK(got.lines[0].truth == Truth::no);
  CHECK(!got.lines[1].deciding);
}

TEST_CASE("only what can still matter is missing, and a partly known date may be enough") {
  const Ruleset law = example_law().ruleset;
  Facts facts = girl_with_an_order();
  facts.erase(facts.begin() + 1);
  replace(facts, "child.birth_date", Value::date(*parse_date("2010")));
  const Answer got = answer_of(law, "us.sij_petition", facts);
  CHECK(got.verdict.outcome == Outcome::possible);
  CHECK(names(law, got.missing) == std::vector<std::string>{"us.court_order_sij"});
  replace(facts, "child.birth_date", Value::date(*parse_date("2005")));
  const Answer vague = answer_of(law, "us.sij_petition", facts);
  CHECK(names(law, vague.missing) ==
        std::vector<std::string>{"us.court_order_sij", "child.birth_date"});
}

TEST_CASE("contradicting sources are a conflict: unknown, and said") {
  const Ruleset law = example_law().ruleset;
  Facts facts = girl_with_an_order();
  facts.push_back({"us.court_order_sij", Value::truth(false), "father", kLowest, kLowest});
  const Answer got = answer_of(law, "us.sij_petition", facts);
  CHECK(got.verdict.outcome == Outcome::possible);
  CHECK(names(law, got.conflicts) == std::vector<std::string>{"us.court_order_sij"});
  CHECK(names(law, got.missing) == std::vector<std::string>{"us.court_order_sij"});
}

TEST_CASE("what was learned after the knowledge date is not yet there") {
  const Ruleset law = example_law().ruleset;
  Facts facts = girl_with_an_order();
  facts[1].known = day("2026-04-01");
  CHECK(answer_of(law, "us.sij_petition", facts).verdict.outcome == Outcome::possible);
}

TEST_CASE("past its review date a rule is a lawyer's") {
  const Ruleset law = example_law().ruleset;
  Dates late = kDates;
  late.knowledge = day("2027-07-01");
  const Answer got = answer_of(law, "us.sij_petition", girl_with_an_order(), late);
  CHECK(got.verdict.outcome == Outcome::needs_lawyer);
  CHECK(got.verdict.uncapped == Outcome::indicated);
  CHECK(got.verdict.lapsed);
}

TEST_CASE("the date of the case chooses the line of the norm, not today") {
  const Ruleset law = example_law().ruleset;
  Facts facts = girl_with_an_order();
  const Answer before = answer_of(law, "us.sij_deferred_action", facts);
  CHECK(before.verdict.uncapped == Outcome::indicated);
  CHECK(before.verdict.outcome == Outcome::needs_lawyer);  // grade S
  CHECK(before.norms[0].status == Status::restored_by_court);
  replace(facts, "us.i360_filed_date", Value::date(*parse_date("2020-01-01")));
  CHECK(answer_of(law, "us.sij_deferred_action", facts).verdict.outcome == Outcome::norm_suspended);
  facts.erase(facts.begin() + 3);
  const Answer open = answer_of(law, "us.sij_deferred_action", facts);
  CHECK(open.verdict.uncapped == Outcome::possible);
  CHECK(names(law, open.missing) == std::vector<std::string>{"us.i360_filed_date"});
}

TEST_CASE("the next question is a time bar or exclusion first, and never one that is answered") {
  const Ruleset law = example_law().ruleset;
  const auto bound = bind_facts(law, {}, kDates, Strictness::refuse_unknown_atoms);
  const auto questions = next_questions(law, *bound, Reach::united_states, 10);
  REQUIRE(!questions.empty());
  CHECK(questions[0].first);
  const auto known =
      bind_facts(law, girl_with_an_order(), kDates, Strictness::refuse_unknown_atoms);
  CHECK(next_questions(law, *known, Reach::united_states, 10).empty());
}

TEST_CASE("whose answer changed: only those whom the new law treats otherwise") {
  const Ruleset before = example_law().ruleset;
  Tables tables = before.tables();
  for (Exception& e : tables.exceptions) e.effect = Effect::needs_lawyer;
  const auto after = Ruleset::make(std::move(tables));
  REQUIRE(after.has_value());
  Facts married = girl_with_an_order();
  replace(married, "marital_status", Value::word("married"));
  Columns columns(before, kDates);
  for (int i = 0; i < 100; ++i) columns.add(i % 10 == 3 ? married : girl_with_an_order());
  const Comparison comparison(before, columns, *after, columns);
  CHECK(comparison.changed() == std::vector<std::size_t>{3, 13, 23, 33, 43, 53, 63, 73, 83, 93});
}

}  // namespace
}  // namespace law
