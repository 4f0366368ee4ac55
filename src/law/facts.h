// Facts: what is said about one child, who said it and when; and the flattening of facts into the
// slots that the law's operations read.
//
// Several facts about one atom are brought together: spans of days or numbers intersect; what
// cannot all be true is a conflict, which counts as unknown and is shown. The order of facts does
// not matter.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "law/ruleset.h"

namespace law {

struct Record;

class Value {
 public:
  enum class Kind { unknown, conflict, none, truth, number, date, instant, words, records };

  static Value unknown() { return Value(Kind::unknown); }
  static Value conflict() { return Value(Kind::conflict); }
  // Of a date: it never happened.
  static Value none() { return Value(Kind::none); }
  static Value truth(bool yes) { return Value(Kind::truth, Span::of(yes ? 1 : 0)); }
  static Value number(Span numbers) { return Value(Kind::number, numbers); }
  static Value date(Span days) { return Value(Kind::date, days); }
  static Value instant(Span minutes) { return Value(Kind::instant, minutes); }
  static Value word(std::string word) { return words({std::move(word)}, false); }
  // `open`: there may be more than are given.
  static Value words(std::vector<std::string> words, bool open);
  static Value records(std::vector<Record> records, bool open);

  Kind kind() const { return kind_; }
  Span span() const { return span_; }
  const std::vector<std::string>& words() const { return words_; }
  const std::vector<Record>& records() const { return records_; }
  bool open() const { return open_; }

 private:
  explicit Value(Kind kind, Span span = {}) : kind_(kind), span_(span) {}
  Kind kind_;
  Span span_;
  std::vector<std::string> words_;
  std::vector<Record> records_;
  bool open_ = false;
};

struct Record {
  std::vector<std::pair<std::string, Value>> fields;
};

struct Fact {
  std::string atom;
  Value value = Value::unknown();
  std::string source;   // who said it; comes back in explanations
  Day on = kLowest;     // the day it was said
  Day known = kLowest;  // learned later than the knowledge date: not yet there
};
using Facts = std::vector<Fact>;

// By which law is judged, on which day the facts are judged, and what could be known by then.
struct Dates {
  Day law = 0;
  Day fact = 0;
  Day knowledge = 0;
  friend bool operator==(const Dates&, const Dates&) = default;
};

// Unknown atoms are refused (a file written by hand) or passed over (an older set's facts).
enum class Strictness { refuse_unknown_atoms, skip_unknown_atoms };

struct AtomState {
  enum class State : std::uint8_t { unknown, known, conflict };
  State state = State::unknown;
  std::vector<std::uint32_t> facts;  // which facts say so
};

struct Bound {
  Dates dates;
  std::vector<Span> slots;
  std::vector<AtomState> atoms;
};

// Refusal unknown_atom or wrong_type with details "atom" and "type"; never throws on any facts.
base::Result<Bound> bind_facts(const Ruleset& ruleset, const Facts& facts, const Dates& dates,
                               Strictness strictness);
// The same into a row of slots alone, for columns; what does not fit is left unknown.
void fill_slots(const Ruleset& ruleset, const Facts& facts, const Dates& dates,
                std::span<Span> slots);
// Only the slots that the facts say something of.
void each_known_slot(const Ruleset& ruleset, const Facts& facts, const Dates& dates,
                     const std::function<void(Index, Span)>& put);

// The one encoding of facts and dates, independent of their order: its hash names what was judged.
base::Bytes canonical_bytes(const Facts& facts, const Dates& dates);

}  // namespace law
