#include "law/compile/documents.h"

#include <algorithm>

#include "law/compile/calendars.h"
#include "law/compile/segments.h"
#include "law/proof.h"

namespace law {

namespace {

const std::vector<std::string> kCountries = {"INT", "MX", "US"};
const std::vector<std::string> kGrades = {"P", "F", "S", "K"};
const std::vector<std::string> kTiers = {"constitution", "treaty",   "statute", "regulation",
                                         "policy",       "case_law", "practice"};
const std::vector<std::string> kTypes = {"bool", "date", "instant", "int",
                                         "enum", "code", "set",     "list"};
const std::vector<std::string> kKinds = {"pathway", "right", "duty", "bar", "remedy", "screening"};
const std::vector<std::string> kEffects = {"blocked", "needs_lawyer", "allowed"};
const std::vector<std::string> kBurdens = {"child", "authority"};
const std::vector<std::string> kSubjects = {"child", "carer", "family", "authority", "case"};
const std::vector<std::string> kAssessors = {"child",  "family",       "caseworker", "lawyer",
                                             "doctor", "psychologist", "document",   "authority"};

class Maker {
 public:
  explicit Maker(Builder& builder) : b_(builder), t_(builder.tables), c_(builder) {}

  void run() {
    each(DocKind::atom, t_.atoms, [&](Reader& r) { return atom(r); });
    heads();
    each(DocKind::calendar, t_.calendars, [&](Reader& r) { return make_calendar(b_, r); });
    each(DocKind::table, t_.tables, [&](Reader& r) { return table(r); });
    on_demand(DocKind::norm, [&](Index i, Reader& r) { c_.make_norm(i, r, r.line()); });
    on_demand(DocKind::definition, [&](Index i, Reader& r) { c_.make_definition(i, r, r.line()); });
    on_demand(DocKind::deadline, [&](Index i, Reader& r) {
      c_.make_deadline(i, r, r.line());
      finish_deadline(t_.deadlines[static_cast<std::size_t>(i)], r);
    });
    each(DocKind::form, t_.forms, [&](Reader& r) { return form(r); });
    each(DocKind::fee, t_.fees, [&](Reader& r) { return fee(r); });
    each(DocKind::remedy, t_.remedies, [&](Reader& r) { return remedy(r); });
    each(DocKind::rule, t_.rules, [&](Reader& r) { return rule(r); });
    each(DocKind::right, t_.rights, [&](Reader& r) { return right(r); });
  }

 private:
  // Reads each document of a kind into its row.
  template <class Row, class Read>
  void each(DocKind kind, std::vector<Row>& rows, const Read& read) {
    const auto& documents = b_.documents(kind);
    rows.resize(documents.size());
    for (std::size_t i = 0; i < documents.size(); ++i) {
      Reader reader(*documents[i].map, documents[i].id, *documents[i].file, b_.problems());
      reader.get(std::string(doc_name(kind)));
      Row row = read(reader);
      row.id = b_.text(documents[i].id);
      row.at = b_.place(reader);
      rows[i] = row;
      reader.done();
    }
  }

  template <class Make>
  void on_demand(DocKind kind, const Make& make) {
    const auto& documents = b_.documents(kind);
    for (std::size_t i = 0; i < documents.size(); ++i) {
      Reader reader(*documents[i].map, documents[i].id, *documents[i].file, b_.problems());
      make(static_cast<Index>(i), reader);
    }
  }

  // Norms are needed by name, grade and date before their lines can be made.
  void heads() {
    t_.definitions.resize(b_.documents(DocKind::definition).size());
    t_.deadlines.resize(b_.documents(DocKind::deadline).size());
    each(DocKind::norm, t_.norms, [&](Reader& r) {
      Norm row;
      row.title = b_.text(r.both("title", true));
      row.country = static_cast<Country>(r.among("country", kCountries));
      row.tier = b_.text(kTiers[static_cast<std::size_t>(r.among("tier", kTiers))]);
      row.cite = b_.text(r.word("cite"));
      row.grade = static_cast<Grade>(r.among("grade", kGrades));
      row.read_on = r.date("read_on");
      row.source = b_.text(r.word("source"));
      row.review_by = r.date("review_by");
      row.note = b_.text(r.both("note", false));
      r.get("segments");
      if (const Yaml* signature = r.get("signed")) {
        Reader s(*signature, r.id(), r.file(), b_.problems());
        row.signed_by = b_.text(s.word("by"));
        row.signed_on = s.date("on");
        s.done();
      }
      return row;
    });
  }

  Run words_of(const std::vector<std::string>& words) {
    std::vector<std::int32_t> texts;
    for (const std::string& word : words) texts.push_back(b_.text(word));
    return b_.ints(texts);
  }

  Atom atom(Reader& r) {
    Atom row;
    row.type = static_cast<Type>(r.among("type", kTypes));
    row.subject = b_.text(kSubjects[static_cast<std::size_t>(r.among("subject", kSubjects))]);
    row.assessor = b_.text(kAssessors[static_cast<std::size_t>(r.among("assessor", kAssessors))]);
    row.cost = r.number("cost", 1, 5);
    row.trauma = r.number("trauma", 1, 5);
    row.text = b_.text(r.both("text", true));
    row.label = b_.text(r.both("label", true));
    row.words = words_of(r.words("values", row.type == Type::enumeration));
    if (row.type == Type::list) row.fields = fields(r);
    return row;
  }

  Run fields(Reader& r) {
    const Yaml* map = r.need("fields");
    if (map == nullptr) return {};
    std::vector<Field> rows;
    for (const auto& [name, type] : map->entries) {
      Field row;
      row.name = b_.text(name);
      if (type.kind == Yaml::Kind::list) {
        row.type = Type::enumeration;
        std::vector<std::string> words;
        for (const Yaml& item : type.items) words.push_back(item.text);
        row.words = words_of(words);
      } else {
        const auto known = std::find(kTypes.begin(), kTypes.end() - 2, type.text);
        row.type = static_cast<Type>(known - kTypes.begin());
        if (known == kTypes.end() - 2 || row.type == Type::enumeration) {
          r.report(ProblemKind::bad_word, type.line,
                   {{"value", type.text},
                    {"key", name},
                    {"allowed", "bool, date, instant, int, code, [values]"}});
        }
      }
      rows.push_back(row);
    }
    const Run run{static_cast<std::int32_t>(t_.fields.size()),
                  static_cast<std::int32_t>(rows.size())};
    t_.fields.insert(t_.fields.end(), rows.begin(), rows.end());
    return run;
  }

  Run norms_of(Reader& r, bool required) {
    const Run norms = b_.references(DocKind::norm, "norms", r);
    if (required && norms.count == 0) {
      r.report(ProblemKind::missing_norm, r.line(), {{"id", r.id()}});
    }
    return norms;
  }

  Table table(Reader& r) {
    Table row;
    row.title = b_.text(r.both("title", true));
    row.norms = norms_of(r, true);
    row.cite = b_.text(r.word("cite"));
    std::vector<TableRow> rows;
    for (const Yaml& item : r.list("rows", true)) {
      Reader line(item, r.id(), r.file(), b_.problems());
      const std::string key = line.word("key");
      const auto code = pack_code(key);
      if (!code) line.report(ProblemKind::bad_code, item.line, {{"value", key}});
      TableRow out{code.value_or(0), 0, 0, static_cast<Grade>(line.among("grade", kGrades))};
      const Yaml* value = line.need("value");
      const bool pair = value != nullptr && value->items.size() == 2;
      const auto lo = value == nullptr ? std::nullopt : to_number(pair ? value->items[0] : *value);
      const auto hi = value == nullptr ? std::nullopt : to_number(pair ? value->items[1] : *value);
      if (!lo || !hi || *lo > *hi) {
        line.report(ProblemKind::bad_number, item.line, {{"value", key}, {"key", "value"}});
      }
      out.lo = lo.value_or(0);
      out.hi = hi.value_or(0);
      line.get("note");
      line.done();
      rows.push_back(out);
    }
    std::sort(rows.begin(), rows.end(),
              [](const TableRow& a, const TableRow& b) { return a.key < b.key; });
    row.rows = {static_cast<std::int32_t>(t_.table_rows.size()),
                static_cast<std::int32_t>(rows.size())};
    t_.table_rows.insert(t_.table_rows.end(), rows.begin(), rows.end());
    return row;
  }

  void finish_deadline(Deadline& row, Reader& r) {
    for (const char* key : {"deadline", "amount", "unit", "segments", "from", "tolling"}) {
      r.get(key);
    }
    row.title = b_.text(r.both("title", true));
    row.norms = norms_of(r, true);
    row.cite = b_.text(r.word("cite"));
    if (const Yaml* calendar = r.get("calendar")) {
      row.calendar = b_.reference(DocKind::calendar, calendar->text, r, calendar->line);
    }
    row.start =
        static_cast<Start>(r.among("start", {"same_day", "next_day", "next_business_day"}, 1));
    row.effect_lag = r.number("effect_lag", 0, 365, 0);
    row.roll = static_cast<Roll>(r.among("roll", {"none", "forward", "back"}, 0));
    row.burden_on_authority = r.among("burden", kBurdens);
    bool needs_calendar =
        row.effect_lag > 0 || row.start == Start::next_business_day || row.roll != Roll::none;
    for (std::int32_t i = 0; i < row.terms.count; ++i) {
      const Unit unit = t_.terms[static_cast<std::size_t>(row.terms.first + i)].unit;
      needs_calendar = needs_calendar || unit == Unit::business_day;
    }
    if (needs_calendar && row.calendar == kNone) {
      r.report(ProblemKind::needs_calendar, r.line(), {{"id", r.id()}});
    }
    std::vector<Index> atoms;
    if (row.terms.count > 0) {
      atoms_of(t_, row.from, atoms);
      if (row.key != kNone) atoms_of(t_, row.key, atoms);
      for (std::int32_t i = 0; i < row.tolling.count; ++i) {
        atoms_of(t_, t_.ints[static_cast<std::size_t>(row.tolling.first + i)], atoms);
      }
    }
    row.atoms = b_.ints(atoms);
    r.get("note");
    r.done();
  }

  Form form(Reader& r) {
    Form row;
    row.title = b_.text(r.both("title", true));
    row.authority = b_.text(r.word("authority"));
    row.number = b_.text(r.word("number"));
    row.cite = b_.text(r.word("cite"));
    row.url = b_.text(r.word_or("url", ""));
    return row;
  }

  Fee fee(Reader& r) {
    Fee row;
    row.title = b_.text(r.both("title", true));
    row.norms = norms_of(r, true);
    row.cite = b_.text(r.word("cite"));
    const Yaml* segments = r.need("segments");
    if (segments == nullptr) return row;
    Reader map(*segments, r.id(), r.file(), b_.problems());
    if (const Yaml* key = map.need("keyed_on")) row.key = c_.key_of(*key, r);
    const std::size_t first = t_.fee_lines.size();
    for (const Yaml& item : map.list("list", true)) {
      Reader line(item, r.id(), r.file(), b_.problems());
      const LineHead head = line_head(line, false);
      FeeLine out{head.from, head.to, head.known, head.status, 0, 0, 0};
      out.amount = line.number("amount", 0, 100000000);
      out.currency = b_.text(line.word("currency"));
      out.note = b_.text(line.word_or("note", ""));
      line.done();
      t_.fee_lines.push_back(out);
    }
    map.done();
    row.lines = {static_cast<std::int32_t>(first),
                 static_cast<std::int32_t>(t_.fee_lines.size() - first)};
    if (row.lines.count > 30) r.report(ProblemKind::too_many_lines, r.line(), {{"id", r.id()}});
    return row;
  }

  Remedy remedy(Reader& r) {
    Remedy row;
    row.title = b_.text(r.both("title", true));
    row.norms = norms_of(r, true);
    row.cite = b_.text(r.word("cite"));
    row.who_may_file = b_.text(r.both("who_may_file", true));
    row.before = b_.text(r.word("before"));
    if (const Yaml* deadline = r.get("deadline")) {
      row.deadline = b_.reference(DocKind::deadline, deadline->text, r, deadline->line);
    }
    r.get("note");
    return row;
  }

  Right right(Reader& r) {
    Right row;
    row.country = static_cast<Country>(r.among("country", kCountries));
    row.title = b_.text(r.both("title", true));
    row.obligor = b_.text(joined(r.words("obligor", true)));
    row.norms = norms_of(r, true);
    row.cite = b_.text(r.word("cite"));
    row.limit = b_.text(r.both("limit", true));
    if (const Yaml* deadline = r.get("deadline")) {
      row.deadline = b_.reference(DocKind::deadline, deadline->text, r, deadline->line);
    }
    row.rules = b_.references(DocKind::rule, "rules", r);
    row.remedies = b_.references(DocKind::remedy, "remedies", r);
    row.evidence = b_.text(r.both("evidence", true));
    row.gap = b_.text(r.both("gap", false));
    return row;
  }

  Rule rule(Reader& r) {
    Rule row;
    row.kind = static_cast<Kind>(r.among("kind", kKinds));
    row.country = static_cast<Country>(r.among("country", kCountries));
    row.authority = b_.text(r.word_or("authority", ""));
    row.obligor = b_.text(r.word_or("obligor", ""));
    row.burden_on_authority = r.among("burden", kBurdens, row.kind == Kind::duty ? 1 : 0);
    if (const Yaml* atom = r.get("fulfilled_by")) {
      row.fulfilled_by = b_.reference(DocKind::atom, atom->text, r, atom->line);
    }
    row.title = b_.text(r.both("title", true));
    row.plain = b_.text(r.both("plain", true));
    const std::string cite = r.word("cite");
    row.cite = b_.text(cite);
    row.urgency = r.number("urgency", 1, 5, 1);
    row.benefit = r.number("benefit", 1, 5, 1);
    row.first_interview = r.flag("first_interview", false) ? 1 : 0;
    row.norms = norms_of(r, true);
    row.deadlines = b_.references(DocKind::deadline, "deadlines", r);
    row.forms = b_.references(DocKind::form, "forms", r);
    row.fees = b_.references(DocKind::fee, "fees", r);
    row.remedies = b_.references(DocKind::remedy, "remedies", r);
    r.get("note");
    conditions(row, r, {cite, c_.worst_grade(row.norms)});
    return row;
  }

  void conditions(Rule& row, Reader& r, const Inherited& inherited) {
    c_.take_review();
    if (const Yaml* scope = r.get("scope")) row.scope = c_.condition(*scope, r, inherited);
    row.node = c_.conditions_of(r, inherited);
    std::vector<Exception> exceptions;
    for (const Yaml& item : r.list("unless", false)) exception(item, r, inherited, exceptions);
    std::stable_sort(
        exceptions.begin(), exceptions.end(),
        [](const Exception& a, const Exception& b) { return a.priority > b.priority; });
    row.exceptions = {static_cast<std::int32_t>(t_.exceptions.size()),
                      static_cast<std::int32_t>(exceptions.size())};
    t_.exceptions.insert(t_.exceptions.end(), exceptions.begin(), exceptions.end());
    std::vector<Index> norms;
    for (std::int32_t i = 0; i < row.norms.count; ++i) {
      norms.push_back(t_.ints[static_cast<std::size_t>(row.norms.first + i)]);
    }
    row.live = c_.norms_are(norms, is_live, false, r);
    row.untouched = c_.norms_are(
        norms, [](const Segment& line) { return line.status != Status::partly_invalidated; }, true,
        r);
    if (row.node == kNone || row.live == kNone || row.untouched == kNone) return;
    settle(row);
  }

  void exception(const Yaml& item, Reader& r, const Inherited& inherited,
                 std::vector<Exception>& exceptions) {
    Reader reader(item, r.id(), r.file(), b_.problems());
    Exception out;
    out.effect = static_cast<Effect>(reader.among("effect", kEffects, 0));
    out.priority = reader.number("priority", 0, 1000, 10);
    if (const Yaml* when = reader.get("when")) {
      Inherited own = inherited;
      own.cite = reader.word_or("cite", inherited.cite);
      own.grade = static_cast<Grade>(
          reader.among("grade", kGrades, static_cast<std::int32_t>(inherited.grade)));
      out.node = c_.condition(*when, r, own);
      reader.done();
    } else {
      out.node = c_.condition(item, r, inherited, {"effect", "priority"});
    }
    if (out.node != kNone) exceptions.push_back(out);
  }

  // What follows from the parts: grade, review date, signature, atoms.
  void settle(Rule& row) {
    row.grade = c_.worst_grade(row.norms);
    row.review_by = std::min(c_.earliest_review(row.norms), c_.take_review());
    row.is_signed = 1;
    for (std::int32_t i = 0; i < row.norms.count; ++i) {
      const Index norm = t_.ints[static_cast<std::size_t>(row.norms.first + i)];
      if (t_.norms[static_cast<std::size_t>(norm)].signed_by == 0) row.is_signed = 0;
    }
    std::vector<Index> atoms;
    worst_of(row.node, row.grade);
    std::vector<Index> parts = {row.node};
    for (std::int32_t i = 0; i < row.exceptions.count; ++i) {
      parts.push_back(t_.exceptions[static_cast<std::size_t>(row.exceptions.first + i)].node);
      worst_of(parts.back(), row.grade);
    }
    if (row.scope != kNone) parts.push_back(row.scope);
    for (const Index part : parts) {
      atoms_of(t_, t_.nodes[static_cast<std::size_t>(part)].op, atoms);
    }
    atoms_of(t_, row.live, atoms);
    row.atoms = b_.ints(atoms);
  }

  void worst_of(Index node, Grade& worst) const {
    const Node& row = t_.nodes[static_cast<std::size_t>(node)];
    if (row.shape == Shape::leaf) worst = std::max(worst, row.grade);
    for (std::int32_t i = 0; i < row.children.count; ++i) {
      worst_of(t_.ints[static_cast<std::size_t>(row.children.first + i)], worst);
    }
  }

  Builder& b_;
  Tables& t_;
  Conditions c_;
};

}  // namespace

void make_documents(Builder& builder) {
  Maker(builder).run();
}

}  // namespace law
