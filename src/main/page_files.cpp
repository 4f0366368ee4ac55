#include "main/page_files.h"

#include "desk/care.h"
#include "main/field_json.h"
#include "picture/copy.h"

namespace cli {

namespace {

using base::Code;
using desk::Session;

constexpr std::string_view kType = "file";

base::Result<base::CaseId> case_of(const std::string& text) {
  const base::Result<base::CaseId> id = base::CaseId::from_text(text);
  if (!id) return base::refuse(Code::not_found, {{"what", "case"}});
  return *id;
}

web::FileRow row_of(const desk::FileEntry& entry, UserNames& names) {
  return {.id = entry.info.id.text(),
          .record_id = entry.record.text(),
          .type = entry.type,
          .field = entry.field,
          .part = std::string(base::compartment_name(entry.compartment)),
          .kind = entry.kind,
          .name = entry.name,
          .description = entry.description,
          .media = entry.media,
          .bytes = static_cast<std::int64_t>(entry.info.size),
          .sha256 = base::to_hex(entry.info.sha256),
          .added_ms = entry.added_ms,
          .added_by = names.of(entry.added_by),
          .has_copy =
              !picture::copy_media(entry.media).empty() && entry.info.size <= picture::kMostBytes};
}

// Where this person may put a file.
std::vector<web::FilePlace> places_of(const desk::House& house, const Session& session) {
  std::vector<web::FilePlace> places;
  const casefile::RecordType* type = house.catalogue().type(kType);
  if (type == nullptr || !session.may("case_write")) return places;
  for (const casefile::Field& field : type->fields) {
    if (field.retired || field.fold.kind != casefile::Kind::file) continue;
    if (!session.holds(field.fold.compartment)) continue;
    places.push_back({field.id, std::string(base::compartment_name(field.fold.compartment))});
  }
  return places;
}

class Incoming : public web::FileIncoming {
 public:
  Incoming(Tickets& tickets, std::unique_ptr<desk::FileUpload> upload)
      : tickets_(tickets), upload_(std::move(upload)) {}

  base::Done take(std::string_view piece) override { return upload_->take(base::as_bytes(piece)); }

  base::Result<web::FileRow> finish(const web::Caller& caller) override {
    desk::Desk& desk = tickets_.desk();
    return tickets_.with<web::FileRow>(caller,
                                       [&](const Session& session) -> base::Result<web::FileRow> {
                                         auto attached = desk.files().finish(session, *upload_);
                                         if (!attached) return base::pass(attached);
                                         UserNames names(desk.house());
                                         return row_of(attached->file, names);
                                       });
  }

 private:
  Tickets& tickets_;
  const std::unique_ptr<desk::FileUpload> upload_;
};

}  // namespace

base::Result<web::FileList> PageFiles::files(const web::Caller& caller,
                                             const std::string& case_id) {
  desk::Desk& desk = tickets_.desk();
  return tickets_.with<web::FileList>(
      caller, [&](const Session& session) -> base::Result<web::FileList> {
        auto id = case_of(case_id);
        if (!id) return base::pass(id);
        auto entries = desk.files().list(session, *id);
        if (!entries) return base::pass(entries);
        UserNames names(desk.house());
        web::FileList list;
        for (const desk::FileEntry& entry : *entries) list.files.push_back(row_of(entry, names));
        list.places = places_of(desk.house(), session);
        list.most_bytes = static_cast<std::int64_t>(desk::kMostFileBytes);
        return list;
      });
}

base::Result<std::unique_ptr<web::FileIncoming>> PageFiles::receive(const web::Caller& caller,
                                                                    const std::string& case_id,
                                                                    const web::NewFile& what,
                                                                    base::SaveId save) {
  using Way = std::unique_ptr<web::FileIncoming>;
  return tickets_.with<Way>(caller, [&](const Session& session) -> base::Result<Way> {
    auto id = case_of(case_id);
    if (!id) return base::pass(id);
    desk::NewFile file;
    file.field = what.field;
    file.kind = what.kind;
    file.name = what.name;
    file.description = what.description;
    file.announced_bytes = what.bytes;
    auto upload = tickets_.desk().files().begin(session, *id, file, save);
    if (!upload) return base::pass(upload);
    return std::make_unique<Incoming>(tickets_, std::move(*upload));
  });
}

base::Result<desk::FileReading> PageFiles::open(const web::Caller& caller,
                                                const std::string& case_id,
                                                const std::string& file_id) {
  return tickets_.with<desk::FileReading>(
      caller, [&](const Session& session) -> base::Result<desk::FileReading> {
        auto id = case_of(case_id);
        if (!id) return base::pass(id);
        const auto file = base::FileId::from_text(file_id);
        if (!file) return base::refuse(Code::not_found, {{"what", "file"}});
        return tickets_.desk().files().open(session, *id, *file);
      });
}

base::Result<web::FileContent> PageFiles::file(const web::Caller& caller,
                                               const std::string& case_id,
                                               const std::string& file_id) {
  base::Result<desk::FileReading> reading = open(caller, case_id, file_id);
  if (!reading) return base::pass(reading);
  UserNames names(tickets_.desk().house());
  web::FileContent content{row_of(reading->entry(), names), {}};
  const auto shared = std::make_shared<desk::FileReading>(std::move(*reading));
  content.next = [shared]() -> std::optional<std::string> {
    base::Result<std::optional<base::Bytes>> piece = shared->next();
    // The beginning is on its way: all that is left is to break it off.
    if (!piece) throw base::Fault(piece.error().code, "a file that was being read");
    if (!*piece) return std::nullopt;
    return std::string(base::as_text(**piece));
  };
  return content;
}

base::Result<web::FileCopy> PageFiles::file_copy(const web::Caller& caller,
                                                 const std::string& case_id,
                                                 const std::string& file_id) {
  base::Result<desk::FileReading> reading = open(caller, case_id, file_id);
  if (!reading) return base::pass(reading);
  const std::string_view media = picture::copy_media(reading->entry().media);
  if (media.empty()) return base::refuse(Code::bad_value, {{"field", "picture"}});
  if (reading->entry().info.size > picture::kMostBytes) return base::refuse(Code::too_large);
  base::Bytes original;
  while (true) {
    base::Result<std::optional<base::Bytes>> piece = reading->next();
    if (!piece) return base::pass(piece);
    if (!*piece) break;
    original.insert(original.end(), (*piece)->begin(), (*piece)->end());
  }
  base::Result<base::Bytes> copy = jail_.copy(reading->entry().media, original);
  if (!copy) return base::pass(copy);
  return web::FileCopy{std::string(media), std::string(base::as_text(*copy))};
}

base::Result<std::string> PageFiles::document(const web::Caller& caller,
                                              const std::string& case_id) {
  return tickets_.with<std::string>(caller,
                                    [&](const Session& session) -> base::Result<std::string> {
                                      auto id = case_of(case_id);
                                      if (!id) return base::pass(id);
                                      return desk::export_case(tickets_.desk(), session, *id);
                                    });
}

base::Done PageFiles::printed(const web::Caller& caller, const std::string& case_id) {
  auto noted = tickets_.with<bool>(caller, [&](const Session& session) -> base::Result<bool> {
    auto id = case_of(case_id);
    if (!id) return base::pass(id);
    base::Done done = desk::note_print(tickets_.desk(), session, *id);
    if (!done) return base::pass(done);
    return true;
  });
  if (!noted) return base::pass(noted);
  return {};
}

}  // namespace cli
