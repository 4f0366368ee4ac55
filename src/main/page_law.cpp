#include "main/page_law.h"

#include <algorithm>

#include "base/partial_date.h"
#include "casefile/instant.h"
#include "main/law_json.h"
#include "main/law_stored.h"

namespace cli {

namespace {

using base::Code;
using desk::CaseView;
using desk::Session;

std::size_t at(law::Index i) {
  return static_cast<std::size_t>(i);
}

base::Result<base::CaseId> case_id_of(const std::string& text) {
  base::Result<base::CaseId> id = base::CaseId::from_text(text);
  if (!id) return base::refuse(Code::not_found, {{"what", "case"}});
  return id;
}

base::Refusal bad_field(const char* field) {
  return {Code::bad_value, {{"field", field}}};
}

// The record in which this atom was answered before.
std::optional<base::RecordId> answered(const casefile::Catalogue& catalogue, const CaseView& view,
                                       std::string_view atom) {
  const casefile::RecordType* type = catalogue.type(screening::kLegalFact);
  const casefile::Folded* legal = view.folded(base::Compartment::legal);
  if (type == nullptr || legal == nullptr) return std::nullopt;
  for (const casefile::FoldedRecord* record : legal->of_type(type->number)) {
    if (record->text(type->field("atom")->number) == atom) return record->id;
  }
  return std::nullopt;
}

// The one answer of a duty that is owed and of which no fulfilment is recorded.
base::Result<const law::Answer*> open_duty(const CaseLaw& now, const std::string& duty) {
  const law::Index rule = now.law->ruleset.rule(duty);
  const law::Answer* answer = rule == law::kNone ? nullptr : now.answer(rule);
  if (answer == nullptr || !is_open_duty(now, *answer)) return std::unexpected(bad_field("duty"));
  return answer;
}

// The day that is asked; today for an empty text. What is to come has no law yet.
base::Result<law::Day> day_asked(const std::string& on, law::Day today) {
  if (on.empty()) return today;
  const std::optional<law::Span> day = law::parse_date(on);
  if (!day || !day->is_exact() || day->lo > today) return std::unexpected(bad_field("on"));
  return day->lo;
}

// Nothing where the page's text is no partial date of the forms it sends.
std::optional<std::string> stated(const std::string& text) {
  const auto date = base::PartialDate::from_text(text);
  return date ? std::optional(date->text()) : std::nullopt;
}

}  // namespace

LawDesk::LawDesk(Tickets& tickets, LawRoom& room) : tickets_(tickets), room_(room) {
  tickets_.when_ended([this](const base::UserId& person) { shelf_.ended(person); });
}

base::Result<boost::json::object> LawDesk::read(const web::Caller& caller,
                                                const std::string& case_id, const std::string& on,
                                                const Show& show) {
  using Object = boost::json::object;
  return tickets_.with<Object>(caller, [&](const Session& session) -> base::Result<Object> {
    base::Result<base::CaseId> id = case_id_of(case_id);
    if (!id) return base::pass(id);
    base::Result<law::Day> day = day_asked(on, room_.today());
    if (!day) return base::pass(day);
    base::Result<CaseView> view = tickets_.desk().cases().read(session, *id);
    if (!view) return base::pass(view);
    desk::House& house = tickets_.desk().house();
    UserNames names(house);
    const CaseLaw now = room_.judge_on(*view, *day);
    return show(LawJson(house, names, room_, now, session.holds(base::Compartment::legal)));
  });
}

base::Result<boost::json::object> LawDesk::law_view(const web::Caller& caller,
                                                    const std::string& case_id,
                                                    const std::string& on) {
  return read(caller, case_id, on, [](const LawJson& json) { return json.view(); });
}

base::Result<boost::json::object> LawDesk::law_rule(const web::Caller& caller,
                                                    const std::string& case_id,
                                                    const std::string& rule,
                                                    const std::string& on) {
  return read(caller, case_id, on, [&](const LawJson& json) -> base::Result<boost::json::object> {
    auto found = json.rule(rule);
    if (!found) return base::refuse(Code::not_found, {{"what", "rule"}});
    return std::move(*found);
  });
}

base::Result<boost::json::object> LawDesk::law_rights(const web::Caller& caller,
                                                      const std::string& case_id) {
  return read(caller, case_id, {},
              [](const LawJson& json) { return boost::json::object{{"rights", json.rights()}}; });
}

base::Result<boost::json::object> LawDesk::change(const web::Caller& caller,
                                                  const std::string& case_id, const std::string& on,
                                                  const Edits& edits, base::SaveId save,
                                                  Keep keep) {
  using Object = boost::json::object;
  return tickets_.with<Object>(caller, [&](const Session& session) -> base::Result<Object> {
    base::Result<base::CaseId> id = case_id_of(case_id);
    if (!id) return base::pass(id);
    base::Result<law::Day> day = day_asked(on, room_.today());
    if (!day) return base::pass(day);
    desk::House& house = tickets_.desk().house();
    std::optional<CaseLaw> before;
    const auto edits_of = [&](const CaseView& view) {
      before = room_.judge_on(view, *day);
      return edits(view, *before);
    };
    // Judged from what is written with it, so that it can be repeated from the records alone.
    const auto screening_of =
        [&](const CaseView& after) -> base::Result<std::vector<desk::RecordEdit>> {
      return std::vector<desk::RecordEdit>{
          screening_edit(room_.judge(after), house.clock().now_ms())};
    };
    desk::CaseFiles& cases = tickets_.desk().cases();
    base::Result<desk::Saved> saved = keep == Keep::screening
                                          ? cases.change(session, *id, edits_of, screening_of, save)
                                          : cases.change(session, *id, edits_of, save);
    if (!saved) return std::unexpected(saved.error());
    base::Result<CaseView> view = CaseView::open(house, session, *id, session.compartments());
    if (!view) return base::pass(view);
    UserNames names(house);
    const CaseLaw now = room_.judge_on(*view, *day);
    const LawJson json(house, names, room_, now, session.holds(base::Compartment::legal));
    // The same save again finds everything written: nothing changed by it now.
    const law::Screening& was = before ? before->screening : now.screening;
    return Object{{"changes", json.changes(was, now.screening)}, {"view", json.view()}};
  });
}

base::Result<std::vector<desk::RecordEdit>> LawDesk::answer_edits(
    const CaseView& view, const CaseLaw& now, const web::LawAnswerGiven& given) {
  const law::Ruleset& rules = now.law->ruleset;
  const law::Index atom = rules.atom(given.atom);
  if (atom == law::kNone) return base::refuse(Code::unknown_atom, {{"atom", given.atom}});
  const auto value = screening::value_of_answer(rules, atom, given.answer);
  if (!value) return std::unexpected(bad_field("answer"));
  desk::RecordEdit edit{std::string(screening::kLegalFact),
                        answered(tickets_.desk().house().catalogue(), view, given.atom),
                        {{"atom", given.atom}, {"answer", given.answer}}};
  // A new answer is not on the word of who gave the old one.
  if (!given.said_by.empty()) {
    edit.fields.push_back({"said_by", given.said_by});
  } else if (edit.record) {
    edit.fields.push_back({"said_by", codec::Value()});
  }
  if (!given.said_on.empty()) {
    const std::optional<std::string> on = stated(given.said_on);
    if (!on) return std::unexpected(bad_field("said_on"));
    edit.fields.push_back({"said_on", *on});
  } else if (edit.record) {
    edit.fields.push_back({"said_on", codec::Value()});
  }
  return std::vector<desk::RecordEdit>{std::move(edit)};
}

base::Result<boost::json::object> LawDesk::answer(const web::Caller& caller,
                                                  const std::string& case_id,
                                                  const web::LawAnswerGiven& given,
                                                  base::SaveId save) {
  auto allowed = tickets_.with<bool>(caller, [](const Session& session) -> base::Result<bool> {
    if (!session.holds(base::Compartment::legal)) return base::refuse(Code::not_allowed);
    return true;
  });
  if (!allowed) return base::pass(allowed);
  return change(
      caller, case_id, {},
      [&](const CaseView& view, const CaseLaw& now) { return answer_edits(view, now, given); },
      save, Keep::screening);
}

base::Result<boost::json::object> LawDesk::fulfil(const web::Caller& caller,
                                                  const std::string& case_id,
                                                  const web::DutyDone& done, base::SaveId save) {
  const std::optional<law::Span> day = law::parse_date(done.on);
  if (!day || !day->is_exact()) return std::unexpected(bad_field("on"));
  const base::UtcMs ms = base::UtcMs{day->lo} * 24 * 60 * 60 * 1000;
  return change(
      caller, case_id, {},
      [&](const CaseView&, const CaseLaw& now) -> base::Result<std::vector<desk::RecordEdit>> {
        auto duty = open_duty(now, done.duty);
        if (!duty) return base::pass(duty);
        desk::RecordEdit edit{
            std::string(screening::kDutyFulfilment),
            std::nullopt,
            {{"duty", done.duty},
             {"on", casefile::make_instant(ms, "", casefile::InstantPrecision::day)}}};
        if (!done.reference.empty()) edit.fields.push_back({"reference", done.reference});
        return std::vector<desk::RecordEdit>{std::move(edit)};
      },
      save, Keep::nothing);
}

desk::RecordEdit LawDesk::act_edit(const CaseView& view, const CaseLaw& now,
                                   const law::Answer& duty) {
  desk::House& house = tickets_.desk().house();
  const law::Ruleset& rules = now.law->ruleset;
  const law::Rule& rule = rules->rules[at(duty.rule)];
  UserNames names(house);
  const LawJson json(house, names, room_, now, false);
  std::string evidence = std::string(rules.text(rule.title.es)) + " (" +
                         std::string(rules.text(rule.cite)) + "). Sin cumplimiento registrado al " +
                         law::format_day(now.screening.dates.knowledge) + ".\n";
  for (const law::Index atom : rules.ints(rule.atoms)) {
    for (const boost::json::value& said : json.said(atom)) {
      const boost::json::object& one = said.as_object();
      evidence += "- " + std::string(rules.text(rules->atoms[at(atom)].label.es)) + ": " +
                  std::string(one.at("value").at("es").as_string()) + " (" +
                  std::string(one.at("where").at("es").as_string()) + ", " +
                  std::string(one.at("written_by").as_string()) + ", registro " +
                  std::string(one.at("record_id").as_string()) + ")\n";
    }
  }
  std::string version;
  for (const law::NormState& state : duty.norms) {
    if (state.segment == law::kNone) continue;
    const law::Day from = rules->segments[at(state.segment)].from;
    if (from != law::kLowest) version += (version.empty() ? "" : ", ") + law::format_day(from);
  }
  const std::string type = room_.mapping().act_of(rules.text(rule.id));
  desk::RecordEdit edit{"act",
                        std::nullopt,
                        {{"type", type.empty() ? std::string("duty_not_fulfilled") : type},
                         {"duty", std::string(rules.text(rule.id))},
                         {"norm", std::string(rules.text(rule.cite))},
                         {"ruleset", now.law->hash},
                         {"actor", std::string(rules.text(rule.obligor))},
                         {"evidence", evidence}}};
  if (!version.empty()) edit.fields.push_back({"norm_version", version});
  for (const law::DueAnswer& term : duty.deadlines) {
    const std::string day =
        due_text(term.due, term.due.nominal ? term.due.nominal : term.due.latest);
    if (day.empty()) continue;
    edit.fields.push_back({"due", day});
    edit.fields.push_back({"happened", day.substr(0, 10)});
    break;
  }
  const casefile::RecordType* status = house.catalogue().type("separation_status");
  const casefile::FoldedRecord* standing =
      status == nullptr ? nullptr : view.first(*status, status->compartment);
  if (standing != nullptr && standing->value(status->field("status")->number) != nullptr) {
    edit.fields.push_back(
        {"accompaniment", std::string(standing->text(status->field("status")->number))});
  }
  return edit;
}

base::Result<boost::json::object> LawDesk::draft_act(const web::Caller& caller,
                                                     const std::string& case_id,
                                                     const std::string& duty, const std::string& on,
                                                     base::SaveId save) {
  return change(
      caller, case_id, on,
      [&](const CaseView& view, const CaseLaw& now) -> base::Result<std::vector<desk::RecordEdit>> {
        auto answer = open_duty(now, duty);
        if (!answer) return base::pass(answer);
        return std::vector<desk::RecordEdit>{act_edit(view, now, **answer)};
      },
      save, Keep::nothing);
}

}  // namespace cli
