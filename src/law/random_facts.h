// Random facts for any law: values of the right type, partly known, contradictory or absent. For
// tests and the bench.
#pragma once

#include "base/seams.h"
#include "law/facts.h"

namespace law {

class RandomFacts {
 public:
  RandomFacts(const Ruleset& ruleset, std::uint64_t seed, int percent_known)
      : ruleset_(ruleset), random_(seed), percent_known_(percent_known) {}

  Facts next() {
    Facts facts;
    for (const Atom& atom : ruleset_->atoms) {
      if (chance(percent_known_)) facts.push_back(fact(atom));
    }
    return facts;
  }

  Fact fact(const Atom& atom) {
    Fact fact;
    fact.atom = ruleset_.text(atom.id);
    fact.value = value(atom.type, atom.words, atom.fields);
    return fact;
  }

  bool chance(int percent) { return random_.below(100) < static_cast<std::uint64_t>(percent); }
  std::int32_t between(std::int32_t lo, std::int32_t hi) {
    return lo + static_cast<std::int32_t>(
                    random_.below(static_cast<std::uint64_t>(hi) - lo + std::uint64_t{1}));
  }

 private:
  std::string word(Run words) {
    if (words.count > 0) {
      const auto values = ruleset_.ints(words);
      return std::string(ruleset_.text(values[random_.below(values.size())]));
    }
    static constexpr const char* kCodes[] = {"MX", "US", "HN", "GT", "SV", "TX", "CA", "FL"};
    return kCodes[random_.below(8)];
  }

  Span day_span() {
    const Day from = between(12000, 21000);  // 2002 … 2027
    return {from, from + (chance(30) ? between(1, 400) : 0)};
  }

  Value value(Type type, Run words, Run fields) {
    if (chance(3)) return Value::conflict();
    switch (type) {
      case Type::boolean:
        return Value::truth(chance(50));
      case Type::date:
        return chance(5) ? Value::none() : Value::date(day_span());
      case Type::instant: {
        const Span days = day_span();
        return Value::instant({days.lo * kMinutesADay + 600, days.hi * kMinutesADay + 600});
      }
      case Type::integer:
        return Value::number(Span::of(between(0, 30)));
      case Type::enumeration:
      case Type::code:
        return Value::word(word(words));
      case Type::set:
        return Value::words({word(words), word(words)}, chance(20));
      case Type::list: {
        std::vector<Record> records(random_.below(4));
        for (Record& record : records) {
          for (const Field& field : Ruleset::of(ruleset_->fields, fields)) {
            if (chance(20)) continue;
            record.fields.emplace_back(std::string(ruleset_.text(field.name)),
                                       value(field.type, field.words, {}));
          }
        }
        return Value::records(std::move(records), chance(20));
      }
    }
    return Value::unknown();
  }

  const Ruleset& ruleset_;
  base::SeededRandom random_;
  int percent_known_;
};

}  // namespace law
