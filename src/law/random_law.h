// A law made at random, as text through the compiler: so that engine and compiler are tried on
// shapes nobody thought of, and the bench on a law as large as one likes.
#pragma once

#include <string>

#include <fmt/format.h>

#include "base/check.h"
#include "base/seams.h"
#include "law/compile/compile.h"

namespace law {

class LawMaker {
 public:
  explicit LawMaker(std::uint64_t seed) : random_(seed) {}

  // `rules` rules of about 35 conditions each over rules × 3 + 10 atoms.
  std::string make(int rules) {
    atoms_ = rules * 3 + 10;
    calendar();
    table();
    for (int i = 0; i < atoms_; ++i) atom(i);
    for (int i = 0; i < rules / 2 + 3; ++i) norm(i);
    norms_ = rules / 2 + 3;
    for (int i = 0; i < rules / 4 + 1; ++i) deadline(i);
    deadlines_ = rules / 4 + 1;
    for (int i = 0; i < rules; ++i) rule(i);
    return std::move(out_);
  }

 private:
  int below(int n) { return static_cast<int>(random_.below(static_cast<std::uint64_t>(n))); }
  static const char* both() { return "{es: \"x\", en: \"x\"}"; }

  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    out_ += fmt::format(format, std::forward<Args>(args)...) + "\n";
  }
  void end() { out_ += "---\n"; }

  // Atoms by number: the kind repeats, so that a condition knows what it may ask of one.
  static const char* type_of(int i) {
    static constexpr const char* kTypes[] = {"bool", "date", "bool", "enum", "bool",
                                             "list", "bool", "code", "set",  "int"};
    return kTypes[i % 10];
  }
  int atom_of(int residue) { return below(atoms_ / 10) * 10 + residue; }

  void atom(int i) {
    line("atom: {}", i == 1 ? "child.birth_date" : fmt::format("a{}", i));
    line("type: {}", type_of(i));
    line("subject: child\nassessor: family\ncost: {}\ntrauma: {}", 1 + below(5), 1 + below(5));
    line("text: {}\nlabel: {}", both(), both());
    if (i % 10 == 3) line("values: [w0, w1, w2, w3, w4]");
    if (i % 10 == 5) line("fields: {{country: code, date: date, kind: [k0, k1, k2], done: bool}}");
    end();
  }

  void calendar() {
    line("calendar: CAL\ntitle: {}\ncite: \"c\"\ngrade: P\nreview_by: \"2030-01-01\"", both());
    line("years: [2000, 2040]\nweekend: [sat, sun]");
    line("holidays: [{{date: \"01-01\"}}, {{nth: -1, weekday: mon, month: 5}}, {{easter: -2}}]");
    line("closures: [{{from: \"2026-03-30\", to: \"2026-04-03\", doubtful: true, cite: \"c\"}}]");
    end();
    line("norm: n.base\ntitle: {}\ncountry: INT\ntier: statute\ncite: \"c\"\ngrade: P", both());
    line("read_on: \"2026-01-01\"\nsource: \"s\"\nreview_by: \"2030-01-01\"");
    line("segments: {{keyed_on: law_date, list: [{{from: null, to: null, status: in_force}}]}}");
    end();
  }

  void table() {
    line("table: tab\ntitle: {}\nnorms: [n.base]\ncite: \"c\"\nrows:", both());
    line("  - {{key: TX, value: 18, grade: P}}\n  - {{key: FL, value: [18, 21], grade: S}}");
    line("  - {{key: CA, value: 21, grade: P}}");
    end();
  }

  std::string date_atom() {
    const int i = atom_of(1);
    return i == 1 ? "child.birth_date" : fmt::format("a{}", i);
  }

  void norm(int i) {
    static constexpr const char* kStatus[] = {"in_force", "rescinded", "stayed",
                                              "restored_by_court", "partly_invalidated"};
    line("norm: n{}\ntitle: {}\ncountry: {}\ntier: statute\ncite: \"c\"", i, both(),
         i % 2 == 0 ? "MX" : "US");
    line("grade: {}\nread_on: \"2026-01-01\"\nsource: \"s\"", i % 5 == 0 ? "S" : "P");
    line("review_by: \"{}\"", i % 9 == 0 ? "2026-02-01" : "2029-01-01");
    line("segments:\n  keyed_on: {}\n  list:", i % 3 == 0 ? date_atom() : "law_date");
    line("    - {{from: null, to: null, status: in_force}}");
    if (i % 3 == 0) {
      line("    - {{from: \"2020-01-01\", to: \"2024-12-31\", status: {}}}", kStatus[below(5)]);
      line("    - {{from: \"2025-01-01\", to: null, status: {}, known: \"2026-0{}-01\"}}",
           kStatus[below(5)], 1 + below(9));
      line("    - {{from: \"2018-01-01\", to: \"2019-06-30\", status: {}, for: {{atom: a0}}}}",
           kStatus[below(5)]);
    }
    end();
  }

  void deadline(int i) {
    static constexpr const char* kUnits[] = {"business_day", "calendar_day", "month", "year"};
    line("deadline: d{}\ntitle: {}\nnorms: [n.base]\ncite: \"c\"\nfrom: {}", i, both(),
         date_atom());
    line("amount: {}\nunit: {}\ncalendar: CAL\nburden: child", 1 + below(40), kUnits[i % 4]);
    line("roll: {}\neffect_lag: {}", i % 2 == 0 ? "forward" : "none", i % 3);
    if (i % 3 == 0) line("tolling: [a{}]", atom_of(0));
    end();
  }

  std::string term_comparison() {
    switch (below(5)) {
      case 0:
        return fmt::format("{{lt: [{{age_at: {}}}, {}]}}", date_atom(), 14 + below(8));
      case 1:
        return fmt::format("{{le: [{}, {{deadline: d{}}}]}}", date_atom(), below(deadlines_));
      case 2:
        return fmt::format("{{before: [{}, {{add: [{}, {}, month]}}]}}", date_atom(), date_atom(),
                           below(24));
      case 3:
        return fmt::format("{{lt: [{{age_at: fact_date}}, {{table: tab, key: a{}}}]}}", atom_of(7));
      default:
        return fmt::format("{{ge: [{{max: [{}, {}]}}, \"20{}-01-15\"]}}", date_atom(), date_atom(),
                           10 + below(16));
    }
  }

  std::string leaf() {
    switch (below(9)) {
      case 0:
      case 1:
      case 2:
        return fmt::format("{{atom: a{}}}", atom_of(2 * below(2)));
      case 3:
        return fmt::format("{{in: [a{}, [w{}, w{}]]}}", atom_of(3), below(5), below(5));
      case 4:
        return fmt::format("{{in: [a{}, [MX, HN]]}}", atom_of(8));
      case 5:
        return fmt::format("{{some: a{}, where: {{country: MX, kind: [k0, k{}]}}}}", atom_of(5),
                           below(3));
      case 6:
        return fmt::format(
            "{{after: [{{event: a{}, where: {{done: true}}, pick: last, field: date}}, "
            "\"2015-05-01\"]}}",
            atom_of(5));
      case 7:
        return fmt::format("{{eq: [a{}, 7]}}", atom_of(9));
      default:
        return term_comparison();
    }
  }

  std::string condition(int depth) {
    if (depth == 0 || below(6) == 0) return leaf();
    static constexpr const char* kGroups[] = {"all", "any", "any", "all", "none"};
    if (below(8) == 0) return fmt::format("{{not: {}}}", condition(depth - 1));
    std::string items;
    for (int i = 0; i < 2 + below(3); ++i) {
      items += (i == 0 ? "" : ", ") + condition(depth - 1);
    }
    return fmt::format("{{{}: [{}]}}", kGroups[below(5)], items);
  }

  void rule(int i) {
    line("rule: r{}\nkind: pathway\ncountry: {}\ntitle: {}\nplain: {}", i, i % 2 == 0 ? "MX" : "US",
         both(), both());
    line("norms: [n.base, n{}]\ncite: \"c\"\nurgency: {}\nbenefit: {}", below(norms_), 1 + below(5),
         1 + below(5));
    if (i % 3 == 0) line("scope: {}", leaf());
    line("all:\n  - {}\n  - {}\n  - {}", condition(2), condition(3), condition(3));
    line("unless:");
    static constexpr const char* kEffects[] = {"blocked", "needs_lawyer", "allowed"};
    for (int e = 0; e < 3; ++e) {
      line("  - {{when: {}, effect: {}, priority: {}, cite: \"c\"}}", condition(1),
           kEffects[below(3)], 10 * below(3));
    }
    line("deadlines: [d{}]", below(deadlines_));
    end();
  }

  base::SeededRandom random_;
  std::string out_;
  int atoms_ = 0;
  int norms_ = 0;
  int deadlines_ = 0;
};

inline Ruleset random_law(std::uint64_t seed, int rules) {
  auto compiled = compile({{"random.yaml", LawMaker(seed).make(rules)}});
  AMPARO_CHECK(compiled.has_value());
  return std::move(compiled->ruleset);
}

}  // namespace law
