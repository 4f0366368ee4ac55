#include "desk/case_view.h"

#include <algorithm>

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
  base::Done control = view.load(house, session, Compartment::control);
  if (!control) return base::pass(control);
  const auto found = view.histories_.find(Compartment::control);
  if (found == view.histories_.end() || found->second.batches().empty()) {
    return base::refuse(Code::not_found, {{"what", "case"}});
  }
  for (const Compartment compartment : wanted) {
    if (compartment == Compartment::control || !session.holds(compartment)) continue;
    base::Done loaded = view.load(house, session, compartment);
    if (!loaded) return base::pass(loaded);
  }
  view.fold_all(house.catalogue());
  return view;
}

base::Done CaseView::load(House& house, const Session& session, Compartment compartment) {
  casefile::History history(compartment);
  const CaseKeys keys = session.case_keys(id_, compartment);
  for (const ledger::StreamRow& stream : house.ledger().streams_of_case(id_)) {
    if (!stream.declaration || stream.declaration->compartment != compartment) continue;
    if (keys.empty()) return {};  // not hers to open: as if it were not there
    house.ledger().scan_stream(stream.id, 0, [&](const ledger::EntryRow& row) {
      if (!row.entry.body) return true;  // shredded
      const auto header = ledger::decode_header(row.entry.header);
      const crypto::CompartmentKey* key = header ? keys.find(header->key_id) : nullptr;
      const auto plain = key != nullptr
                             ? ledger::open_entry(*key, row.entry)
                             : base::Result<ledger::Plain>(base::refuse(Code::cannot_open));
      auto batch = plain ? casefile::decode_batch(plain->payload)
                         : base::Result<casefile::Batch>(base::refuse(Code::cannot_open));
      if (!batch) {
        ++unreadable_;
        return true;
      }
      latest_ = std::max(latest_, batch->hlc);
      history.add({stream.node, row.seq, std::move(*batch)});
      return true;
    });
  }
  histories_.insert_or_assign(compartment, std::move(history));
  return {};
}

void CaseView::fold_all(const casefile::Catalogue& catalogue) {
  const auto control = histories_.find(Compartment::control);
  if (control != histories_.end()) {
    control_ = casefile::Control(control->second, catalogue, {});
  }
  for (const auto& [compartment, history] : histories_) {
    folded_.insert_or_assign(compartment, casefile::fold(history, catalogue, control_));
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

const casefile::FoldedRecord* CaseView::first(const casefile::RecordType& type) const {
  const casefile::Folded* state = folded(type.compartment);
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
                     const casefile::Catalogue& catalogue) {
  histories_.try_emplace(compartment, casefile::History(compartment));
  histories_.at(compartment).add(authored);
  latest_ = std::max(latest_, authored.batch.hlc);
  if (compartment == Compartment::control) {
    fold_all(catalogue);
  } else {
    const auto& history = histories_.at(compartment);
    folded_.insert_or_assign(compartment, casefile::fold(history, catalogue, control_));
  }
}

}  // namespace desk
