// What holds of any law and any facts, tried on the example law and on a law made at random.
#include <algorithm>
#include <rapidcheck.h>

#include <doctest/doctest.h>

#include "law/columns.h"
#include "law/example_law.h"
#include "law/json.h"
#include "law/random_facts.h"
#include "law/random_law.h"
#include "law/walk.h"

namespace law {
namespace {

const Dates kDates{parse_date("2026-03-01")->lo, parse_date("2026-03-01")->lo,
                   parse_date("2026-06-01")->lo};

std::vector<Ruleset> laws() {
  std::vector<Ruleset> laws{example_law().ruleset};
  for (const std::uint64_t seed : {1U, 2U}) laws.push_back(random_law(seed, 12));
  return laws;
}

Values values_of(const Ruleset& ruleset, const Facts& facts) {
  const auto bound = bind_facts(ruleset, facts, kDates, Strictness::refuse_unknown_atoms);
  REQUIRE(bound.has_value());
  Values values;
  evaluate(ruleset, bound->slots, values);
  return values;
}

// Whether some truth was settled by `less` and is otherwise with `more`.
bool flips(const Values& less, const Values& more) {
  for (std::size_t i = 0; i < less.truths.size(); ++i) {
    if (less.truths[i] == Truth::yes && more.truths[i] == Truth::no) return true;
    if (less.truths[i] == Truth::no && more.truths[i] == Truth::yes) return true;
  }
  return false;
}

TEST_CASE("adding a fact never flips true to false or back") {
  for (const Ruleset& ruleset : laws()) {
    const bool held = rc::check([&](std::uint64_t seed) {
      RandomFacts random(ruleset, seed, 60);
      Facts facts = random.next();
      // One atom a fact, so that an addition informs and does not contradict.
      while (!facts.empty()) {
        const Values more = values_of(ruleset, facts);
        facts.erase(facts.begin() + random.between(0, static_cast<int>(facts.size()) - 1));
        RC_ASSERT(!flips(values_of(ruleset, facts), more));
      }
    });
    CHECK(held);
  }
}

TEST_CASE("the check for flips sees a condition that asks whether something is known") {
  // The negative control: "known" is the operator that the format does not have, because of this.
  Values unasked;
  unasked.truths = {Truth::no};
  Values asked;
  asked.truths = {Truth::yes};
  CHECK(flips(unasked, asked));
}

TEST_CASE("the order of facts does not matter, and neither does who reads them first") {
  for (const Ruleset& ruleset : laws()) {
    const bool held = rc::check([&](std::uint64_t seed) {
      RandomFacts random(ruleset, seed, 70);
      Facts facts = random.next();
      const Facts again = random.next();  // a second source on many of the same atoms
      facts.insert(facts.end(), again.begin(), again.end());
      Facts turned(facts.rbegin(), facts.rend());
      RC_ASSERT(canonical_bytes(facts, kDates) == canonical_bytes(turned, kDates));
      const auto a = bind_facts(ruleset, facts, kDates, Strictness::refuse_unknown_atoms);
      const auto b = bind_facts(ruleset, turned, kDates, Strictness::refuse_unknown_atoms);
      RC_ASSERT(a.has_value());
      RC_ASSERT(a->slots == b->slots);
    });
    CHECK(held);
  }
}

TEST_CASE("no facts make an evaluation throw, and the same facts give the same bytes") {
  for (const Ruleset& ruleset : laws()) {
    const bool held = rc::check([&](std::uint64_t seed, std::uint8_t percent) {
      RandomFacts random(ruleset, seed, percent % 101);
      const Facts facts = random.next();
      const auto bound = bind_facts(ruleset, facts, kDates, Strictness::refuse_unknown_atoms);
      RC_ASSERT(bound.has_value());
      const auto json = [&] {
        return answers_json(ruleset, facts, *bound, screen(ruleset, *bound, Reach::both));
      };
      RC_ASSERT(json() == json());
      for (const Question& q : next_questions(ruleset, *bound, Reach::both, 5)) {
        RC_ASSERT(bound->atoms[static_cast<std::size_t>(q.atom)].state != AtomState::State::known ||
                  ruleset->atoms[static_cast<std::size_t>(q.atom)].type != Type::boolean);
      }
    });
    CHECK(held);
  }
}

// The outcome of the plain walk, and what the columns make of it.
void compare_with_walk(const Ruleset& ruleset, int cases, std::uint64_t seed) {
  RandomFacts random(ruleset, seed, 55);
  Columns columns(ruleset, kDates);
  for (int i = 0; i < cases; ++i) columns.add(random.next());
  const Outcomes outcomes = evaluate_columns(ruleset, columns);
  int different = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::vector<Span> slots = columns.row(i);
    for (std::size_t rule = 0; rule < ruleset->rules.size(); ++rule) {
      const Index index = static_cast<Index>(rule);
      const Verdict walked = walk_rule(ruleset, index, slots, kDates.knowledge);
      different += walked.outcome == outcomes.at(index, i) ? 0 : 1;
    }
  }
  CHECK(different == 0);
}

TEST_CASE("columns come out as the plain walk, rule by rule and case by case") {
  compare_with_walk(example_law().ruleset, 2500, 11);  // more than two blocks
  for (const std::uint64_t seed : {1U, 2U, 3U}) compare_with_walk(random_law(seed, 12), 130, seed);
}

// Every combination of some values of every atom of the example's United States rules.
std::vector<Facts> every_case() {
  const std::vector<std::pair<const char*, std::vector<Value>>> choices = {
      {"us.court_order_sij",
       {Value::unknown(), Value::truth(true), Value::truth(false), Value::conflict()}},
      {"marital_status", {Value::unknown(), Value::word("single"), Value::word("married")}},
      {"location.country", {Value::unknown(), Value::word("US"), Value::word("MX")}},
      {"child.birth_date",
       {Value::unknown(), Value::date(*parse_date("2010-02-01")), Value::date(*parse_date("2005")),
        Value::date(*parse_date("1990"))}},
      {"us.i360_filed_date",
       {Value::unknown(), Value::none(), Value::date(*parse_date("2026-02-20")),
        Value::date(*parse_date("2026-05-10")), Value::date(*parse_date("2025"))}}};
  std::vector<Facts> cases{{}};
  for (const auto& [atom, values] : choices) {
    std::vector<Facts> longer;
    for (const Facts& facts : cases) {
      for (const Value& value : values) {
        longer.push_back(facts);
        longer.back().push_back({atom, value, "", kLowest, kLowest});
      }
    }
    cases = std::move(longer);
  }
  return cases;
}

TEST_CASE("columns, screening and plain walk agree on every small case") {
  const Ruleset ruleset = example_law().ruleset;
  const std::vector<Facts> cases = every_case();
  Columns columns(ruleset, kDates);
  for (const Facts& facts : cases) columns.add(facts);
  const Outcomes outcomes = evaluate_columns(ruleset, columns);
  CHECK(cases.size() == 720);
  int different = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto bound = bind_facts(ruleset, cases[i], kDates, Strictness::refuse_unknown_atoms);
    REQUIRE(bound.has_value());
    different += bound->slots == columns.row(i) ? 0 : 1;
    for (const Answer& answer : screen(ruleset, *bound, Reach::both).answers) {
      const Outcome walked =
          walk_rule(ruleset, answer.rule, bound->slots, kDates.knowledge).outcome;
      different += walked == outcomes.at(answer.rule, i) ? 0 : 1;
      different += walked == answer.verdict.outcome || answer.verdict.law_in_doubt ? 0 : 1;
    }
  }
  CHECK(different == 0);
}

TEST_CASE("the evaluation that is shown comes out as the plain walk") {
  for (const Ruleset& ruleset : laws()) {
    RandomFacts random(ruleset, 5, 50);
    for (int i = 0; i < 200; ++i) {
      const auto bound =
          bind_facts(ruleset, random.next(), kDates, Strictness::refuse_unknown_atoms);
      REQUIRE(bound.has_value());
      for (const Answer& answer : screen(ruleset, *bound, Reach::both).answers) {
        const Verdict walked = walk_rule(ruleset, answer.rule, bound->slots, kDates.knowledge);
        CHECK(walked.uncapped == answer.verdict.uncapped);
        CHECK((answer.verdict.law_in_doubt || walked.outcome == answer.verdict.outcome));
      }
    }
  }
}

TEST_CASE("the compiled law survives its bytes, and damaged bytes are refused or harmless") {
  for (const Ruleset& ruleset : laws()) {
    const base::Bytes bytes = ruleset.to_bytes();
    const auto again = Ruleset::from_bytes(bytes);
    REQUIRE(again.has_value());
    CHECK(again->to_bytes() == bytes);
    base::SeededRandom random(7);
    int refused = 0;
    for (int i = 0; i < 60; ++i) {
      base::Bytes damaged = bytes;
      damaged[random.below(damaged.size())] ^= static_cast<std::uint8_t>(1 + random.below(255));
      const auto read = Ruleset::from_bytes(damaged);
      if (!read) {
        ++refused;
        continue;
      }
      RandomFacts facts(*read, 3, 50);  // what is taken must run
      Columns columns(*read, kDates);
      columns.add(facts.next());
      CHECK(evaluate_columns(*read, columns).cases() == 1);
    }
    CHECK(refused > 5);
  }
}

}  // namespace
}  // namespace law
