#include "views/catch_up.h"

#include <unordered_map>
#include <unordered_set>

namespace views {

namespace {

constexpr std::size_t kRowsAtOnce = 2048;

// Case files that entries (from, to] touch, as far as this index is concerned.
std::vector<base::CaseId> touched(ledger::Ledger& ledger, base::Compartment compartment,
                                  ledger::LocalId from, ledger::LocalId to, std::size_t& entries) {
  std::unordered_map<std::uint64_t, std::optional<ledger::Declaration>> streams;
  ledger.store().scan_streams([&](const ledger::StreamRow& stream) {
    streams.emplace(stream.no, stream.declaration);
    return true;
  });
  std::vector<base::CaseId> cases;
  std::unordered_set<base::CaseId> seen;
  ledger.scan(from + 1, to, [&](const ledger::EntryRow& row) {
    ++entries;
    const auto stream = streams.find(row.stream_no);
    if (stream == streams.end() || !stream->second) return true;
    const ledger::Declaration& what = *stream->second;
    const bool ours =
        what.compartment == compartment || what.compartment == base::Compartment::control;
    if (ours && seen.insert(what.case_id).second) cases.push_back(what.case_id);
    return true;
  });
  return cases;
}

}  // namespace

base::Result<casefile::Folded> fold_of(const Sources& sources, const base::CaseId& case_id,
                                       base::Compartment compartment, KeyHolder& keys) {
  auto opened = sources.capsules.open(case_id, compartment, keys);
  if (!opened) return base::pass(opened);
  casefile::Control control;
  const auto control_history =
      compartment == base::Compartment::control
          ? base::Result<Opened>(*opened)
          : sources.capsules.open(case_id, base::Compartment::control, keys);
  if (control_history) {
    control = casefile::Control(case_id, control_history->history, sources.catalogue, sources.home,
                                sources.signatures);
  }
  return casefile::fold(opened->history, sources.catalogue, control);
}

CaughtUp catch_up(Index& index, const Sources& sources, KeyHolder& keys) {
  CaughtUp report;
  const ledger::LocalId to = sources.ledger.last_id();
  const base::Compartment compartment = index.scope().compartment;
  std::vector<Row> rows;
  const auto put = [&] {
    index.put(rows);
    report.put += rows.size();
    rows.clear();
  };
  const ledger::LocalId from = index.up_to();
  for (const base::CaseId& id : touched(sources.ledger, compartment, from, to, report.entries)) {
    const auto folded = fold_of(sources, id, compartment, keys);
    if (!folded || folded->records.empty()) {  // empty: every body was shredded
      if (!folded && folded.error().code != base::Code::not_found) ++report.closed;
      index.remove(id);  // shredded, or no longer hers to open
      continue;
    }
    rows.push_back(row_of(id, *folded, sources.catalogue));
    if (rows.size() == kRowsAtOnce) put();
  }
  put();
  index.set_up_to(to);
  return report;
}

}  // namespace views
