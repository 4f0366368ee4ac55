#include "web/json.h"

#include <boost/json/array.hpp>

#include "web/members.h"

namespace web {

namespace {

namespace json = boost::json;

json::array list_of(const std::vector<std::string>& values) {
  return json::array(values.begin(), values.end());
}

// Declared ahead, so that `each` finds them.
json::value to_json(const FieldType& value);
json::value to_json(const RecordType& value);
json::value to_json(const Area& value);
json::value to_json(const CodeEntry& value);
json::value to_json(const CodeList& value);
json::value to_json(const Tag& value);
json::value to_json(const Conflict& value);
json::value to_json(const Access& value);
json::value to_json(const HistoryEntry& value);

template <class T>
json::array each(const std::vector<T>& values) {
  json::array out;
  out.reserve(values.size());
  for (const T& value : values) out.push_back(to_json(value));
  return out;
}

json::value to_json(const FieldType& field) {
  return {{"name", field.name},           {"label", to_json(field.label)},
          {"hint", to_json(field.hint)},  {"kind", field.kind},
          {"list", field.list},           {"target", field.target},
          {"many", field.many},           {"required", field.required},
          {"may_write", field.may_write}, {"sensitive", field.sensitive},
          {"own_words", field.own_words}, {"columns", each(field.columns)}};
}

json::value to_json(const RecordType& type) {
  return {{"name", type.name},
          {"label", to_json(type.label)},
          {"area", type.area},
          {"compartment", type.compartment},
          {"kinds", list_of(type.kinds)},
          {"many", type.many},
          {"may_write", type.may_write},
          {"fields", each(type.fields)},
          {"summary", list_of(type.summary)},
          {"moment", type.moment},
          {"country", type.country}};
}

json::value to_json(const Area& area) {
  return {{"name", area.name}, {"label", to_json(area.label)}};
}

json::value to_json(const CodeEntry& entry) {
  return {{"code", entry.code}, {"label", to_json(entry.label)}};
}

json::value to_json(const CodeList& list) {
  return {{"name", list.name}, {"codes", each(list.codes)}};
}

json::value to_json(const DateRange& range) {
  return {{"from", range.from}, {"to", range.to}, {"approx", range.approx}};
}

json::value to_json(const Tag& tag) {
  return {{"text", to_json(tag.text)}, {"tone", tag.tone}};
}

json::value to_json(const Conflict& conflict) {
  json::array values;
  for (const ConflictValue& value : conflict.values) {
    values.push_back({{"value", value.value}, {"by", value.by}, {"at_ms", value.at_ms}});
  }
  return {{"field", conflict.field}, {"values", std::move(values)}};
}

json::value to_json(const Access& access) {
  json::object out{{"who", access.who}, {"what", to_json(access.what)}};
  if (access.until_ms) out["until_ms"] = *access.until_ms;
  return out;
}

json::value to_json(const HistoryEntry& entry) {
  json::array changes;
  for (const Change& change : entry.changes) {
    changes.push_back(
        {{"field", change.field}, {"before", change.before}, {"after", change.after}});
  }
  return {{"save_id", entry.save_id},     {"at_ms", entry.at_ms}, {"by", entry.by},
          {"record_id", entry.record_id}, {"type", entry.type},   {"changes", std::move(changes)}};
}

}  // namespace

json::value to_json(const Text& text) {
  return {{"es", text.es}, {"en", text.en}};
}

json::value to_json(const Catalogue& catalogue) {
  return {{"version", catalogue.version},
          {"areas", each(catalogue.areas)},
          {"record_types", each(catalogue.record_types)},
          {"code_lists", each(catalogue.code_lists)}};
}

json::value to_json(const CaseRow& row) {
  json::object out{{"id", row.id},
                   {"number", row.number},
                   {"kind", row.kind},
                   {"name", row.name},
                   {"facts", each(row.facts)},
                   {"tags", each(row.tags)},
                   {"changed_ms", row.changed_ms}};
  if (row.birth) out["birth"] = to_json(*row.birth);
  return out;
}

json::value to_json(const CasePage& page) {
  return {{"rows", each(page.rows)}, {"next", page.next}};
}

json::value to_json(const Arrival& arrival) {
  json::object out{{"name", arrival.name},
                   {"company", arrival.company},
                   {"language", arrival.language},
                   {"interpreter", arrival.interpreter},
                   {"needs", list_of(arrival.needs)},
                   {"assent", arrival.assent},
                   {"same_group", arrival.same_group},
                   {"bed", arrival.bed}};
  if (arrival.birth) out["birth"] = to_json(*arrival.birth);
  return out;
}

json::value to_json(const Record& record) {
  return {{"id", record.id},
          {"type", record.type},
          {"version", record.version},
          {"fields", record.fields},
          {"changed_ms", record.changed_ms},
          {"changed_by", record.changed_by},
          {"conflicts", each(record.conflicts)}};
}

json::value to_json(const CaseFile& file) {
  return {{"row", to_json(file.row)},
          {"version", file.version},
          {"records", each(file.records)},
          {"access", each(file.access)}};
}

json::value to_json(const HistoryPage& page) {
  return {{"entries", each(page.entries)}, {"next", page.next}};
}

json::value to_json(const Task& task) {
  return {{"id", task.id},
          {"case_id", task.case_id},
          {"case_name", task.case_name},
          {"title", to_json(task.title)},
          {"note", to_json(task.note)},
          {"due", task.due},
          {"due_at", task.due_at},
          {"state", task.state},
          {"mine", task.mine},
          {"version", task.version},
          {"due_ms", task.due_ms}};
}

json::value to_json(const Who& who) {
  return {{"user_id", who.user_id},
          {"name", who.name},
          {"role", who.role},
          {"role_label", to_json(who.role_label)},
          {"organisation", who.organisation},
          {"team", who.team},
          {"actions", list_of(who.actions)}};
}

json::value to_json(const DemoRole& role) {
  return {{"role", role.role},
          {"label", to_json(role.label)},
          {"what", to_json(role.what)},
          {"name", role.name}};
}

base::Result<LogIn> login_from(const json::value& body) {
  Members members(body);
  LogIn login;
  members.text("user", login.user);
  members.text("passphrase", login.passphrase);
  members.text("code", login.code);
  return members.give(std::move(login));
}

base::Result<std::string> demo_role_from(const json::value& body) {
  Members members(body);
  std::string role;
  members.text("role", role);
  return members.give(std::move(role));
}

base::Result<std::string> code_from(const json::value& body) {
  Members members(body);
  std::string code;
  members.text("code", code);
  return members.give(std::move(code));
}

base::Result<NewPerson> new_person_from(const json::value& body) {
  Members members(body);
  NewPerson person;
  members.text("name", person.name);
  members.texts("roles", person.roles);
  members.text("passphrase", person.passphrase);
  return members.give(std::move(person));
}

base::Result<Arrival> arrival_from(const json::value& body) {
  Members members(body);
  Arrival arrival;
  members.text("name", arrival.name);
  members.range("birth", arrival.birth);
  members.text("company", arrival.company);
  members.text("language", arrival.language);
  members.flag("interpreter", arrival.interpreter);
  members.texts("needs", arrival.needs);
  members.text("assent", arrival.assent);
  members.text("same_group", arrival.same_group);
  members.text("bed", arrival.bed);
  return members.give(std::move(arrival));
}

base::Result<SaveRecord> save_from(const json::value& body, bool is_new) {
  Members members(body);
  SaveRecord save;
  if (is_new) members.text("type", save.type);
  members.object("fields", save.fields);
  return members.give(std::move(save));
}

}  // namespace web
