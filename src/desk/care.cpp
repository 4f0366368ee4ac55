#include "desk/care.h"

#include <set>

#include "codec/json.h"
#include "desk/whole_folder.h"

namespace desk {

namespace {

using base::Code;
using codec::Value;

constexpr const char* kNodeKey = "node.key";

// Who reads what, for one session and as long as one walk over the ledger lasts.
class OpenAll {
 public:
  explicit OpenAll(const Session& session) : session_(session) {}

  // False when the session holds the key and the entry does not open.
  bool check(const ledger::StreamRow& stream, const ledger::Header& header,
             const ledger::Entry& entry) {
    if (!stream.declaration || !entry.body) return true;
    const auto& what = *stream.declaration;
    if (what.case_id != case_ || what.compartment != compartment_) {
      case_ = what.case_id;
      compartment_ = what.compartment;
      keys_ = session_.case_keys(case_, *compartment_);
    }
    const crypto::CompartmentKey* key = keys_.find(header.key_id);
    return key == nullptr || ledger::open_entry(*key, entry).has_value();
  }

 private:
  const Session& session_;
  base::CaseId case_ = base::CaseId::none();
  std::optional<base::Compartment> compartment_;
  CaseKeys keys_;
};

Value ids_of(const std::vector<casefile::Shown>& shown) {
  Value::Array values;
  for (const casefile::Shown& one : shown) values.push_back(one.value);
  return Value::array(std::move(values));
}

Value record_document(const casefile::RecordType& type, const casefile::FoldedRecord& record) {
  Value fields = Value::map({});
  for (const casefile::FoldedField& folded : record.fields) {
    const casefile::Field* field = type.field(folded.number);
    if (field == nullptr || folded.shown.empty()) continue;
    const bool many =
        folded.rule == casefile::Rule::add_remove_set || folded.rule == casefile::Rule::append_only;
    fields.set(field->id, many ? ids_of(folded.shown) : folded.shown.front().value);
    if (!folded.others.empty()) fields.set(field->id + ".others", ids_of(folded.others));
  }
  return Value::map({{"id", record.id.text()},
                     {"type", type.id},
                     {"written_ms", static_cast<std::int64_t>(record.last.hlc.ms)},
                     {"fields", std::move(fields)}});
}

std::set<base::CaseId> case_ids(House& house) {
  std::set<base::CaseId> ids;
  house.ledger().store().scan_streams([&](const ledger::StreamRow& stream) {
    if (stream.declaration) ids.insert(stream.declaration->case_id);
    return true;
  });
  ids.erase(house.organisation_case());
  return ids;
}

void copy_node_key(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  std::filesystem::copy_file(from / kNodeKey, to / kNodeKey, error);
  if (error) throw base::Fault(Code::disk_error, "the node's key cannot be copied");
}

// What was restored must open and verify; the folder is closed again when this returns.
base::Result<Restored> check_restored(const std::filesystem::path& folder, const Seams& seams) {
  base::Result<std::unique_ptr<Desk>> desk = Desk::open(folder, seams);
  if (!desk) {
    const Code code = desk.error().code;
    const bool damaged = base::exit_code(code) == base::exit_code(Code::backup_unsound);
    if (!damaged) return base::pass(desk);
    return base::refuse(Code::backup_unsound, {{"what", std::string(base::code_name(code))}});
  }
  const ledger::VerifyReport report = verify(**desk, nullptr);
  if (!report.sound()) {
    return base::refuse(Code::backup_unsound, {{"what", report.problems.front().what}});
  }
  return Restored{report.entries, report.digest};
}

}  // namespace

ledger::VerifyReport verify(Desk& desk, const Session* session) {
  if (session == nullptr) return desk.house().ledger().verify();
  OpenAll all(*session);
  ledger::VerifyReport report = desk.house().ledger().verify(
      [&](const ledger::StreamRow& stream, const ledger::Header& header,
          const ledger::Entry& entry) { return all.check(stream, header, entry); });
  if (report.sound()) desk.house().ledger().advance_mark();
  return report;
}

Stats stats(Desk& desk) {
  House& house = desk.house();
  return {house.ledger().store().stats(), house.keys().count(ledger::KeyTable::user),
          base::to_hex(house.ledger().digest())};
}

base::Result<std::string> checkpoint(Desk& desk) {
  House& house = desk.house();
  base::Result<ledger::CheckpointRow> row =
      house.ledger().checkpoint("amparo/" + house.identity().org.text(), house.identity().node_key);
  if (!row) return base::pass(row);
  return row->note;
}

base::Done backup(Desk& desk, const Session& session, const std::filesystem::path& target) {
  base::Done allowed = session.require("backup");
  if (!allowed) return allowed;
  base::Done noted = desk.audit().note({session.person().id, "backup", std::nullopt});
  if (!noted) return noted;
  base::Result<WholeFolder> whole = WholeFolder::begin(target);
  if (!whole) return base::pass(whole);
  base::Done copied = desk.house().folder().backup(whole->place());
  if (!copied) return copied;
  copy_node_key(desk.house().path(), whole->place());
  whole->give_name();
  return {};
}

base::Result<Restored> restore(const std::filesystem::path& backup,
                               const std::filesystem::path& target, const Seams& seams) {
  crypto::init();
  if (!std::filesystem::exists(backup / kNodeKey)) return base::refuse(Code::node_key_missing);
  base::Result<WholeFolder> whole = WholeFolder::begin(target);
  if (!whole) return base::pass(whole);
  base::Done copied =
      store::restore(backup, {}, whole->place(), [](store::Folder&) { return base::Done(); });
  if (!copied) return base::pass(copied);
  copy_node_key(backup, whole->place());
  base::Result<Restored> restored = check_restored(whole->place(), seams);
  if (!restored) return restored;
  whole->give_name();
  return restored;
}

codec::Value case_document(const casefile::Catalogue& catalogue, const CaseView& view) {
  Value::Array records;
  for (const base::Compartment compartment : base::kCompartments) {
    const casefile::Folded* folded = view.folded(compartment);
    if (folded == nullptr) continue;
    for (const casefile::FoldedRecord& record : folded->records) {
      const casefile::RecordType* type = catalogue.type(record.type);
      if (type == nullptr || record.shredded) continue;
      Value document = record_document(*type, record);
      document.set("compartment", base::compartment_name(compartment));
      records.push_back(std::move(document));
    }
  }
  return Value::map({{"case", view.id().text()}, {"records", Value::array(std::move(records))}});
}

base::Result<std::string> export_case(Desk& desk, const Session& session, const base::CaseId& id) {
  base::Result<CaseView> view = desk.cases().read(session, id);
  if (!view) return base::pass(view);
  base::Done noted = desk.audit().note({session.person().id, "export", id});
  if (!noted) return base::pass(noted);
  return codec::to_json(case_document(desk.house().catalogue(), *view)) + "\n";
}

base::Done note_print(Desk& desk, const Session& session, const base::CaseId& id) {
  base::Result<CaseView> view = desk.cases().read(session, id);
  if (!view) return base::pass(view);
  return desk.audit().note({session.person().id, "print", id});
}

base::Result<Exported> export_all(Desk& desk, const Session& session,
                                  const std::function<void(const std::string&)>& line) {
  base::Done allowed = session.require("export");
  if (!allowed) return base::pass(allowed);
  base::Done noted = desk.audit().note({session.person().id, "export", std::nullopt});
  if (!noted) return base::pass(noted);
  House& house = desk.house();
  Exported exported;
  for (const base::CaseId& id : case_ids(house)) {
    base::Result<CaseView> view = CaseView::open(house, session, id, session.compartments());
    if (!view) continue;  // not hers to open
    const Value document = case_document(house.catalogue(), *view);
    exported.case_files++;
    exported.records += document.find("records")->as_array()->size();
    line(codec::to_json(document));
  }
  return exported;
}

}  // namespace desk
