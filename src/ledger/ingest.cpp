#include <algorithm>
#include <numeric>

#include "ledger/writer.h"

namespace ledger {

namespace {

// What one commit of an ingest takes at most.
constexpr std::size_t kMaxEntries = 4096;
constexpr std::size_t kMaxBytes = 8 * 1024 * 1024;

struct Item {
  std::size_t index;  // into what was given
  const Incoming* incoming;
  Header header;
};

std::unexpected<base::Refusal> invalid(const char* why) {
  return base::refuse(base::Code::entry_invalid, {{"why", why}});
}

base::Result<Header> check_form(const Entry& entry) {
  if (entry.body && entry.body->size() > kMaxBody) return invalid("too large");
  return decode_header(entry.header);
}

bool names_its_stream(const base::NodeId& node, const Header& header) {
  return header.prev == Hash{} && stream_name(node, header.nonce) == header.stream;
}

enum class Outcome { placed, known, held, forked };

// Places entries into one plan.
class Placer {
 public:
  Placer(Ledger::Writer& writer, Plan& plan, const IngestOptions& options, IngestReport& report)
      : writer_(writer), plan_(plan), options_(options), report_(report) {}

  void take(std::span<const Item> items) {
    for (std::size_t i = 0; i < items.size();) {
      const std::size_t n = options_.contiguous ? place_run(items.subspan(i)) : 0;
      if (n == 0)
        one(items[i].header, items[i].incoming->node, items[i].incoming->entry, items[i].index);
      i += std::max<std::size_t>(n, 1);
    }
  }

 private:
  // Places the longest beginning of `items` that continues one stream, proven by its chain of
  // hashes and the signature of its last entry. 0 when there is no such run of at least two.
  std::size_t place_run(std::span<const Item> items) {
    const Item& first = items[0];
    const base::NodeId& node = first.incoming->node;
    if (items.size() < 2 || items[1].header.stream != first.header.stream) return 0;
    std::optional<StreamRow> stream = plan_.find(first.header.stream);
    if (!stream && (first.header.seq != 0 || !names_its_stream(node, first.header))) return 0;
    if (stream && stream->node != node) return 0;

    std::vector<Hash> hashes;
    Hash head = stream ? stream->head : Hash{};
    std::uint64_t seq = stream ? stream->next_seq : 0;
    for (const Item& item : items) {
      const Header& h = item.header;
      const bool follows = h.stream == first.header.stream && item.incoming->node == node &&
                           h.seq == seq && h.prev == head;
      if (!follows || (options_.judge && options_.judge(h, item.incoming->entry))) break;
      head = hash_entry(item.incoming->entry);
      hashes.push_back(head);
      seq++;
    }
    const std::size_t n = hashes.size();
    if (n < 2 || !writer_.identity.roster->verify(node, crypto::SignDomain::entry, head,
                                                  items[n - 1].incoming->entry.signature)) {
      return 0;
    }
    if (!stream) stream = plan_.open_stream(first.header.stream, node, std::nullopt);
    for (std::size_t i = 0; i < n; ++i) plan_.place(*stream, hashes[i], items[i].incoming->entry);
    report_.placed += n;
    for (std::size_t i = 0; i < n; ++i) call_waiting(first.header.stream, items[i].header.seq);
    return n;
  }

  void one(const Header& header, const base::NodeId& node, const Entry& entry, std::size_t index) {
    const base::Result<Outcome> outcome = place(header, node, entry);
    count(outcome, index);
    if (outcome && *outcome == Outcome::placed) call_waiting(header.stream, header.seq);
  }

  void count(const base::Result<Outcome>& outcome, std::size_t index) {
    if (!outcome) {
      report_.rejected.push_back({index, outcome.error()});
    } else {
      switch (*outcome) {
        case Outcome::placed:
          report_.placed++;
          break;
        case Outcome::known:
          report_.known++;
          break;
        case Outcome::held:
          report_.held++;
          break;
        case Outcome::forked:
          report_.forked++;
          break;
      }
    }
  }

  base::Result<Outcome> place(const Header& header, const base::NodeId& node, const Entry& entry) {
    const Hash hash = hash_entry(entry);
    std::optional<StreamRow> stream = plan_.find(header.stream);
    if (stream && header.seq < stream->next_seq) {
      const std::optional<EntryRow> there = plan_.placed(*stream, header.seq);
      if (there && there->hash == hash) return Outcome::known;
    }
    if (stream && stream->node != node) return invalid("writer");
    if (header.seq == 0 && !names_its_stream(node, header)) return invalid("stream");
    if (!writer_.identity.roster->knows(node)) {
      return hold(HoldReason::unknown_node, hash, header, node, entry);
    }
    if (!writer_.identity.roster->verify(node, crypto::SignDomain::entry, hash, entry.signature)) {
      return base::refuse(base::Code::signature_invalid);
    }
    const std::uint64_t next = stream ? stream->next_seq : 0;
    if (header.seq > next) return hold(HoldReason::gap, hash, header, node, entry);
    if (header.seq < next || (stream && header.prev != stream->head)) {
      plan_.batch().forks.push_back({hash, header.stream, header.seq, node, entry});
      return Outcome::forked;
    }
    if (options_.judge) {
      if (const auto reason = options_.judge(header, entry)) {
        return hold(*reason, hash, header, node, entry);
      }
    }
    if (!stream) stream = plan_.open_stream(header.stream, node, std::nullopt);
    plan_.place(*stream, hash, entry);
    return Outcome::placed;
  }

  base::Result<Outcome> hold(HoldReason reason, const Hash& hash, const Header& header,
                             const base::NodeId& node, const Entry& entry) {
    Batch& batch = plan_.batch();
    if (writer_.held + batch.held.size() >= kMaxHeld + batch.released.size()) {
      return base::refuse(base::Code::held_full);
    }
    batch.held.push_back({hash, header.stream, header.seq, node, reason, entry});
    return Outcome::held;
  }

  // After an entry found its place: those held for the same place (the same entry, or a fork), then
  // those that follow it.
  void call_waiting(const base::StreamId& stream, std::uint64_t seq) {
    if (writer_.held == 0) return;
    for (std::uint64_t at = seq;; ++at) {
      for (const HeldRow& row : writer_.store.held(stream, at)) {
        std::vector<Hash>& released = plan_.batch().released;
        if (std::find(released.begin(), released.end(), row.hash) != released.end()) continue;
        released.push_back(row.hash);
        const base::Result<Header> header = decode_header(row.entry.header);
        if (!header) continue;
        const base::Result<Outcome> outcome = place(*header, row.node, row.entry);
        if (outcome && *outcome == Outcome::placed) report_.placed++;
        if (outcome && *outcome == Outcome::forked) report_.forked++;
      }
      const std::optional<StreamRow> row = plan_.find(stream);
      if (!row || row->next_seq <= at) return;
    }
  }

  Ledger::Writer& writer_;
  Plan& plan_;
  const IngestOptions& options_;
  IngestReport& report_;
};

// The well-formed ones, streams together and in sequence, streams in order of their first
// appearance.
std::vector<Item> in_order(std::span<const Incoming> entries, IngestReport& report) {
  std::vector<Item> items;
  items.reserve(entries.size());
  std::unordered_map<base::StreamId, std::size_t> first;
  bool sorted = true;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const base::Result<Header> header = check_form(entries[i].entry);
    if (!header) {
      report.rejected.push_back({i, header.error()});
      continue;
    }
    const bool follows = !items.empty() && items.back().header.stream == header->stream &&
                         items.back().header.seq <= header->seq;
    if (!follows && !first.try_emplace(header->stream, i).second) sorted = false;
    items.push_back({i, &entries[i], *header});
  }
  if (!sorted) {
    std::stable_sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
      const std::size_t stream_a = first.at(a.header.stream);
      const std::size_t stream_b = first.at(b.header.stream);
      return stream_a != stream_b ? stream_a < stream_b : a.header.seq < b.header.seq;
    });
  }
  return items;
}

}  // namespace

IngestReport Ledger::ingest(std::span<const Incoming> entries, const IngestOptions& options) {
  IngestReport report;
  const std::vector<Item> items = in_order(entries, report);
  for (std::size_t i = 0; i < items.size();) {
    std::size_t n = 0;
    for (std::size_t bytes = 0; i + n < items.size() && n < kMaxEntries && bytes < kMaxBytes; ++n) {
      const std::optional<base::Bytes>& body = items[i + n].incoming->entry.body;
      bytes += body ? body->size() : 0;
    }
    const std::lock_guard lock(writer_->still);
    Plan plan(*writer_);
    Placer(*writer_, plan, options, report).take(std::span(items).subspan(i, n));
    plan.commit();
    i += n;
  }
  return report;
}

IngestReport Ledger::retry_held(const IngestOptions& options) {
  IngestReport report;
  const std::lock_guard lock(writer_->still);
  const std::vector<HeldRow> rows = store_.held_all();
  std::vector<Incoming> entries;
  Plan plan(*writer_);
  for (const HeldRow& row : rows) {
    entries.push_back({row.node, row.entry});
    plan.batch().released.push_back(row.hash);  // held again below if it still cannot be placed
  }
  const std::vector<Item> items = in_order(entries, report);
  Placer(*writer_, plan, options, report).take(items);
  plan.commit();
  return report;
}

}  // namespace ledger
