#include "desk/files.h"

#include <istream>

#include "ledger/file.h"

namespace desk {

namespace {

using base::Code;
using base::Compartment;
using codec::Value;

constexpr std::size_t kPiece = 1024 * 1024;

base::Bytes item_wrap_key(const base::CaseId& id, Compartment compartment,
                          const base::FileId& file) {
  base::Bytes key = case_wrap_prefix(id, compartment);
  const base::ByteView bytes = file.bytes();
  key.insert(key.end(), bytes.begin(), bytes.end());
  return key;
}

Value file_value(const FileInfo& info, const NewFile& what) {
  Value value = Value::map({{1, Value::bytes(info.id.bytes())},
                            {4, static_cast<std::int64_t>(info.size)},
                            {5, Value::bytes(info.sha256)}});
  if (!what.name.empty()) value.set(2, what.name);
  if (!what.media.empty()) value.set(3, what.media);
  return value;
}

// Where a file is named: the compartment, and the digest it must have.
struct Named {
  Compartment compartment;
  crypto::Hash sha256{};
};

std::optional<Named> find_file(const casefile::Catalogue& catalogue, const CaseView& view,
                               const base::FileId& file) {
  for (const Compartment compartment : base::kCompartments) {
    const casefile::Folded* folded = view.folded(compartment);
    if (folded == nullptr) continue;
    for (const casefile::FoldedRecord& record : folded->records) {
      const casefile::RecordType* type = catalogue.type(record.type);
      for (const casefile::FoldedField& field : record.fields) {
        const casefile::Field* known = type != nullptr ? type->field(field.number) : nullptr;
        if (known == nullptr || known->fold.kind != casefile::Kind::file) continue;
        for (const casefile::Shown& shown : field.shown) {
          const Value* id = shown.value.find(1);
          const Value* digest = shown.value.find(5);
          if (id == nullptr || digest == nullptr || *id != Value::bytes(file.bytes())) continue;
          Named named{compartment, {}};
          std::copy_n(digest->as_bytes()->begin(), named.sha256.size(), named.sha256.begin());
          return named;
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace

base::Result<FileInfo> Files::store(std::istream& content, const crypto::ItemKey& key) {
  FileInfo info;
  info.id = base::FileId::random(house_.random());
  base::Result<ledger::FileWriter> writer =
      ledger::FileWriter::open(house_.ledger().store(), info.id, key, house_.random());
  if (!writer) return base::pass(writer);
  crypto::FileHasher hasher;
  base::Bytes piece(kPiece);
  while (content) {
    content.read(reinterpret_cast<char*>(piece.data()), static_cast<std::streamsize>(kPiece));
    const base::ByteView got =
        base::ByteView(piece).first(static_cast<std::size_t>(content.gcount()));
    hasher.feed(got);
    writer->write(got);
    info.size += got.size();
  }
  if (content.bad()) return base::refuse(Code::unreadable_file);
  writer->finish();
  info.sha256 = hasher.finish().sha256;
  return info;
}

// Before the record names the file: a key without a record harms nobody, a named file without its
// key is lost.
base::Done Files::keep_key(const Session& session, const base::CaseId& id, Compartment compartment,
                           const FileInfo& info, const crypto::ItemKey& key) {
  const std::lock_guard lock(house_.mutex_of(id));
  base::Result<CaseView> view = CaseView::open(house_, session, id, {compartment});
  if (!view) return base::pass(view);
  base::Result<crypto::CompartmentKey> under = compartment_key(house_, session, *view, compartment);
  if (!under) return base::pass(under);
  const base::Bytes row = item_wrap_key(id, compartment, info.id);
  house_.commit_keys({{{ledger::KeyTable::item_wrap, row,
                        crypto::wrap_under(under->secret(), row, key.secret(), house_.random())}},
                      {},
                      {}});
  return {};
}

base::Result<Files::Attached> Files::attach(const Session& session, const base::CaseId& id,
                                            const NewFile& what, std::istream& content,
                                            const base::SaveId& save) {
  const casefile::RecordType* type = house_.catalogue().type(what.type);
  const casefile::Field* field = type != nullptr ? type->field(what.field) : nullptr;
  if (field == nullptr || field->fold.kind != casefile::Kind::file) {
    return base::refuse(Code::unknown_field, {{"type", what.type}, {"field", what.field}});
  }
  const Compartment compartment = field->fold.compartment;
  if (!session.holds(compartment)) {
    return base::refuse(Code::not_allowed,
                        {{"compartment", std::string(base::compartment_name(compartment))}});
  }
  const crypto::ItemKey key = crypto::ItemKey::random(house_.random());
  base::Result<FileInfo> info = store(content, key);
  if (!info) return base::pass(info);
  base::Done wrapped = keep_key(session, id, compartment, *info, key);
  base::Result<Saved> saved =
      wrapped
          ? cases_.change(session, id,
                          {{what.type, what.record, {{what.field, file_value(*info, what)}}}}, save)
          : base::Result<Saved>(base::pass(wrapped));
  if (!saved) {
    house_.ledger().store().drop_file(info->id);
    return base::pass(saved);
  }
  return Attached{*info, std::move(*saved)};
}

base::Result<FileInfo> Files::read(const Session& session, const base::CaseId& id,
                                   const base::FileId& file,
                                   const std::function<void(base::ByteView)>& piece) {
  base::Result<CaseView> view = cases_.read(session, id);
  if (!view) return base::pass(view);
  const std::optional<Named> named = find_file(house_.catalogue(), *view, file);
  if (!named) return base::refuse(Code::not_found, {{"what", "file"}});
  const base::Bytes row = item_wrap_key(id, named->compartment, file);
  const std::optional<base::Bytes> wrap = house_.keys().get(ledger::KeyTable::item_wrap, row);
  if (!wrap) return base::refuse(Code::not_found, {{"what", "file"}});
  const CaseKeys keys = session.case_keys(id, named->compartment);
  for (const auto& [epoch, compartment_key] : keys.epochs) {
    base::Result<crypto::Secret> secret =
        crypto::unwrap_under(compartment_key.secret(), row, *wrap);
    if (!secret) continue;
    base::Done noted = audit_.note({session.person().id, "read_part", id});
    if (!noted) return base::pass(noted);
    const crypto::ItemKey key = crypto::ItemKey::from_secret(std::move(*secret));
    base::Result<ledger::FileReader> reader =
        ledger::FileReader::open(house_.ledger().store(), file, key);
    if (!reader) return base::pass(reader);
    crypto::FileHasher hasher;
    for (std::uint64_t at = 0; at < reader->size(); at += kPiece) {
      base::Result<base::Bytes> bytes = reader->read(at, kPiece);
      if (!bytes) return base::pass(bytes);
      hasher.feed(*bytes);
      piece(*bytes);
    }
    const crypto::Hash digest = hasher.finish().sha256;
    if (digest != named->sha256) return base::refuse(Code::file_changed);
    return FileInfo{file, reader->size(), digest};
  }
  return base::refuse(Code::cannot_open);
}

}  // namespace desk
