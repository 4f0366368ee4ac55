#include "desk/case_files.h"

#include <algorithm>
#include <iterator>

#include "base/case_number.h"
#include "casefile/instant.h"
#include "casefile/known.h"
#include "casefile/retention.h"
#include "crypto/hash.h"
#include "desk/dues.h"
#include "desk/grant_wraps.h"

namespace desk {

namespace {

using base::Code;
using base::Compartment;
using codec::Value;

// What every case file begins with: what it is, its number, the catalogue it was made under, and
// the care mandate.
std::vector<RecordEdit> opening_records(House& house, const std::string& kind,
                                        const std::string& number) {
  const base::UtcMs now_ms = house.clock().now_ms();
  return {{"case_file",
           std::nullopt,
           {{"kind", kind},
            {"short_number", number},
            {"catalogue", Value::bytes(house.pack().hash())},
            {"opened_on", casefile::make_instant(now_ms)}}},
          {"care_mandate",
           std::nullopt,
           {{"state", "active"}, {"since", casefile::make_instant(now_ms)}, {"basis", "arrival"}}}};
}

std::string number_in(const casefile::Catalogue& catalogue, const CaseView& view) {
  const casefile::RecordType* type = catalogue.type(casefile::known::case_file::kType);
  const casefile::FoldedRecord* record =
      type != nullptr ? view.first(*type, type->field("short_number")->fold.compartment) : nullptr;
  return record == nullptr ? std::string()
                           : std::string(record->text(casefile::known::case_file::kShortNumber));
}

}  // namespace

base::CaseId case_of_save(const base::SaveId& save) {
  const crypto::Hash hash = crypto::blake2b("amparo/case/1", {save.bytes()});
  return *base::CaseId::from_bytes(base::ByteView(hash).first(base::CaseId::kSize));
}

base::Result<CaseFiles::Made> CaseFiles::create(const Session& session, const New& what,
                                                const base::SaveId& save) {
  base::Done allowed = session.require("case_create");
  if (!allowed) return base::pass(allowed);
  const base::CaseId id = case_of_save(save);
  const std::lock_guard lock(house_.mutex_of(id));
  base::Result<CaseView> there = CaseView::open(house_, session, id, session.compartments());
  if (there) {
    return Made{id, number_in(house_.catalogue(), *there), {save, there->latest(), {}}};
  }

  base::Result<base::CaseNumber> number = base::CaseNumber::random("AMP", house_.random());
  if (!number) return base::pass(number);
  std::vector<RecordEdit> edits = opening_records(house_, what.kind, number->text());
  edits.insert(edits.end(), what.records.begin(), what.records.end());
  CaseView view = CaseView::fresh(id);
  base::Result<Decided> decided = decide(house_.catalogue(), view, edits, house_.random());
  if (!decided) return base::pass(decided);
  base::Result<Saved> saved = desk::save(house_, session, view, *decided, save);
  if (!saved) return base::pass(saved);
  return Made{id, number->text(), std::move(*saved)};
}

base::Result<CaseView> CaseFiles::open(const Session& session, const base::CaseId& id,
                                       std::string_view action) {
  base::Done allowed = session.require(action);
  base::Result<CaseView> view =
      allowed ? CaseView::open(house_, session, id, session.compartments(id))
              : base::Result<CaseView>(base::refuse(Code::not_found, {{"what", "case"}}));
  if (!view) {
    base::Done noted = audit_.note({session.person().id, "refused", id});
    if (!noted) return base::pass(noted);
  }
  return view;
}

base::Result<CaseView> CaseFiles::read(const Session& session, const base::CaseId& id) {
  base::Result<CaseView> view = open(session, id, "case_read");
  if (!view) return view;
  base::Done noted = audit_.note_reading({session.person().id, "open_case", id});
  if (!noted) return base::pass(noted);
  // Whoever comes by with keys hands on what was granted by somebody who has none.
  base::Done settled = settle_grants(house_, session, *view);
  if (!settled) return base::pass(settled);
  return view;
}

base::Result<Saved> CaseFiles::change(const Session& session, const base::CaseId& id,
                                      const std::vector<RecordEdit>& edits,
                                      const base::SaveId& save) {
  return change(
      session, id, [&](const CaseView&) -> base::Result<std::vector<RecordEdit>> { return edits; },
      save);
}

base::Result<Saved> CaseFiles::change(const Session& session, const base::CaseId& id,
                                      const Edits& edits_on, const base::SaveId& save,
                                      const Check& check) {
  const std::lock_guard lock(house_.mutex_of(id));
  base::Result<CaseView> view = open(session, id, "case_write");
  if (!view) return base::pass(view);
  if (view->has_save(save)) return Saved{save, view->latest(), {}};
  base::Result<std::vector<RecordEdit>> edits = edits_on(*view);
  if (!edits) return base::pass(edits);
  base::Result<Decided> decided = decide(house_.catalogue(), *view, *edits, house_.random());
  if (!decided) return base::pass(decided);
  return desk::save(house_, session, *view, *decided, save, check);
}

base::Result<Saved> CaseFiles::change(const Session& session, const base::CaseId& id,
                                      const Edits& edits_on, const Edits& then,
                                      const base::SaveId& save) {
  const std::lock_guard lock(house_.mutex_of(id));
  base::Result<CaseView> view = open(session, id, "case_write");
  if (!view) return base::pass(view);
  if (view->has_save(save)) return Saved{save, view->latest(), {}};
  base::Result<std::vector<RecordEdit>> edits = edits_on(*view);
  if (!edits) return base::pass(edits);
  base::Result<Decided> decided = decide(house_.catalogue(), *view, *edits, house_.random());
  if (!decided) return base::pass(decided);
  base::Result<CaseView> after = as_if_saved(house_, session, *view, decided->operations);
  if (!after) return base::pass(after);
  base::Result<std::vector<RecordEdit>> more = then(*after);
  if (!more) return base::pass(more);
  base::Result<Decided> follows = decide(house_.catalogue(), *after, *more, house_.random());
  if (!follows) return base::pass(follows);
  for (auto& [compartment, ops] : follows->operations) {
    std::ranges::move(ops, std::back_inserter(decided->operations[compartment]));
  }
  std::ranges::move(follows->records, std::back_inserter(decided->records));
  return desk::save(house_, session, *view, *decided, save);
}

base::Result<CaseFiles::Shredded> CaseFiles::shred(const Session& session, const base::CaseId& id,
                                                   const std::string& reason) {
  if (reason.empty()) return base::refuse(Code::no_reason);
  const std::lock_guard lock(house_.mutex_of(id));
  base::Result<CaseView> view = open(session, id, "case_shred");
  if (!view) return base::pass(view);
  if (!casefile::holds(view->control().state(), std::nullopt).empty()) {
    return base::refuse(Code::under_hold);
  }
  base::Done noted = audit_.note({session.person().id, "shred", id});
  if (!noted) return base::pass(noted);

  // Keys first: from here on nobody can read it, also when the power goes before the bodies are
  // gone.
  ledger::KeyBatch batch;
  const base::ByteView prefix = id.bytes();
  batch.erase_under.emplace_back(ledger::KeyTable::case_wrap,
                                 base::Bytes(prefix.begin(), prefix.end()));
  batch.erase_under.emplace_back(ledger::KeyTable::item_wrap,
                                 base::Bytes(prefix.begin(), prefix.end()));
  erase_grants_of(id, batch);
  base::Done quiet = forget_dues(house_, id);
  if (!quiet) return base::pass(quiet);
  house_.commit_keys(batch);
  std::vector<ledger::LocalId> ids;
  for (const ledger::StreamRow& stream : house_.ledger().streams_of_case(id)) {
    house_.ledger().scan_stream(stream.id, 0, [&](const ledger::EntryRow& row) {
      ids.push_back(row.id);
      return true;
    });
  }
  base::Done shredded = house_.ledger().shred(ids);
  if (!shredded) return base::pass(shredded);
  lists_.forget(id);
  return Shredded{ids.size()};
}

}  // namespace desk
