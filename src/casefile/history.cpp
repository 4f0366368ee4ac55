#include "casefile/history.h"

#include <algorithm>

#include "casefile/fold.h"
#include "casefile/wire.h"

namespace casefile {

namespace {

using codec::Value;

// By stamp, then by place, then by content, so that even forged twins stand in one order.
std::strong_ordering order(const Authored& a, const Authored& b) {
  if (const auto c = a.batch.hlc <=> b.batch.hlc; c != 0) return c;
  if (const auto c = a.node <=> b.node; c != 0) return c;
  if (const auto c = a.seq <=> b.seq; c != 0) return c;
  return to_value(a.batch) <=> to_value(b.batch);
}

bool before(const Authored& a, const Authored& b) {
  return order(a, b) < 0;
}

std::unexpected<base::Refusal> unreadable() {
  return base::refuse(base::Code::bad_encoding, {{"why", "capsule"}});
}

std::vector<Change> list_changes(const std::vector<Authored>& batches,
                                 const base::RecordId* record) {
  std::vector<Change> changes;
  for (const Authored& authored : batches) {
    const Batch& batch = authored.batch;
    for (std::size_t i = 0; i < batch.ops.size(); ++i) {
      if (record != nullptr && batch.ops[i].record != *record) continue;
      const Stamp stamp{batch.hlc, authored.node, static_cast<std::uint32_t>(i)};
      changes.push_back({stamp, batch.user, batch.grant, batch.save, &batch.ops[i]});
    }
  }
  return changes;
}

}  // namespace

bool History::add(Authored authored) {
  if (batches_.empty() || before(batches_.back(), authored)) {
    batches_.push_back(std::move(authored));
    return true;
  }
  const auto place = std::lower_bound(batches_.begin(), batches_.end(), authored, before);
  if (place != batches_.end() && order(*place, authored) == 0) return false;
  batches_.insert(place, std::move(authored));
  return true;
}

std::vector<Change> History::changes() const {
  return list_changes(batches_, nullptr);
}

std::vector<Change> History::changes(const base::RecordId& record) const {
  return list_changes(batches_, &record);
}

void History::forget(const base::RecordId& record) {
  for (Authored& authored : batches_) {
    for (Op& op : authored.batch.ops) {
      if (op.record == record && !op.is(OpKind::shred)) op.value = Value();
    }
  }
  std::sort(batches_.begin(), batches_.end(), before);
}

base::Bytes History::encode() const {
  Value::Array batches;
  batches.reserve(batches_.size());
  for (const Authored& authored : batches_) {
    // The batch as a byte string: its values keep the whole depth that codec allows.
    batches.push_back(Value::array({wire::id(authored.node), wire::number(authored.seq),
                                    Value(casefile::encode(authored.batch))}));
  }
  return codec::encode(Value::array({wire::number(kFoldVersion), wire::number_of(compartment_),
                                     Value::array(std::move(batches))}));
}

base::Result<History> History::decode(base::ByteView bytes) {
  base::Result<Value> value = codec::decode(bytes);
  if (!value) return base::pass(value);
  const Value::Array* items = wire::as_items(*value, 1);
  if (items == nullptr) return unreadable();
  const auto version = wire::as_u32((*items)[0]);
  if (!version) return unreadable();
  if (*version != kFoldVersion) return base::refuse(base::Code::stale_capsule);
  if (items->size() != 3) return unreadable();
  const auto number = wire::as_u32((*items)[1]);
  const auto compartment =
      number ? base::compartment_from_number(*number) : std::optional<base::Compartment>();
  const Value::Array* batches = (*items)[2].as_array();
  if (!compartment || batches == nullptr) return unreadable();

  History history(*compartment);
  for (const Value& item : *batches) {
    const Value::Array* parts = wire::as_items(item, 3);
    if (parts == nullptr || parts->size() != 3) return unreadable();
    const auto node = wire::as_id<base::NodeId>((*parts)[0]);
    const auto seq = wire::as_number((*parts)[1], INT64_MAX);
    const base::Bytes* content = (*parts)[2].as_bytes();
    if (!node || !seq || content == nullptr) return unreadable();
    base::Result<Batch> batch = decode_batch(*content);
    if (!batch) return base::pass(batch);
    if (!history.add({*node, *seq, *std::move(batch)})) return unreadable();
  }
  return history;
}

}  // namespace casefile
