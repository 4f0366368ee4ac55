// Tables: the compiled law as flat tables of 32-bit numbers and one pool of texts. Shapes only;
// ruleset.h says what holds of them. Every field is a std::int32_t or made of them: a table's bytes
// are its encoding.
#pragma once

#include <string>
#include <vector>

#include "law/value.h"

namespace law {

using Index = std::int32_t;
inline constexpr Index kNone = -1;
using Str = Index;  // a text of the pool; 0 is the empty one

struct Text {
  Str es = 0;
  Str en = 0;
};
struct Place {
  Str file = 0;
  std::int32_t line = 0;
};
// A run of a table (which one is said where it stands).
struct Run {
  std::int32_t first = 0;
  std::int32_t count = 0;
};

enum class Country : std::int32_t { international, mexico, united_states };
// How well a source was read, best first (docs/law-format.md).
enum class Grade : std::int32_t { primary, official, secondary, memory };
inline bool is_weak(Grade grade) {
  return grade == Grade::secondary || grade == Grade::memory;
}
enum class Status : std::int32_t {
  in_force,
  restored_by_court,
  stayed,
  enjoined,
  rescinded,
  repealed,
  not_yet,
  partly_invalidated,
  none,  // no line of the norm covers the date
};
enum class Type : std::int32_t { boolean, date, instant, integer, enumeration, code, set, list };
enum class Kind : std::int32_t { pathway, right, duty, bar, remedy, screening };
enum class Effect : std::int32_t { blocked, needs_lawyer, allowed };

// One line of a norm. Lines later in the list win where several cover a date.
struct Segment {
  Day from = kLowest;
  Day to = kHighest;
  Status status = Status::in_force;
  Day known = kLowest;
  Str by = 0;
  Str version = 0;
  Index only_for = kNone;  // operation: the line holds only where this is true
};
struct Norm {
  Str id = 0;
  Text title;
  Country country = Country::international;
  Str tier = 0;
  Str cite = 0;
  Grade grade = Grade::memory;
  Day read_on = 0;
  Str source = 0;
  Day review_by = 0;
  Str signed_by = 0;  // empty: no lawyer has signed it
  Day signed_on = 0;
  Index key = kNone;  // operation: the date that chooses the line
  Run segments;
  Text note;
  Place at;
};

struct Field {
  Str name = 0;
  Type type = Type::boolean;
  Run words;  // of ints: the values of an enumeration
};
struct Atom {
  Str id = 0;
  Type type = Type::boolean;
  Str subject = 0;
  Str assessor = 0;
  std::int32_t cost = 1;
  std::int32_t trauma = 1;
  Text text;
  Text label;
  Run words;   // of ints: the values of an enumeration or set
  Run fields;  // of a list
  Place at;
};

// Slot: one number the operations read. Cases are flattened into slots once; lists and sets are
// seen only through their slots.
enum class SlotKind : std::int32_t { given_date, value, has_any, count, event };
struct Where {
  Index field = 0;
  Run values;  // of ints
};
struct Slot {
  SlotKind kind = SlotKind::value;
  Index atom = kNone;  // of given_date: 0 law, 1 fact, 2 knowledge
  Index field = kNone;
  std::int32_t last = 0;  // event: the last instead of the first
  Run where;              // of wheres
  Run values;             // of ints: what has_any looks for
};

// Operations: one list in which each reads only earlier ones, shared by all rules. The first group
// gives spans, the second truths.
enum class OpKind : std::int32_t {
  slot,         // a: slot
  constant,     // a…b
  age,          // a: birth, b: date, c: the fact date, for a date that never came
  add,          // a + b of unit c
  least,        // of args
  greatest,     // of args
  day_part,     // day of instant a
  deadline,     // safe…latest of deadline a; args: what it reads
  table,        // table a by code b
  norm_lines,   // bits of the lines of norm a that may hold (bit 31: none); args: what it reads
  is_true,      // a: a bool span
  less,         // a < b
  less_equal,   // a <= b
  equal,        // a = b
  one_of,       // a among values
  within,       // every bit of norm_lines a is in mask b: yes; none: no
  negation,     // not a
  conjunction,  // of args
  disjunction,  // of args
};
inline bool gives_truth(OpKind kind) {
  return kind >= OpKind::is_true;
}
enum class Unit : std::int32_t { hour, calendar_day, business_day, month, year, birthday };
struct Op {
  OpKind kind = OpKind::constant;
  std::int32_t a = 0;
  std::int32_t b = 0;
  std::int32_t c = 0;
  Run args;  // of ints: operations, or values
};

// The condition as it was written, for explanations: each node shows the truth of its operation.
enum class Shape : std::int32_t { leaf, all, any, none, negation };
struct Node {
  Shape shape = Shape::leaf;
  Index op = 0;
  Run children;  // of ints: nodes
  Str cite = 0;
  Grade grade = Grade::primary;
  Text text;
  std::int32_t time_bar = 0;
  Run atoms;  // of ints: what a leaf reads
  Place at;
};

struct Definition {
  Str id = 0;
  Text title;
  Run norms;  // of ints
  Str cite = 0;
  Index node = 0;
  Place at;
};
struct Exception {
  Index node = 0;
  Effect effect = Effect::blocked;
  std::int32_t priority = 0;
};
struct Rule {
  Str id = 0;
  Kind kind = Kind::pathway;
  Country country = Country::international;
  Str authority = 0;
  Str obligor = 0;
  std::int32_t burden_on_authority = 0;
  Index fulfilled_by = kNone;  // atom
  Text title;
  Text plain;
  Str cite = 0;
  std::int32_t urgency = 1;
  std::int32_t benefit = 1;
  std::int32_t first_interview = 0;
  Index scope = kNone;  // node
  Index node = 0;
  Run exceptions;       // highest priority first
  Index live = 0;       // operation: every norm is live (partly invalidated counts as live)
  Index untouched = 0;  // operation: no norm is partly invalidated
  Grade grade = Grade::primary;  // the worst of its norms and conditions
  Day review_by = kHighest;      // the earliest of its norms
  std::int32_t is_signed = 0;    // every norm is signed
  Run norms;                     // of ints, as are the following
  Run deadlines;
  Run forms;
  Run fees;
  Run remedies;
  Run atoms;  // everything it reads
  Place at;
};

enum class Start : std::int32_t { same_day, next_day, next_business_day };
enum class Roll : std::int32_t { none, forward, back };
struct Term {  // one line of a deadline
  Day from = kLowest;
  Day to = kHighest;
  Status status = Status::in_force;
  Day known = kLowest;
  Str by = 0;
  std::int32_t amount = 0;
  Unit unit = Unit::calendar_day;
};
struct Deadline {
  Str id = 0;
  Text title;
  Run norms;  // of ints
  Str cite = 0;
  Index from = 0;  // operation
  Index key = kNone;
  Run terms;
  Index calendar = kNone;
  Start start = Start::next_day;
  std::int32_t effect_lag = 0;
  Roll roll = Roll::none;
  Run tolling;  // of ints: operations
  std::int32_t burden_on_authority = 0;
  Run atoms;  // of ints
  Place at;
};

enum class HolidayKind : std::int32_t { fixed, nth_weekday, easter };
struct HolidayRow {
  HolidayKind kind = HolidayKind::fixed;
  std::int32_t month = 0;
  std::int32_t day = 0;  // of the month, after Easter, or which weekday (0 Monday)
  std::int32_t nth = 0;
  std::int32_t observed = 0;  // base::Observed
  std::int32_t first_year = kFirstYear;
  std::int32_t last_year = kLastYear;
  std::int32_t every = 1;
};
struct ClosureRow {
  Day from = 0;
  Day to = 0;
  std::int32_t doubtful = 0;
  Str cite = 0;
};
struct Calendar {
  Str id = 0;
  Text title;
  Str cite = 0;
  Grade grade = Grade::memory;
  Day review_by = 0;
  std::int32_t first_year = 0;
  std::int32_t last_year = 0;
  std::int32_t weekend = 0;  // bit 0 Monday … bit 6 Sunday
  Run holidays;
  Run closures;
  std::int32_t month_rule = 0;  // 0 last day, 1 first business day of the next month
  std::int32_t feb28 = 0;
  std::int32_t dst = 0;
  Place at;
};

struct TableRow {
  std::int32_t key = 0;
  std::int32_t lo = 0;
  std::int32_t hi = 0;
  Grade grade = Grade::memory;
};
struct Table {
  Str id = 0;
  Text title;
  Run norms;
  Str cite = 0;
  Run rows;  // by key, ascending
  Place at;
};
struct Form {
  Str id = 0;
  Text title;
  Str authority = 0;
  Str number = 0;
  Str cite = 0;
  Str url = 0;
  Place at;
};
struct FeeLine {
  Day from = kLowest;
  Day to = kHighest;
  Day known = kLowest;
  Status status = Status::in_force;
  std::int32_t amount = 0;
  Str currency = 0;
  Str note = 0;
};
struct Fee {
  Str id = 0;
  Text title;
  Run norms;
  Str cite = 0;
  Index key = kNone;
  Run lines;
  Place at;
};
struct Remedy {
  Str id = 0;
  Text title;
  Run norms;
  Str cite = 0;
  Text who_may_file;
  Str before = 0;
  Index deadline = kNone;
  Place at;
};
struct Right {  // a row of rights × country × obligor × remedy
  Str id = 0;
  Country country = Country::international;
  Text title;
  Str obligor = 0;
  Run norms;
  Str cite = 0;
  Text limit;
  Index deadline = kNone;
  Run rules;
  Run remedies;
  Text evidence;
  Text gap;
  Place at;
};

// Everything that is written and read. A new table goes to the end of each_table (ruleset.cpp).
struct Tables {
  std::vector<std::string> texts{""};
  std::vector<std::int32_t> ints;
  std::vector<Norm> norms;
  std::vector<Segment> segments;
  std::vector<Atom> atoms;
  std::vector<Field> fields;
  std::vector<Slot> slots;
  std::vector<Where> wheres;
  std::vector<Op> ops;
  std::vector<Node> nodes;
  std::vector<Definition> definitions;
  std::vector<Rule> rules;
  std::vector<Exception> exceptions;
  std::vector<Deadline> deadlines;
  std::vector<Term> terms;
  std::vector<Calendar> calendars;
  std::vector<HolidayRow> holidays;
  std::vector<ClosureRow> closures;
  std::vector<Table> tables;
  std::vector<TableRow> table_rows;
  std::vector<Form> forms;
  std::vector<Fee> fees;
  std::vector<FeeLine> fee_lines;
  std::vector<Remedy> remedies;
  std::vector<Right> rights;
};

}  // namespace law
