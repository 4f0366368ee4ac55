#include "fake_service.h"

namespace page {

namespace {

using web::CodeList;
using web::FieldType;
using web::RecordType;

FieldType field(std::string name, web::Text label, std::string kind, std::string list = {}) {
  FieldType out;
  out.name = std::move(name);
  out.label = std::move(label);
  out.kind = std::move(kind);
  out.list = std::move(list);
  return out;
}

FieldType required(FieldType type) {
  type.required = true;
  return type;
}

FieldType sensitive(FieldType type) {
  type.sensitive = true;
  return type;
}

FieldType many(FieldType type) {
  type.many = true;
  return type;
}

FieldType own(FieldType type) {
  type.own_words = true;
  return type;
}

FieldType hinted(FieldType type, web::Text hint) {
  type.hint = std::move(hint);
  return type;
}

RecordType record(std::string name, web::Text label, std::string area, std::string compartment,
                  std::vector<FieldType> fields) {
  RecordType out;
  out.name = std::move(name);
  out.label = std::move(label);
  out.area = std::move(area);
  out.compartment = std::move(compartment);
  out.kinds = {"child"};
  out.summary = {fields.front().name};
  out.fields = std::move(fields);
  return out;
}

RecordType once(RecordType type) {
  type.many = false;
  return type;
}

RecordType dated(RecordType type, std::string moment, std::string country = {}) {
  type.moment = std::move(moment);
  type.country = std::move(country);
  return type;
}

CodeList codes(std::string name, std::vector<web::CodeEntry> entries) {
  return {std::move(name), std::move(entries)};
}

FieldType doses() {
  FieldType rows = many(field("doses", {"Dosis dadas", "Doses given"}, "row"));
  rows.columns = {required(field("medicine", {"Medicina", "Medicine"}, "text")),
                  field("on", {"Cuándo", "When"}, "partial_date")};
  return rows;
}

std::vector<RecordType> identity_types() {
  return {
      once(record("name", {"Nombre", "Name"}, "person", "identity",
                  {required(hinted(field("name", {"Nombre", "Name"}, "person_name"),
                                   {"Un apodo también sirve.", "A nickname will do."})),
                   many(field("other_names", {"Otros nombres", "Other names"}, "person_name"))})),
      dated(once(record("birth", {"Nacimiento", "Birth"}, "person", "identity",
                        {field("date", {"Fecha", "Date"}, "partial_date"),
                         field("place", {"Lugar", "Place"}, "text"),
                         field("country", {"País", "Country"}, "code", "countries")})),
            "date", "country"),
      once(record("language", {"Idioma", "Language"}, "person", "ops",
                  {field("language", {"Idioma", "Language"}, "language", "languages")})),
      record("relative", {"Familiar", "Relative"}, "family", "identity",
             {required(field("name", {"Nombre", "Name"}, "text")),
              field("relation", {"Parentesco", "Relation"}, "code", "relations"),
              field("place", {"Dónde está", "Where they are"}, "text"),
              field("safe", {"Es seguro llamarle", "Safe to contact"}, "boolean")}),
  };
}

std::vector<RecordType> path_types() {
  return {
      dated(record("arrival", {"Llegada", "Arrival"}, "journey", "ops",
                   {field("day", {"Día", "Day"}, "partial_date"),
                    field("company", {"Con quién", "With whom"}, "code", "arrival_company"),
                    field("needs", {"Necesita", "Needs"}, "codes", "arrival_needs"),
                    field("country", {"País", "Country"}, "code", "countries")}),
            "day", "country"),
      dated(record("custody", {"Custodia", "Custody"}, "journey", "legal",
                   {required(field("authority", {"Autoridad", "Authority"}, "code", "authorities")),
                    field("day", {"Día", "Day"}, "partial_date"),
                    field("place", {"Lugar", "Place"}, "text"),
                    field("country", {"País", "Country"}, "code", "countries"),
                    sensitive(field("account", {"Qué contó", "What was told"}, "longtext"))}),
            "day", "country"),
      dated(record("health_visit", {"Atención médica", "Medical visit"}, "health", "medical",
                   {required(field("day", {"Día", "Day"}, "partial_date")),
                    sensitive(field("findings", {"Hallazgos", "Findings"}, "longtext")),
                    many(field("allergies", {"Alergias", "Allergies"}, "text")),
                    field("next", {"Siguiente cita", "Next visit"}, "instant"), doses()}),
            "day"),
      once(record("risk", {"Riesgo", "Risk"}, "care", "ops",
                  {required(field("level", {"Nivel", "Level"}, "code", "risk_levels")),
                   field("reasons", {"Motivos", "Reasons"}, "longtext")})),
      record("wish", {"Con sus palabras", "In their own words"}, "wishes", "wishes",
             {own(required(field("words", {"Palabras", "Words"}, "longtext"))),
              field("language", {"Idioma", "Language"}, "language", "languages"),
              field("translation", {"Traducción", "Translation"}, "longtext")}),
      dated(once(record("assent", {"Asentimiento", "Assent"}, "consent", "control",
                        {field("answer", {"Respuesta", "Answer"}, "code", "arrival_assent"),
                         field("day", {"Día", "Day"}, "partial_date")})),
            "day"),
      dated(record("note", {"Nota", "Note"}, "care", "ops",
                   {required(field("text", {"Nota", "Note"}, "longtext")),
                    field("day", {"Día", "Day"}, "partial_date")}),
            "day"),
  };
}

std::vector<CodeList> lists() {
  return {
      codes("languages", {{"es", {"Español", "Spanish"}},
                          {"mam", {"Mam", "Mam"}},
                          {"kjb", {"Qʼanjobʼal", "Q'anjob'al"}},
                          {"quc", {"Kʼicheʼ", "K'iche'"}},
                          {"nah", {"Náhuatl", "Nahuatl"}},
                          {"cab", {"Garífuna", "Garifuna"}},
                          {"ht", {"Criollo haitiano", "Haitian Creole"}}}),
      codes("countries", {{"MX", {"México", "Mexico"}},
                          {"US", {"Estados Unidos", "United States"}},
                          {"GT", {"Guatemala", "Guatemala"}},
                          {"HN", {"Honduras", "Honduras"}},
                          {"SV", {"El Salvador", "El Salvador"}}}),
      codes("relations", {{"mother", {"Madre", "Mother"}},
                          {"father", {"Padre", "Father"}},
                          {"sibling", {"Hermana o hermano", "Sibling"}},
                          {"grandparent", {"Abuela o abuelo", "Grandparent"}},
                          {"other", {"Otro familiar", "Other relative"}}}),
      codes("authorities", {{"inm", {"INM", "INM"}},
                            {"gn", {"Guardia Nacional", "National Guard"}},
                            {"dif", {"DIF", "DIF"}},
                            {"cbp", {"CBP", "CBP"}},
                            {"orr", {"ORR", "ORR"}}}),
      codes(
          "risk_levels",
          {{"low", {"Bajo", "Low"}}, {"medium", {"Medio", "Medium"}}, {"high", {"Alto", "High"}}}),
      codes("arrival_company", {{"alone", {"Sin nadie", "No one"}},
                                {"siblings", {"Hermanos o hermanas", "Brothers or sisters"}},
                                {"parent", {"Madre o padre", "Mother or father"}},
                                {"adult", {"Otra persona adulta", "Another adult"}}}),
      codes("arrival_needs", {{"fear", {"Tiene miedo de alguien", "Is afraid of someone"}},
                              {"medical", {"Atención médica", "Medical care"}},
                              {"pregnancy", {"Embarazo o bebé", "Pregnancy or baby"}},
                              {"food", {"No ha comido hoy", "Has not eaten today"}},
                              {"medicine", {"Toma medicinas", "Takes medicines"}},
                              {"room", {"Necesita cuarto aparte", "Needs a separate room"}}}),
      codes("arrival_assent",
            {{"yes", {"Está de acuerdo", "Agrees"}},
             {"no", {"Dice que no: guardar sin nombre", "Says no: keep without a name"}},
             {"later", {"Preguntar mañana", "Ask tomorrow"}}}),
  };
}

}  // namespace

web::Catalogue fake_catalogue() {
  web::Catalogue out;
  out.version = "fake-1";
  out.areas = {{"person", {"Persona", "Person"}},   {"family", {"Familia", "Family"}},
               {"journey", {"Camino", "Journey"}},  {"care", {"Cuidado", "Care"}},
               {"health", {"Salud", "Health"}},     {"wishes", {"Su voz", "Own voice"}},
               {"consent", {"Permisos", "Consent"}}};
  out.record_types = identity_types();
  for (RecordType& type : path_types()) out.record_types.push_back(std::move(type));
  out.code_lists = lists();
  return out;
}

}  // namespace page
