#include "desk/audit.h"

#include "casefile/grant_keeper.h"
#include "casefile/instant.h"
#include "desk/saving.h"

namespace desk {

namespace {

using base::Code;
using base::Compartment;
using codec::Value;

constexpr std::int64_t kOnceInMs = 15 * 60 * 1000;

std::vector<FieldEdit> fields_of(const AuditAct& act, base::UtcMs now_ms) {
  std::vector<FieldEdit> fields;
  if (!act.user.is_none()) fields.push_back({"who", Value::bytes(act.user.bytes())});
  fields.push_back({"action", act.action});
  fields.push_back({"at", casefile::make_instant(now_ms)});
  if (act.subject) fields.push_back({"case", Value::bytes(act.subject->bytes())});
  if (!act.reason.empty()) fields.push_back({"reason", act.reason});
  return fields;
}

}  // namespace

base::Done Audit::begin(House& house, const Session& founder) {
  const base::CaseId id = house.organisation_case();
  CaseView view = CaseView::fresh(id);
  const base::UtcMs now_ms = house.clock().now_ms();
  base::Result<Decided> decided = decide(
      house.catalogue(), view,
      {{"case_file", std::nullopt, {{"kind", "organisation"}}},
       {"care_mandate",
        std::nullopt,
        {{"state", "active"},
         {"since", casefile::make_instant(now_ms)},
         {"basis", "organisation_own"}}},
       {"audit_entry", std::nullopt, fields_of({founder.person().id, "key_change", id}, now_ms)}},
      house.random());
  if (!decided) return base::pass(decided);
  base::Result<Saved> saved =
      save(house, founder, view, *decided, base::SaveId::random(house.random()));
  if (!saved) return base::pass(saved);

  // The node's own wrap of the audit key: every act on this machine can be written, whoever is
  // logged in.
  const casefile::GrantKeeper keeper(view.control());
  const std::optional<base::CareMandate> mandate = keeper.mandate(now_ms);
  if (!mandate) return base::refuse(Code::no_mandate);
  const crypto::CompartmentContext what{id, Compartment::audit, 1};
  const crypto::TeamContext node{house.node_team(), Compartment::audit, 1};
  const CaseKeys keys = founder.case_keys(id, Compartment::audit);
  house.commit_keys({{{ledger::KeyTable::case_wrap, case_wrap_key(what, node.team, node.epoch),
                       crypto::wrap_for_team(*mandate, node, house.node_secret().team_key(), what,
                                             keys.current(), house.random())}},
                     {},
                     {}});
  return {};
}

base::Result<crypto::CompartmentKey> Audit::key() const {
  const crypto::CompartmentContext what{house_.organisation_case(), Compartment::audit, 1};
  const crypto::TeamContext node{house_.node_team(), Compartment::audit, 1};
  const std::optional<base::Bytes> wrap =
      house_.keys().get(ledger::KeyTable::case_wrap, case_wrap_key(what, node.team, node.epoch));
  if (!wrap) return base::refuse(Code::roster_invalid);
  return crypto::unwrap_for_team(node, house_.node_secret().team_key(), what, *wrap);
}

base::Done Audit::note(const AuditAct& act) {
  base::Result<crypto::CompartmentKey> sealing = key();
  if (!sealing) return base::pass(sealing);
  base::Result<base::Hlc> hlc = house_.tick({});
  if (!hlc) return base::pass(hlc);
  const CaseView none = CaseView::fresh(house_.organisation_case());
  base::Result<Decided> decided = decide(
      house_.catalogue(), none,
      {{"audit_entry", std::nullopt, fields_of(act, house_.clock().now_ms())}}, house_.random());
  if (!decided) return base::pass(decided);
  casefile::Batch batch;
  batch.hlc = *hlc;
  batch.user = act.user;
  batch.save = base::SaveId::random(house_.random());
  batch.ops = decided->operations.at(Compartment::audit);
  const ledger::Save entry{
      batch.save, {{none.id(), Compartment::audit, &*sealing, casefile::encode(batch), 0}}, {}, {}};
  base::Result<ledger::Receipt> receipt = house_.ledger().append(entry);
  if (!receipt) return base::pass(receipt);
  return {};
}

base::Done Audit::note_reading(const AuditAct& act) {
  const std::string what = act.user.text() + act.action + (act.subject ? act.subject->text() : "");
  const std::int64_t now_ms = house_.clock().steady_ms();
  {
    const std::lock_guard lock(mutex_);
    const auto noted = noted_ms_.find(what);
    if (noted != noted_ms_.end() && now_ms - noted->second < kOnceInMs) return {};
  }
  base::Done done = note(act);
  if (!done) return done;
  const std::lock_guard lock(mutex_);
  std::erase_if(noted_ms_, [&](const auto& pair) { return now_ms - pair.second >= kOnceInMs; });
  noted_ms_[what] = now_ms;
  return {};
}

}  // namespace desk
