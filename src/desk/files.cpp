#include "desk/files.h"

#include <algorithm>
#include <istream>

namespace desk {

namespace {

using base::Code;
using base::Compartment;
using codec::Value;

constexpr std::size_t kPiece = 256 * 1024;
// Enough for every signature that file_media() knows.
constexpr std::size_t kHeadBytes = 32;
constexpr std::size_t kLongestText = 1000;
constexpr std::string_view kKinds = "file_kinds";

std::unexpected<base::Refusal> too_large() {
  return base::refuse(Code::too_large,
                      {{"limit", std::to_string(kMostFileBytes / (1024 * 1024)) + " MB"}});
}

base::Bytes item_wrap_key(const base::CaseId& id, Compartment compartment,
                          const base::FileId& file) {
  base::Bytes key = case_wrap_prefix(id, compartment);
  const base::ByteView bytes = file.bytes();
  key.insert(key.end(), bytes.begin(), bytes.end());
  return key;
}

// The identity that a file brought by this save has: the same save again finds what the first left.
base::FileId file_of_save(const base::CaseId& id, const NewFile& what, const base::UserId& user,
                          const base::SaveId& save) {
  const base::Bytes record =
      what.record ? base::Bytes(what.record->bytes().begin(), what.record->bytes().end())
                  : base::Bytes();
  const std::string place = what.type + '/' + what.field + '/';
  const crypto::Hash hash = crypto::blake2b(
      "amparo/file/1", {id.bytes(), user.bytes(), save.bytes(), base::as_bytes(place), record});
  return *base::FileId::from_bytes(base::ByteView(hash).first(base::FileId::kSize));
}

Value file_value(const FileInfo& info, const NewFile& what, const std::string& media) {
  Value value = Value::map({{1, Value::bytes(info.id.bytes())},
                            {4, static_cast<std::int64_t>(info.size)},
                            {5, Value::bytes(info.sha256)}});
  if (!what.name.empty()) value.set(2, what.name);
  if (!media.empty()) value.set(3, media);
  if (!what.kind.empty()) value.set(6, what.kind);
  if (!what.description.empty()) value.set(7, what.description);
  return value;
}

std::string text_in(const Value& value, int key) {
  const Value* found = value.find(key);
  const std::string* text = found != nullptr ? found->as_text() : nullptr;
  return text != nullptr ? *text : std::string();
}

// What a shown value of a field names; nothing when it lacks what reading needs.
std::optional<FileEntry> entry_of(const casefile::RecordType& type, const casefile::Field& field,
                                  const base::RecordId& record, const casefile::Shown& shown) {
  const Value* id = shown.value.find(1);
  const Value* size = shown.value.find(4);
  const Value* digest = shown.value.find(5);
  if (id == nullptr || size == nullptr || digest == nullptr) return std::nullopt;
  FileEntry entry;
  entry.info.id = *base::FileId::from_bytes(*id->as_bytes());
  entry.info.size = static_cast<std::uint64_t>(*size->as_int());
  std::ranges::copy(*digest->as_bytes(), entry.info.sha256.begin());
  entry.record = record;
  entry.type = type.id;
  entry.field = field.id;
  entry.compartment = field.fold.compartment;
  entry.name = text_in(shown.value, 2);
  entry.media = text_in(shown.value, 3);
  entry.kind = text_in(shown.value, 6);
  entry.description = text_in(shown.value, 7);
  entry.added_ms = static_cast<base::UtcMs>(shown.stamp.hlc.ms);
  entry.added_by = shown.user;
  return entry;
}

std::vector<FileEntry> entries_in(const casefile::Catalogue& catalogue, const CaseView& view) {
  std::vector<FileEntry> all;
  for (const Compartment compartment : base::kCompartments) {
    const casefile::Folded* folded = view.folded(compartment);
    if (folded == nullptr) continue;
    for (const casefile::FoldedRecord& record : folded->records) {
      const casefile::RecordType* type = catalogue.type(record.type);
      for (const casefile::FoldedField& one : record.fields) {
        const casefile::Field* field = type != nullptr ? type->field(one.number) : nullptr;
        if (field == nullptr || field->fold.kind != casefile::Kind::file) continue;
        for (const casefile::Shown& shown : one.shown) {
          std::optional<FileEntry> entry = entry_of(*type, *field, record.id, shown);
          if (entry) all.push_back(std::move(*entry));
        }
      }
    }
  }
  std::ranges::stable_sort(all, std::ranges::greater(), &FileEntry::added_ms);
  return all;
}

std::optional<FileEntry> entry_with(const casefile::Catalogue& catalogue, const CaseView& view,
                                    const base::FileId& file) {
  for (FileEntry& entry : entries_in(catalogue, view)) {
    if (entry.info.id == file) return std::move(entry);
  }
  return std::nullopt;
}

// Its part of the case file, where the words for it hold.
base::Result<Compartment> check(const casefile::Catalogue& catalogue, const NewFile& what) {
  const casefile::RecordType* type = catalogue.type(what.type);
  const casefile::Field* field = type != nullptr ? type->field(what.field) : nullptr;
  if (field == nullptr || field->retired || field->fold.kind != casefile::Kind::file) {
    return base::refuse(Code::unknown_field, {{"type", what.type}, {"field", what.field}});
  }
  const casefile::CodeList* kinds = catalogue.list(kKinds);
  if (!what.kind.empty() && (kinds == nullptr || kinds->find(what.kind) == nullptr)) {
    return base::refuse(Code::bad_value, {{"field", "kind"}});
  }
  if (what.name.size() > kLongestText) return base::refuse(Code::bad_value, {{"field", "name"}});
  if (what.description.size() > kLongestText) {
    return base::refuse(Code::bad_value, {{"field", "description"}});
  }
  if (what.announced_bytes.value_or(0) > kMostFileBytes) return too_large();
  return field->fold.compartment;
}

}  // namespace

FileUpload::FileUpload(Files& files, const base::CaseId& case_id, NewFile what,
                       base::Compartment compartment, const base::SaveId& save,
                       const base::FileId& id)
    : files_(files),
      case_id_(case_id),
      what_(std::move(what)),
      compartment_(compartment),
      save_(save),
      key_(crypto::ItemKey::random(files.house_.random())) {
  info_.id = id;
}

FileUpload::~FileUpload() {
  if (!kept_ && writer_) files_.drop(*this);
  files_.leave(info_.id);
}

base::Done FileUpload::take(base::ByteView piece) {
  if (piece.size() > kMostFileBytes - info_.size) {
    return too_large();
  }
  info_.size += piece.size();
  if (!writer_) return {};
  const std::size_t wanted =
      std::min(kHeadBytes - std::min(kHeadBytes, head_.size()), piece.size());
  head_.insert(head_.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(wanted));
  hasher_.feed(piece);
  writer_->write(piece);
  return {};
}

base::Result<std::optional<base::Bytes>> FileReading::next() {
  if (over_) return std::nullopt;
  if (at_ == reader_.size()) {
    over_ = true;
    if (hasher_.finish().sha256 != entry_.info.sha256) return base::refuse(Code::file_changed);
    return std::nullopt;
  }
  base::Result<base::Bytes> piece = reader_.read(at_, kPiece);
  if (!piece) return base::pass(piece);
  hasher_.feed(*piece);
  at_ += piece->size();
  return std::move(*piece);
}

base::Done Files::enter(const base::FileId& id) {
  const std::lock_guard lock(mutex_);
  if (coming_in_.contains(id)) return base::refuse(Code::file_unfinished);
  if (coming_in_.size() >= kMostUploads) return base::refuse(Code::too_many_tries);
  coming_in_.insert(id);
  return {};
}

void Files::leave(const base::FileId& id) {
  const std::lock_guard lock(mutex_);
  coming_in_.erase(id);
}

// Also while a fault is on its way; what stays behind then is unfinished, without a key, and goes
// when the folder is next opened.
void Files::drop(const FileUpload& upload) {
  try {
    house_.ledger().store().drop_file(upload.info_.id);
    house_.commit_keys({{},
                        {{ledger::KeyTable::item_wrap,
                          item_wrap_key(upload.case_id_, upload.compartment_, upload.info_.id)}},
                        {}});
  } catch (const base::Fault&) {
  }
}

std::size_t Files::drop_unfinished() {
  ledger::Store& store = house_.ledger().store();
  const std::vector<base::FileId> all = store.unfinished_files();
  for (const base::FileId& id : all) store.drop_file(id);
  return all.size();
}

base::Result<std::vector<FileEntry>> Files::list(const Session& session, const base::CaseId& id) {
  base::Result<CaseView> view = cases_.read(session, id);
  if (!view) return base::pass(view);
  return entries_in(house_.catalogue(), *view);
}

base::Result<std::unique_ptr<FileUpload>> Files::begin(const Session& session,
                                                       const base::CaseId& id, const NewFile& what,
                                                       const base::SaveId& save) {
  base::Result<Compartment> compartment = check(house_.catalogue(), what);
  if (!compartment) return base::pass(compartment);
  base::Result<CaseView> view = cases_.open(session, id, "case_write");
  if (!view) return base::pass(view);
  if (!session.holds(*compartment)) {
    return base::refuse(Code::not_allowed,
                        {{"compartment", std::string(base::compartment_name(*compartment))}});
  }
  const base::FileId file = file_of_save(id, what, session.person().id, save);
  base::Done entered = enter(file);
  if (!entered) return base::pass(entered);
  std::unique_ptr<FileUpload> upload(new FileUpload(*this, id, what, *compartment, save, file));
  if (view->has_save(save)) return upload;
  // What a crash left between the last chunk and the record.
  ledger::Store& store = house_.ledger().store();
  if (store.file(file)) store.drop_file(file);
  base::Result<ledger::FileWriter> writer =
      ledger::FileWriter::open(store, file, upload->key_, house_.random());
  if (!writer) return base::pass(writer);
  upload->writer_.emplace(std::move(*writer));
  return upload;
}

// Before the record names the file: a key without a record harms nobody, a named file without its
// key is lost.
base::Done Files::keep_key(const Session& session, const FileUpload& upload) {
  const std::lock_guard lock(house_.mutex_of(upload.case_id_));
  base::Result<CaseView> view =
      CaseView::open(house_, session, upload.case_id_, {upload.compartment_});
  if (!view) return base::pass(view);
  base::Result<crypto::CompartmentKey> under =
      compartment_key(house_, session, *view, upload.compartment_);
  if (!under) return base::pass(under);
  const base::Bytes row = item_wrap_key(upload.case_id_, upload.compartment_, upload.info_.id);
  house_.commit_keys(
      {{{ledger::KeyTable::item_wrap, row,
         crypto::wrap_under(under->secret(), row, upload.key_.secret(), house_.random())}},
       {},
       {}});
  return {};
}

base::Result<Files::Attached> Files::finish(const Session& session, FileUpload& upload) {
  Saved saved{upload.save_, {}, {}};
  if (upload.writer_) {
    const std::string media = file_media(upload.what_.name, upload.head_);
    upload.info_.sha256 = upload.hasher_.finish().sha256;
    base::Done wrapped = keep_key(session, upload);
    if (!wrapped) return base::pass(wrapped);
    upload.writer_->finish();
    RecordEdit edit{upload.what_.type,
                    upload.what_.record,
                    {{upload.what_.field, file_value(upload.info_, upload.what_, media)}}};
    edit.in = upload.compartment_;
    base::Result<Saved> changed = cases_.change(session, upload.case_id_, {edit}, upload.save_);
    if (!changed) return base::pass(changed);
    saved = std::move(*changed);
    // None when the same save wrote something else meanwhile: then no record names this file.
    upload.kept_ = !saved.records.empty();
  }
  base::Result<CaseView> view =
      CaseView::open(house_, session, upload.case_id_, {upload.compartment_});
  if (!view) return base::pass(view);
  std::optional<FileEntry> entry = entry_with(house_.catalogue(), *view, upload.info_.id);
  if (!entry) return base::refuse(Code::not_found, {{"what", "file"}});
  return Attached{std::move(*entry), std::move(saved)};
}

base::Result<Files::Attached> Files::attach(const Session& session, const base::CaseId& id,
                                            const NewFile& what, std::istream& content,
                                            const base::SaveId& save) {
  base::Result<std::unique_ptr<FileUpload>> upload = begin(session, id, what, save);
  if (!upload) return base::pass(upload);
  base::Bytes piece(kPiece);
  while (content) {
    content.read(reinterpret_cast<char*>(piece.data()), static_cast<std::streamsize>(kPiece));
    base::Done taken =
        (*upload)->take(base::ByteView(piece).first(static_cast<std::size_t>(content.gcount())));
    if (!taken) return base::pass(taken);
  }
  crypto::wipe(piece);
  if (content.bad()) return base::refuse(Code::unreadable_file);
  return finish(session, **upload);
}

base::Result<FileReading> Files::open(const Session& session, const base::CaseId& id,
                                      const base::FileId& file) {
  base::Result<CaseView> view = cases_.read(session, id);
  if (!view) return base::pass(view);
  std::optional<FileEntry> entry = entry_with(house_.catalogue(), *view, file);
  if (!entry) return base::refuse(Code::not_found, {{"what", "file"}});
  const base::Bytes row = item_wrap_key(id, entry->compartment, file);
  const std::optional<base::Bytes> wrap = house_.keys().get(ledger::KeyTable::item_wrap, row);
  if (!wrap) return base::refuse(Code::not_found, {{"what", "file"}});
  const CaseKeys keys = session.case_keys(id, entry->compartment);
  for (const auto& [epoch, compartment_key] : keys.epochs) {
    base::Result<crypto::Secret> secret =
        crypto::unwrap_under(compartment_key.secret(), row, *wrap);
    if (!secret) continue;
    base::Done noted = audit_.note({session.person().id, "read_file", id});
    if (!noted) return base::pass(noted);
    const crypto::ItemKey key = crypto::ItemKey::from_secret(std::move(*secret));
    base::Result<ledger::FileReader> reader =
        ledger::FileReader::open(house_.ledger().store(), file, key);
    if (!reader) return base::pass(reader);
    return FileReading(std::move(*entry), std::move(*reader));
  }
  return base::refuse(Code::cannot_open);
}

base::Result<FileInfo> Files::read(const Session& session, const base::CaseId& id,
                                   const base::FileId& file,
                                   const std::function<void(base::ByteView)>& piece) {
  base::Result<FileReading> reading = open(session, id, file);
  if (!reading) return base::pass(reading);
  while (true) {
    base::Result<std::optional<base::Bytes>> bytes = reading->next();
    if (!bytes) return base::pass(bytes);
    if (!*bytes) return reading->entry().info;
    piece(**bytes);
    crypto::wipe(**bytes);
  }
}

}  // namespace desk
