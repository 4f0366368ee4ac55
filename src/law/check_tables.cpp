#include "law/check_tables.h"

#include "law/op.h"

namespace law {

namespace {

// Collects the first thing that is wrong.
class Checker {
 public:
  explicit Checker(const Tables& tables) : t_(tables) {}

  base::Done run() {
    check_leaves();
    check_ops();
    check_nodes();
    check_norms();
    check_rules();
    check_deadlines();
    check_calendars();
    check_rest();
    if (why_.empty()) return {};
    return base::refuse(base::Code::bad_law, {{"why", why_}});
  }

 private:
  void need(bool good, const char* what) {
    if (!good && why_.empty()) why_ = what;
  }
  template <class T>
  void index(Index i, const std::vector<T>& table, const char* what) {
    need(i >= 0 && static_cast<std::size_t>(i) < table.size(), what);
  }
  template <class T>
  void index_or_none(Index i, const std::vector<T>& table, const char* what) {
    if (i != kNone) index(i, table, what);
  }
  template <class T>
  bool run(Run run, const std::vector<T>& table, const char* what) {
    const bool good =
        run.first >= 0 && run.count >= 0 &&
        static_cast<std::size_t>(run.first) + static_cast<std::size_t>(run.count) <= table.size();
    need(good, what);
    return good;
  }
  template <class E>
  void among(E value, E last, const char* what) {
    need(static_cast<std::int32_t>(value) >= 0 && value <= last, what);
  }
  void text(Str str) { index(str, t_.texts, "text"); }
  void text(const Text& both) {
    text(both.es);
    text(both.en);
  }
  void place(const Place& at) { text(at.file); }
  // Each int of a run is an index of a table.
  template <class T>
  void indices(Run run_of_ints, const std::vector<T>& table, const char* what) {
    if (!run(run_of_ints, t_.ints, what)) return;
    for (std::int32_t i = 0; i < run_of_ints.count; ++i) {
      index(t_.ints[static_cast<std::size_t>(run_of_ints.first + i)], table, what);
    }
  }
  void op_of(Index op, bool truth, const char* what) {
    index(op, t_.ops, what);
    if (why_.empty()) {
      need(gives_truth(t_.ops[static_cast<std::size_t>(op)].kind) == truth, what);
    }
  }

  void check_leaves() {
    for (const Field& f : t_.fields) {
      text(f.name);
      among(f.type, Type::code, "field type");
      indices(f.words, t_.texts, "field words");
    }
    for (const Atom& a : t_.atoms) {
      text(a.id), text(a.subject), text(a.assessor), text(a.text), text(a.label), place(a.at);
      among(a.type, Type::list, "atom type");
      need(a.cost >= 1 && a.cost <= 5 && a.trauma >= 1 && a.trauma <= 5, "atom cost");
      indices(a.words, t_.texts, "atom words");
      run(a.fields, t_.fields, "atom fields");
    }
    for (const Slot& s : t_.slots) check_slot(s);
  }

  void check_slot(const Slot& s) {
    among(s.kind, SlotKind::event, "slot kind");
    if (s.kind == SlotKind::given_date) {
      need(s.atom >= 0 && s.atom <= 2, "given date");
      return;
    }
    index(s.atom, t_.atoms, "slot atom");
    run(s.values, t_.ints, "slot values");
    if (!run(s.where, t_.wheres, "slot where") || !why_.empty()) return;
    const Atom& atom = t_.atoms[static_cast<std::size_t>(s.atom)];
    const bool of_list = s.kind == SlotKind::count || s.kind == SlotKind::event;
    need(of_list == (atom.type == Type::list), "slot type");
    need((s.kind == SlotKind::has_any) == (atom.type == Type::set), "slot type");
    if (s.kind == SlotKind::event) need(s.field >= 0 && s.field < atom.fields.count, "slot field");
    for (std::int32_t i = 0; i < s.where.count; ++i) {
      const Where& where = t_.wheres[static_cast<std::size_t>(s.where.first + i)];
      need(where.field >= 0 && where.field < atom.fields.count, "where field");
      run(where.values, t_.ints, "where values");
    }
  }

  void check_ops() {
    for (std::size_t i = 0; i < t_.ops.size() && why_.empty(); ++i) {
      const Op& op = t_.ops[i];
      among(op.kind, OpKind::disjunction, "operation");
      if (!run(op.args, t_.ints, "operation arguments") || !why_.empty()) return;
      const bool wants_truths = op.kind == OpKind::negation || op.kind == OpKind::conjunction ||
                                op.kind == OpKind::disjunction;
      std::int32_t position = 0;
      each_input(t_.ints, op, [&](Index input) {
        const bool before = input >= 0 && static_cast<std::size_t>(input) < i;
        need(before, "operation order");
        if (!before) return;
        const bool truth = gives_truth(t_.ops[static_cast<std::size_t>(input)].kind);
        need(truth == (wants_truths || position >= spans_first(op)), "operation input");
        ++position;
      });
      check_op(op, position);
    }
  }

  // How many of the inputs are spans before the first truth.
  std::int32_t spans_first(const Op& op) const {
    if (op.kind == OpKind::norm_lines) return 3;
    if (op.kind != OpKind::deadline) return kHighest;
    if (op.a < 0 || static_cast<std::size_t>(op.a) >= t_.deadlines.size()) return 0;
    return t_.deadlines[static_cast<std::size_t>(op.a)].key == kNone ? 3 : 4;
  }

  void check_op(const Op& op, std::int32_t inputs) {
    if (op.kind == OpKind::slot) index(op.a, t_.slots, "operation slot");
    if (op.kind == OpKind::table) index(op.a, t_.tables, "operation table");
    if (op.kind == OpKind::add) among(static_cast<Unit>(op.c), Unit::year, "operation unit");
    if (op.kind == OpKind::deadline) {
      index(op.a, t_.deadlines, "operation deadline");
      need(inputs >= spans_first(op), "operation deadline inputs");
    }
    if (op.kind != OpKind::norm_lines) return;
    index(op.a, t_.norms, "operation norm");
    if (!why_.empty()) return;
    const Run lines = t_.norms[static_cast<std::size_t>(op.a)].segments;
    if (!run(lines, t_.segments, "norm lines")) return;
    std::int32_t conditions = 0;
    for (std::int32_t i = 0; i < lines.count; ++i) {
      const Segment& line = t_.segments[static_cast<std::size_t>(lines.first + i)];
      conditions += line.only_for != kNone ? 1 : 0;
    }
    need(lines.count <= kMaxLines && inputs == 3 + conditions, "operation norm inputs");
  }

  void check_nodes() {
    for (std::size_t i = 0; i < t_.nodes.size() && why_.empty(); ++i) {
      const Node& node = t_.nodes[i];
      among(node.shape, Shape::negation, "node shape");
      op_of(node.op, true, "node operation");
      among(node.grade, Grade::memory, "node grade");
      text(node.cite), text(node.text), place(node.at);
      indices(node.atoms, t_.atoms, "node atoms");
      if (!run(node.children, t_.ints, "node children")) return;
      for (std::int32_t c = 0; c < node.children.count; ++c) {
        const Index child = t_.ints[static_cast<std::size_t>(node.children.first + c)];
        need(child >= 0 && static_cast<std::size_t>(child) < i, "node order");
      }
      need((node.shape == Shape::leaf) == (node.children.count == 0), "node children");
    }
    for (const Definition& d : t_.definitions) {
      text(d.id), text(d.title), text(d.cite), place(d.at);
      indices(d.norms, t_.norms, "definition norms");
      index(d.node, t_.nodes, "definition node");
    }
  }

  void check_norms() {
    for (const Segment& s : t_.segments) {
      among(s.status, Status::none, "status");
      text(s.by), text(s.version);
      if (s.only_for != kNone) op_of(s.only_for, true, "line condition");
    }
    for (const Norm& n : t_.norms) {
      text(n.id), text(n.title), text(n.tier), text(n.cite), text(n.source), text(n.signed_by);
      text(n.note), place(n.at);
      among(n.country, Country::united_states, "country");
      among(n.grade, Grade::memory, "grade");
      op_of(n.key, false, "norm key");
      if (run(n.segments, t_.segments, "norm lines")) {
        need(n.segments.count <= kMaxLines, "too many lines");
      }
    }
  }

  void check_rules() {
    for (const Exception& e : t_.exceptions) {
      index(e.node, t_.nodes, "exception node");
      among(e.effect, Effect::allowed, "effect");
    }
    for (const Rule& r : t_.rules) {
      text(r.id), text(r.authority), text(r.obligor), text(r.title), text(r.plain), text(r.cite);
      place(r.at);
      among(r.kind, Kind::screening, "rule kind");
      among(r.country, Country::united_states, "country");
      among(r.grade, Grade::memory, "grade");
      need(r.urgency >= 1 && r.urgency <= 5 && r.benefit >= 1 && r.benefit <= 5, "rule urgency");
      index_or_none(r.fulfilled_by, t_.atoms, "fulfilled_by");
      index_or_none(r.scope, t_.nodes, "scope");
      index(r.node, t_.nodes, "rule node");
      run(r.exceptions, t_.exceptions, "exceptions");
      op_of(r.live, true, "rule norms");
      op_of(r.untouched, true, "rule norms");
      indices(r.norms, t_.norms, "rule norms");
      indices(r.deadlines, t_.deadlines, "rule deadlines");
      indices(r.forms, t_.forms, "rule forms");
      indices(r.fees, t_.fees, "rule fees");
      indices(r.remedies, t_.remedies, "rule remedies");
      indices(r.atoms, t_.atoms, "rule atoms");
    }
  }

  void check_deadlines() {
    for (const Term& term : t_.terms) {
      among(term.status, Status::none, "term status");
      among(term.unit, Unit::birthday, "unit");
      need(term.amount >= 0 && term.amount <= 100000, "term amount");
      text(term.by);
    }
    for (const Deadline& d : t_.deadlines) {
      text(d.id), text(d.title), text(d.cite), place(d.at);
      indices(d.norms, t_.norms, "deadline norms");
      op_of(d.from, false, "deadline start");
      if (d.key != kNone) op_of(d.key, false, "deadline key");
      among(d.start, Start::next_business_day, "start");
      among(d.roll, Roll::back, "roll");
      need(d.effect_lag >= 0 && d.effect_lag <= 365, "effect lag");
      index_or_none(d.calendar, t_.calendars, "deadline calendar");
      indices(d.atoms, t_.atoms, "deadline atoms");
      if (run(d.tolling, t_.ints, "tolling")) {
        for (std::int32_t i = 0; i < d.tolling.count; ++i) {
          op_of(t_.ints[static_cast<std::size_t>(d.tolling.first + i)], true, "tolling");
        }
      }
      if (!run(d.terms, t_.terms, "terms")) return;
      need(d.terms.count >= 1 && d.terms.count <= kMaxLines, "terms");
      for (std::int32_t i = 0; i < d.terms.count; ++i) {
        const Unit unit = t_.terms[static_cast<std::size_t>(d.terms.first + i)].unit;
        const bool needs_calendar = unit == Unit::business_day || d.effect_lag > 0 ||
                                    d.start == Start::next_business_day || d.roll != Roll::none;
        need(!needs_calendar || d.calendar != kNone, "deadline without calendar");
      }
    }
  }

  void check_calendars() {
    for (const HolidayRow& h : t_.holidays) {
      among(h.kind, HolidayKind::easter, "holiday kind");
      need(h.every >= 1 && h.observed >= 0 && h.observed <= 2, "holiday");
      const bool weekday = h.kind == HolidayKind::nth_weekday;
      need(!weekday || (h.day >= 0 && h.day <= 6), "holiday weekday");
    }
    for (const ClosureRow& c : t_.closures) text(c.cite);
    for (const Calendar& c : t_.calendars) {
      text(c.id), text(c.title), text(c.cite), place(c.at);
      among(c.grade, Grade::memory, "grade");
      need(c.first_year >= kFirstYear && c.last_year <= kLastYear, "calendar years");
      need(c.weekend >= 0 && c.weekend < 127, "weekend");
      run(c.holidays, t_.holidays, "holidays");
      run(c.closures, t_.closures, "closures");
    }
  }

  void check_rest() {
    for (const TableRow& row : t_.table_rows) among(row.grade, Grade::memory, "row grade");
    for (const Table& table : t_.tables) {
      text(table.id), text(table.title), text(table.cite), place(table.at);
      indices(table.norms, t_.norms, "table norms");
      run(table.rows, t_.table_rows, "table rows");
    }
    for (const Form& f : t_.forms) {
      text(f.id), text(f.title), text(f.authority), text(f.number), text(f.cite), text(f.url);
      place(f.at);
    }
    for (const FeeLine& line : t_.fee_lines) {
      text(line.currency), text(line.note);
      among(line.status, Status::none, "fee status");
    }
    for (const Fee& fee : t_.fees) {
      text(fee.id), text(fee.title), text(fee.cite), place(fee.at);
      indices(fee.norms, t_.norms, "fee norms");
      if (fee.key != kNone) op_of(fee.key, false, "fee key");
      if (run(fee.lines, t_.fee_lines, "fee lines"))
        need(fee.lines.count <= kMaxLines, "fee lines");
    }
    for (const Remedy& r : t_.remedies) {
      text(r.id), text(r.title), text(r.cite), text(r.who_may_file), text(r.before), place(r.at);
      indices(r.norms, t_.norms, "remedy norms");
      index_or_none(r.deadline, t_.deadlines, "remedy deadline");
    }
    for (const Right& r : t_.rights) {
      text(r.id), text(r.title), text(r.obligor), text(r.cite), text(r.limit), text(r.evidence);
      text(r.gap), place(r.at);
      among(r.country, Country::united_states, "country");
      indices(r.norms, t_.norms, "right norms");
      index_or_none(r.deadline, t_.deadlines, "right deadline");
      indices(r.rules, t_.rules, "right rules");
      indices(r.remedies, t_.remedies, "right remedies");
    }
  }

  const Tables& t_;
  std::string why_;
};

}  // namespace

base::Done check_tables(const Tables& tables) {
  return Checker(tables).run();
}

}  // namespace law
