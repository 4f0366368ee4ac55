#include "desk/trail.h"

#include <algorithm>

#include "casefile/instant.h"
#include "casefile/op.h"

namespace desk {

namespace {

using base::Code;
using base::Compartment;

// Opened at a time, so that a rare act far back does not hold the whole trail in memory.
constexpr std::uint64_t kStep = 256;

// Numbers of the fields of an audit entry (catalogue/records/organisation.yaml).
struct Numbers {
  explicit Numbers(const casefile::RecordType& type)
      : action(type.field("action")->number),
        who(type.field("who")->number),
        at(type.field("at")->number),
        subject(type.field("case")->number),
        reason(type.field("reason")->number) {}
  std::uint32_t action;
  std::uint32_t who;
  std::uint32_t at;
  std::uint32_t subject;
  std::uint32_t reason;
};

template <class Id>
Id id_of(const codec::Value& value) {
  if (value.as_bytes() == nullptr) return Id::none();
  const base::Result<Id> id = Id::from_bytes(*value.as_bytes());
  return id ? *id : Id::none();
}

std::optional<TrailLine> line_of(const CaseKeys& keys, const ledger::EntryRow& row,
                                 const Numbers& numbers) {
  const base::Result<ledger::Header> header = ledger::decode_header(row.entry.header);
  if (!header) return std::nullopt;
  const crypto::CompartmentKey* key = keys.find(header->key_id);
  if (key == nullptr) return std::nullopt;
  const base::Result<ledger::Plain> plain = ledger::open_entry(*key, row.entry);
  if (!plain) return std::nullopt;
  const base::Result<casefile::Batch> batch = casefile::decode_batch(plain->payload);
  if (!batch) return std::nullopt;
  TrailLine line;
  line.place = row.seq;
  for (const casefile::Op& op : batch->ops) {
    if (op.field == numbers.action && op.value.as_text() != nullptr) {
      line.action = *op.value.as_text();
    } else if (op.field == numbers.who) {
      line.user = id_of<base::UserId>(op.value);
    } else if (op.field == numbers.subject) {
      line.subject = id_of<base::CaseId>(op.value);
    } else if (op.field == numbers.reason && op.value.as_text() != nullptr) {
      line.reason = *op.value.as_text();
    } else if (op.field == numbers.at) {
      line.at_ms = casefile::instant_ms(op.value).value_or(0);
    }
  }
  return line;
}

bool fits(const TrailLine& line, const TrailQuery& query) {
  return (query.action.empty() || query.action == line.action) &&
         (!query.user || *query.user == line.user);
}

}  // namespace

base::Result<TrailPage> read_trail(House& house, const Session& session, const TrailQuery& query) {
  base::Done allowed = session.require("audit_read");
  if (!allowed) return base::pass(allowed);
  const base::CaseId id = house.organisation_case();
  const CaseKeys keys = session.case_keys(id, Compartment::audit);
  if (keys.empty()) return base::refuse(Code::not_allowed);
  const Numbers numbers(*house.catalogue().type("audit_entry"));
  ledger::Store& store = house.ledger().store();
  const std::optional<ledger::StreamRow> stream =
      store.stream_of({id, Compartment::audit, house.identity().node});
  TrailPage page;
  if (!stream) return page;
  std::uint64_t end = std::min(stream->next_seq, query.before.value_or(stream->next_seq));
  while (end > 0 && !page.more) {
    const std::uint64_t begin = end > kStep ? end - kStep : 0;
    std::vector<TrailLine> step;
    store.scan_stream(stream->no, begin, [&](const ledger::EntryRow& row) {
      if (row.seq >= end) return false;
      std::optional<TrailLine> line = line_of(keys, row, numbers);
      if (line && fits(*line, query)) step.push_back(std::move(*line));
      return true;
    });
    for (auto line = step.rbegin(); line != step.rend() && !page.more; ++line) {
      page.more = page.lines.size() == query.limit;
      if (!page.more) page.lines.push_back(std::move(*line));
    }
    end = begin;
  }
  return page;
}

}  // namespace desk
