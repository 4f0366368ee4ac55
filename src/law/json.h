// JSON of answers, for programs and pages. Every line carries its citation, grade, text in both
// languages and who said the facts it rests on.
#pragma once

#include <string>

#include "law/question.h"
#include "law/screening.h"

namespace law {

// What makes an evaluation repeatable: the same three give the same answers, byte for byte.
struct Fingerprints {
  std::string ruleset;  // hash of Ruleset::to_bytes
  std::string facts;    // hash of canonical_bytes: facts and dates
  std::string answers;  // hash of answers_json
};

// The answers alone.
std::string answers_json(const Ruleset& ruleset, const Facts& facts, const Bound& bound,
                         const Screening& screening);
// The whole screening with dates, fingerprints and the next questions.
std::string screening_json(const Ruleset& ruleset, const Screening& screening,
                           const std::string& answers, const Fingerprints& fingerprints,
                           const std::vector<Question>& questions);
// The matrix of rights × country × obligor × remedy.
std::string matrix_json(const Ruleset& ruleset);

std::string_view country_name(Country country);
std::string_view kind_name(Kind kind);
std::string_view grade_name(Grade grade);
std::string_view status_name(Status status);

}  // namespace law
