// Catalogue: what record types, fields, code lists and retention schedules there are.
//
// The catalogue is data (catalogue/records, codes, retention), compiled into a pack by
// tools/pack; this room reads the compiled sections. Promise: for a field of (type, version), kind,
// compartment, merge rule and strictness never change once released (catalogue/records/frozen.csv),
// so a newer catalogue folds an old history to the same state. A loaded catalogue is immutable and
// may be read from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/compartment.h"
#include "codec/cbor.h"

namespace casefile {

// Numbers are written into ledgers and packs: never change or reuse one. The shape of each kind's
// value is in values.h.
enum class Kind : std::uint8_t {
  text = 1,
  longtext = 2,
  code = 3,   // one code of a list
  codes = 4,  // several codes at once, as one value
  partial_date = 5,
  instant = 6,
  integer = 7,
  decimal = 8,  // an integer scaled by 10^scale
  boolean = 9,
  person_name = 10,
  place = 11,
  language = 12,
  identifier = 13,
  record = 14,  // a reference to a record of this case file
  case_file = 15,
  row = 16,  // one row of a list, with columns
  file = 17,
  money = 18,
  status = 19,
  user = 20,
  bytes = 21,  // keys, hashes, signatures, ids of other things
};

// How concurrent writes of a field meet (docs/formats.md, "Fold").
enum class Rule : std::uint8_t {
  replace_with_conflict = 1,  // the later is shown, the other kept and listed
  restrictive = 2,            // the strictest is shown
  add_remove_set = 3,         // each value added and removed for itself
  append_only = 4,            // notes; a correction names what it corrects
  status_machine = 5,         // transitions; the strictest of concurrent states is shown
};

// What a loosening of a restrictive field needs, beside having seen the restriction.
enum class Loosening : std::uint8_t { seen = 1, decision = 2, two_persons = 3 };

struct Label {
  std::string es;
  std::string en;
};

struct Transition {
  std::string from;
  std::string to;

  bool operator==(const Transition&) const = default;
};

// The part of a field that decides a fold: frozen per (type, version).
struct FoldRule {
  Kind kind = Kind::text;
  base::Compartment compartment = base::Compartment::ops;
  Rule rule = Rule::replace_with_conflict;
  Loosening loosening = Loosening::seen;
  // From the least to the most strict: codes or states; "true" and "false" for a boolean;
  // {"earlier"} or {"later"} for an instant; {"fewer"} for several codes. Empty where the rule
  // needs none. A value not named is stricter than all named.
  std::vector<std::string> strictness;
  std::vector<Transition> transitions;  // of a status machine; strictness names its states
  std::string initial;                  // the state before the first transition

  bool allows(std::string_view from, std::string_view to) const;
  // Position in `strictness`; its size when it is not there.
  std::size_t rank(std::string_view value) const;

  bool operator==(const FoldRule&) const = default;
};

// What the in-memory index makes of a field (views).
enum class Index : std::uint8_t { none = 0, name = 1, text = 2, exact = 3, filter = 4, date = 5 };

struct Field {
  std::uint32_t number = 0;  // within its type, for ever
  std::string id;            // "birth_date": the name in the API and in exports
  Label label;
  Label help;
  FoldRule fold;
  std::string list;          // of codes, when kind is code or codes, and of an identifier's systems
  std::uint32_t target = 0;  // the record type a reference names; 0 for any
  int scale = 0;             // of a decimal
  bool personal = false;     // about a person: held as base::Personal, never logged
  bool required = false;
  bool retired = false;  // shown where it holds something, no longer asked
  Index index = Index::none;
  bool due = false;               // an instant at which somebody must do something: it rings
  std::vector<std::string> ends;  // values of this field with which nothing of the record is due
  std::vector<Field> columns;     // of a row; a column's fold rule is that of its field
  std::vector<std::pair<std::string, Label>> states;  // of a status machine, for people
};

struct RecordType {
  std::uint32_t number = 0;  // for ever
  std::uint32_t version = 0;
  std::string id;  // "person"
  Label label;
  Label help;
  std::vector<std::string> case_kinds;  // "child", "incident", …: where it may be created
  base::Compartment compartment = base::Compartment::ops;  // where its `create` stands
  bool single = false;                                     // at most one in a case file
  std::string retention;                                   // schedule
  std::vector<Field> fields;

  const Field* field(std::string_view field_id) const;
  const Field* field(std::uint32_t field_number) const;
};

struct CodeEntry {
  std::string code;
  Label label;
  bool retired = false;
};

struct CodeList {
  std::string id;
  Label label;
  bool open = false;  // also takes codes of a standard that are not listed (languages, places)
  std::vector<CodeEntry> codes;

  const CodeEntry* find(std::string_view code) const;
};

// How long a case file or record is kept, counted from what, and why.
enum class RetentionStart : std::uint8_t {
  closure = 1,
  majority = 2,
  last_activity = 3,
  creation = 4
};

struct RetentionSchedule {
  std::string id;
  Label label;
  Label basis;  // the norm or the policy it rests on
  RetentionStart start = RetentionStart::closure;
  int months = 0;
  bool review = true;  // a person decides at the end; nothing is shredded by itself
};

class Catalogue {
 public:
  // Reads the three compiled sections of a pack. Refusal bad_catalogue with detail "why" when one
  // is not what the compiler writes. O(n).
  static base::Result<Catalogue> load(base::ByteView records, base::ByteView codes,
                                      base::ByteView retention);

  const std::vector<RecordType>& types() const { return types_; }
  // Null pointer when there is none: an op of an unknown type is kept, not shown. O(log n).
  const RecordType* type(std::uint32_t number) const;
  const RecordType* type(std::string_view id) const;
  const std::vector<CodeList>& lists() const { return lists_; }
  const CodeList* list(std::string_view id) const;
  const std::vector<RetentionSchedule>& retention() const { return retention_; }
  const RetentionSchedule* schedule(std::string_view id) const;

  // The frozen rule of a field of (type, version); null pointer when this catalogue does not know
  // it. O(log n).
  const FoldRule* fold_rule(std::uint32_t type, std::uint32_t version, std::uint32_t field) const;

  // Whether this catalogue may follow `former` on a ledger: every frozen rule is the same, and no
  // type, field, code or retention schedule is gone (it may be retired). Refusal bad_catalogue with
  // detail "why" naming the first that is not kept. O(n log n).
  base::Done keeps(const Catalogue& former) const;

 private:
  std::vector<RecordType> types_;
  std::map<std::string, std::size_t, std::less<>> type_by_id_;
  std::map<std::uint32_t, std::size_t> type_by_number_;
  std::vector<CodeList> lists_;
  std::map<std::string, std::size_t, std::less<>> list_by_id_;
  std::vector<RetentionSchedule> retention_;
  std::map<std::array<std::uint32_t, 3>, FoldRule> frozen_;
};

}  // namespace casefile
