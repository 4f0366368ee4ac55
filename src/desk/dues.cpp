#include "desk/dues.h"

#include <algorithm>
#include <set>

#include "casefile/instant.h"
#include "crypto/seal.h"

namespace desk {

namespace {

using codec::Value;
using ledger::KeyTable;

// The node's own key makes the references: they must be found again whoever works, and the ids in
// them lie sealed in the ledger.
const crypto::TeamKey& reference_key(const House& house) {
  return house.node_secret().team_key();
}

base::Bytes register_key(const base::CaseId& case_id) {
  const base::ByteView label = base::as_bytes("due/");
  base::Bytes key(label.begin(), label.end());
  key.insert(key.end(), case_id.bytes().begin(), case_id.bytes().end());
  return key;
}

std::set<ledger::Hash> registered(House& house, const base::CaseId& case_id) {
  std::set<ledger::Hash> out;
  const base::Bytes key = register_key(case_id);
  const std::optional<base::Bytes> box = house.keys().get(KeyTable::node, key);
  if (!box) return out;
  const base::Result<base::Bytes> plain =
      crypto::open_box(reference_key(house).secret(), key, *box);
  for (std::size_t at = 0; plain && at + sizeof(ledger::Hash) <= plain->size();
       at += sizeof(ledger::Hash)) {
    ledger::Hash one;
    std::copy_n(plain->begin() + static_cast<std::ptrdiff_t>(at), one.size(), one.begin());
    out.insert(one);
  }
  return out;
}

// True when nothing of the record is due any more: it was erased, or a field says so.
bool has_ended(const CaseView& view, const casefile::RecordType& type,
               const base::RecordId& record) {
  for (const casefile::Field& field : type.fields) {
    const casefile::FoldedRecord* found = view.find(record, type.number, field.fold.compartment);
    if (found == nullptr) continue;
    if (found->shredded) return true;
    if (std::find(field.ends.begin(), field.ends.end(), found->text(field.number)) !=
        field.ends.end()) {
      return true;
    }
  }
  return false;
}

}  // namespace

DueChanges due_changes(House& house, const CaseView& after, const Operations& operations) {
  std::set<std::pair<base::RecordId, std::uint32_t>> touched;
  for (const auto& [compartment, ops] : operations) {
    for (const casefile::Op& op : ops) touched.emplace(op.record, op.type);
  }
  DueChanges changes;
  for (const auto& [record, number] : touched) {
    const casefile::RecordType* type = house.catalogue().type(number);
    if (type == nullptr) continue;
    for (const casefile::Field& field : type->fields) {
      if (!field.due || after.folded(field.fold.compartment) == nullptr) continue;
      const casefile::FoldedRecord* found = after.find(record, number, field.fold.compartment);
      const Value* value = found != nullptr ? found->value(field.number) : nullptr;
      const auto at_ms = value != nullptr ? casefile::instant_ms(*value) : std::nullopt;
      const views::DueThing thing{after.id(), record, field.number};
      if (at_ms && !has_ended(after, *type, record)) {
        changes.due.push_back(views::due_row(reference_key(house), thing, *at_ms));
      } else {
        changes.done.push_back(views::due_reference(reference_key(house), thing));
      }
    }
  }
  if (changes.due.empty()) return changes;
  std::set<ledger::Hash> all = registered(house, after.id());
  const std::size_t before = all.size();
  for (const ledger::DueRow& row : changes.due) all.insert(row.ref);
  if (all.size() == before) return changes;
  base::Bytes plain;
  for (const ledger::Hash& one : all) plain.insert(plain.end(), one.begin(), one.end());
  const base::Bytes key = register_key(after.id());
  changes.register_rows.push_back(
      {KeyTable::node, key,
       crypto::seal_box(reference_key(house).secret(), house.random(), key, plain)});
  return changes;
}

std::size_t due_now(House& house) {
  return views::due_by(house.ledger().store(), house.clock().now_ms()).size();
}

base::Done forget_dues(House& house, const base::CaseId& case_id) {
  const std::set<ledger::Hash> all = registered(house, case_id);
  if (!all.empty()) {
    base::Result<ledger::Receipt> gone = house.ledger().append(
        {base::SaveId::random(house.random()), {}, {}, {all.begin(), all.end()}});
    if (!gone) return base::pass(gone);
  }
  house.commit_keys({{}, {{KeyTable::node, register_key(case_id)}}, {}});
  return {};
}

}  // namespace desk
