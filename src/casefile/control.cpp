#include "casefile/control.h"

#include "casefile/grant_keeper.h"
#include "casefile/known.h"
#include "casefile/retention.h"

namespace casefile {

Control::Control(const base::CaseId& case_id, const History& control, const Catalogue& catalogue,
                 std::set<base::NodeId> home, const Signatures& signatures)
    : case_id_(case_id), signatures_(&signatures), catalogue_(&catalogue), home_(std::move(home)) {
  History own(base::Compartment::control);
  for (const Authored& authored : control.batches()) {
    const bool is_home = home_.empty() || home_.contains(authored.node);
    if (is_home && authored.batch.grant.is_none()) own.add(authored);
  }
  home_history_ = std::move(own);
  state_ = fold(*home_history_, *catalogue_, *this);
}

Folded Control::as_of(base::Hlc until) const {
  if (!home_history_) return {};
  History past(base::Compartment::control);
  for (const Authored& authored : home_history_->batches()) {
    if (authored.batch.hlc <= until) past.add(authored);
  }
  return fold(past, *catalogue_, Control(case_id_, *signatures_));
}

std::optional<Held> Control::judge(const Authored& authored, base::Compartment compartment) const {
  const Batch& batch = authored.batch;
  if (batch.grant.is_none()) {
    if (home_.empty() || home_.contains(authored.node)) return std::nullopt;
    return Held::not_home;
  }
  const Folded then = as_of(batch.hlc);
  const GrantKeeper keeper(case_id_, then, *signatures_);
  const auto now_ms = static_cast<base::UtcMs>(batch.hlc.ms);
  const std::optional<base::LiveGrant> grant = keeper.live(batch.grant, now_ms);
  if (grant && grant->allows(compartment, now_ms) && keeper.may_write(batch.grant, authored.node)) {
    return std::nullopt;
  }
  return Held::not_granted;
}

bool Control::under_hold(const base::RecordId& record, base::Hlc at) const {
  const Folded then = as_of(at);
  return !holds(then, record).empty();
}

}  // namespace casefile
