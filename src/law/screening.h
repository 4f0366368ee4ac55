// Screening: every rule of the law over one case, with reasons.
//
// Promise: pure and total. The same ruleset, facts and dates give the same screening; no facts make
// it throw. Adding a fact may turn unknown into true or false, never true into false or back.
// Texts are views into the ruleset, which must outlive the screening.
#pragma once

#include "law/deadline.h"
#include "law/facts.h"
#include "law/op.h"
#include "law/verdict.h"

namespace law {

enum class Role : std::uint8_t { condition, scope, exception };

// One line of an explanation: a condition as it was written and what the facts make of it. Its
// citation, grade and text stand in ruleset->nodes[node]; who said the facts, in Bound::atoms.
struct Line {
  Index node = 0;
  Truth truth = Truth::unknown;
  Role role = Role::condition;
  bool deciding = false;  // belongs to the smallest set of lines that settles the answer
};

struct NormState {
  Index norm = 0;
  std::int32_t lines = 0;        // bits of the lines that may hold (kNoLineBit: none)
  Status status = Status::none;  // when one line or none holds for sure
  bool known = false;
  Index segment = kNone;  // that line, when there is one
};

struct DueAnswer {
  Index deadline = 0;
  Due due;
};

struct FeeAnswer {
  Index fee = 0;
  Index line = kNone;  // row of fee_lines; kNone: the date that chooses it is not known
};

struct Answer {
  Index rule = 0;
  Verdict verdict;
  std::vector<Line> lines;
  std::vector<Index> missing;    // atoms that can still matter
  std::vector<Index> conflicts;  // atoms on which sources contradict each other
  std::vector<NormState> norms;
  std::vector<DueAnswer> deadlines;
  std::vector<FeeAnswer> fees;
};

struct Screening {
  Dates dates;
  std::vector<Answer> answers;  // in the order of the rules
};

enum class Reach { mexico, united_states, both };  // international rules are always in
bool reaches(Reach reach, Country country);

Screening screen(const Ruleset& ruleset, const Bound& bound, Reach reach);
// One rule, from values that `evaluate` gave.
Answer answer(const Ruleset& ruleset, Index rule, const Bound& bound, const Values& values);
DueAnswer due_answer(const Ruleset& ruleset, Index deadline, const Dates& dates,
                     const Values& values);
// Which line of a norm holds for the case.
NormState norm_state(const Ruleset& ruleset, Index norm, const Dates& dates, const Values& values);

}  // namespace law
