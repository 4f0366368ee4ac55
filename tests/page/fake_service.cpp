#include "fake_service.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/compartment.h"

namespace page {

namespace {

using base::Code;
namespace json = boost::json;

// Plain ASCII lower case, accents of Spanish taken off: enough to search a few invented names.
std::string folded(std::string_view text) {
  static const std::map<std::string_view, char> plain = {
      {"á", 'a'}, {"é", 'e'}, {"í", 'i'}, {"ó", 'o'}, {"ú", 'u'}, {"ñ", 'n'}, {"Á", 'a'}};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto accent = plain.find(text.substr(i, 2));
    if (accent != plain.end()) {
      out += accent->second;
      ++i;
    } else {
      out += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    }
  }
  return out;
}

bool is_day(std::string_view text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-';
}

// The shapes of service.h, as far as the invented record types use them.
bool has_shape(const web::FieldType& type, const json::value& value) {
  if (type.kind == "boolean") return value.is_bool();
  if (type.kind == "integer" || type.kind == "instant") return value.is_int64();
  if (type.kind == "codes") return value.is_array();
  if (type.kind == "person_name" || type.kind == "language" || type.kind == "row") {
    return value.is_object();
  }
  if (type.kind != "partial_date") return value.is_string();
  const json::object* date = value.if_object();
  return date && date->contains("from") && date->contains("to") && date->at("from").is_string() &&
         is_day(date->at("from").get_string());
}

base::Done check_value(const web::FieldType& type, const json::value& value) {
  const Code code = type.kind == "partial_date" ? Code::bad_date : Code::bad_value;
  bool good = value.is_null() ? !type.required
              : type.many     ? value.is_array()
                              : has_shape(type, value);
  if (good && type.many && value.is_array()) {
    for (const json::value& one : value.get_array()) good = good && has_shape(type, one);
  }
  if (!good) return base::refuse(code, {{"field", type.name}});
  return {};
}

json::object date_value(const web::DateRange& range) {
  return {{"from", range.from}, {"to", range.to}, {"approx", range.approx}};
}

const web::RecordType* type_named(const web::Catalogue& catalogue, std::string_view name) {
  const auto found = std::ranges::find(catalogue.record_types, name, &web::RecordType::name);
  return found == catalogue.record_types.end() ? nullptr : &*found;
}

web::Text code_text(const web::Catalogue& catalogue, std::string_view list, std::string_view code) {
  for (const web::CodeList& codes : catalogue.code_lists) {
    if (codes.name != list) continue;
    for (const web::CodeEntry& entry : codes.codes) {
      if (entry.code == code) return entry.label;
    }
  }
  return {std::string(code), std::string(code)};
}

}  // namespace

FakeService::FakeService(base::Clock& clock, bool demo)
    : clock_(clock), demo_(demo), catalogue_(fake_catalogue()) {
  const std::set<std::string> care = {"control", "ops", "identity", "wishes"};
  auto with = [&](std::set<std::string> more) {
    more.insert(care.begin(), care.end());
    return more;
  };
  roles_ = {
      {{"intake",
        {"Recepción", "Intake"},
        {"Registra llegadas", "Registers arrivals"},
        "Marisol T."},
       care,
       true},
      {{"social",
        {"Trabajo social", "Social work"},
        {"Plan, familia y servicios", "Plan, family and services"},
        "Ana R."},
       with({"legal", "location"}),
       true},
      {{"lawyer", {"Abogacía", "Lawyer"}, {"Lo jurídico", "Legal matters"}, "Inés V."},
       with({"legal", "counsel"}),
       false},
      {{"health", {"Salud", "Health"}, {"Atención médica", "Medical care"}, "Dr. Óscar L."},
       with({"medical"}),
       false},
      {{"coordinator",
        {"Coordinación", "Coordination"},
        {"Equipo, camas y plazos", "Team, beds and deadlines"},
        "Teresa M."},
       with({"legal", "location"}),
       true},
      {{"auditor",
        {"Auditoría", "Auditor"},
        {"Quién hizo qué, sin expedientes", "Who did what, without case files"},
        "Raúl C."},
       {},
       false},
  };
  fill();
}

std::vector<web::DemoRole> FakeService::demo_roles() {
  std::vector<web::DemoRole> out;
  if (!demo_) return out;
  for (const Role& role : roles_) out.push_back(role.shown);
  return out;
}

web::LoggedIn FakeService::admit(const Role& role, const web::SessionKey& key) {
  // Stands in for sealing: the role's name behind the key it opens with.
  base::Bytes ticket(key.begin(), key.end());
  ticket.insert(ticket.end(), role.shown.role.begin(), role.shown.role.end());
  const auto person = who({key, ticket});
  AMPARO_CHECK(person);
  return {std::move(ticket), *person};
}

base::Result<const FakeService::Role*> FakeService::role_of(const web::Caller& caller) const {
  const base::ByteView ticket(caller.ticket);
  const bool opens =
      ticket.size() > caller.session_key.size() &&
      std::ranges::equal(ticket.first(caller.session_key.size()), caller.session_key);
  if (!opens) return base::refuse(Code::signed_out);
  const auto name = base::as_text(ticket.subspan(caller.session_key.size()));
  for (const Role& role : roles_) {
    if (role.shown.role == name) return &role;
  }
  return base::refuse(Code::signed_out);
}

base::Result<web::LoggedIn> FakeService::log_in(const web::LogIn& login,
                                                const web::SessionKey& key) {
  for (const Role& role : roles_) {
    if (login.user == role.shown.role && login.passphrase == "correct horse battery staple") {
      return admit(role, key);
    }
  }
  return base::refuse(Code::wrong_login);
}

base::Result<web::LoggedIn> FakeService::log_in_demo(const std::string& role,
                                                     const web::SessionKey& key) {
  if (!demo_) return base::refuse(Code::not_found);
  for (const Role& known : roles_) {
    if (known.shown.role == role) return admit(known, key);
  }
  return base::refuse(Code::not_found);
}

void FakeService::log_out(const web::Caller&) {}

base::Result<web::Who> FakeService::who(const web::Caller& caller) {
  const auto role = role_of(caller);
  if (!role) return base::refuse(role.error().code);
  web::Who person;
  person.user_id = (*role)->shown.role;
  person.name = (*role)->shown.name;
  person.role = (*role)->shown.role;
  person.role_label = (*role)->shown.label;
  person.organisation = "Casa del Migrante San Juan";
  person.team = "Turno de noche";
  if (!(*role)->compartments.empty()) person.actions = {"case_read"};
  if ((*role)->creates) person.actions.emplace_back("case_create");
  return person;
}

base::Result<web::Catalogue> FakeService::catalogue(const web::Caller& caller) {
  const auto role = role_of(caller);
  if (!role) return base::refuse(role.error().code);
  web::Catalogue out = catalogue_;
  for (web::RecordType& type : out.record_types) {
    type.may_write = (*role)->compartments.contains(type.compartment);
  }
  out.version += "-" + (*role)->shown.role;
  return out;
}

base::Result<web::CasePage> FakeService::cases(const web::Caller& caller,
                                               const web::CaseQuery& query) {
  const auto role = role_of(caller);
  if (!role) return base::refuse(role.error().code);
  const std::lock_guard lock(mutex_);
  web::CasePage page;
  if ((*role)->compartments.empty()) return page;
  std::vector<const web::CaseRow*> rows;
  const std::string wanted = folded(query.text);
  for (const auto& [id, stored] : cases_) {
    const web::CaseRow& row = stored.file.row;
    const bool fits = folded(row.name).find(wanted) != std::string::npos ||
                      folded(row.number).find(wanted) != std::string::npos;
    if (fits && (query.kind.empty() || row.kind == query.kind)) rows.push_back(&row);
  }
  std::ranges::sort(rows, [](const auto* a, const auto* b) {
    return std::tie(b->changed_ms, b->id) < std::tie(a->changed_ms, a->id);
  });
  std::size_t start = 0;
  if (!query.cursor.empty()) {
    const auto [end, error] =
        std::from_chars(query.cursor.data(), query.cursor.data() + query.cursor.size(), start);
    if (error != std::errc() || *end != 0 || start > rows.size()) {
      return base::refuse(Code::bad_cursor);
    }
  }
  for (std::size_t i = start; i < rows.size() && page.rows.size() < query.limit; ++i) {
    page.rows.push_back(*rows[i]);
  }
  const std::size_t end = start + page.rows.size();
  if (end < rows.size()) page.next = std::to_string(end);
  return page;
}

base::Result<web::CaseFile> FakeService::case_file(const web::Caller& caller,
                                                   const std::string& id) {
  const auto role = role_of(caller);
  if (!role) return base::refuse(role.error().code);
  const std::lock_guard lock(mutex_);
  const auto found = cases_.find(id);
  if (found == cases_.end() || (*role)->compartments.empty()) {
    return base::refuse(Code::not_found, {{"what", "case"}});
  }
  web::CaseFile out = found->second.file;
  std::erase_if(out.records, [&](const web::Record& record) {
    const web::RecordType* type = type_named(catalogue_, record.type);
    return !type || !(*role)->compartments.contains(type->compartment);
  });
  return out;
}

base::Result<web::HistoryPage> FakeService::history(const web::Caller& caller,
                                                    const std::string& id, const std::string&) {
  const auto file = case_file(caller, id);
  if (!file) return base::refuse(file.error().code);
  const std::lock_guard lock(mutex_);
  web::HistoryPage page;
  const auto& entries = cases_.at(id).history;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const bool seen = std::ranges::any_of(
        file->records, [&](const web::Record& record) { return record.id == entry->record_id; });
    if (seen) page.entries.push_back(*entry);
  }
  return page;
}

std::string FakeService::new_id() {
  return base::CaseId::random(random_).text();
}

web::Record& FakeService::put(Stored& stored, const std::string& type, web::Fields fields,
                              const std::string& by) {
  web::Record record;
  record.id = new_id();
  record.type = type;
  record.version = "1";
  record.fields = std::move(fields);
  record.changed_ms = clock_.now_ms();
  record.changed_by = by;
  web::HistoryEntry entry{new_id(), record.changed_ms, by, record.id, type, {}};
  for (const auto& [name, value] : record.fields) {
    entry.changes.push_back({std::string(name), nullptr, value});
  }
  stored.history.push_back(std::move(entry));
  stored.file.records.push_back(std::move(record));
  return stored.file.records.back();
}

void FakeService::refresh_row(Stored& stored) {
  web::CaseRow& row = stored.file.row;
  row.facts.clear();
  row.tags.clear();
  row.changed_ms = clock_.now_ms();
  for (const web::Record& record : stored.file.records) {
    const auto text = [&](std::string_view name) -> std::string {
      const json::value* value = record.fields.if_contains(name);
      return value && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    if (const json::value* name = record.fields.if_contains("name");
        record.type == "name" && name && name->is_object()) {
      row.name = name->at("said").as_string();
    }
    if (record.type == "birth") {
      if (const json::value* date = record.fields.if_contains("date"); date && date->is_object()) {
        const json::object& range = date->get_object();
        row.birth = {std::string(range.at("from").get_string()),
                     std::string(range.at("to").get_string()),
                     range.contains("approx") && range.at("approx").as_bool()};
      }
      if (!text("country").empty()) {
        row.facts.push_back(code_text(catalogue_, "countries", text("country")));
      }
    }
    if (const json::value* language = record.fields.if_contains("language");
        record.type == "language" && language && language->is_object()) {
      const std::string code(language->at("code").as_string());
      row.facts.push_back(code_text(catalogue_, "languages", code));
      if (language->at("interpreter").as_bool()) {
        row.tags.push_back({{"Necesita intérprete", "Needs an interpreter"}, "info"});
      }
    }
    if (record.type == "risk" && text("level") == "high") {
      row.tags.insert(row.tags.begin(), {{"Riesgo alto", "High risk"}, "danger"});
    }
    if (record.type == "arrival" && text("company") == "alone") {
      row.tags.push_back({{"Llegó sin nadie", "Arrived alone"}, "warn"});
    }
  }
  stored.file.version =
      std::to_string(stored.history.size()) + "-" + std::to_string(stored.file.row.changed_ms);
}

base::Result<web::CaseRow> FakeService::create_case(const web::Caller& caller,
                                                    const web::Arrival& arrival,
                                                    base::SaveId save) {
  const auto role = role_of(caller);
  if (!role) return base::refuse(role.error().code);
  if (!(*role)->creates) return base::refuse(Code::not_allowed);
  if (arrival.name.find_first_not_of(' ') == std::string::npos) {
    return base::refuse(Code::bad_value, {{"field", "name"}});
  }
  if (arrival.birth && !is_day(arrival.birth->from)) {
    return base::refuse(Code::bad_date, {{"field", "birth"}});
  }
  const std::lock_guard lock(mutex_);
  if (const auto before = done_.find(save); before != done_.end()) {
    return cases_.at(before->second).file.row;
  }
  const std::string by = (*role)->shown.name;
  const std::string id = new_id();
  Stored& stored = cases_[id];
  stored.file.row.id = id;
  stored.file.row.kind = "child";
  stored.file.row.number = "AM-2026-0" + std::to_string(++numbers_);
  stored.file.access = {{"Casa del Migrante San Juan",
                         {"Todo, salvo lo jurídico y lo médico", "All but legal and medical"},
                         std::nullopt}};
  put(stored, "name", {{"name", {{"said", arrival.name}}}}, by);
  if (arrival.birth) put(stored, "birth", {{"date", date_value(*arrival.birth)}}, by);
  if (!arrival.language.empty()) {
    put(stored, "language",
        {{"language", {{"code", arrival.language}, {"interpreter", arrival.interpreter}}}}, by);
  }
  web::Fields came{{"country", "MX"}, {"company", arrival.company}};
  came["day"] = date_value({"2026-11-22", "2026-11-22", false});
  came["needs"] = json::array(arrival.needs.begin(), arrival.needs.end());
  put(stored, "arrival", std::move(came), by);
  if (!arrival.assent.empty()) put(stored, "assent", {{"answer", arrival.assent}}, by);
  refresh_row(stored);
  done_[save] = id;
  return stored.file.row;
}

base::Result<web::Record> FakeService::save_record(const web::Caller& caller,
                                                   const std::string& case_id,
                                                   const web::SaveRecord& record,
                                                   base::SaveId save) {
  const auto role = role_of(caller);
  if (!role) return base::refuse(role.error().code);
  const std::lock_guard lock(mutex_);
  const auto found = cases_.find(case_id);
  if (found == cases_.end()) return base::refuse(Code::not_found, {{"what", "case"}});
  Stored& stored = found->second;
  auto& records = stored.file.records;
  const auto before = done_.find(save);
  const std::string wanted = before != done_.end() ? before->second : record.record_id;
  const auto target = std::ranges::find(records, wanted, &web::Record::id);
  if (before != done_.end() && target != records.end()) return *target;
  if (!wanted.empty() && target == records.end()) {
    return base::refuse(Code::not_found, {{"what", "record"}});
  }
  const std::string type_name = wanted.empty() ? record.type : target->type;
  const web::RecordType* type = type_named(catalogue_, type_name);
  if (!type) return base::refuse(Code::unknown_type);
  if (!(*role)->compartments.contains(type->compartment)) return base::refuse(Code::not_found);
  for (const auto& [name, value] : record.fields) {
    const auto field = std::ranges::find(type->fields, std::string(name), &web::FieldType::name);
    if (field == type->fields.end()) {
      return base::refuse(Code::bad_value, {{"field", std::string(name)}});
    }
    if (auto done = check_value(*field, value); !done) return base::pass(done);
  }
  const std::string by = (*role)->shown.name;
  if (wanted.empty()) {
    web::Record made = put(stored, type_name, record.fields, by);
    refresh_row(stored);
    done_[save] = made.id;
    return made;
  }
  if (record.version != target->version) return base::refuse(Code::changed_meanwhile);
  web::HistoryEntry entry{save.text(), clock_.now_ms(), by, target->id, type_name, {}};
  for (const auto& [name, value] : record.fields) {
    const json::value* old = target->fields.if_contains(name);
    entry.changes.push_back({std::string(name), old ? *old : json::value(), value});
    target->fields[name] = value;
    std::erase_if(target->conflicts,
                  [&](const web::Conflict& conflict) { return conflict.field == name; });
  }
  target->version = std::to_string(std::stoi(target->version) + 1);
  target->changed_ms = clock_.now_ms();
  target->changed_by = by;
  stored.history.push_back(std::move(entry));
  const web::Record out = *target;
  refresh_row(stored);
  done_[save] = out.id;
  return out;
}

void FakeService::add_conflict(const std::string& case_id, const std::string& type,
                               const std::string& field, json::value other, const std::string& by) {
  const std::lock_guard lock(mutex_);
  for (web::Record& record : cases_.at(case_id).file.records) {
    if (record.type != type) continue;
    record.conflicts = {{field,
                         {{record.fields.at(field), record.changed_by, record.changed_ms},
                          {std::move(other), by, record.changed_ms + 60'000}}}};
  }
}

std::size_t FakeService::case_count() {
  const std::lock_guard lock(mutex_);
  return cases_.size();
}

}  // namespace page
