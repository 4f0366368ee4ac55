#include "base/case_number.h"
#include "desk/care.h"
#include "main/reading.h"

namespace cli {

namespace {

using base::Code;
using codec::Value;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// "field=text" against the fields of a record type.
base::Result<desk::FieldEdit> edit_of(const Call& call, const casefile::RecordType& type,
                                      const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  const std::string id = assignment.substr(0, equals);
  const casefile::Field* field = type.field(id);
  if (field == nullptr || equals == std::string::npos) {
    return base::refuse(Code::unknown_field, {{"type", type.id}, {"field", id}});
  }
  base::Result<Value> value =
      desk::value_from_text(call.desk->house().catalogue(), *field,
                            std::string_view(assignment).substr(equals + 1), reading_of(call));
  if (!value) return base::pass(value);
  return desk::FieldEdit{id, std::move(*value)};
}

base::Result<desk::RecordEdit> record_edit(const Call& call, const std::string& which,
                                           const std::string& assignments) {
  const std::size_t slash = which.find('/');
  desk::RecordEdit edit;
  edit.type = which.substr(0, slash);
  const casefile::RecordType* type = call.desk->house().catalogue().type(edit.type);
  if (type == nullptr) return base::refuse(Code::unknown_record_type, {{"type", edit.type}});
  if (slash != std::string::npos) {
    base::Result<base::RecordId> record = base::RecordId::from_text(which.substr(slash + 1));
    if (!record) return base::refuse(Code::not_found, {{"what", "record"}});
    edit.record = *record;
  }
  for (const std::string& assignment : lines_of(assignments)) {
    base::Result<desk::FieldEdit> field = edit_of(call, *type, assignment);
    if (!field) return base::pass(field);
    edit.fields.push_back(std::move(*field));
  }
  return edit;
}

base::SaveId fresh_save(const Call& call) {
  return base::SaveId::random(call.desk->house().random());
}

base::Result<Reply> new_case(Call& call) {
  const std::string& kind = call.request.option("kind");
  desk::CaseFiles::New what;
  if (!kind.empty()) what.kind = kind;
  std::string person = "role=child";
  if (!call.request.option("name").empty()) person += "\nname=" + call.request.option("name");
  if (!call.request.option("birth").empty()) {
    person += "\nbirth_date=" + call.request.option("birth");
  }
  if (what.kind == "child") {
    base::Result<desk::RecordEdit> edit = record_edit(call, "person", person);
    if (!edit) return base::pass(edit);
    what.records.push_back(std::move(*edit));
  }
  base::Result<desk::CaseFiles::Made> made =
      call.desk->cases().create(*call.session, what, fresh_save(call));
  if (!made) return base::pass(made);
  return Reply{0, call.say("done.case_new", {{"number", made->number}}) + "\n",
               Value::map({{"case", made->id.text()}, {"number", made->number}})};
}

std::string field_line(const Call& call, const casefile::Field& field,
                       const casefile::FoldedField& folded) {
  const casefile::Catalogue& catalogue = call.desk->house().catalogue();
  const std::string& language = call.request.language;
  std::string line;
  for (const casefile::Shown& shown : folded.shown) {
    line +=
        (line.empty() ? "" : "; ") + desk::value_to_text(catalogue, field, shown.value, language);
  }
  for (const casefile::Shown& other : folded.others) {
    line += "  (" + call.say("word.also") + ": " +
            desk::value_to_text(catalogue, field, other.value, language) + ")";
  }
  return "    " + desk::in_language(field.label, language) + ": " + line + "\n";
}

std::string case_text(const Call& call, const desk::CaseView& view) {
  const casefile::Catalogue& catalogue = call.desk->house().catalogue();
  std::string text;
  for (const base::Compartment compartment : base::kCompartments) {
    const casefile::Folded* folded = view.folded(compartment);
    if (folded == nullptr || folded->records.empty()) continue;
    text += "[" + std::string(base::compartment_name(compartment)) + "]\n";
    for (const casefile::FoldedRecord& record : folded->records) {
      const casefile::RecordType* type = catalogue.type(record.type);
      if (type == nullptr) continue;
      text += "  " + desk::in_language(type->label, call.request.language) + "  " + type->id + "/" +
              record.id.text() + "\n";
      for (const casefile::FoldedField& field : record.fields) {
        const casefile::Field* known = type->field(field.number);
        if (known != nullptr && !field.shown.empty()) text += field_line(call, *known, field);
      }
    }
  }
  return text;
}

base::Result<Reply> show(Call& call) {
  base::Result<base::CaseId> id =
      call.desk->lists().resolve(*call.session, call.request.option("case"));
  if (!id) return base::pass(id);
  base::Result<desk::CaseView> view = call.desk->cases().read(*call.session, *id);
  if (!view) return base::pass(view);
  return Reply{0, case_text(call, *view),
               desk::case_document(call.desk->house().catalogue(), *view)};
}

std::size_t limit_of(const Call& call) {
  const std::string& text = call.request.option("limit");
  return text.empty() ? 50 : static_cast<std::size_t>(std::strtoul(text.c_str(), nullptr, 10));
}

Value line_value(const desk::CaseLine& line) {
  return Value::map({{"case", line.id.text()},
                     {"number", line.number},
                     {"step", line.step},
                     {"name", line.name},
                     {"birth", line.birth ? Value(*line.birth) : Value()},
                     {"changed_ms", line.changed_ms},
                     {"troubles", static_cast<std::int64_t>(line.troubles)}});
}

std::string line_text(const desk::CaseLine& line) {
  return line.number + "  " + line.name + (line.birth ? "  (" + *line.birth + ")" : "") + "  " +
         line.step + "\n";
}

Reply lines_reply(const Call& call, const std::vector<desk::CaseLine>& lines,
                  const base::Bytes& next) {
  Reply reply;
  Value::Array rows;
  for (const desk::CaseLine& line : lines) {
    reply.text += line_text(line);
    rows.push_back(line_value(line));
  }
  if (lines.empty()) reply.text = call.say("empty.cases") + "\n";
  reply.data = Value::map({{"cases", Value::array(std::move(rows))}});
  if (!next.empty()) {
    reply.text += call.say("more.cases", {{"page", base::to_hex(next)}}) + "\n";
    reply.data.set("next", base::to_hex(next));
  }
  return reply;
}

base::Result<Reply> list(Call& call) {
  base::Result<base::Bytes> cursor = base::from_hex(call.request.option("page"));
  if (!cursor) return base::pass(cursor);
  base::Result<desk::CaseLines> lines =
      call.desk->lists().list(*call.session, limit_of(call), *cursor);
  if (!lines) return base::pass(lines);
  return lines_reply(call, lines->lines, lines->next);
}

base::Result<Reply> search(Call& call) {
  base::Result<std::vector<desk::CaseLine>> lines =
      call.desk->lists().search(*call.session, call.request.option("text"), limit_of(call));
  if (!lines) return base::pass(lines);
  return lines_reply(call, *lines, {});
}

base::Result<Reply> shred(Call& call) {
  base::Result<base::CaseId> id =
      call.desk->lists().resolve(*call.session, call.request.option("case"));
  if (!id) return base::pass(id);
  base::Result<desk::CaseFiles::Shredded> shredded =
      call.desk->cases().shred(*call.session, *id, call.request.option("reason"));
  if (!shredded) return base::pass(shredded);
  const auto entries = static_cast<std::int64_t>(shredded->entries);
  return Reply{0, call.say("done.case_shred", {{"entries", std::to_string(entries)}}) + "\n",
               Value::map({{"case", id->text()}, {"entries", entries}})};
}

base::Result<Reply> set_record(Call& call) {
  base::Result<base::CaseId> id =
      call.desk->lists().resolve(*call.session, call.request.option("case"));
  if (!id) return base::pass(id);
  base::Result<desk::RecordEdit> edit =
      record_edit(call, call.request.option("record"), call.request.option("values"));
  if (!edit) return base::pass(edit);
  const std::string type = edit->type;
  base::Result<desk::Saved> saved =
      call.desk->cases().change(*call.session, *id, {std::move(*edit)}, fresh_save(call));
  if (!saved) return base::pass(saved);
  const std::string record = type + "/" + saved->records.front().text();
  return Reply{0, call.say("done.record_set", {{"record", record}}) + "\n",
               Value::map({{"case", id->text()}, {"record", record}})};
}

// One write of one field: when, who, what.
struct Step {
  casefile::Stamp stamp;
  std::string by;
  const casefile::RecordType* type;
  const casefile::Field* field;
  const casefile::Op* op;
};

std::vector<Step> steps_of(const Call& call, const desk::CaseView& view) {
  std::map<base::UserId, std::string> names;
  for (const desk::UserRow& user : desk::all_users(call.desk->house())) names[user.id] = user.name;
  std::vector<Step> steps;
  for (const base::Compartment compartment : base::kCompartments) {
    const casefile::History* history = view.history(compartment);
    if (history == nullptr) continue;
    for (const casefile::Change& change : history->changes()) {
      const casefile::RecordType* type = call.desk->house().catalogue().type(change.op->type);
      const casefile::Field* field = type != nullptr ? type->field(change.op->field) : nullptr;
      if (field == nullptr) continue;
      const auto name = names.find(change.user);
      steps.push_back(
          {change.stamp, name != names.end() ? name->second : "", type, field, change.op});
    }
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step& a, const Step& b) { return b.stamp < a.stamp; });
  return steps;
}

base::Result<Reply> history(Call& call) {
  base::Result<base::CaseId> id =
      call.desk->lists().resolve(*call.session, call.request.option("case"));
  if (!id) return base::pass(id);
  base::Result<desk::CaseView> view = call.desk->cases().read(*call.session, *id);
  if (!view) return base::pass(view);
  const casefile::Catalogue& catalogue = call.desk->house().catalogue();
  const std::string& language = call.request.language;
  Reply reply;
  Value::Array rows;
  for (const Step& step : steps_of(call, *view)) {
    const std::chrono::sys_time<std::chrono::milliseconds> at(
        std::chrono::milliseconds(static_cast<base::UtcMs>(step.stamp.hlc.ms)));
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::string text = desk::value_to_text(catalogue, *step.field, step.op->value, language);
    reply.text += base::day_text(day) + "  " + step.by + "  " +
                  desk::in_language(step.type->label, language) + " · " +
                  desk::in_language(step.field->label, language) + ": " + text + "\n";
    rows.push_back(Value::map({{"at_ms", static_cast<std::int64_t>(step.stamp.hlc.ms)},
                               {"by", step.by},
                               {"record", step.type->id + "/" + step.op->record.text()},
                               {"field", step.field->id},
                               {"op", static_cast<std::int64_t>(step.op->kind)},
                               {"value", step.op->value}}));
  }
  reply.data = Value::map({{"case", id->text()}, {"changes", Value::array(std::move(rows))}});
  return reply;
}

base::Result<Reply> types(Call& call) {
  Reply reply;
  Value::Array rows;
  for (const casefile::RecordType& type : call.desk->house().catalogue().types()) {
    reply.text += type.id + "  " + desk::in_language(type.label, call.request.language) + "\n";
    Value::Array fields;
    for (const casefile::Field& field : type.fields) {
      if (field.retired) continue;
      reply.text += "    " + field.id + (field.required ? " *" : "") + "  " +
                    desk::in_language(field.label, call.request.language) + "\n";
      fields.emplace_back(field.id);
    }
    rows.push_back(Value::map({{"type", type.id}, {"fields", Value::array(std::move(fields))}}));
  }
  reply.data = Value::map({{"types", Value::array(std::move(rows))}});
  return reply;
}

}  // namespace

std::vector<CommandSpec> case_commands() {
  return {
      {"case new", Needs::person, {{"name"}, {"birth"}, {"kind"}}, Secrets::none, new_case},
      {"case show", Needs::person, {{"case", OptionKind::positional}}, Secrets::none, show},
      {"case history", Needs::person, {{"case", OptionKind::positional}}, Secrets::none, history},
      {"case list", Needs::person, {{"limit"}, {"page"}}, Secrets::none, list},
      {"case search",
       Needs::person,
       {{"text", OptionKind::positional}, {"limit"}},
       Secrets::none,
       search},
      {"case shred",
       Needs::person,
       {{"case", OptionKind::positional}, {"reason", OptionKind::text, true}},
       Secrets::none,
       shred},
      {"record set",
       Needs::person,
       {{"case", OptionKind::positional},
        {"record", OptionKind::positional},
        {"values", OptionKind::values}},
       Secrets::none,
       set_record},
      {"record types", Needs::folder, {}, Secrets::none, types},
  };
}

}  // namespace cli
