// A capsule's content: CBOR [[[stream id, next seq, head], …], history], the streams in order of
// their ids, `history` as casefile encodes it (with the fold's version in it); padded, in a box
// under derive(compartment key, "amparo/capsule/1", case file | compartment).
#include "views/capsule.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/join.h"
#include "crypto/seal.h"

namespace views {

namespace {

using codec::Value;

struct Head {
  base::StreamId stream;
  std::uint64_t next_seq;
  ledger::Hash hash;
  friend bool operator==(const Head&, const Head&) = default;
};

struct Content {
  std::vector<Head> heads;
  casefile::History history;
};

base::Bytes scope_bytes(const base::CaseId& case_id, base::Compartment compartment) {
  const auto number = static_cast<std::uint8_t>(compartment);
  return crypto::join({case_id.bytes(), {&number, 1}});
}

base::Bytes seal_content(const Content& content, const crypto::CompartmentKey& key,
                         base::ByteView scope, base::Random& random) {
  Value::Array heads;
  for (const Head& head : content.heads) {
    heads.push_back(
        Value::array({Value::bytes(head.stream.bytes()),
                      Value(static_cast<std::int64_t>(head.next_seq)), Value::bytes(head.hash)}));
  }
  const base::Bytes plain = codec::encode(
      Value::array({Value::array(std::move(heads)), Value(content.history.encode())}));
  const crypto::Secret capsule_key = crypto::derive(key.secret(), "amparo/capsule/1", scope);
  return crypto::seal_box(capsule_key, random, scope, crypto::pad(plain));
}

std::optional<Head> head_from(const Value& value) {
  const Value::Array* items = value.as_array();
  if (items == nullptr || items->size() != 3) return std::nullopt;
  const base::Bytes* stream = (*items)[0].as_bytes();
  const std::int64_t* next_seq = (*items)[1].as_int();
  const base::Bytes* hash = (*items)[2].as_bytes();
  if (stream == nullptr || next_seq == nullptr || hash == nullptr) return std::nullopt;
  const auto id = base::StreamId::from_bytes(*stream);
  if (!id || *next_seq < 1 || hash->size() != sizeof(ledger::Hash)) return std::nullopt;
  Head head{*id, static_cast<std::uint64_t>(*next_seq), {}};
  std::copy(hash->begin(), hash->end(), head.hash.begin());
  return head;
}

// Nothing for whatever is not a capsule of this place, key and version.
std::optional<Content> open_content(base::ByteView box, const crypto::CompartmentKey& key,
                                    base::ByteView scope, base::Compartment compartment) {
  const crypto::Secret capsule_key = crypto::derive(key.secret(), "amparo/capsule/1", scope);
  auto padded = crypto::open_box(capsule_key, scope, box);
  if (!padded) return std::nullopt;
  const auto plain = crypto::unpad(std::move(*padded));
  const auto value = plain ? codec::decode(*plain) : codec::decode({});
  const Value::Array* items = value ? value->as_array() : nullptr;
  if (items == nullptr || items->size() != 2) return std::nullopt;
  const Value::Array* heads = (*items)[0].as_array();
  const base::Bytes* encoded = (*items)[1].as_bytes();
  if (heads == nullptr || encoded == nullptr) return std::nullopt;
  auto history = casefile::History::decode(*encoded);
  if (!history || history->compartment() != compartment) return std::nullopt;
  Content content{{}, std::move(*history)};
  for (const Value& item : *heads) {
    const auto head = head_from(item);
    if (!head) return std::nullopt;
    content.heads.push_back(*head);
  }
  return content;
}

// Reads what stands behind the capsule in one stream.
class StreamReader {
 public:
  StreamReader(const base::CaseId& case_id, base::Compartment compartment, KeyHolder& keys,
               Opened& opened)
      : case_id_(case_id), compartment_(compartment), keys_(keys), opened_(opened) {}

  void read(ledger::Ledger& ledger, const ledger::StreamRow& stream, std::uint64_t from_seq) {
    ledger.scan_stream(stream.id, from_seq, [&](const ledger::EntryRow& row) {
      ++opened_.entries;
      take(stream.node, row);
      return true;
    });
  }

 private:
  void take(const base::NodeId& node, const ledger::EntryRow& row) {
    if (!row.entry.body) {
      ++opened_.shredded;
      return;
    }
    const auto header = ledger::decode_header(row.entry.header);
    const crypto::CompartmentKey* key =
        header ? keys_.find(case_id_, compartment_, header->key_id) : nullptr;
    if (key == nullptr) {
      ++opened_.closed;
      return;
    }
    const auto plain = ledger::open_entry(*key, row.entry);
    if (!plain) {
      ++opened_.unreadable;
      return;
    }
    auto batch = casefile::decode_batch(plain->payload);
    if (!batch) {
      ++opened_.unreadable;
      return;
    }
    opened_.history.add({node, row.seq, std::move(*batch)});
  }

  const base::CaseId& case_id_;
  base::Compartment compartment_;
  KeyHolder& keys_;
  Opened& opened_;
};

// The streams of the compartment, in order of their ids.
std::vector<ledger::StreamRow> streams_of(ledger::Ledger& ledger, const base::CaseId& case_id,
                                          base::Compartment compartment) {
  std::vector<ledger::StreamRow> streams;
  for (ledger::StreamRow& stream : ledger.streams_of_case(case_id)) {
    const bool ours = stream.declaration && stream.declaration->compartment == compartment;
    if (ours && stream.next_seq > 0) streams.push_back(std::move(stream));
  }
  std::sort(streams.begin(), streams.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return streams;
}

// True when every head of the capsule is an entry of the ledger's own streams.
bool stands_in(ledger::Ledger& ledger, const std::vector<Head>& heads,
               const std::vector<ledger::StreamRow>& streams) {
  return std::all_of(heads.begin(), heads.end(), [&](const Head& head) {
    const auto stream = std::find_if(streams.begin(), streams.end(),
                                     [&](const auto& row) { return row.id == head.stream; });
    if (stream == streams.end() || head.next_seq > stream->next_seq) return false;
    if (head.next_seq == stream->next_seq) return head.hash == stream->head;
    bool same = false;
    ledger.scan_stream(head.stream, head.next_seq - 1, [&](const ledger::EntryRow& row) {
      same = row.hash == head.hash;
      return false;
    });
    return same;
  });
}

std::uint64_t read_until(const std::vector<Head>& heads, const base::StreamId& stream) {
  const auto head = std::find_if(heads.begin(), heads.end(),
                                 [&](const Head& candidate) { return candidate.stream == stream; });
  return head == heads.end() ? 0 : head->next_seq;
}

}  // namespace

base::Result<Opened> Capsules::open(const base::CaseId& case_id, base::Compartment compartment,
                                    KeyHolder& keys) {
  const auto streams = streams_of(ledger_, case_id, compartment);
  if (streams.empty()) return base::refuse(base::Code::not_found, {{"what", "case"}});
  const base::Bytes scope = scope_bytes(case_id, compartment);
  const crypto::CompartmentKey* key = keys.current(case_id, compartment);
  std::optional<Content> content;
  if (key != nullptr) {
    const auto box = stored(case_id, compartment);
    if (box) content = open_content(*box, *key, scope, compartment);
    if (content && !stands_in(ledger_, content->heads, streams)) content.reset();
  }
  const std::vector<Head> known = content ? content->heads : std::vector<Head>{};
  Opened opened{content ? std::move(content->history) : casefile::History(compartment)};
  StreamReader reader(case_id, compartment, keys, opened);
  Content now{{}, casefile::History(compartment)};
  for (const ledger::StreamRow& stream : streams) {
    const std::uint64_t from = read_until(known, stream.id);
    if (from < stream.next_seq) reader.read(ledger_, stream, from);
    now.heads.push_back({stream.id, stream.next_seq, stream.head});
  }
  if (opened.history.batches().empty() && opened.closed > 0) {
    return base::refuse(base::Code::cannot_open);
  }
  if (key != nullptr && opened.entries > 0 && opened.closed == 0 && opened.unreadable == 0) {
    now.history = opened.history;
    keep({case_id, compartment, seal_content(now, *key, scope, random_)});
  }
  return opened;
}

std::optional<base::Bytes> Capsules::stored(const base::CaseId& case_id,
                                            base::Compartment compartment) const {
  {
    const std::lock_guard lock(mutex_);
    const auto row = std::find_if(waiting_.rbegin(), waiting_.rend(), [&](const auto& candidate) {
      return candidate.case_id == case_id && candidate.compartment == compartment;
    });
    if (row != waiting_.rend()) return row->box;
  }
  return ledger_.store().capsule(case_id, compartment);
}

void Capsules::keep(ledger::CapsuleRow row) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() < kMaxWaiting) waiting_.push_back(std::move(row));
}

void Capsules::flush() {
  std::vector<ledger::CapsuleRow> rows;
  {
    const std::lock_guard lock(mutex_);
    rows.swap(waiting_);
  }
  if (!rows.empty()) ledger_.store().put_capsules(rows);
}

std::size_t Capsules::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void Capsules::drop(const base::CaseId& case_id) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(waiting_, [&](const auto& row) { return row.case_id == case_id; });
  }
  ledger_.store().drop_capsules(case_id);
}

}  // namespace views
