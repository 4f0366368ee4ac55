#include "main/law_command.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "law/compile/compile.h"
#include "law/compile/facts_file.h"
#include "law/compile/lint.h"
#include "law/json.h"

namespace cli {

namespace {

constexpr int kRefused = 1;
constexpr int kWrongCall = 2;
constexpr int kBadFolder = 4;

std::size_t at(law::Index i) {
  return static_cast<std::size_t>(i);
}

// What was given on the command line; one for all commands.
struct Options {
  LawSources sources;
  std::string law_folder;
  std::string language = "es";
  std::string facts;
  std::string law_date, fact_date, knowledge_date;
  std::string country = "both";
  std::string id;
  std::string from;
  std::string old_law, new_law;
  std::string output;
  bool json = false;
  bool mutate = false;
};

[[noreturn]] void leave(int code) {
  throw CLI::RuntimeError(code);
}

void print_all(const Options& options, const law::Problems& problems) {
  for (const law::Problem& problem : problems) {
    std::cerr << law::sentence(problem, options.language) << '\n';
  }
}

law::Compiled compiled(const Options& options, const std::string& folder) {
  auto files = law::read_folder(folder);
  if (!files) {
    print_all(options, files.error());
    leave(kBadFolder);
  }
  auto result = law::compile(std::move(*files));
  if (!result) {
    print_all(options, result.error());
    leave(kRefused);
  }
  return std::move(*result);
}

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (stream) return text.str();
  std::cerr << path << '\n';
  leave(kBadFolder);
}

// A compiled law: a folder of YAML, or a file that `law compile` wrote.
law::Ruleset ruleset_at(const Options& options, const std::string& path) {
  if (std::filesystem::is_directory(path)) return compiled(options, path).ruleset;
  const std::string bytes = read_file(path);
  auto ruleset = law::Ruleset::from_bytes(base::as_bytes(bytes));
  if (ruleset) return std::move(*ruleset);
  std::cerr << path << ": " << base::code_name(ruleset.error().code) << '\n';
  leave(base::exit_code(ruleset.error().code));
}

law::Ruleset ruleset_of(const Options& options) {
  if (!options.law_folder.empty()) return ruleset_at(options, options.law_folder);
  const base::Bytes bytes = options.sources.embedded ? options.sources.embedded() : base::Bytes();
  auto ruleset = law::Ruleset::from_bytes(bytes);
  if (ruleset) return std::move(*ruleset);
  std::cerr << "--law\n";
  leave(kWrongCall);
}

void take_date(const Options& options, const std::string& text, const char* option,
               std::optional<law::Day>& into) {
  if (text.empty()) return;
  const auto span = law::parse_date(text);
  if (span && span->is_exact()) {
    into = span->lo;
    return;
  }
  print_all(options, {{law::ProblemKind::no_such_date, option, 1, {{"value", text}}}});
  leave(kWrongCall);
}

struct Case {
  law::FactsFile file;
  law::Bound bound;
};

Case case_of(const Options& options, const law::Ruleset& ruleset, const std::string& path) {
  auto file = law::read_facts_file(read_file(path), path, ruleset);
  if (!file) {
    print_all(options, file.error());
    leave(kWrongCall);
  }
  take_date(options, options.law_date, "--law-date", file->law);
  take_date(options, options.fact_date, "--fact-date", file->fact);
  take_date(options, options.knowledge_date, "--knowledge-date", file->knowledge);
  auto bound = law::bind_facts(ruleset, file->facts, file->dates(options.sources.today()),
                               law::Strictness::refuse_unknown_atoms);
  if (!bound) leave(base::exit_code(bound.error().code));
  return {std::move(*file), std::move(*bound)};
}

law::Reach reach_of(const Options& options) {
  return options.country == "mx"   ? law::Reach::mexico
         : options.country == "us" ? law::Reach::united_states
                                   : law::Reach::both;
}

// Prints answers in one language.
class Printer {
 public:
  Printer(const Options& options, const law::Ruleset& ruleset)
      : spanish_(options.language == "es"), ruleset_(ruleset) {}

  std::string_view say(const law::Text& text) const {
    return ruleset_.text(spanish_ ? text.es : text.en);
  }
  std::string_view pick(std::string_view es, std::string_view en) const {
    return spanish_ ? es : en;
  }

  std::string_view outcome(law::Outcome outcome) const {
    switch (outcome) {
      case law::Outcome::indicated:
        return pick("parece aplicar", "seems to apply");
      case law::Outcome::possible:
        return pick("faltan datos", "missing facts");
      case law::Outcome::not_indicated:
        return pick("hoy no", "not today");
      case law::Outcome::blocked:
        return pick("impedido", "blocked");
      case law::Outcome::norm_suspended:
        return pick("norma suspendida", "norm suspended");
      case law::Outcome::needs_lawyer:
        return pick("consultar a una abogada o abogado", "ask a lawyer");
    }
    return "";
  }

  void summary(const law::Answer& answer) const {
    const law::Rule& rule = ruleset_->rules[at(answer.rule)];
    const law::Verdict& verdict = answer.verdict;
    fmt::print("{:<4} {:<34} {:<32} {}", law::country_name(rule.country), ruleset_.text(rule.id),
               outcome(verdict.outcome), say(rule.title));
    if (verdict.outcome != verdict.uncapped) {
      fmt::print("  [{}: {}]", pick("los datos apuntan a", "the facts point to"),
                 outcome(verdict.uncapped));
    }
    if (verdict.lapsed) fmt::print("  [{}]", pick("revisión vencida", "review overdue"));
    if (rule.is_signed == 0) fmt::print("  [{}]", pick("sin firma de abogado", "unsigned"));
    fmt::print("\n");
    for (const law::DueAnswer& due : answer.deadlines) deadline(due);
  }

  void deadline(const law::DueAnswer& answer) const {
    const law::Deadline& row = ruleset_->deadlines[at(answer.deadline)];
    const law::Due& due = answer.due;
    const auto text = [&](const std::optional<std::int32_t>& value) -> std::string {
      if (!value) return "—";
      return due.in_minutes ? law::format_minute(*value) : law::format_day(*value);
    };
    fmt::print("       {}: {} {} · {} {} · {} {}   {}\n", say(row.title), pick("seguro", "safe"),
               text(due.safe), pick("según la norma", "as written"), text(due.nominal),
               pick("a más tardar", "latest"), text(due.latest), ruleset_.text(row.cite));
  }

  void explanation(const Case& c, const law::Answer& answer) const {
    summary(answer);
    const law::Rule& rule = ruleset_->rules[at(answer.rule)];
    fmt::print("     {}\n", say(rule.plain));
    for (const law::Line& line : answer.lines) print_line(c, line);
    if (!answer.missing.empty()) {
      fmt::print("     {}:\n", pick("Falta saber", "Still missing"));
      for (const law::Index atom : answer.missing) {
        fmt::print("       {} — {}\n", ruleset_.text(ruleset_->atoms[at(atom)].id),
                   say(ruleset_->atoms[at(atom)].text));
      }
    }
    for (const law::Index atom : answer.conflicts) {
      fmt::print("     {}: {}\n", pick("Fuentes contradictorias", "Sources contradict each other"),
                 say(ruleset_->atoms[at(atom)].label));
    }
    for (const law::NormState& state : answer.norms) {
      const law::Norm& norm = ruleset_->norms[at(state.norm)];
      fmt::print("     {} [{}] {} · {} {}\n", say(norm.title), law::grade_name(norm.grade),
                 state.known ? law::status_name(state.status) : "?",
                 pick("revisar antes de", "review by"), law::format_day(norm.review_by));
    }
  }

 private:
  void print_line(const Case& c, const law::Line& line) const {
    const law::Node& node = ruleset_->nodes[at(line.node)];
    const std::string_view mark = line.truth == base::Truth::yes  ? "+"
                                  : line.truth == base::Truth::no ? "-"
                                                                  : "?";
    std::string what(say(node.text));
    std::string sources;
    for (const law::Index atom : ruleset_.ints(node.atoms)) {
      if (node.text.es == 0) {
        what += (what.empty() ? "" : ", ") + std::string(say(ruleset_->atoms[at(atom)].label));
      }
      for (const std::uint32_t fact : c.bound.atoms[at(atom)].facts) {
        const std::string& source = c.file.facts[fact].source;
        if (!source.empty()) sources += (sources.empty() ? "" : "; ") + source;
      }
    }
    if (what.empty()) what = pick("vigencia de la norma", "the norm's dates");
    fmt::print("     {}{} {}   {} [{}]{}\n", line.deciding ? "*" : " ", mark, what,
               ruleset_.text(node.cite), law::grade_name(node.grade),
               sources.empty() ? "" : "  ← " + sources);
  }

  bool spanish_;
  const law::Ruleset& ruleset_;
};

void screen(const Options& options) {
  const law::Ruleset ruleset = ruleset_of(options);
  const Case c = case_of(options, ruleset, options.facts);
  const law::Screening screening = law::screen(ruleset, c.bound, reach_of(options));
  if (options.json) {
    const std::string answers = law::answers_json(ruleset, c.file.facts, c.bound, screening);
    const law::Fingerprints prints{
        options.sources.hash(ruleset.to_bytes()),
        options.sources.hash(law::canonical_bytes(c.file.facts, c.bound.dates)),
        options.sources.hash(base::as_bytes(answers))};
    const auto questions = law::next_questions(ruleset, c.bound, reach_of(options), 5);
    std::cout << law::screening_json(ruleset, screening, answers, prints, questions) << '\n';
    return;
  }
  const Printer printer(options, ruleset);
  for (const law::Answer& answer : screening.answers) printer.summary(answer);
}

[[noreturn]] void unknown(const Options& options, const char* kind) {
  print_all(
      options,
      {{law::ProblemKind::unknown_reference, "law", 1, {{"kind", kind}, {"id", options.id}}}});
  leave(kWrongCall);
}

void explain(const Options& options) {
  const law::Ruleset ruleset = ruleset_of(options);
  const law::Index rule = ruleset.rule(options.id);
  if (rule == law::kNone) unknown(options, "rule");
  const Case c = case_of(options, ruleset, options.facts);
  law::Values values;
  law::evaluate(ruleset, c.bound.slots, values);
  const law::Answer answer = law::answer(ruleset, rule, c.bound, values);
  if (options.json) {
    const law::Screening one{c.bound.dates, {answer}};
    std::cout << law::answers_json(ruleset, c.file.facts, c.bound, one) << '\n';
  } else {
    Printer(options, ruleset).explanation(c, answer);
  }
}

void deadline(const Options& options) {
  const law::Ruleset ruleset = ruleset_of(options);
  const law::Index index = ruleset.deadline(options.id);
  if (index == law::kNone) unknown(options, "deadline");
  const law::Deadline& row = ruleset->deadlines[at(index)];
  const bool hours = ruleset->terms[at(row.terms.first)].unit == law::Unit::hour;
  const auto from = hours ? law::parse_instant(options.from) : law::parse_date(options.from);
  if (!from) {
    print_all(options, {{law::ProblemKind::no_such_date, "--from", 1, {{"value", options.from}}}});
    leave(kWrongCall);
  }
  const law::Day today = options.sources.today();
  law::DeadlineInput input{*from, today, today, law::Span::unknown(), base::Truth::no};
  std::optional<law::Day> knowledge;
  take_date(options, options.knowledge_date, "--knowledge-date", knowledge);
  input.knowledge = knowledge.value_or(today);
  // The date that chooses the line is the start unless the line of the law says another.
  if (row.key != law::kNone) input.key = hours ? law::day_part(*from) : *from;
  const law::Due due = law::due(ruleset, row, input);
  if (due.missing_year != 0) {
    const law::Calendar& calendar = ruleset->calendars[at(row.calendar)];
    print_all(options, {{law::ProblemKind::calendar_without_year,
                         std::string(ruleset.text(calendar.at.file)),
                         calendar.at.line,
                         {{"calendar", std::string(ruleset.text(calendar.id))},
                          {"year", std::to_string(due.missing_year)}}}});
    leave(kRefused);
  }
  Printer(options, ruleset).deadline({index, due});
}

void next(const Options& options) {
  const law::Ruleset ruleset = ruleset_of(options);
  const Case c = case_of(options, ruleset, options.facts);
  const Printer printer(options, ruleset);
  for (const law::Question& q : law::next_questions(ruleset, c.bound, reach_of(options), 5)) {
    const law::Atom& atom = ruleset->atoms[at(q.atom)];
    fmt::print("{} {:<32} {}  ({}, {:.1f})\n", q.first ? "!" : " ", ruleset.text(atom.id),
               printer.say(atom.text), ruleset.text(atom.assessor), q.score);
  }
}

void report(const Options& options, const law::Problems& problems, const std::string& done) {
  print_all(options, problems);
  if (!problems.empty()) leave(kRefused);
  std::cout << done << '\n';
}

void test(const Options& options) {
  const law::Compiled c = compiled(options, options.law_folder);
  law::Problems problems = law::run_law_tests(c.ruleset, c.tests);
  if (options.mutate && problems.empty()) problems = law::run_mutants(c);
  report(options, problems, fmt::format("{} ✓", c.tests.size()));
}

void lint(const Options& options) {
  const law::Compiled c = compiled(options, options.law_folder);
  report(options, law::lint(c),
         fmt::format("{} rules, {} norms, {} atoms, {} operations, {} bytes ✓",
                     c.ruleset->rules.size(), c.ruleset->norms.size(), c.ruleset->atoms.size(),
                     c.ruleset->ops.size(), c.ruleset.memory()));
}

void compile_to(const Options& options) {
  const base::Bytes bytes = compiled(options, options.law_folder).ruleset.to_bytes();
  std::ofstream file(options.output, std::ios::binary);
  file << base::as_text(bytes);
  if (!file.flush()) leave(kBadFolder);
  std::cout << options.sources.hash(bytes) << '\n';
}

// Whose answer changes between two laws.
void diff(const Options& options) {
  const law::Ruleset before = ruleset_at(options, options.old_law);
  const law::Ruleset after = ruleset_at(options, options.new_law);
  int changed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(options.facts)) {
    if (entry.path().extension() != ".yaml") continue;
    const std::string path = entry.path().string();
    const Case old_case = case_of(options, before, path);
    const Case new_case = case_of(options, after, path);
    const auto old_answers = law::screen(before, old_case.bound, reach_of(options)).answers;
    for (const law::Answer& answer :
         law::screen(after, new_case.bound, reach_of(options)).answers) {
      const std::string_view id = after.text(after->rules[at(answer.rule)].id);
      const law::Index same = before.rule(id);
      std::string_view was = "—";
      for (const law::Answer& old : old_answers) {
        if (old.rule == same) was = law::outcome_name(old.verdict.outcome);
      }
      const std::string_view now = law::outcome_name(answer.verdict.outcome);
      if (was == now) continue;
      fmt::print("{}: {} {} → {}\n", entry.path().filename().string(), id, was, now);
      ++changed;
    }
  }
  fmt::print("{}\n", changed);
}

void matrix(const Options& options) {
  const law::Ruleset ruleset = ruleset_of(options);
  if (options.json) {
    std::cout << law::matrix_json(ruleset) << '\n';
    return;
  }
  const Printer printer(options, ruleset);
  for (const law::Right& right : ruleset->rights) {
    fmt::print("{:<4} {} · {} · {} · {}\n", law::country_name(right.country),
               printer.say(right.title), ruleset.text(right.obligor), ruleset.text(right.cite),
               printer.say(right.limit));
    for (const law::Index remedy : ruleset.ints(right.remedies)) {
      fmt::print("       → {} ({})\n", printer.say(ruleset->remedies[at(remedy)].title),
                 printer.say(ruleset->remedies[at(remedy)].who_may_file));
    }
    if (right.gap.es != 0) {
      fmt::print("       {}: {}\n", printer.pick("vacío", "gap"), printer.say(right.gap));
    }
  }
}

}  // namespace

void add_law_commands(CLI::App& root, LawSources sources) {
  const auto options = std::make_shared<Options>();
  options->sources = std::move(sources);
  // The commands that need a folder stand there already (law_node_commands.cpp).
  CLI::App* law = nullptr;
  for (CLI::App* there : root.get_subcommands(nullptr)) {
    if (there->get_name() == "law") law = there;
  }
  if (law == nullptr) {
    law = root.add_subcommand("law", "La ley de los dos países / the law of both countries");
  }
  law->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, void (*run)(const Options&)) {
    CLI::App* command = law->add_subcommand(name, help);
    command->add_option("--law", options->law_folder, "catalogue/law, o un archivo compilado");
    command->add_option("--lang", options->language)->check(CLI::IsMember({"es", "en"}));
    command->callback([options, run] { run(*options); });
    return command;
  };
  const auto of_case = [&](CLI::App* command, bool folder) {
    auto* facts = command->add_option("--facts", options->facts)->required();
    facts->check(folder ? CLI::Validator(CLI::ExistingDirectory)
                        : CLI::Validator(CLI::ExistingFile));
    command->add_option("--law-date", options->law_date);
    command->add_option("--fact-date", options->fact_date);
    command->add_option("--knowledge-date", options->knowledge_date);
    command->add_option("--country", options->country)->check(CLI::IsMember({"mx", "us", "both"}));
    command->add_flag("--json", options->json);
  };
  of_case(add("screen", "qué parece aplicar / what seems to apply", screen), false);
  CLI::App* why = add("explain", "por qué / why", explain);
  why->add_option("rule", options->id)->required();
  of_case(why, false);
  of_case(add("next", "qué preguntar / what to ask", next), false);
  CLI::App* due = add("deadline", "cuándo vence / when it falls due", deadline);
  due->add_option("id", options->id)->required();
  due->add_option("--from", options->from)->required();
  due->add_option("--knowledge-date", options->knowledge_date);
  add("test", "correr las pruebas / run the tests", test)->add_flag("--mutate", options->mutate);
  add("lint", "revisar / check", lint);
  add("compile", "compilar / compile", compile_to)
      ->add_option("output", options->output)
      ->required();
  CLI::App* changes = add("diff", "a quién le cambia / whose answer changes", diff);
  changes->add_option("old", options->old_law)->required();
  changes->add_option("new", options->new_law)->required();
  of_case(changes, true);
  add("matrix", "derechos y obligados / rights and obligors", matrix)
      ->add_flag("--json", options->json);
}

}  // namespace cli
