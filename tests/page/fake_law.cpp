#include "fake_law.h"

namespace page {

namespace {

namespace json = boost::json;

json::object text(const char* es, const char* en) {
  return {{"es", es}, {"en", en}};
}

json::object norm() {
  return {{"title", text("Ley de refugiados", "Refugee law")},
          {"cite", "LSR"},
          {"grade", "P"},
          {"in_force_since", "2011-01-28"},
          {"status", "in_force"},
          {"read_on", "2026-11-22"},
          {"review_by", "2027-01-15"},
          {"signed", false}};
}

json::object answer_of(const char* rule, const char* kind, const char* group, bool open_duty) {
  return {{"rule", rule},
          {"kind", kind},
          {"country", "MX"},
          {"title", text(open_duty ? "Avisar a la Procuraduría" : "Refugio en México",
                         open_duty ? "Notify the Procuraduría" : "Refugee status in Mexico")},
          {"cite", "LSR 13"},
          {"authority", open_duty ? "INM" : "COMAR"},
          {"outcome", "possible"},
          {"points_to", "possible"},
          {"group", group},
          {"in_scope", true},
          {"lapsed", false},
          {"grade", "P"},
          {"signed", false},
          {"open_duty", open_duty},
          {"missing", 1},
          {"conflicts", json::array()},
          {"deadlines", json::array()}};
}

json::object question() {
  return {{"atom", "fear_of_return"},
          {"text", text("¿Teme volver a su país?", "Does the child fear return?")},
          {"label", text("temor de volver", "fear of return")},
          {"type", "bool"},
          {"values", json::array()},
          {"assessor", "child"},
          {"trauma", 2},
          {"effects", json::array()}};
}

}  // namespace

json::object FakeLaw::view() const {
  json::array answers{answer_of("mx.refugio", "pathway", fears_ ? "applies" : "missing", false),
                      answer_of("mx.canalizacion", "duty", "applies", !notified_)};
  json::array questions;
  if (!fears_) questions.push_back(question());
  return {{"ruleset", "0f"},
          {"unread", ""},
          {"facts", "1e"},
          {"fact_date", "2026-11-22"},
          {"law_date", "2026-11-22"},
          {"knowledge_date", "2026-11-22"},
          {"pathways", true},
          {"answers", std::move(answers)},
          {"questions", std::move(questions)},
          {"time_bars", json::array()},
          {"call", json::array()}};
}

json::object FakeLaw::changed(const char* before, const char* after) const {
  json::object change{{"rule", "mx.refugio"},
                      {"country", "MX"},
                      {"title", text("Refugio en México", "Refugee status in Mexico")},
                      {"before", before},
                      {"after", after}};
  return {{"changes", json::array{std::move(change)}}, {"view", view()}};
}

base::Result<json::object> FakeLaw::law_view(const web::Caller&, const std::string&,
                                             const std::string&) {
  const std::lock_guard lock(mutex_);
  return view();
}

base::Result<json::object> FakeLaw::law_rule(const web::Caller&, const std::string&,
                                             const std::string& rule, const std::string&) {
  if (rule != "mx.refugio" && rule != "mx.canalizacion") {
    return base::refuse(base::Code::not_found);
  }
  json::object fact{{"atom", "fear_of_return"},
                    {"label", text("temor de volver", "fear of return")},
                    {"conflict", false},
                    {"said", json::array()}};
  json::object reason{{"truth", "unknown"},
                      {"role", "condition"},
                      {"deciding", true},
                      {"text", text("Teme volver", "Fears return")},
                      {"cite", "LSR 13"},
                      {"grade", "P"},
                      {"facts", json::array{std::move(fact)}}};
  return json::object{{"rule", rule},
                      {"plain", text("En palabras sencillas.", "In plain words.")},
                      {"reasons", json::array{std::move(reason)}},
                      {"norms", json::array{norm()}},
                      {"deadlines", json::array()},
                      {"forms", json::array()},
                      {"remedies", json::array()},
                      {"questions", json::array{question()}}};
}

base::Result<json::object> FakeLaw::law_rights(const web::Caller&, const std::string&) {
  json::object side{{"owed", "yes"},         {"obligor", "DIF"},         {"cite", "LGDNNA 89"},
                    {"limit", text("", "")}, {"gap", text("", "")},      {"grade", "P"},
                    {"signed", false},       {"remedies", json::array()}};
  json::object right{{"right", "no_detention"},
                     {"title", text("No ser detenida", "Not to be detained")},
                     {"mx", std::move(side)}};
  return json::object{{"rights", json::array{std::move(right)}}};
}

base::Result<json::object> FakeLaw::answer(const web::Caller&, const std::string&,
                                           const web::LawAnswerGiven& given, base::SaveId) {
  const std::lock_guard lock(mutex_);
  if (given.atom != "fear_of_return") return base::refuse(base::Code::unknown_atom);
  fears_ = given.answer == "true";
  return changed("missing", fears_ ? "applies" : "not_today");
}

base::Result<json::object> FakeLaw::fulfil(const web::Caller&, const std::string&,
                                           const web::DutyDone&, base::SaveId) {
  const std::lock_guard lock(mutex_);
  notified_ = true;
  return changed("applies", "applies");
}

base::Result<json::object> FakeLaw::draft_act(const web::Caller&, const std::string&,
                                              const std::string&, const std::string&,
                                              base::SaveId) {
  const std::lock_guard lock(mutex_);
  return changed("applies", "applies");
}

}  // namespace page
