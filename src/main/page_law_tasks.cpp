// Duties with clocks, and days by which something must be filed, among what is to be done.
#include <set>

#include "main/law_json.h"
#include "main/page_law.h"

namespace cli {

namespace {

constexpr std::size_t kCases = 60;
// Older misses stand in the case file; a list for today that never shrinks is read by nobody.
constexpr law::Day kBack = 30;
constexpr law::Day kAhead = 45;

web::Text text_of(const law::Ruleset& rules, law::Text text) {
  return {std::string(rules.text(text.es)), std::string(rules.text(text.en))};
}

// How far each stream of a case file goes: changes with every entry, whoever wrote it.
std::string entries_of(desk::House& house, const base::CaseId& id) {
  std::string stamp;
  for (const ledger::StreamRow& stream : house.ledger().streams_of_case(id)) {
    stamp += " " + std::to_string(stream.no) + ":" + std::to_string(stream.next_seq);
  }
  return stamp;
}

class CaseTasks {
 public:
  CaseTasks(const CaseLaw& now, const desk::CaseLine& line, std::vector<web::Task>& tasks)
      : now_(now), rules_(now.law->ruleset), line_(line), tasks_(tasks) {}

  void add(const law::Answer& answer) {
    const law::Rule& rule = rules_->rules[static_cast<std::size_t>(answer.rule)];
    const bool owed = is_open_duty(now_, answer);
    for (const law::DueAnswer& term : answer.deadlines) {
      const law::Deadline& row = rules_->deadlines[static_cast<std::size_t>(term.deadline)];
      if (row.burden_on_authority != 0) {
        // A start known only to the day has no one end: by the latest it surely fell due.
        const auto end = term.due.nominal ? term.due.nominal : term.due.latest;
        if (owed) add(rule, rule.title, term, end, true);
      } else if (group_of(answer.verdict) != "not_today") {
        // Several rules may run on one date: it is told once.
        if (told_.insert({term.deadline, term.due.safe}).second) {
          add(rule, row.title, term, term.due.safe, false);
        }
      }
    }
  }

 private:
  void add(const law::Rule& rule, law::Text title, const law::DueAnswer& term,
           const std::optional<std::int32_t>& end, bool of_authority) {
    if (!end) return;
    const law::Day day = term.due.in_minutes ? *end / law::kMinutesADay : *end;
    const law::Day today = now_.screening.dates.fact;
    if (day < today - kBack || day > today + kAhead) return;
    const std::string when = due_text(term.due, end);
    const std::string cite(
        rules_.text(rules_->deadlines[static_cast<std::size_t>(term.deadline)].cite));
    web::Task task;
    task.id = "law:" + line_.id.text() + ":" + std::string(rules_.text(rule.id)) + ":" +
              std::to_string(term.deadline);
    task.case_id = line_.id.text();
    task.case_name = line_.name;
    task.title = text_of(rules_, title);
    task.due = when.substr(0, 10);
    task.due_ms = std::int64_t{day} * 24 * 3600 * 1000;
    if (when.size() > 11) task.due_at = when.substr(11);
    task.state = day < today    ? "overdue"
                 : of_authority ? "waiting"
                 : day == today ? "today"
                                : "later";
    const std::string who(rules_.text(rule.obligor));
    task.note = of_authority
                    ? web::Text{"Deber de " + who + " · " + cite, "Duty of " + who + " · " + cite}
                    : web::Text{"Fecha segura · " + cite, "Safe date · " + cite};
    if (rule.is_signed == 0) {
      task.note.es += " · norma sin firma de abogada";
      task.note.en += " · norm not signed by a lawyer";
    }
    tasks_.push_back(std::move(task));
  }

  const CaseLaw& now_;
  const law::Ruleset& rules_;
  const desk::CaseLine& line_;
  std::vector<web::Task>& tasks_;
  std::set<std::pair<law::Index, std::optional<std::int32_t>>> told_;
};

}  // namespace

void LawDesk::add_tasks(const desk::Session& session, std::vector<web::Task>& tasks) {
  if (!session.may("case_read") || !session.may("case_list")) return;
  desk::House& house = tickets_.desk().house();
  const auto lines = tickets_.desk().lists().list(session, kCases, {});
  if (!lines) return;
  const base::UserId& person = session.person().id;
  const std::string law = room_.in_force()->hash + std::to_string(room_.today());
  for (const desk::CaseLine& line : lines->lines) {
    if (line.step == "closed") continue;
    const std::vector<base::Compartment> scope = session.compartments(line.id);
    // Asked before the entries are read: what comes between is judged the next time.
    std::string stamp = law + entries_of(house, line.id);
    std::optional<std::vector<web::Task>> ours = shelf_.find(person, scope, line.id, stamp);
    if (!ours) {
      const auto view = desk::CaseView::open(house, session, line.id, scope);
      if (!view) continue;
      const CaseLaw now = room_.judge(*view);
      ours.emplace();
      CaseTasks of_case(now, line, *ours);
      for (const law::Answer& answer : now.screening.answers) of_case.add(answer);
      shelf_.keep(person, scope, line.id, std::move(stamp), *ours);
    }
    tasks.insert(tasks.end(), ours->begin(), ours->end());
  }
}

}  // namespace cli
