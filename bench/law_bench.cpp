// The figures of the law engine, beside the plain walk in the same run.
//
//   law_bench [catalogue/law] [cases]
//
// Without a folder: a law made at random (120 rules, about 35 conditions each). Facts are invented:
// every atom known with 60 %. Times are processor time of one thread.
#include <algorithm>
#include <ctime>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "law/comparison.h"
#include "law/json.h"
#include "law/random_facts.h"
#include "law/random_law.h"
#include "law/walk.h"

namespace {

// Of this thread's processor time, because other programs share the machine.
double now_s() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double seconds(const std::function<void()>& work) {
  const double from = now_s();
  work();
  return now_s() - from;
}

// Median and 99th percentile in microseconds.
void percentiles(const char* what, int times, const std::function<void(int)>& work) {
  std::vector<double> taken;
  for (int i = 0; i < times; ++i) taken.push_back(seconds([&] { work(i); }) * 1e6);
  std::sort(taken.begin(), taken.end());
  const auto at = [&](double share) {
    return taken[static_cast<std::size_t>(share * static_cast<double>(taken.size() - 1))];
  };
  fmt::print("{:<46} median {:>8.1f} us   p99 {:>8.1f} us\n", what, at(0.5), at(0.99));
}

law::Compiled compiled_law(const char* folder) {
  std::vector<law::SourceFile> files{{"random.yaml", law::LawMaker(1).make(120)}};
  if (folder != nullptr) {
    auto read = law::read_folder(folder);
    AMPARO_CHECK(read.has_value());
    files = std::move(*read);
  }
  auto compiled = law::compile(std::move(files));
  AMPARO_CHECK(compiled.has_value());
  return std::move(*compiled);
}

void screenings(const law::Ruleset& ruleset, const law::Dates& dates) {
  law::RandomFacts random(ruleset, 3, 60);
  std::vector<law::Facts> facts;
  std::vector<law::Bound> bound;
  for (int i = 0; i < 500; ++i) {
    facts.push_back(random.next());
    bound.push_back(
        *law::bind_facts(ruleset, facts.back(), dates, law::Strictness::refuse_unknown_atoms));
  }
  const auto at = [](int i) { return static_cast<std::size_t>(i % 500); };
  std::size_t bytes = 0;
  percentiles("facts to slots, screening, explanation, JSON", 2000, [&](int i) {
    const auto b =
        law::bind_facts(ruleset, facts[at(i)], dates, law::Strictness::skip_unknown_atoms);
    bytes +=
        law::answers_json(ruleset, facts[at(i)], *b, law::screen(ruleset, *b, law::Reach::both))
            .size();
  });
  fmt::print("{:<46} {} bytes a screening\n", "", bytes / 2000);
  law::Values values;
  percentiles("every operation once, no explanation", 2000,
              [&](int i) { law::evaluate(ruleset, bound[at(i)].slots, values); });
  percentiles("baseline: plain walk, no explanation", 500, [&](int i) {
    for (std::size_t rule = 0; rule < ruleset->rules.size(); ++rule) {
      bytes += static_cast<std::size_t>(law::walk_rule(ruleset, static_cast<law::Index>(rule),
                                                       bound[at(i)].slots, dates.knowledge)
                                            .outcome);
    }
  });
  percentiles("next question", 500, [&](int i) {
    bytes += law::next_questions(ruleset, bound[at(i)], law::Reach::both, 5).size();
  });
  fmt::print("(checksum {})\n", bytes);
}

// The new law: every seventh exception means something else.
law::Ruleset edited(const law::Ruleset& before) {
  law::Tables tables = before.tables();
  for (std::size_t i = 0; i < tables.exceptions.size(); i += 7) {
    tables.exceptions[i].effect = law::Effect::needs_lawyer;
  }
  return *law::Ruleset::make(std::move(tables));
}

law::Columns columns_of(const law::Ruleset& ruleset, const law::Dates& dates, int cases) {
  law::RandomFacts random(ruleset, 4, 60);
  law::Columns columns(ruleset, dates);
  double making = 0;
  double opening = 0;
  for (int i = 0; i < cases; ++i) {
    law::Facts facts;
    making += seconds([&] { facts = random.next(); });
    opening += seconds([&] { columns.add(facts); });
  }
  fmt::print("facts of {} cases into columns: {:.2f} s (making the facts up: {:.2f} s)\n", cases,
             opening, making);
  return columns;
}

void rescreening(const law::Ruleset& before, const law::Dates& dates, int cases) {
  const law::Ruleset after = edited(before);
  const law::Columns columns = columns_of(before, dates, cases);
  std::size_t changed = 0;
  std::size_t judged = 0;
  const double fast = seconds([&] {
    const law::Comparison comparison(before, columns, after, columns);
    changed = comparison.changed().size();
    judged = comparison.judged();
  });
  fmt::print(
      "whose answer changed, {} cases: {:.2f} s ({} changed, {} rules and deadlines judged "
      "twice)\n",
      cases, fast, changed, judged);
  const double all = seconds([&] { law::evaluate_columns(before, columns); });
  fmt::print("  every rule and deadline of one law over them: {:.2f} s\n", all);
  const int walked = std::min(cases, 2000);
  std::size_t walked_changed = 0;
  const double slow = seconds([&] {
    for (int i = 0; i < walked; ++i) {
      const auto slots = columns.row(static_cast<std::size_t>(i));
      bool differs = false;
      for (std::size_t rule = 0; rule < before->rules.size(); ++rule) {
        const auto index = static_cast<law::Index>(rule);
        differs |= law::walk_rule(before, index, slots, dates.knowledge).outcome !=
                   law::walk_rule(after, index, slots, dates.knowledge).outcome;
      }
      walked_changed += differs ? 1 : 0;
    }
  });
  fmt::print("  baseline, plain walk without deadlines: {:.2f} s for {} cases, {:.1f} s for {}\n",
             slow, walked, slow * cases / walked, cases);
}

}  // namespace

int main(int argc, char** argv) {
  const bool folder = argc > 1 && std::string(argv[1]) != "-";
  const int cases = argc > 2 ? std::atoi(argv[2]) : 100000;
  const law::Compiled compiled = compiled_law(folder ? argv[1] : nullptr);
  const law::Ruleset& ruleset = compiled.ruleset;
  fmt::print("{} rules, {} conditions, {} operations, {} atoms, {} slots, {} deadlines\n",
             ruleset->rules.size(), ruleset->nodes.size(), ruleset->ops.size(),
             ruleset->atoms.size(), ruleset->slots.size(), ruleset->deadlines.size());
  fmt::print("compiled: {:.2f} MB in memory, {:.2f} MB in bytes\n",
             static_cast<double>(ruleset.memory()) / 1e6,
             static_cast<double>(ruleset.to_bytes().size()) / 1e6);
  const law::Day today = law::parse_date("2026-06-01")->lo;
  screenings(ruleset, {today, today, today});
  rescreening(ruleset, {today, today, today}, cases);
}
