#include "main/law_stored.h"

#include <array>

#include "casefile/instant.h"
#include "pack/embedded.h"

namespace cli {

namespace {

std::string outcomes_of(const CaseLaw& now) {
  const law::Ruleset& rules = now.law->ruleset;
  std::string text;
  for (const law::Answer& one : now.screening.answers) {
    text += rules.text(rules->rules[static_cast<std::size_t>(one.rule)].id);
    text += ' ';
    text += law::outcome_name(one.verdict.outcome);
    text += '\n';
  }
  return text;
}

// A day that was written by screening_edit; nothing for anything else.
std::optional<law::Day> day_of(std::string_view text) {
  const auto span = law::parse_date(text);
  return span && span->is_exact() ? std::optional(span->lo) : std::nullopt;
}

}  // namespace

desk::RecordEdit screening_edit(const CaseLaw& now, base::UtcMs made_ms) {
  const law::Dates& dates = now.screening.dates;
  return {"legal_screening",
          std::nullopt,
          {{"ruleset", now.law->hash},
           {"facts", facts_hash(now)},
           {"law_date", law::format_day(dates.law)},
           {"fact_date", law::format_day(dates.fact)},
           {"knowledge_date", law::format_day(dates.knowledge)},
           {"outcomes", outcomes_of(now)},
           {"made_on", casefile::make_instant(made_ms)}}};
}

std::vector<StoredScreening> stored_screenings(const desk::House& house,
                                               const desk::CaseView& view) {
  std::vector<StoredScreening> out;
  const casefile::RecordType* type = house.catalogue().type("legal_screening");
  const casefile::Folded* legal = type == nullptr ? nullptr : view.folded(type->compartment);
  if (legal == nullptr) return out;
  for (const casefile::FoldedRecord* record : legal->of_type(type->number)) {
    const auto text = [&](const char* field) {
      return std::string(record->text(type->field(field)->number));
    };
    const auto law_day = day_of(text("law_date"));
    const auto fact_day = day_of(text("fact_date"));
    const auto knowledge_day = day_of(text("knowledge_date"));
    if (!law_day || !fact_day || !knowledge_day) continue;
    out.push_back({record->id, text("ruleset"), text("facts"),
                   law::Dates{*law_day, *fact_day, *knowledge_day}, text("outcomes")});
  }
  return out;
}

base::Result<std::shared_ptr<const LawSet>> law_of_hash(desk::House& house, const LawRoom& room,
                                                        const std::string& hash) {
  std::shared_ptr<const LawSet> in_force = room.in_force();
  if (in_force->hash == hash) return in_force;
  auto set = stored_law(house, hash);
  // The program's own is stored nowhere.
  if (!set) {
    const auto section = pack::embedded().section("law");
    if (section) set = law_set_of(*section);
    if (set && set->hash != hash) return base::refuse(base::Code::not_found, {{"what", "law"}});
  }
  if (!set) return base::pass(set);
  return std::make_shared<const LawSet>(std::move(*set));
}

std::string_view repeated_name(Repeated repeated) {
  constexpr std::array<std::string_view, 4> kNames = {"same", "differs", "other_facts", "no_law"};
  return kNames[static_cast<std::size_t>(repeated)];
}

Repeated repeat_screening(desk::House& house, const LawRoom& room, const desk::CaseView& view,
                          const StoredScreening& stored) {
  auto law = law_of_hash(house, room, stored.ruleset);
  if (!law) return Repeated::no_law;
  const CaseLaw again = room.judge(view, std::move(*law), stored.dates);
  if (facts_hash(again) != stored.facts) return Repeated::other_facts;
  return outcomes_of(again) == stored.outcomes ? Repeated::same : Repeated::differs;
}

}  // namespace cli
