#include "main/law_json.h"

#include <algorithm>
#include <map>
#include <set>

#include "law/json.h"
#include "main/page_catalogue.h"

namespace cli {

namespace {

namespace json = boost::json;

constexpr std::size_t kQuestions = 5;

std::size_t at(law::Index i) {
  return static_cast<std::size_t>(i);
}

json::object text(const web::Text& both) {
  return {{"es", both.es}, {"en", both.en}};
}

std::string_view type_name(law::Type type) {
  constexpr std::string_view kNames[] = {"bool", "date", "instant", "int",
                                         "enum", "code", "set",     "list"};
  return kNames[static_cast<std::size_t>(type)];
}

}  // namespace

std::string_view group_of(const law::Verdict& verdict) {
  switch (verdict.uncapped) {
    case law::Outcome::indicated:
      return "applies";
    case law::Outcome::possible:
    case law::Outcome::needs_lawyer:
      return "missing";
    case law::Outcome::not_indicated:
    case law::Outcome::blocked:
    case law::Outcome::norm_suspended:
      return "not_today";
  }
  return "not_today";
}

std::string due_text(const law::Due& due, const std::optional<std::int32_t>& value) {
  if (!value) return "";
  return due.in_minutes ? law::format_minute(*value) : law::format_day(*value);
}

bool LawJson::may_see(const law::Rule& rule) const {
  return counsel_ || rule.kind == law::Kind::right || rule.kind == law::Kind::duty ||
         rule.kind == law::Kind::bar;
}

json::object LawJson::both(law::Text words) const {
  const law::Ruleset& rules = now_.law->ruleset;
  return {{"es", rules.text(words.es)}, {"en", rules.text(words.en)}};
}

json::object LawJson::value(const law::Value& value) const {
  using Kind = law::Value::Kind;
  const auto same = [](std::string words) -> json::object {
    return {{"es", words}, {"en", words}};
  };
  switch (value.kind()) {
    case Kind::unknown:
      return {{"es", "no se sabe"}, {"en", "not known"}};
    case Kind::conflict:
      return {{"es", "fuentes contradictorias"}, {"en", "sources contradict each other"}};
    case Kind::none:
      return {{"es", "no ha ocurrido"}, {"en", "has not happened"}};
    case Kind::truth:
      if (value.span() == law::Span::of(1)) return {{"es", "sí"}, {"en", "yes"}};
      return {{"es", "no"}, {"en", "no"}};
    case Kind::number:
      return same(value.span().is_exact()
                      ? std::to_string(value.span().lo)
                      : std::to_string(value.span().lo) + "…" + std::to_string(value.span().hi));
    case Kind::date:
      return same(law::format_days(value.span()));
    case Kind::instant: {
      const law::Span span = value.span();
      if (span.is_exact()) return same(law::format_minute(span.lo));
      return same(law::format_days({span.lo / law::kMinutesADay, span.hi / law::kMinutesADay}));
    }
    case Kind::words: {
      std::string words;
      for (const std::string& one : value.words()) words += (words.empty() ? "" : ", ") + one;
      return same(std::move(words));
    }
    case Kind::records:
      return same(std::to_string(value.records().size()));
  }
  return same("");
}

json::array LawJson::said(law::Index index) const {
  const casefile::Catalogue& catalogue = house_.catalogue();
  json::array out;
  for (const std::uint32_t i : now_.bound.atoms[at(index)].facts) {
    const law::Fact& fact = now_.gathered.facts[i];
    const screening::Said& said = now_.gathered.said[i];
    const casefile::RecordType* type = catalogue.type(said.type);
    const casefile::Field* field =
        type == nullptr || said.field == 0 ? nullptr : type->field(said.field);
    web::Text where = type == nullptr ? web::Text() : text_of(type->label);
    if (field != nullptr) {
      where.es += " · " + field->label.es;
      where.en += " · " + field->label.en;
    }
    const web::Text who =
        said.said_by.empty() ? web::Text() : code_text(catalogue, "sources", said.said_by);
    out.push_back(json::object{{"value", value(fact.value)},
                               {"where", text(where)},
                               {"record_id", said.record.text()},
                               {"said_by", text(who)},
                               {"said_on", said.said_on},
                               {"written_by", names_.of(said.by)},
                               {"at", said.at_ms}});
  }
  return out;
}

json::object LawJson::reason(const law::Line& line) const {
  const law::Ruleset& rules = now_.law->ruleset;
  const law::Node& node = rules->nodes[at(line.node)];
  json::array facts;
  json::object words = both(node.text);
  std::string es, en;
  for (const law::Index one : rules.ints(node.atoms)) {
    const law::Atom& row = rules->atoms[at(one)];
    const bool conflict = now_.bound.atoms[at(one)].state == law::AtomState::State::conflict;
    facts.push_back(json::object{{"atom", rules.text(row.id)},
                                 {"label", both(row.label)},
                                 {"conflict", conflict},
                                 {"said", said(one)}});
    es += (es.empty() ? "" : ", ") + std::string(rules.text(row.label.es));
    en += (en.empty() ? "" : ", ") + std::string(rules.text(row.label.en));
  }
  if (node.text.es == 0) words = {{"es", es}, {"en", en}};
  if (words["es"].as_string().empty()) {
    words = {{"es", "vigencia de la norma"}, {"en", "the norm's dates"}};
  }
  constexpr std::string_view kRoles[] = {"condition", "scope", "exception"};
  return {{"truth", base::truth_name(line.truth)},
          {"role", kRoles[static_cast<std::size_t>(line.role)]},
          {"deciding", line.deciding},
          {"text", std::move(words)},
          {"cite", rules.text(node.cite)},
          {"grade", law::grade_name(node.grade)},
          {"facts", std::move(facts)}};
}

json::object LawJson::norm(const law::NormState& state) const {
  const law::Ruleset& rules = now_.law->ruleset;
  const law::Norm& row = rules->norms[at(state.norm)];
  std::string version;
  if (state.segment != law::kNone) {
    const law::Segment& line = rules->segments[at(state.segment)];
    if (line.from != law::kLowest) version = law::format_day(line.from);
  }
  return {{"title", both(row.title)},
          {"cite", rules.text(row.cite)},
          {"grade", law::grade_name(row.grade)},
          {"in_force_since", version},
          {"status", state.known ? law::status_name(state.status) : "unknown"},
          {"read_on", law::format_day(row.read_on)},
          {"review_by", law::format_day(row.review_by)},
          {"signed", row.signed_by != 0}};
}

json::object LawJson::due(const law::DueAnswer& answer) const {
  const law::Ruleset& rules = now_.law->ruleset;
  const law::Deadline& row = rules->deadlines[at(answer.deadline)];
  return {{"title", both(row.title)},
          {"cite", rules.text(row.cite)},
          {"safe", due_text(answer.due, answer.due.safe)},
          {"nominal", due_text(answer.due, answer.due.nominal)},
          {"latest", due_text(answer.due, answer.due.latest)},
          {"of_authority", row.burden_on_authority != 0},
          {"missing_year", answer.due.missing_year}};
}

json::array LawJson::remedies(law::Run run) const {
  const law::Ruleset& rules = now_.law->ruleset;
  json::array out;
  for (const law::Index one : rules.ints(run)) {
    const law::Remedy& row = rules->remedies[at(one)];
    const law::Text term =
        row.deadline == law::kNone ? law::Text() : rules->deadlines[at(row.deadline)].title;
    out.push_back(json::object{{"title", both(row.title)},
                               {"who_may_file", both(row.who_may_file)},
                               {"before", rules.text(row.before)},
                               {"cite", rules.text(row.cite)},
                               {"deadline", both(term)}});
  }
  return out;
}

json::object LawJson::line(const law::Answer& answer) const {
  const law::Ruleset& rules = now_.law->ruleset;
  const law::Rule& rule = rules->rules[at(answer.rule)];
  json::array deadlines, conflicts;
  for (const law::DueAnswer& one : answer.deadlines) {
    if (one.due.safe || one.due.nominal || one.due.latest) deadlines.push_back(due(one));
  }
  for (const law::Index one : answer.conflicts)
    conflicts.push_back(both(rules->atoms[at(one)].label));
  return {{"rule", rules.text(rule.id)},
          {"kind", law::kind_name(rule.kind)},
          {"country", law::country_name(rule.country)},
          {"title", both(rule.title)},
          {"cite", rules.text(rule.cite)},
          {"authority", rules.text(rule.obligor == 0 ? rule.authority : rule.obligor)},
          {"outcome", law::outcome_name(answer.verdict.outcome)},
          {"points_to", law::outcome_name(answer.verdict.uncapped)},
          {"group", group_of(answer.verdict)},
          {"in_scope", answer.verdict.in_scope},
          {"lapsed", answer.verdict.lapsed},
          {"grade", law::grade_name(rule.grade)},
          {"signed", rule.is_signed != 0},
          {"open_duty", is_open_duty(now_, answer)},
          {"missing", answer.missing.size()},
          {"conflicts", std::move(conflicts)},
          {"deadlines", std::move(deadlines)}};
}

std::optional<json::object> LawJson::rule(const std::string& id) const {
  const law::Ruleset& rules = now_.law->ruleset;
  const law::Index index = rules.rule(id);
  const law::Answer* answer = index == law::kNone ? nullptr : now_.answer(index);
  if (answer == nullptr || !may_see(rules->rules[at(index)])) return std::nullopt;
  const law::Rule& rule = rules->rules[at(index)];
  json::array reasons, norms, deadlines, forms, questions;
  for (const law::Line& one : answer->lines) reasons.push_back(reason(one));
  for (const law::NormState& state : answer->norms) norms.push_back(norm(state));
  for (const law::DueAnswer& one : answer->deadlines) deadlines.push_back(due(one));
  for (const law::Index one : rules.ints(rule.forms)) {
    const law::Form& form = rules->forms[at(one)];
    forms.push_back(json::object{{"title", both(form.title)}, {"number", rules.text(form.number)}});
  }
  if (counsel_) {
    for (const law::Index one : answer->missing) questions.push_back(question(one));
  }
  return json::object{{"rule", id},
                      {"plain", both(rule.plain)},
                      {"reasons", std::move(reasons)},
                      {"norms", std::move(norms)},
                      {"deadlines", std::move(deadlines)},
                      {"forms", std::move(forms)},
                      {"remedies", remedies(rule.remedies)},
                      {"questions", std::move(questions)}};
}

json::object LawJson::right(const law::Right& right) const {
  const law::Ruleset& rules = now_.law->ruleset;
  std::string_view owed = "unknown";
  bool none = right.rules.count > 0;
  for (const law::Index one : rules.ints(right.rules)) {
    const law::Answer* judged = now_.answer(one);
    if (judged == nullptr) continue;
    if (judged->verdict.uncapped == law::Outcome::indicated) owed = "yes";
    if (group_of(judged->verdict) != "not_today") none = false;
  }
  if (none) owed = "no";
  bool is_signed = true;
  std::string_view grade = "P";
  for (const law::Index one : rules.ints(right.norms)) {
    const law::Norm& row = rules->norms[at(one)];
    is_signed = is_signed && row.signed_by != 0;
    if (law::is_weak(row.grade)) grade = law::grade_name(row.grade);
  }
  return {{"owed", owed},
          {"obligor", rules.text(right.obligor)},
          {"cite", rules.text(right.cite)},
          {"limit", both(right.limit)},
          {"gap", both(right.gap)},
          {"grade", grade},
          {"signed", is_signed},
          {"remedies", remedies(right.remedies)}};
}

// The same right in both countries, side by side.
json::array LawJson::rights() const {
  const law::Ruleset& rules = now_.law->ruleset;
  std::vector<std::string> order;
  std::map<std::string, json::object> rows;
  for (const law::Right& one : rules->rights) {
    std::string id(rules.text(one.id));
    if (id.starts_with("mx.") || id.starts_with("us.")) id = id.substr(3);
    if (!rows.contains(id)) {
      order.push_back(id);
      rows[id] = {{"right", id}, {"title", both(one.title)}};
    }
    const char* country = one.country == law::Country::mexico ? "mx" : "us";
    rows[id][country] = right(one);
  }
  json::array out;
  for (const std::string& id : order) out.push_back(std::move(rows[id]));
  return out;
}

// Days by which something must be filed, of what is not out of the question.
json::array LawJson::time_bars() const {
  const law::Ruleset& rules = now_.law->ruleset;
  std::vector<std::pair<std::string, json::object>> found;
  std::set<law::Index> seen;
  for (const law::Answer& one : now_.screening.answers) {
    if (group_of(one.verdict) == "not_today") continue;
    for (const law::DueAnswer& term : one.deadlines) {
      const law::Deadline& row = rules->deadlines[at(term.deadline)];
      if (row.burden_on_authority != 0 || !term.due.safe || !seen.insert(term.deadline).second) {
        continue;
      }
      found.emplace_back(due_text(term.due, term.due.safe), due(term));
    }
  }
  std::ranges::sort(found, {}, &std::pair<std::string, json::object>::first);
  json::array out;
  for (auto& [day, one] : found) out.push_back(std::move(one));
  return out;
}

json::array LawJson::effects(law::Index index) const {
  const law::Ruleset& rules = now_.law->ruleset;
  const law::Atom& row = rules->atoms[at(index)];
  std::vector<std::string> answers;
  if (row.type == law::Type::boolean) answers = {"true", "false"};
  if (row.type == law::Type::enumeration && row.words.count <= 4) {
    for (const law::Str word : rules.ints(row.words)) answers.emplace_back(rules.text(word));
  }
  json::array out;
  for (const std::string& one : answers) {
    const auto value = screening::value_of_answer(rules, index, one);
    if (!value) continue;
    out.push_back(json::object{
        {"answer", one}, {"changes", changes(now_.screening, room_.suppose(now_, index, *value))}});
  }
  return out;
}

json::object LawJson::question(law::Index index) const {
  const law::Ruleset& rules = now_.law->ruleset;
  const law::Atom& row = rules->atoms[at(index)];
  json::array values;
  for (const law::Str word : rules.ints(row.words))
    values.push_back(json::string(rules.text(word)));
  return {{"atom", rules.text(row.id)},  {"text", both(row.text)},
          {"label", both(row.label)},    {"type", type_name(row.type)},
          {"values", std::move(values)}, {"assessor", rules.text(row.assessor)},
          {"trauma", row.trauma},        {"effects", effects(index)}};
}

// Who of the organisation holds the legal compartment.
json::array LawJson::call() const {
  const std::string& team = house_.policy().team_of(base::Compartment::legal).id;
  json::array out;
  for (const desk::UserRow& user : desk::all_users(house_)) {
    if (user.disabled) continue;
    for (const std::string& id : user.roles) {
      const desk::Role* role = house_.policy().role(id);
      if (role == nullptr || std::ranges::find(role->teams, team) == role->teams.end()) continue;
      out.push_back(json::object{{"name", user.name}, {"role", text(text_of(role->label))}});
      break;
    }
  }
  return out;
}

json::array LawJson::changes(const law::Screening& before, const law::Screening& after) const {
  const law::Ruleset& rules = now_.law->ruleset;
  json::array out;
  for (std::size_t i = 0; i < before.answers.size() && i < after.answers.size(); ++i) {
    const law::Verdict& was = before.answers[i].verdict;
    const law::Verdict& is = after.answers[i].verdict;
    if (was.uncapped == is.uncapped && was.outcome == is.outcome) continue;
    const law::Rule& rule = rules->rules[at(before.answers[i].rule)];
    if (!may_see(rule)) continue;
    out.push_back(json::object{{"rule", rules.text(rule.id)},
                               {"country", law::country_name(rule.country)},
                               {"title", both(rule.title)},
                               {"before", group_of(was)},
                               {"after", group_of(is)}});
  }
  return out;
}

json::object LawJson::view() const {
  json::array answers;
  for (const law::Answer& one : now_.screening.answers) {
    const law::Rule& rule = now_.law->ruleset->rules[at(one.rule)];
    if (may_see(rule)) answers.push_back(line(one));
  }
  json::array questions;
  if (counsel_) {
    const law::Bound& bound = now_.bound;
    for (const law::Question& one :
         law::next_questions(now_.law->ruleset, bound, law::Reach::both, kQuestions)) {
      questions.push_back(question(one.atom));
    }
  }
  return {{"ruleset", now_.law->hash},
          {"unread", room_.unread()},
          {"facts", facts_hash(now_)},
          {"fact_date", law::format_day(now_.screening.dates.fact)},
          {"law_date", law::format_day(now_.screening.dates.law)},
          {"knowledge_date", law::format_day(now_.screening.dates.knowledge)},
          {"pathways", counsel_},
          {"answers", std::move(answers)},
          {"questions", std::move(questions)},
          {"time_bars", time_bars()},
          {"call", call()}};
}

}  // namespace cli
