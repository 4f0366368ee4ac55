#include "desk/case_view.h"

#include <algorithm>

#include "casefile/grant_keeper.h"

namespace desk {

namespace {

using base::Code;
using base::Compartment;

}  // namespace

CaseView CaseView::fresh(const base::CaseId& case_id) {
  CaseView view(case_id);
  for (const Compartment compartment : base::kCompartments) {
    view.histories_.emplace(compartment, casefile::History(compartment));
  }
  return view;
}

base::Result<CaseView> CaseView::open(House& house, const Session& session,
                                      const base::CaseId& case_id,
                                      const std::vector<Compartment>& wanted) {
  CaseView view(case_id);
  SessionKeys keys(session);
  base::Done control = view.load(house, keys, Compartment::control);
  if (!control) return base::pass(control);
  const auto found = view.histories_.find(Compartment::control);
  const bool shows_control = found != view.histories_.end() && !found->second.batches().empty();
  const std::vector<Compartment> granted = session.granted(case_id);
  if (!shows_control && granted.empty()) {
    return base::refuse(Code::not_found, {{"what", "case"}});
  }
  for (const Compartment compartment : wanted) {
    if (compartment == Compartment::control || !session.holds(compartment)) continue;
    base::Done loaded = view.load(house, keys, compartment);
    if (!loaded) return base::pass(loaded);
  }
  view.fold_all(house);
  // What a grant lets her read, judged anew where she can see the grant; where she cannot, the wrap
  // is there only as long as it stands.
  const casefile::GrantKeeper keeper(view.control_);
  const base::UtcMs now_ms = house.clock().now_ms();
  const std::vector<base::LiveGrant> live = keeper.all_live(now_ms);
  for (const Compartment compartment : granted) {
    if (std::find(wanted.begin(), wanted.end(), compartment) == wanted.end()) continue;
    const bool stands =
        !shows_control || std::any_of(live.begin(), live.end(), [&](const base::LiveGrant& grant) {
          return grant.recipient() == session.fingerprint() && grant.allows(compartment, now_ms);
        });
    if (!stands) continue;
    base::Done loaded = view.load(house, keys, compartment);
    if (!loaded) return base::pass(loaded);
  }
  if (!granted.empty()) view.fold_all(house);
  if (view.histories_.empty()) return base::refuse(Code::not_found, {{"what", "case"}});
  return view;
}

base::Done CaseView::load(House& house, SessionKeys& keys, Compartment compartment) {
  base::Result<views::Opened> opened = house.capsules().open(id_, compartment, keys);
  if (!opened) {
    // Nothing written there yet, or not hers to open: as if it were not there.
    const base::Code code = opened.error().code;
    if (code == Code::not_found || code == Code::cannot_open) return {};
    return base::pass(opened);
  }
  unreadable_ += opened->unreadable;
  if (!opened->history.batches().empty()) {
    latest_ = std::max(latest_, opened->history.batches().back().batch.hlc);
  }
  histories_.insert_or_assign(compartment, std::move(opened->history));
  return {};
}

void CaseView::fold_all(const House& house) {
  const auto control = histories_.find(Compartment::control);
  if (control != histories_.end()) {
    control_ = casefile::Control(id_, control->second, house.catalogue(), {}, house.signatures());
  }
  for (const auto& [compartment, history] : histories_) {
    folded_.insert_or_assign(compartment, casefile::fold(history, house.catalogue(), control_));
  }
}

const casefile::Folded* CaseView::folded(Compartment compartment) const {
  const auto found = folded_.find(compartment);
  return found == folded_.end() ? nullptr : &found->second;
}

const casefile::History* CaseView::history(Compartment compartment) const {
  const auto found = histories_.find(compartment);
  return found == histories_.end() ? nullptr : &found->second;
}

const casefile::FoldedRecord* CaseView::find(const base::RecordId& record, std::uint32_t type,
                                             Compartment compartment) const {
  const casefile::Folded* state = folded(compartment);
  return state == nullptr ? nullptr : state->find(record, type);
}

const casefile::FoldedRecord* CaseView::first(const casefile::RecordType& type,
                                              Compartment compartment) const {
  const casefile::Folded* state = folded(compartment);
  if (state == nullptr) return nullptr;
  const auto records = state->of_type(type.number);
  return records.empty() ? nullptr : records.front();
}

bool CaseView::has_save(const base::SaveId& save) const {
  return std::any_of(histories_.begin(), histories_.end(), [&](const auto& pair) {
    const auto& batches = pair.second.batches();
    return std::any_of(batches.begin(), batches.end(), [&](const casefile::Authored& authored) {
      return authored.batch.save == save;
    });
  });
}

void CaseView::apply(Compartment compartment, const casefile::Authored& authored,
                     const House& house) {
  histories_.try_emplace(compartment, casefile::History(compartment));
  histories_.at(compartment).add(authored);
  latest_ = std::max(latest_, authored.batch.hlc);
  if (compartment == Compartment::control) {
    fold_all(house);
  } else {
    const auto& history = histories_.at(compartment);
    folded_.insert_or_assign(compartment, casefile::fold(history, house.catalogue(), control_));
  }
}

}  // namespace desk
