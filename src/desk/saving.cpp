#include "desk/saving.h"

#include "casefile/grant_keeper.h"
#include "desk/dues.h"
#include "desk/gates.h"
#include "desk/grant_wraps.h"
#include "desk/signing.h"

namespace desk {

namespace {

using base::Code;
using base::Compartment;

struct Sealing {
  std::map<Compartment, crypto::CompartmentKey> keys;
  ledger::KeyBatch fresh;  // wraps of keys that did not exist before this save
};

// The key that is there, or a new one with its wrap in `fresh`. `view` must already show what is
// about to be said in `control`: the first save of a case file brings the mandate that its own keys
// rest on.
base::Result<crypto::CompartmentKey> key_for(House& house, const Session& session,
                                             const CaseView& view, Compartment compartment,
                                             ledger::KeyBatch& fresh) {
  if (!session.holds(compartment)) {
    return base::refuse(Code::not_allowed,
                        {{"compartment", std::string(base::compartment_name(compartment))}});
  }
  CaseKeys keys = session.case_keys(view.id(), compartment);
  const std::uint32_t newest = keys.empty() ? 0 : keys.epochs.back().first;
  if (newest > 0 && !is_over(house, {view.id(), compartment, newest})) {
    return keys.current().duplicate();
  }
  const casefile::GrantKeeper keeper(view.control());
  const std::optional<base::CareMandate> mandate = keeper.mandate(house.clock().now_ms());
  if (!mandate) return base::refuse(Code::no_mandate);
  crypto::CompartmentKey key = crypto::CompartmentKey::random(house.random());
  fresh.puts.push_back(session.wrap(*mandate, {view.id(), compartment, newest + 1}, key));
  return key;
}

casefile::Batch batch_of(const Session& session, base::Hlc hlc, const base::SaveId& id,
                         const std::vector<casefile::Op>& ops) {
  casefile::Batch batch;
  batch.hlc = hlc;
  batch.user = session.person().id;
  batch.save = id;
  batch.ops = ops;
  return batch;
}

CaseView shown(const House& house, const Session& session, const CaseView& view, base::Hlc hlc,
               const base::SaveId& id, const Operations& operations) {
  CaseView after = view;
  for (const auto& [compartment, ops] : operations) {
    // The sequence number is not known yet; nothing of the fold depends on it within one batch.
    after.apply(compartment, {house.identity().node, UINT64_MAX, batch_of(session, hlc, id, ops)},
                house);
  }
  return after;
}

std::size_t count_ops(const Operations& operations) {
  std::size_t count = 0;
  for (const auto& [compartment, ops] : operations) count += ops.size();
  return count;
}

base::Result<Sealing> keys_for(House& house, const Session& session, const CaseView& view,
                               const Operations& operations) {
  Sealing sealing;
  for (const auto& [compartment, ops] : operations) {
    base::Result<crypto::CompartmentKey> key =
        key_for(house, session, view, compartment, sealing.fresh);
    if (!key) return base::pass(key);
    sealing.keys.emplace(compartment, std::move(*key));
  }
  return sealing;
}

// What the step asks of somebody else goes into the same save.
base::Done add_consequences(House& house, const CaseView& after, Operations& operations) {
  const std::vector<RecordEdit> edits =
      house.gates().consequences(after, operations, house.clock().now_ms());
  if (edits.empty()) return {};
  base::Result<Decided> tasks = decide(house.catalogue(), after, edits, house.random());
  if (!tasks) return base::pass(tasks);
  for (auto& [compartment, ops] : tasks->operations) {
    std::vector<casefile::Op>& all = operations[compartment];
    all.insert(all.end(), ops.begin(), ops.end());
  }
  return {};
}

}  // namespace

base::Result<crypto::CompartmentKey> compartment_key(House& house, const Session& session,
                                                     const CaseView& view,
                                                     Compartment compartment) {
  ledger::KeyBatch fresh;
  base::Result<crypto::CompartmentKey> key = key_for(house, session, view, compartment, fresh);
  if (!key) return key;
  if (!fresh.puts.empty()) house.commit_keys(fresh);
  return key;
}

base::Result<CaseView> as_if_saved(House& house, const Session& session, const CaseView& view,
                                   const Operations& operations) {
  base::Result<base::Hlc> hlc = house.tick(view.latest());
  if (!hlc) return base::pass(hlc);
  return shown(house, session, view, *hlc, base::SaveId::random(house.random()), operations);
}

base::Result<Saved> save(House& house, const Session& session, CaseView& view,
                         const Decided& decided, const base::SaveId& id, const Check& check) {
  base::Result<base::Hlc> hlc = house.tick(view.latest());
  if (!hlc) return base::pass(hlc);
  const auto show = [&](const Operations& operations) {
    return shown(house, session, view, *hlc, id, operations);
  };
  Operations operations = decided.operations;
  CaseView after = show(operations);
  base::Done may_go_on = house.gates().judge(after, operations, session.person().id);
  if (!may_go_on) return base::pass(may_go_on);
  base::Done followed = add_consequences(house, after, operations);
  if (!followed) return base::pass(followed);
  base::Done signed_all =
      sign_decisions(house, session, after, static_cast<base::UtcMs>(hlc->ms), operations);
  if (!signed_all) return base::pass(signed_all);
  if (count_ops(operations) != count_ops(decided.operations)) after = show(operations);
  if (check) {
    base::Done checked = check(after, decided.records);
    if (!checked) return base::pass(checked);
  }
  base::Result<Sealing> sealing = keys_for(house, session, after, operations);
  if (!sealing) return base::pass(sealing);

  DueChanges due = due_changes(house, after, operations);
  ledger::Save entry_save{id, {}, std::move(due.due), std::move(due.done)};
  std::map<Compartment, casefile::Batch> batches;
  for (const auto& [compartment, ops] : operations) {
    const auto& batch =
        batches.emplace(compartment, batch_of(session, *hlc, id, ops)).first->second;
    const std::uint64_t flags = carries_signature(ops) ? std::uint64_t{ledger::kFlagApproval} : 0;
    entry_save.drafts.push_back(
        {view.id(), compartment, &sealing->keys.at(compartment), casefile::encode(batch), flags});
  }
  // Keys first: a wrap without entries harms nobody, an entry without its wrap could never be read.
  for (ledger::KeyRow& row : due.register_rows) sealing->fresh.puts.push_back(std::move(row));
  if (!sealing->fresh.puts.empty()) house.commit_keys(sealing->fresh);
  base::Result<ledger::Receipt> receipt = house.ledger().append(entry_save);
  if (!receipt) return base::pass(receipt);
  std::size_t at = 0;
  for (auto& [compartment, batch] : batches) {
    view.apply(compartment, {house.identity().node, receipt->entries[at++].seq, std::move(batch)},
               house);
  }
  base::Done settled = settle_grants(house, session, view);
  if (!settled) return base::pass(settled);
  return Saved{id, *hlc, decided.records};
}

}  // namespace desk
