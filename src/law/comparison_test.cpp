// Whose answer changed, beside the plain walk of both laws over every case and rule.
#include "law/comparison.h"

#include <rapidcheck.h>

#include <doctest/doctest.h>

#include "law/example_law.h"
#include "law/random_facts.h"
#include "law/random_law.h"
#include "law/screening.h"
#include "law/walk.h"

namespace law {
namespace {

const Dates kDates{day("2026-03-01"), day("2026-03-01"), day("2026-06-01")};

// One of the rows; a row that is nowhere where there are none.
template <class T>
T& any_of(std::vector<T>& rows, base::SeededRandom& random) {
  static T nowhere;
  return rows.empty() ? nowhere : rows[random.below(rows.size())];
}

// The law with one thing edited; nothing where the edit makes no law.
std::optional<Ruleset> edited(const Ruleset& law, base::SeededRandom& random) {
  Tables t = law.tables();
  switch (random.below(9)) {
    case 0:
      any_of(t.exceptions, random).effect = static_cast<Effect>(random.below(3));
      break;
    case 1: {
      Op& op = any_of(t.ops, random);
      if (op.kind == OpKind::constant && op.b < kHighest) op.b = ++op.a;
      break;
    }
    case 2:
      any_of(t.terms, random).amount += 1;
      break;
    case 3:
      any_of(t.segments, random).from = day("2025-07-01");
      break;
    case 4:
      any_of(t.holidays, random).day = 1 + static_cast<std::int32_t>(random.below(6));
      break;
    case 5:
      any_of(t.rules, random).review_by = day("2026-02-01");
      break;
    case 6:
      any_of(t.rules, random).grade = Grade::secondary;
      break;
    case 7:
      any_of(t.table_rows, random).hi += 1;
      break;
    default:
      any_of(t.deadlines, random).effect_lag += 1;
      break;
  }
  auto made = Ruleset::make(std::move(t));
  if (!made) return std::nullopt;
  return std::move(*made);
}

bool dates_differ(const Ruleset& before, const Ruleset& after, Index deadline,
                  const Values& old_values, const Values& new_values) {
  const Index old =
      before.deadline(after.text(after->deadlines[static_cast<std::size_t>(deadline)].id));
  const Due a = due_answer(before, old, kDates, old_values).due;
  const Due b = due_answer(after, deadline, kDates, new_values).due;
  return a.safe != b.safe || a.nominal != b.nominal || a.latest != b.latest ||
         a.tolled != b.tolled || a.missing_year != b.missing_year;
}

// The slow obvious twin: rule by rule, deadline by deadline, case by case.
std::vector<std::size_t> walked(const Ruleset& before, const Ruleset& after,
                                const Columns& columns) {
  std::vector<std::size_t> changed;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::vector<Span> slots = columns.row(i);
    Values old_values;
    Values new_values;
    evaluate(before, slots, old_values);
    evaluate(after, slots, new_values);
    bool differs = false;
    for (std::size_t r = 0; r < after->rules.size(); ++r) {
      const auto rule = static_cast<Index>(r);
      differs |= walk_rule(before, rule, slots, kDates.knowledge).outcome !=
                 walk_rule(after, rule, slots, kDates.knowledge).outcome;
    }
    for (std::size_t d = 0; d < after->deadlines.size(); ++d) {
      differs |= dates_differ(before, after, static_cast<Index>(d), old_values, new_values);
    }
    if (differs) changed.push_back(i);
  }
  return changed;
}

TEST_CASE("whose answer changed is what the plain walk finds, whatever was edited") {
  std::size_t judged = 0;
  std::size_t found = 0;
  for (const Ruleset& before : {example_law().ruleset, random_law(1, 12), random_law(2, 12)}) {
    const bool held = rc::check([&](std::uint64_t seed) {
      base::SeededRandom random(seed);
      const auto after = edited(before, random);
      if (!after) return;
      RandomFacts facts(before, seed, 55);
      Columns columns(before, kDates);
      for (int i = 0; i < 70; ++i) columns.add(facts.next());
      const Comparison comparison(before, columns, *after, columns);
      RC_ASSERT(comparison.changed() == walked(before, *after, columns));
      judged += comparison.judged();
      found += comparison.changed().size();
    });
    CHECK(held);
  }
  CHECK(found > 100);  // edits that nobody feels would prove nothing
  CHECK(judged > 0);
}

TEST_CASE("the same law written again is alike throughout, and nothing of it is judged") {
  const Ruleset before = random_law(3, 12);
  const auto after = Ruleset::from_bytes(before.to_bytes());
  REQUIRE(after.has_value());
  Columns columns(before, kDates);
  columns.add({});
  const Comparison comparison(before, columns, *after, columns);
  CHECK(comparison.judged() == 0);
  CHECK(comparison.changed().empty());
}

TEST_CASE("the plain walk finds what a comparison would miss that takes an edited rule for alike") {
  // The negative control of the twin: an edit, and a comparison that did not look.
  const Ruleset before = random_law(1, 12);
  Tables t = before.tables();
  for (Rule& rule : t.rules) rule.grade = Grade::secondary;
  const auto after = Ruleset::make(std::move(t));
  REQUIRE(after.has_value());
  RandomFacts facts(before, 5, 55);
  Columns columns(before, kDates);
  for (int i = 0; i < 70; ++i) columns.add(facts.next());
  const std::vector<std::size_t> blind;
  CHECK(walked(before, *after, columns) != blind);
  CHECK(Comparison(before, columns, *after, columns).changed() != blind);
}

TEST_CASE(
    "differences name the rule before and after; a rule that one law lacks was not indicated") {
  const Ruleset before = random_law(1, 12);
  Tables t = before.tables();
  t.texts.push_back("r.new");
  t.rules[0].id = static_cast<Str>(t.texts.size() - 1);
  const auto after = Ruleset::make(std::move(t));
  REQUIRE(after.has_value());
  RandomFacts facts(before, 6, 80);
  Columns columns(before, kDates);
  for (int i = 0; i < 200; ++i) columns.add(facts.next());
  const Comparison comparison(before, columns, *after, columns);
  REQUIRE(!comparison.changed().empty());
  for (const std::size_t index : comparison.changed()) {
    for (const Comparison::Difference& one : comparison.differences(index)) {
      CHECK((one.before == kNone) != (one.after == kNone));
      CHECK((one.before == kNone ? one.was : one.is) == Outcome::not_indicated);
      CHECK(one.was != one.is);
    }
  }
}

}  // namespace
}  // namespace law
