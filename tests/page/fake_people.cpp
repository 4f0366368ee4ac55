// Invented people and what is due for them. Nobody here exists.
#include "fake_service.h"

namespace page {

namespace {

struct Person {
  const char* name;
  const char* from;
  const char* to;
  const char* language;
  const char* country;
  const char* risk;
  const char* company;
};

constexpr Person kPeople[] = {
    {"Ixchel Xuncax Domingo", "2012-03-01", "2012-03-31", "mam", "GT", "high", "siblings"},
    {"Candelaria Xuncax Domingo", "2017-06-12", "2017-06-12", "mam", "GT", "medium", "siblings"},
    {"Kevin Orellana Paz", "2010-01-01", "2010-12-31", "es", "HN", "medium", "alone"},
    {"Yenifer Castellanos", "2009-08-20", "2009-08-20", "es", "SV", "high", "alone"},
    {"Mateo Ramírez Tzoy", "2014-05-01", "2014-05-31", "quc", "GT", "low", "parent"},
    {"Xuꞌun a̱ Pérez ɨ", "2013-02-02", "2013-02-02", "nah", "MX", "low", "adult"},
    {"Rosmery Güity", "2011-11-01", "2011-11-30", "cab", "HN", "medium", "siblings"},
    {"Wilmer Ajcalón", "2008-09-01", "2009-03-31", "quc", "GT", "medium", "alone"},
};

}  // namespace

void FakeService::fill() {
  namespace json = boost::json;
  const std::string by = "Ana R.";
  for (const Person& person : kPeople) {
    const std::string id = new_id();
    Stored& stored = cases_[id];
    stored.file.row.id = id;
    stored.file.row.kind = "child";
    stored.file.row.number = "AM-2026-0" + std::to_string(++numbers_);
    stored.file.access = {
        {"Casa del Migrante San Juan",
         {"Todo, salvo lo jurídico y lo médico", "All but legal and medical"},
         std::nullopt},
        {"Inés V., abogada", {"Jurídico y resumen", "Legal and summary"}, 1803254400000}};
    put(stored, "name", {{"name", {{"said", person.name}}}}, by);
    put(stored, "birth",
        {{"date", {{"from", person.from}, {"to", person.to}, {"approx", false}}},
         {"country", person.country}},
        by);
    put(stored, "language",
        {{"language",
          {{"code", person.language}, {"interpreter", std::string(person.language) != "es"}}}},
        by);
    put(stored, "arrival",
        {{"day", {{"from", "2026-11-21"}, {"to", "2026-11-21"}, {"approx", false}}},
         {"company", person.company},
         {"country", "MX"},
         {"needs", json::array{"food"}}},
        by);
    put(stored, "risk", {{"level", person.risk}, {"reasons", "Lo dijo al llegar."}}, by);
    put(stored, "custody",
        {{"authority", "inm"},
         {"day", {{"from", "2026-10-28"}, {"to", "2026-10-28"}, {"approx", true}}},
         {"place", "Huixtla"},
         {"country", "MX"},
         {"account", "La detuvieron y la dejaron ir el mismo día."}},
        by);
    put(stored, "relative",
        {{"name", "Rosa D."}, {"relation", "mother"}, {"place", "Houston"}, {"safe", true}}, by);
    put(stored, "wish",
        {{"words", "Waji tukʼil nmane"},
         {"language", {{"code", "mam"}}},
         {"translation", "Quiere estar con su mamá."}},
        by);
    put(stored, "health_visit",
        {{"day", {{"from", "2026-11-21"}, {"to", "2026-11-21"}, {"approx", false}}},
         {"findings", "Deshidratación leve."}},
        "Dr. Óscar L.");
    refresh_row(stored);
  }
}

base::Result<std::vector<web::Task>> FakeService::tasks(const web::Caller& caller) {
  const auto page = cases(caller, {});
  if (!page) return base::refuse(page.error().code);
  std::vector<web::Task> out;
  const auto add = [&](std::size_t row, web::Text title, web::Text note, std::string due,
                       std::string at, std::string state, bool mine) {
    if (row >= page->rows.size()) return;
    const web::CaseRow& person = page->rows[row];
    out.push_back({"task-" + std::to_string(out.size()), person.id, person.name, std::move(title),
                   std::move(note), std::move(due), std::move(at), std::move(state), mine});
  };
  add(0, {"Avisar a la Procuraduría de Protección", "Notify the Child Protection Office"},
      {"Menor sin madre, padre ni tutor", "Child without mother, father or guardian"}, "2026-11-21",
      "23:59", "overdue", true);
  add(1, {"Llamar a intérprete de mam", "Call a Mam interpreter"}, {}, "2026-11-22", "12:00",
      "today", true);
  add(2, {"Primera revisión médica", "First medical check"}, {}, "2026-11-22", "", "today", false);
  add(3, {"Primera valoración del interés superior", "First best-interests assessment"}, {},
      "2026-11-25", "", "later", true);
  add(4, {"Respuesta de la casa hogar", "Answer from the group home"},
      {"Pidieron dos días", "They asked for two days"}, "2026-11-24", "", "waiting", false);
  return out;
}

}  // namespace page
