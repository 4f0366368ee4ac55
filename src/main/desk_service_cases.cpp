// Case files for the page: lists, one case file, its history, saving a record, what is to be done.
#include <algorithm>
#include <charconv>
#include <map>

#include "casefile/instant.h"
#include "desk/grant_wraps.h"
#include "main/desk_service.h"
#include "main/page_case.h"
#include "main/page_catalogue.h"
#include "main/page_dates.h"
#include "views/row.h"

namespace cli {

namespace {

using base::Code;
using desk::CaseView;
using desk::Session;

constexpr std::size_t kHistoryPage = 50;
constexpr std::size_t kCasesWithTasks = 60;

base::Result<base::CaseId> case_id_of(const std::string& text) {
  base::Result<base::CaseId> id = base::CaseId::from_text(text);
  if (!id) return base::refuse(Code::not_found, {{"what", "case"}});
  return id;
}

// The states of a task on the page, from its own state and its day.
std::string task_state(const std::string& state, const std::string& due, const std::string& today) {
  if (state == "waiting") return "waiting";
  if (due < today) return "overdue";
  return due == today ? "today" : "later";
}

// Behind those of the teams: whom a grant lets read parts of it, until when.
void add_granted(std::vector<web::Access>& access, desk::House& house, const base::CaseId& id) {
  std::map<base::GrantId, web::Access> granted;
  const std::vector<desk::Recipient> recipients = desk::all_recipients(house);
  for (const desk::GrantWrap& one : desk::grant_wraps(house, id)) {
    const auto whom = std::ranges::find(recipients, one.recipient, &desk::Recipient::fingerprint);
    if (whom == recipients.end() || one.expires_ms <= house.clock().now_ms()) continue;
    web::Access& entry = granted[one.grant];
    entry.who = whom->name;
    entry.until_ms = one.expires_ms;
    const web::Text part =
        code_text(house.catalogue(), "compartments", base::compartment_name(one.what.compartment));
    if (entry.what.es.find(part.es) != std::string::npos) continue;  // another epoch of its key
    entry.what.es += (entry.what.es.empty() ? "" : ", ") + part.es;
    entry.what.en += (entry.what.en.empty() ? "" : ", ") + part.en;
  }
  for (auto& [grant, entry] : granted) access.push_back(std::move(entry));
}

}  // namespace

base::Result<web::Catalogue> DeskService::catalogue(const web::Caller& caller) {
  return tickets_.with<web::Catalogue>(caller,
                                       [&](const Session& session) -> base::Result<web::Catalogue> {
                                         return page_catalogue(house_, session);
                                       });
}

web::CaseRow DeskService::row_of(const Session& session, const desk::CaseLine& line) const {
  const casefile::Catalogue& catalogue = house_.catalogue();
  web::CaseRow row;
  row.id = line.id.text();
  row.number = line.number;
  row.kind = "child";
  row.name = line.name;
  row.changed_ms = line.changed_ms;
  const auto birth = base::PartialDate::from_text(line.birth.value_or("?"));
  if (birth) row.birth = range_of(*birth);
  if (!line.nationality.empty()) {
    row.facts.push_back(code_text(catalogue, "nationalities", line.nationality));
  }
  if (!line.language.empty()) {
    row.facts.push_back(code_text(catalogue, "languages", line.language));
  }
  if (line.troubles > 0) {
    row.tags.push_back({{"Dos valores que chocan", "Two values that clash"}, "warn"});
  }
  if (auto shared = shared_tag(catalogue, session, line.id)) row.tags.push_back(std::move(*shared));
  return row;
}

base::Result<web::CasePage> DeskService::cases(const web::Caller& caller,
                                               const web::CaseQuery& query) {
  return tickets_.with<web::CasePage>(
      caller, [&](const Session& session) -> base::Result<web::CasePage> {
        web::CasePage page;
        // A role without case files has an empty list, not an error.
        if (!session.may("case_list")) return page;
        if (query.text.find_first_not_of(' ') != std::string::npos) {
          const auto found = desk_.lists().search(session, query.text, query.limit);
          if (!found) return base::refuse(found.error().code);
          for (const desk::CaseLine& line : *found) {
            const std::string id = line.id.text();
            if (std::ranges::find(page.rows, id, &web::CaseRow::id) != page.rows.end()) continue;
            page.rows.push_back(row_of(session, line));
          }
          return page;
        }
        const base::Result<base::Bytes> cursor = base::from_hex(query.cursor);
        if (!cursor) return base::refuse(Code::bad_cursor);
        const auto lines = desk_.lists().list(session, query.limit, *cursor);
        if (!lines) {
          const bool foreign = lines.error().code == Code::bad_value;
          return base::refuse(foreign ? Code::bad_cursor : lines.error().code);
        }
        for (const desk::CaseLine& line : lines->lines) page.rows.push_back(row_of(session, line));
        page.next = base::to_hex(lines->next);
        return page;
      });
}

std::vector<web::Access> DeskService::access() const {
  std::vector<web::Access> all;
  for (const desk::UserRow& user : desk::all_users(house_)) {
    web::Access one{user.name, {}, std::nullopt};
    bool reads = false;
    for (const std::string& id : user.roles) {
      const desk::Role* role = house_.policy().role(id);
      if (role == nullptr || user.disabled) continue;
      reads = reads || role->may("case_read");
      one.what.es += (one.what.es.empty() ? "" : ", ") + role->label.es;
      one.what.en += (one.what.en.empty() ? "" : ", ") + role->label.en;
    }
    if (reads) all.push_back(std::move(one));
  }
  std::ranges::sort(all, {}, &web::Access::who);
  return all;
}

base::Result<web::CaseFile> DeskService::case_file(const web::Caller& caller,
                                                   const std::string& id) {
  return tickets_.with<web::CaseFile>(
      caller, [&](const Session& session) -> base::Result<web::CaseFile> {
        const base::Result<base::CaseId> case_id = case_id_of(id);
        if (!case_id) return base::refuse(case_id.error().code, {{"what", "case"}});
        base::Result<CaseView> view = desk_.cases().read(session, *case_id);
        if (!view) return base::pass(view);
        UserNames names(house_);
        const PageCase page(house_, session, *view, names);
        web::CaseFile file;
        file.row = page.row();
        file.records = page.records();
        file.version = PageCase::version_of(file.records);
        file.access = access();
        add_granted(file.access, house_, *case_id);
        return file;
      });
}

base::Result<web::HistoryPage> DeskService::history(const web::Caller& caller,
                                                    const std::string& id,
                                                    const std::string& cursor) {
  return tickets_.with<web::HistoryPage>(
      caller, [&](const Session& session) -> base::Result<web::HistoryPage> {
        const base::Result<base::CaseId> case_id = case_id_of(id);
        if (!case_id) return base::refuse(case_id.error().code, {{"what", "case"}});
        std::size_t start = 0;
        if (!cursor.empty()) {
          const char* end = cursor.data() + cursor.size();
          const auto [at, error] = std::from_chars(cursor.data(), end, start);
          if (error != std::errc() || at != end) return base::refuse(Code::bad_cursor);
        }
        base::Result<CaseView> view = desk_.cases().read(session, *case_id);
        if (!view) return base::pass(view);
        UserNames names(house_);
        std::vector<web::HistoryEntry> all = PageCase(house_, session, *view, names).history();
        if (start > all.size()) return base::refuse(Code::bad_cursor);
        const std::size_t end = std::min(all.size(), start + kHistoryPage);
        web::HistoryPage page;
        for (std::size_t i = start; i < end; ++i) page.entries.push_back(std::move(all[i]));
        if (end < all.size()) page.next = std::to_string(end);
        return page;
      });
}

base::Result<std::vector<desk::RecordEdit>> DeskService::edits_of(const Session& session,
                                                                  const CaseView& view,
                                                                  const web::SaveRecord& record) {
  UserNames names(house_);
  std::string type_id = record.type;
  desk::RecordEdit edit;
  if (!record.record_id.empty()) {
    const base::Result<base::RecordId> id = base::RecordId::from_text(record.record_id);
    const std::optional<web::Record> there =
        id ? PageCase(house_, session, view, names).record(*id) : std::nullopt;
    if (!there) return base::refuse(Code::not_found, {{"what", "record"}});
    if (there->version != record.version) return base::refuse(Code::changed_meanwhile);
    type_id = there->type;
    edit.record = *id;
  }
  const casefile::RecordType* type = house_.catalogue().type(type_id);
  if (type == nullptr || !on_page(*type)) return base::refuse(Code::unknown_type);
  if (!may_write(session, *type)) {
    base::Done noted = desk_.audit().note({session.person().id, "refused", view.id()});
    if (!noted) return base::pass(noted);
    return base::refuse(Code::not_found, {{"what", "record"}});
  }
  edit.type = type->id;
  const FieldJson fields(house_, names);
  for (const auto& [name, wanted] : record.fields) {
    const casefile::Field* field = type->field(std::string_view(name));
    if (field == nullptr || !asks(session, *field)) {
      return base::refuse(Code::bad_value, {{"field", std::string(name)}});
    }
    const casefile::FoldedRecord* there =
        edit.record ? view.find(*edit.record, type->number, field->fold.compartment) : nullptr;
    base::Result<std::vector<desk::FieldEdit>> edits =
        fields.edits(*field, wanted, there != nullptr ? there->field(field->number) : nullptr);
    if (!edits) return base::pass(edits);
    for (desk::FieldEdit& one : *edits) {
      if (!edit.record && one.value.is_null()) continue;  // a new record: nothing to take back
      edit.fields.push_back(std::move(one));
    }
  }
  return std::vector<desk::RecordEdit>{std::move(edit)};
}

base::Result<web::Record> DeskService::save_record(const web::Caller& caller,
                                                   const std::string& case_id,
                                                   const web::SaveRecord& record,
                                                   base::SaveId save) {
  return tickets_.with<web::Record>(
      caller, [&](const Session& session) -> base::Result<web::Record> {
        const base::Result<base::CaseId> id = case_id_of(case_id);
        if (!id) return base::refuse(id.error().code, {{"what", "case"}});
        const base::Result<desk::Saved> saved = desk_.cases().change(
            session, *id, [&](const CaseView& view) { return edits_of(session, view, record); },
            save);
        if (!saved) return std::unexpected(saved.error());
        base::Result<CaseView> view =
            CaseView::open(house_, session, *id, session.compartments(*id));
        if (!view) return base::pass(view);
        UserNames names(house_);
        const PageCase page(house_, session, *view, names);
        std::optional<base::RecordId> wrote = page.record_of(save);
        if (!wrote && !record.record_id.empty()) {
          const base::Result<base::RecordId> same = base::RecordId::from_text(record.record_id);
          if (same) wrote = *same;  // nothing differed
        }
        std::optional<web::Record> now = wrote ? page.record(*wrote) : std::nullopt;
        if (!now) return base::refuse(Code::not_found, {{"what", "record"}});
        return std::move(*now);
      });
}

base::Result<std::vector<web::Task>> DeskService::tasks(const web::Caller& caller) {
  using Tasks = std::vector<web::Task>;
  return tickets_.with<Tasks>(caller, [&](const Session& session) -> base::Result<Tasks> {
    const casefile::RecordType* type = house_.catalogue().type("task");
    Tasks tasks;
    if (type == nullptr || !session.may("case_read") || !session.may("case_list")) return tasks;
    const auto dated =
        desk_.lists().list_by_date(session, *type, *type->field("due"), kCasesWithTasks);
    if (!dated) return std::unexpected(dated.error());
    const std::string today = local_time(house_.clock().now_ms()).day;
    UserNames names(house_);
    for (const desk::CaseLine& line : dated->lines) {
      base::Result<CaseView> view = CaseView::open(house_, session, line.id, {type->compartment});
      if (!view) continue;
      for (const web::Record& record : PageCase(house_, session, *view, names).records()) {
        if (record.type != type->id) continue;
        const auto text = [&](const char* name) {
          const boost::json::value* value = record.fields.if_contains(name);
          return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
        };
        const boost::json::value* due = record.fields.if_contains("due");
        const std::string state = text("state");
        if (due == nullptr || !due->is_int64() || state == "done" || state == "cancelled") continue;
        const LocalTime at = local_time(due->get_int64());
        web::Task task{record.id, line.id.text(), line.name, {text("title"), text("title")},
                       {},        at.day,         at.hour,   task_state(state, at.day, today)};
        task.version = record.version;
        task.due_ms = due->get_int64();
        task.mine = text("assignee") == session.person().name;
        tasks.push_back(std::move(task));
      }
    }
    for (TaskSource* source : task_sources_) source->add_tasks(session, tasks);
    std::ranges::stable_sort(tasks, {}, &web::Task::due_ms);
    return tasks;
  });
}

}  // namespace cli
