// Mapping: which records of a case file say which facts of the law, as data
// (catalogue/facts/from-records.yaml, docs/law-facts.md).
//
// Promise: a Mapping names things by their ids and is compared with both catalogues when the pack
// is made (check/check_mapping.h); read later beside another law, an atom that law does not know
// is passed over. Immutable; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "codec/cbor.h"

namespace screening {

// A field of a record, or a part of a place or language in it ("birthplace.country").
struct FieldPath {
  std::string field;
  std::string part;
};

struct Condition {
  enum class Wants { one_of, present, absent };
  FieldPath path;
  Wants wants = Wants::one_of;
  std::vector<std::string> values;
};

// What is said: the value of a field, by itself or word by word; or always the same.
struct Saying {
  FieldPath path;                                        // field empty: `constant`
  std::vector<std::pair<std::string, std::string>> map;  // "other" catches the rest
  std::string constant;                                  // "true", "false", "none" or a word
  bool open = false;                                     // of a set: there may be more
};

struct Derivation {
  std::string atom;
  std::string record;
  std::vector<Condition> where;
  std::vector<FieldPath> differ;      // two that must be known and differ
  std::vector<std::string> latest;    // only the record with the latest of these dates speaks
  std::vector<std::string> earliest;  // only the one with the earliest
  Saying saying;
  // Of a list: its fields. The records that fit make one open list.
  std::vector<std::pair<std::string, Saying>> list;
};

class Mapping {
 public:
  // Of the section `facts/from-records`. Refusal bad_catalogue with detail "why".
  static base::Result<Mapping> load(const codec::Value& section);

  const std::vector<Derivation>& derivations() const { return derivations_; }
  // The type of act (code list act_types) that a duty without recorded fulfilment is reported as;
  // "" when the data names none.
  std::string act_of(std::string_view duty) const;

 private:
  std::vector<Derivation> derivations_;
  std::vector<std::pair<std::string, std::string>> acts_;  // by rule
};

FieldPath path_of(const std::string& text);

}  // namespace screening
