#include "main/page_watch.h"

#include <set>

namespace cli {

namespace {

// A page that was away for longer than so many entries looks at everything again.
constexpr std::uint64_t kMostEntries = 2000;

// The case files that were written in (from, to], but for the organisation's own: its audit trail
// grows with every reading.
std::set<base::CaseId> written(desk::House& house, std::uint64_t from, std::uint64_t to) {
  std::set<base::StreamId> streams;
  house.ledger().store().scan(from + 1, to, [&](const ledger::EntryRow& row) {
    const base::Result<ledger::Header> header = ledger::decode_header(row.entry.header);
    if (header) streams.insert(header->stream);
    return true;
  });
  std::set<base::CaseId> cases;
  for (const base::StreamId& id : streams) {
    const std::optional<ledger::StreamRow> stream = house.ledger().store().stream(id);
    if (stream && stream->declaration) cases.insert(stream->declaration->case_id);
  }
  cases.erase(house.organisation_case());
  return cases;
}

}  // namespace

std::vector<web::Metric> PageWatch::metrics() {
  const net::Counters counters = server_->counters();
  const desk::Lists::Memory memory = tickets_.desk().lists().memory();
  const auto number = [](auto value) { return static_cast<double>(value); };
  return {
      {"amparo_requests_total", "Requests answered.", true, number(counters.requests)},
      {"amparo_refused_busy_total", "Refused because every worker was taken.", true,
       number(counters.refused_busy)},
      {"amparo_refused_limit_total", "Refused because they passed a limit.", true,
       number(counters.refused_limit)},
      {"amparo_connections", "Connections open.", false, number(counters.open_connections)},
      {"amparo_ledger_entries", "Entries in the ledger.", false, number(moment())},
      {"amparo_index_bytes", "Memory of the indexes.", false, number(memory.bytes)},
      {"amparo_index_case_files", "Case files in the indexes.", false, number(memory.case_files)}};
}

std::uint64_t PageWatch::moment() {
  return tickets_.desk().house().ledger().last_id();
}

base::Result<web::Changes> PageWatch::since(const web::Caller& caller, std::uint64_t moment) {
  desk::House& house = tickets_.desk().house();
  web::Changes changes{std::max(moment, this->moment()), {}, false};
  if (changes.upto == moment) return changes;
  if (changes.upto - moment > kMostEntries) {
    changes.too_many = true;
    return changes;
  }
  const std::set<base::CaseId> cases = written(house, moment, changes.upto);
  if (cases.empty()) return changes;
  return tickets_.peek<web::Changes>(caller, [&](const desk::Session& session) {
    for (const base::CaseId& id : cases) {
      if (!session.case_keys(id, base::Compartment::control).empty()) {
        changes.cases.push_back(id.text());
      }
    }
    return base::Result<web::Changes>(std::move(changes));
  });
}

}  // namespace cli
