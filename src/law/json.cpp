#include "law/json.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>

namespace law {

namespace {

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

// True when a JSON text may hold it as it is. Eight bytes at a time: most of a screening is text.
bool is_plain(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHigh = 0x80 * kOnes;
  const auto has_zero = [](std::uint64_t word) { return (word - kOnes) & ~word & kHigh; };
  std::size_t i = 0;
  std::uint64_t found = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    found |= has_zero(word ^ '"' * kOnes) | has_zero(word ^ '\\' * kOnes);
    found |= has_zero(word & 0xe0 * kOnes);  // below 0x20
  }
  for (; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    found |= c < 0x20 || c == '"' || c == '\\' ? 1U : 0U;
  }
  return found == 0;
}

// Writes JSON in the order it is told; commas are its business. A screening is some 300 kB: what is
// written goes straight to its place.
class Json {
 public:
  explicit Json(const Ruleset& ruleset, std::size_t about = 0)
      : ruleset_(ruleset), out_(about, ' ') {}

  Json& open(char bracket) {
    comma();
    *room(1) = bracket;
    first_ = true;
    return *this;
  }
  Json& close(char bracket) {
    *room(1) = bracket;
    first_ = false;
    return *this;
  }
  // A name of ours: nothing in it needs escaping.
  Json& key(std::string_view name) {
    word(name);
    *room(1) = ':';
    first_ = true;
    return *this;
  }
  Json& word(std::string_view value) {
    comma();
    char* at = room(value.size() + 2);
    *at = '"';
    std::copy(value.begin(), value.end(), at + 1);
    at[value.size() + 1] = '"';
    return *this;
  }
  Json& text(std::string_view value) {
    if (is_plain(value)) return word(value);
    std::string out;
    for (const char c : value) {
      if (static_cast<unsigned char>(c) < 0x20) {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<int>(c));
      } else if (c == '"' || c == '\\') {
        out += {'\\', c};
      } else {
        out += c;
      }
    }
    return word(out);
  }
  Json& str(Str value) { return text(ruleset_.text(value)); }
  Json& both(Text value) {
    open('{').key("es").str(value.es).key("en").str(value.en);
    return close('}');
  }
  Json& raw(std::string_view value) {
    comma();
    std::copy(value.begin(), value.end(), room(value.size()));
    return *this;
  }
  Json& flag(bool value) { return raw(value ? "true" : "false"); }
  Json& null() { return raw("null"); }
  std::string take() {
    out_.resize(used_);
    return std::move(out_);
  }

 private:
  void comma() {
    if (!first_) *room(1) = ',';
    first_ = false;
  }
  // Where the next bytes go.
  char* room(std::size_t bytes) {
    if (out_.size() - used_ < bytes) out_.resize(2 * out_.size() + bytes + 256);
    used_ += bytes;
    return out_.data() + used_ - bytes;
  }

  const Ruleset& ruleset_;
  std::string out_;
  std::size_t used_ = 0;
  bool first_ = true;
};

constexpr std::array<std::string_view, 3> kRoles = {"condition", "scope", "exception"};

void write_facts(Json& json, const Ruleset& ruleset, const Facts& facts, const Bound& bound,
                 std::span<const std::int32_t> atoms) {
  json.key("facts").open('[');
  for (const Index atom : atoms) {
    const AtomState& state = bound.atoms[at(atom)];
    json.open('{').key("atom").str(ruleset->atoms[at(atom)].id);
    json.key("label").both(ruleset->atoms[at(atom)].label);
    json.key("state").word(state.state == AtomState::State::known      ? "known"
                           : state.state == AtomState::State::conflict ? "conflict"
                                                                       : "unknown");
    json.key("sources").open('[');
    for (const std::uint32_t i : state.facts) {
      const Fact& fact = facts[i];
      json.open('{').key("source").text(fact.source).key("on");
      fact.on == kLowest ? json.null() : json.word(format_day(fact.on));
      json.close('}');
    }
    json.close(']').close('}');
  }
  json.close(']');
}

void write_lines(Json& json, const Ruleset& ruleset, const Facts& facts, const Bound& bound,
                 const Answer& answer) {
  json.key("lines").open('[');
  for (const Line& line : answer.lines) {
    const Node& node = ruleset->nodes[at(line.node)];
    json.open('{').key("truth").word(base::truth_name(line.truth));
    json.key("role").word(kRoles[static_cast<std::size_t>(line.role)]);
    json.key("deciding").flag(line.deciding);
    json.key("cite").str(node.cite).key("grade").word(grade_name(node.grade));
    json.key("text").both(node.text);
    write_facts(json, ruleset, facts, bound, ruleset.ints(node.atoms));
    json.close('}');
  }
  json.close(']');
}

void write_atoms(Json& json, const Ruleset& ruleset, std::string_view key,
                 const std::vector<Index>& atoms) {
  json.key(key).open('[');
  for (const Index atom : atoms) json.str(ruleset->atoms[at(atom)].id);
  json.close(']');
}

void write_norms(Json& json, const Ruleset& ruleset, const Answer& answer) {
  json.key("norms").open('[');
  for (const NormState& state : answer.norms) {
    const Norm& norm = ruleset->norms[at(state.norm)];
    json.open('{').key("norm").str(norm.id).key("title").both(norm.title);
    json.key("cite").str(norm.cite).key("grade").word(grade_name(norm.grade));
    json.key("read_on").word(format_day(norm.read_on));
    json.key("review_by").word(format_day(norm.review_by));
    json.key("signed").flag(norm.signed_by != 0);
    json.key("status").word(state.known ? status_name(state.status) : "unknown");
    if (state.segment != kNone) json.key("by").str(ruleset->segments[at(state.segment)].by);
    json.close('}');
  }
  json.close(']');
}

void write_deadlines(Json& json, const Ruleset& ruleset, const Answer& answer) {
  json.key("deadlines").open('[');
  for (const DueAnswer& due_answer : answer.deadlines) {
    const Deadline& deadline = ruleset->deadlines[at(due_answer.deadline)];
    const Due& due = due_answer.due;
    const auto date = [&](std::string_view key, const std::optional<std::int32_t>& value) {
      json.key(key);
      if (!value) {
        json.null();
      } else {
        json.text(due.in_minutes ? format_minute(*value) : format_day(*value));
      }
    };
    json.open('{').key("deadline").str(deadline.id).key("title").both(deadline.title);
    json.key("cite").str(deadline.cite);
    date("safe", due.safe);
    date("nominal", due.nominal);
    date("latest", due.latest);
    json.key("work_to").word(deadline.burden_on_authority != 0 ? "nominal" : "safe");
    json.key("tolled").word(base::truth_name(due.tolled));
    json.key("missing_year");
    due.missing_year == 0 ? json.null() : json.raw(std::to_string(due.missing_year));
    json.close('}');
  }
  json.close(']');
}

void write_references(Json& json, const Ruleset& ruleset, const Answer& answer) {
  const Rule& rule = ruleset->rules[at(answer.rule)];
  json.key("forms").open('[');
  for (const Index form : ruleset.ints(rule.forms)) json.str(ruleset->forms[at(form)].number);
  json.close(']').key("fees").open('[');
  for (const FeeAnswer& fee : answer.fees) {
    json.open('{').key("fee").str(ruleset->fees[at(fee.fee)].id);
    if (fee.line != kNone) {
      const FeeLine& line = ruleset->fee_lines[at(fee.line)];
      json.key("amount").raw(std::to_string(line.amount)).key("currency").str(line.currency);
    }
    json.close('}');
  }
  json.close(']').key("remedies").open('[');
  for (const Index remedy : ruleset.ints(rule.remedies)) {
    json.open('{').key("remedy").str(ruleset->remedies[at(remedy)].id);
    json.key("title").both(ruleset->remedies[at(remedy)].title);
    json.key("who_may_file").both(ruleset->remedies[at(remedy)].who_may_file).close('}');
  }
  json.close(']');
}

void write_answer(Json& json, const Ruleset& ruleset, const Facts& facts, const Bound& bound,
                  const Answer& answer) {
  const Rule& rule = ruleset->rules[at(answer.rule)];
  const Verdict& v = answer.verdict;
  json.open('{').key("rule").str(rule.id).key("kind").word(kind_name(rule.kind));
  json.key("country").word(country_name(rule.country));
  json.key("authority").str(rule.authority);
  json.key("title").both(rule.title).key("plain").both(rule.plain).key("cite").str(rule.cite);
  json.key("outcome").word(outcome_name(v.outcome));
  json.key("uncapped").word(outcome_name(v.uncapped));
  json.key("lapsed").flag(v.lapsed).key("weak_grade").flag(v.weak_grade);
  json.key("law_in_doubt").flag(v.law_in_doubt);
  json.key("exceptions_conflict").flag(v.exceptions_conflict);
  json.key("signed").flag(rule.is_signed != 0);
  write_lines(json, ruleset, facts, bound, answer);
  write_atoms(json, ruleset, "missing", answer.missing);
  write_atoms(json, ruleset, "conflicts", answer.conflicts);
  write_norms(json, ruleset, answer);
  write_deadlines(json, ruleset, answer);
  write_references(json, ruleset, answer);
  json.close('}');
}

}  // namespace

std::string_view country_name(Country country) {
  constexpr std::array<std::string_view, 3> kNames = {"INT", "MX", "US"};
  return kNames[static_cast<std::size_t>(country)];
}
std::string_view kind_name(Kind kind) {
  constexpr std::array<std::string_view, 6> kNames = {"pathway", "right",  "duty",
                                                      "bar",     "remedy", "screening"};
  return kNames[static_cast<std::size_t>(kind)];
}
std::string_view grade_name(Grade grade) {
  constexpr std::array<std::string_view, 4> kNames = {"P", "F", "S", "K"};
  return kNames[static_cast<std::size_t>(grade)];
}
std::string_view status_name(Status status) {
  constexpr std::array<std::string_view, 9> kNames = {"in_force", "restored_by_court",  "stayed",
                                                      "enjoined", "rescinded",          "repealed",
                                                      "not_yet",  "partly_invalidated", "none"};
  return kNames[static_cast<std::size_t>(status)];
}

std::string answers_json(const Ruleset& ruleset, const Facts& facts, const Bound& bound,
                         const Screening& screening) {
  constexpr std::size_t kAboutAnAnswer = 3 * 1024;
  Json json(ruleset, screening.answers.size() * kAboutAnAnswer);
  json.open('[');
  for (const Answer& answer : screening.answers) {
    write_answer(json, ruleset, facts, bound, answer);
  }
  return json.close(']').take();
}

std::string screening_json(const Ruleset& ruleset, const Screening& screening,
                           const std::string& answers, const Fingerprints& fingerprints,
                           const std::vector<Question>& questions) {
  Json json(ruleset, answers.size() + 16 * 1024);
  json.open('{').key("law_date").word(format_day(screening.dates.law));
  json.key("fact_date").word(format_day(screening.dates.fact));
  json.key("knowledge_date").word(format_day(screening.dates.knowledge));
  json.key("ruleset_hash").text(fingerprints.ruleset);
  json.key("facts_hash").text(fingerprints.facts);
  json.key("answers_hash").text(fingerprints.answers);
  json.key("next").open('[');
  for (const Question& question : questions) {
    const Atom& atom = ruleset->atoms[at(question.atom)];
    json.open('{').key("atom").str(atom.id).key("text").both(atom.text);
    json.key("assessor").str(atom.assessor).key("first").flag(question.first);
    json.key("rules").open('[');
    for (const Index rule : question.rules) json.str(ruleset->rules[at(rule)].id);
    json.close(']').close('}');
  }
  return json.close(']').key("answers").raw(answers).close('}').take();
}

std::string matrix_json(const Ruleset& ruleset) {
  Json json(ruleset);
  json.open('[');
  for (const Right& right : ruleset->rights) {
    json.open('{').key("right").str(right.id).key("country").word(country_name(right.country));
    json.key("title").both(right.title).key("obligor").str(right.obligor);
    json.key("cite").str(right.cite).key("limit").both(right.limit);
    json.key("remedies").open('[');
    for (const Index remedy : ruleset.ints(right.remedies)) {
      json.str(ruleset->remedies[at(remedy)].id);
    }
    json.close(']').key("evidence").both(right.evidence).key("gap");
    right.gap.es == 0 ? json.null() : json.both(right.gap);
    json.close('}');
  }
  return json.close(']').take();
}

}  // namespace law
