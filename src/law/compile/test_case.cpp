#include "law/compile/test_case.h"

#include <algorithm>
#include <array>

#include "law/compile/facts_file.h"
#include "law/compile/segments.h"
#include "law/question.h"
#include "law/screening.h"

namespace law {

namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

class TestReader {
 public:
  TestReader(const Document& document, const Ruleset& ruleset, Problems& problems)
      : document_(document),
        ruleset_(ruleset),
        problems_(problems),
        reader_(*document.map, document.id, *document.file, problems) {}

  void read(std::vector<LawTest>& tests) {
    reader_.get("test");
    LawTest base;
    base.name = document_.id;
    base.file = *document_.file;
    base.line = reader_.line();
    target(base);
    if (const Yaml* dates = reader_.need("dates")) read_dates(*dates, dates_, base.file, problems_);
    if (const Yaml* facts = reader_.need("facts")) facts_ = *facts;
    fill(base, dates_, facts_, reader_);
    const bool expects = expect(base, reader_);
    const auto& cases = reader_.list("cases", false);
    if (expects) tests.push_back(base);
    if (!expects && cases.empty()) {
      reader_.report(ProblemKind::test_expects_nothing, base.line, {{"id", base.name}});
    }
    for (const Yaml& item : cases) variation(item, base, tests);
    reader_.done();
  }

 private:
  void target(LawTest& test) {
    const auto find = [&](const char* key, auto look_up, Index& into) {
      const Yaml* id = reader_.get(key);
      if (id == nullptr) return 0;
      into = look_up(id->text);
      if (into == kNone) {
        reader_.report(ProblemKind::unknown_reference, id->line, {{"kind", key}, {"id", id->text}});
      }
      return 1;
    };
    const int count =
        find(
            "rule", [&](const auto& id) { return ruleset_.rule(id); }, test.rule) +
        find(
            "definition", [&](const auto& id) { return ruleset_.definition(id); },
            test.definition) +
        find(
            "deadline", [&](const auto& id) { return ruleset_.deadline(id); }, test.deadline) +
        find("norm", [&](const auto& id) { return ruleset_.norm(id); }, test.norm);
    if (count != 1) reader_.report(ProblemKind::test_target, reader_.line(), {{"id", test.name}});
  }

  void fill(LawTest& test, const FactsFile& dates, const Yaml& facts, Reader& reader) {
    test.facts = read_facts(facts, ruleset_, test.file, problems_);
    const bool complete = dates.law && dates.fact && dates.knowledge;
    if (!complete) {
      reader.report(ProblemKind::missing_key, reader.line(),
                    {{"id", test.name}, {"key", "dates: law, fact, knowledge"}});
    }
    test.dates = dates.dates(0);
  }

  std::optional<Outcome> outcome_at(Reader& reader, const char* key) {
    static const std::vector<std::string> kNames = [] {
      std::vector<std::string> names;
      for (int i = 0; i < kOutcomes; ++i) {
        names.emplace_back(outcome_name(static_cast<Outcome>(i)));
      }
      return names;
    }();
    if (reader.get(key) == nullptr) return {};
    return static_cast<Outcome>(reader.among(key, kNames));
  }

  static std::optional<std::string> due_text(Reader& reader, const char* key) {
    reader.get(key);
    const Yaml* value = reader.map().find(key);
    if (value == nullptr) return {};
    return value->is_null() ? "null" : value->text;
  }

  bool due_of(Reader& reader, Index deadline, LawTest& test) {
    WantedDue wanted{deadline, due_text(reader, "safe"), due_text(reader, "nominal"),
                     due_text(reader, "latest")};
    if (!wanted.safe && !wanted.nominal && !wanted.latest) return false;
    test.deadlines.push_back(wanted);
    return true;
  }

  // What the base or a case expects; false when nothing.
  bool expect(LawTest& test, Reader& reader) {
    test.outcome.reset();
    test.uncapped = outcome_at(reader, "uncapped");
    test.truth.reset();
    test.status.reset();
    test.deadlines.clear();
    test.falsified_by = atom_at(reader, "falsified_by");
    test.next = atom_at(reader, "next");
    bool any = !test.next.empty() || !test.falsified_by.empty() || test.uncapped;
    if (test.definition != kNone) {
      if (reader.get("outcome") == nullptr) return any;
      test.truth = static_cast<Truth>(reader.among("outcome", {"false", "unknown", "true"}));
      return true;
    }
    if (test.norm != kNone && reader.get("status") != nullptr) {
      test.status = static_cast<Status>(reader.among("status", kStatusNames));
      return true;
    }
    if (test.deadline != kNone) return due_of(reader, test.deadline, test) || any;
    test.outcome = outcome_at(reader, "outcome");
    if (const Yaml* deadlines = reader.get("deadlines")) {
      for (const auto& [id, wanted] : deadlines->entries) {
        const Index deadline = ruleset_.deadline(id);
        if (deadline == kNone) {
          reader.report(ProblemKind::unknown_reference, wanted.line,
                        {{"kind", "deadline"}, {"id", id}});
          continue;
        }
        Reader one(wanted, id, test.file, problems_);
        any = due_of(one, deadline, test) || any;
        one.done();
      }
    }
    return any || test.outcome;
  }

  std::string atom_at(Reader& reader, const char* key) {
    const Yaml* atom = reader.get(key);
    if (atom == nullptr) return "";
    if (ruleset_.atom(atom->text) == kNone) {
      reader.report(ProblemKind::unknown_atom, atom->line, {{"id", atom->text}});
    }
    return atom->text;
  }

  void variation(const Yaml& item, const LawTest& base, std::vector<LawTest>& tests) {
    Reader reader(item, base.name, base.file, problems_);
    LawTest test = base;
    test.name = base.name + "/" + reader.word("name");
    test.line = item.line;
    FactsFile dates = dates_;
    if (const Yaml* changed = reader.get("dates")) {
      read_dates(*changed, dates, base.file, problems_);
    }
    Yaml facts = facts_;
    for (const std::string& name : reader.words("unset", false)) {
      if (ruleset_.atom(name) == kNone) {
        reader.report(ProblemKind::unknown_atom, item.line, {{"id", name}});
      }
      std::erase_if(facts.entries, [&](const auto& entry) { return entry.first == name; });
    }
    if (const Yaml* set = reader.get("set")) {
      for (const auto& [name, value] : set->entries) {
        std::erase_if(facts.entries, [&](const auto& entry) { return entry.first == name; });
        facts.entries.emplace_back(name, value);
      }
    }
    fill(test, dates, facts, reader);
    if (expect(test, reader)) {
      tests.push_back(std::move(test));
    } else {
      reader.report(ProblemKind::test_expects_nothing, item.line, {{"id", test.name}});
    }
    reader.done();
  }

  const Document& document_;
  const Ruleset& ruleset_;
  Problems& problems_;
  Reader reader_;
  FactsFile dates_;
  Yaml facts_;
};

// Runs one test and reports what differs.
class TestRun {
 public:
  TestRun(const Ruleset& ruleset, const LawTest& test, Problems& problems)
      : ruleset_(ruleset), test_(test), problems_(problems) {}

  void run() {
    const auto bound =
        bind_facts(ruleset_, test_.facts, test_.dates, Strictness::refuse_unknown_atoms);
    if (!bound)
      return differ("facts", "facts of the law", std::string(code_name(bound.error().code)));
    evaluate(ruleset_, bound->slots, values_);
    if (test_.rule != kNone) rule(*bound);
    if (test_.definition != kNone && test_.truth) {
      constexpr std::array<std::string_view, 3> kNames = {"false", "unknown", "true"};
      const Index node = ruleset_->definitions[at(test_.definition)].node;
      const Truth got = values_.truths[at(ruleset_->nodes[at(node)].op)];
      compare("outcome", kNames[static_cast<std::size_t>(*test_.truth)],
              kNames[static_cast<std::size_t>(got)]);
    }
    if (test_.norm != kNone && test_.status) {
      const NormState state = norm_state(ruleset_, test_.norm, test_.dates, values_);
      compare("status", kStatusNames[static_cast<std::size_t>(*test_.status)],
              state.known ? kStatusNames[static_cast<std::size_t>(state.status)] : "unknown");
    }
    for (const WantedDue& wanted : test_.deadlines) deadline(wanted);
    if (!test_.next.empty()) next(*bound);
  }

 private:
  void differ(const std::string& what, std::string_view wanted, std::string_view got) {
    problems_.push_back({ProblemKind::test_failed,
                         test_.file,
                         test_.line,
                         {{"id", test_.name},
                          {"what", what},
                          {"wanted", std::string(wanted)},
                          {"got", std::string(got)}}});
  }
  void compare(const std::string& what, std::string_view wanted, std::string_view got) {
    if (wanted != got) differ(what, wanted, got);
  }

  void rule(const Bound& bound) {
    const Answer got = answer(ruleset_, test_.rule, bound, values_);
    if (test_.outcome) {
      compare("outcome", outcome_name(*test_.outcome), outcome_name(got.verdict.outcome));
    }
    if (test_.uncapped) {
      compare("uncapped", outcome_name(*test_.uncapped), outcome_name(got.verdict.uncapped));
    }
    if (test_.falsified_by.empty()) return;
    const Index atom = ruleset_.atom(test_.falsified_by);
    std::string deciding;
    for (const Line& line : got.lines) {
      if (!line.deciding) continue;
      for (const Index read : ruleset_.ints(ruleset_->nodes[at(line.node)].atoms)) {
        if (read == atom) return;
        deciding += (deciding.empty() ? "" : ", ") +
                    std::string(ruleset_.text(ruleset_->atoms[at(read)].id));
      }
    }
    differ("falsified_by", test_.falsified_by, deciding);
  }

  void deadline(const WantedDue& wanted) {
    const Due got = due_answer(ruleset_, wanted.deadline, test_.dates, values_).due;
    if (got.missing_year != 0) {
      const Calendar& calendar =
          ruleset_->calendars[at(ruleset_->deadlines[at(wanted.deadline)].calendar)];
      problems_.push_back({ProblemKind::calendar_without_year,
                           std::string(ruleset_.text(calendar.at.file)),
                           calendar.at.line,
                           {{"calendar", std::string(ruleset_.text(calendar.id))},
                            {"year", std::to_string(got.missing_year)}}});
      return;
    }
    const auto text = [&](const std::optional<std::int32_t>& value) {
      if (!value) return std::string("null");
      return got.in_minutes ? format_minute(*value) : format_day(*value);
    };
    if (wanted.safe) compare("safe", *wanted.safe, text(got.safe));
    if (wanted.nominal) compare("nominal", *wanted.nominal, text(got.nominal));
    if (wanted.latest) compare("latest", *wanted.latest, text(got.latest));
  }

  void next(const Bound& bound) {
    const Index only = test_.rule;
    const auto questions = next_questions(ruleset_, bound, Reach::both, 1, only);
    const std::string got =
        questions.empty() ? "none"
                          : std::string(ruleset_.text(ruleset_->atoms[at(questions[0].atom)].id));
    compare("next", test_.next, got);
  }

  const Ruleset& ruleset_;
  const LawTest& test_;
  Problems& problems_;
  Values values_;
};

}  // namespace

std::vector<LawTest> read_law_tests(const Builder& builder, const Ruleset& ruleset,
                                    Problems& problems) {
  std::vector<LawTest> tests;
  for (const Document& document : builder.documents(DocKind::test)) {
    TestReader(document, ruleset, problems).read(tests);
  }
  return tests;
}

void run_law_test(const Ruleset& ruleset, const LawTest& test, Problems& problems) {
  TestRun(ruleset, test, problems).run();
}

Problems run_law_tests(const Ruleset& ruleset, const std::vector<LawTest>& tests) {
  Problems problems;
  for (const LawTest& test : tests) run_law_test(ruleset, test, problems);
  return problems;
}

}  // namespace law
