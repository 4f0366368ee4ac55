#include "law/alike.h"

#include <string>
#include <unordered_map>

#include "law/op.h"

namespace law {

namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

// Numbers what is written: equal things get equal numbers, in both laws.
class Numbers {
 public:
  Index of(const std::string& written) {
    return known_.emplace(written, static_cast<Index>(known_.size())).first->second;
  }

 private:
  std::unordered_map<std::string, Index> known_;
};

// What one thing says, as bytes that no other thing has.
class Written {
 public:
  Written& number(std::int32_t value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  template <class Enum>
    requires std::is_enum_v<Enum>
  Written& number(Enum value) {
    return number(static_cast<std::int32_t>(value));
  }
  Written& numbers(std::span<const std::int32_t> values) {
    number(static_cast<std::int32_t>(values.size()));
    for (const std::int32_t value : values) number(value);
    return *this;
  }
  Written& text(std::string_view value) {
    number(static_cast<std::int32_t>(value.size()));
    bytes_ += value;
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// One law, each of its operations, deadlines and rules by number.
class Read {
 public:
  Read(const Ruleset& ruleset, Numbers& numbers) : ruleset_(ruleset), numbers_(numbers) {
    for (const Op& op : ruleset_->ops) ops_.push_back(numbers_.of(written(op).bytes()));
  }

  Index deadline(const Deadline& row) const {
    Written out;
    out.number(op(row.from)).number(op(row.key)).number(row.tolling.count);
    for (const Index one : ruleset_.ints(row.tolling)) out.number(op(one));
    add_counting(out, row);
    return numbers_.of(out.bytes());
  }

  Index rule(const Rule& row, Day knowledge) const {
    Written out;
    out.number(node(row.scope)).number(node(row.node)).number(op(row.live));
    out.number(op(row.untouched)).number(is_weak(row.grade) ? 1 : 0);
    out.number(knowledge > row.review_by ? 1 : 0);
    for (const Exception& one : Ruleset::of(ruleset_->exceptions, row.exceptions)) {
      out.number(node(one.node)).number(one.effect).number(one.priority);
    }
    return numbers_.of(out.bytes());
  }

 private:
  Index op(Index index) const { return index == kNone ? kNone : ops_[at(index)]; }
  Index node(Index index) const {
    return index == kNone ? kNone : op(ruleset_->nodes[at(index)].op);
  }

  void add_words(Written& out, Run words) const {
    out.number(words.count);
    for (const Str word : ruleset_.ints(words)) out.text(ruleset_.text(word));
  }

  void add_slot(Written& out, const Slot& slot) const {
    out.number(slot.kind).number(slot.field).number(slot.last);
    out.numbers(ruleset_.ints(slot.values)).number(slot.where.count);
    for (const Where& where : Ruleset::of(ruleset_->wheres, slot.where)) {
      out.number(where.field).numbers(ruleset_.ints(where.values));
    }
    if (slot.kind == SlotKind::given_date) {
      out.number(slot.atom);
      return;
    }
    // Words are numbers by their place in the atom's list: the list belongs to what is written.
    const Atom& atom = ruleset_->atoms[at(slot.atom)];
    out.text(ruleset_.text(atom.id)).number(atom.type).number(atom.fields.count);
    add_words(out, atom.words);
    for (const Field& field : Ruleset::of(ruleset_->fields, atom.fields)) {
      out.text(ruleset_.text(field.name)).number(field.type);
      add_words(out, field.words);
    }
  }

  void add_norm(Written& out, const Norm& norm) const {
    out.number(norm.segments.count);
    for (const Segment& line : Ruleset::of(ruleset_->segments, norm.segments)) {
      out.number(line.from).number(line.to).number(line.known);
      out.number(line.only_for != kNone ? 1 : 0);
    }
  }

  void add_counting(Written& out, const Deadline& row) const {
    out.number(row.start).number(row.effect_lag).number(row.roll).number(row.terms.count);
    for (const Term& term : Ruleset::of(ruleset_->terms, row.terms)) {
      out.number(term.from).number(term.to).number(term.status).number(term.known);
      out.number(term.amount).number(term.unit);
    }
    if (row.calendar == kNone) return;
    const Calendar& calendar = ruleset_->calendars[at(row.calendar)];
    out.number(calendar.first_year).number(calendar.last_year).number(calendar.weekend);
    out.number(calendar.month_rule).number(calendar.feb28).number(calendar.dst);
    out.number(calendar.holidays.count).number(calendar.closures.count);
    for (const HolidayRow& day : Ruleset::of(ruleset_->holidays, calendar.holidays)) {
      out.number(day.kind).number(day.month).number(day.day).number(day.nth).number(day.observed);
      out.number(day.first_year).number(day.last_year).number(day.every);
    }
    for (const ClosureRow& closure : Ruleset::of(ruleset_->closures, calendar.closures)) {
      out.number(closure.from).number(closure.to).number(closure.doubtful);
    }
  }

  Written written(const Op& row) const {
    Written out;
    out.number(row.kind).number(row.args.count);
    each_input(ruleset_, row, [&](Index input) { out.number(op(input)); });
    switch (row.kind) {
      case OpKind::slot:
        add_slot(out, ruleset_->slots[at(row.a)]);
        break;
      case OpKind::constant:
        out.number(row.a).number(row.b);
        break;
      case OpKind::add:
        out.number(row.b).number(row.c);
        break;
      case OpKind::table:
        out.number(ruleset_->tables[at(row.a)].rows.count);
        for (const TableRow& one :
             Ruleset::of(ruleset_->table_rows, ruleset_->tables[at(row.a)].rows)) {
          out.number(one.key).number(one.lo).number(one.hi);
        }
        break;
      case OpKind::norm_lines:
        add_norm(out, ruleset_->norms[at(row.a)]);
        break;
      case OpKind::deadline:  // what it starts from and what stops it are its inputs
        out.number(ruleset_->deadlines[at(row.a)].key != kNone ? 1 : 0);
        add_counting(out, ruleset_->deadlines[at(row.a)]);
        break;
      case OpKind::one_of:
        out.numbers(ruleset_.ints(row.args));
        break;
      case OpKind::within:
        out.number(row.b);
        break;
      default:
        break;
    }
    return out;
  }

  const Ruleset& ruleset_;
  Numbers& numbers_;
  std::vector<Index> ops_;
};

}  // namespace

Alike alike(const Ruleset& before, const Ruleset& after, Day knowledge) {
  Numbers numbers;
  const Read old_law(before, numbers);
  const Read new_law(after, numbers);
  Alike out;
  for (const Rule& row : after->rules) {
    const Index same = before.rule(after.text(row.id));
    const bool is_alike = same != kNone && old_law.rule(before->rules[at(same)], knowledge) ==
                                               new_law.rule(row, knowledge);
    out.rules.push_back(is_alike ? same : kNone);
  }
  for (const Deadline& row : after->deadlines) {
    const Index same = before.deadline(after.text(row.id));
    const bool is_alike =
        same != kNone && old_law.deadline(before->deadlines[at(same)]) == new_law.deadline(row);
    out.deadlines.push_back(is_alike ? same : kNone);
  }
  return out;
}

}  // namespace law
