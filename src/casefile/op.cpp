#include "casefile/op.h"

#include "casefile/wire.h"

namespace casefile {

namespace {

using codec::Value;

constexpr std::size_t kOpItems = 8;
constexpr std::size_t kBatchItems = 6;

std::unexpected<base::Refusal> unreadable(std::string why) {
  return base::refuse(base::Code::bad_encoding, {{"why", std::move(why)}});
}

bool is_known(std::uint32_t kind) {
  return kind >= static_cast<std::uint32_t>(OpKind::create) &&
         kind <= static_cast<std::uint32_t>(OpKind::shred);
}

Value to_value(const Op& op) {
  if (op.opaque) return *op.opaque;
  Value::Array base;
  for (const Stamp& stamp : op.base) base.push_back(casefile::to_value(stamp));
  Value::Array decisions;
  for (const base::RecordId& decision : op.decisions) decisions.push_back(wire::id(decision));
  Value::Array items = {wire::number(op.kind),         wire::id(op.record),
                        wire::number(op.type),         wire::number(op.version),
                        wire::number(op.field),        op.value,
                        Value::array(std::move(base)), Value::array(std::move(decisions))};
  items.insert(items.end(), op.extra.begin(), op.extra.end());
  return Value::array(std::move(items));
}

// An op of the known layout; nothing when it has another.
std::optional<Op> read_op(const Value& value) {
  const Value::Array* items = wire::as_items(value, kOpItems);
  if (items == nullptr) return std::nullopt;
  const auto kind = wire::as_u32((*items)[0]);
  const auto record = wire::as_id<base::RecordId>((*items)[1]);
  const auto type = wire::as_u32((*items)[2]);
  const auto version = wire::as_u32((*items)[3]);
  const auto field = wire::as_u32((*items)[4]);
  const Value::Array* base = (*items)[6].as_array();
  const Value::Array* decisions = (*items)[7].as_array();
  if (!kind || !record || !type || !version || !field || !base || !decisions) return std::nullopt;

  Op op{*kind, *record, *type, *version, *field, (*items)[5], {}, {}, {}, {}};
  for (const Value& item : *base) {
    base::Result<Stamp> stamp = stamp_from_value(item);
    if (!stamp) return std::nullopt;
    op.base.push_back(*stamp);
  }
  for (const Value& item : *decisions) {
    const auto decision = wire::as_id<base::RecordId>(item);
    if (!decision) return std::nullopt;
    op.decisions.push_back(*decision);
  }
  op.extra.assign(items->begin() + kOpItems, items->end());
  return op;
}

base::Result<std::vector<Op>> read_ops(const Value& value) {
  const Value::Array* items = value.as_array();
  if (items == nullptr || items->size() > kMaxOps) return unreadable("ops");
  std::vector<Op> ops;
  ops.reserve(items->size());
  for (const Value& item : *items) {
    if (std::optional<Op> op = read_op(item)) {
      ops.push_back(*std::move(op));
      continue;
    }
    // A known kind in a shape it cannot have is damage; an unknown one is the future.
    const Value::Array* parts = item.as_array();
    const auto kind = parts == nullptr || parts->empty() ? std::optional<std::uint32_t>()
                                                         : wire::as_u32(parts->front());
    if (kind && is_known(*kind)) return unreadable("op");
    Op op;
    op.kind = kind.value_or(0);
    op.opaque = item;
    ops.push_back(std::move(op));
  }
  return ops;
}

}  // namespace

Value to_value(const Stamp& stamp) {
  return Value::array(
      {wire::number(stamp.hlc.packed()), wire::id(stamp.node), wire::number(stamp.op)});
}

base::Result<Stamp> stamp_from_value(const Value& value) {
  const Value::Array* items = wire::as_items(value, 3);
  if (items == nullptr || items->size() != 3) return unreadable("stamp");
  const auto hlc = wire::as_number((*items)[0], INT64_MAX);
  const auto node = wire::as_id<base::NodeId>((*items)[1]);
  const auto op = wire::as_u32((*items)[2]);
  if (!hlc || !node || !op) return unreadable("stamp");
  return Stamp{base::Hlc::unpack(*hlc), *node, *op};
}

Value to_value(const Batch& batch) {
  Value::Array items = {wire::number(batch.schema), wire::number(batch.hlc.packed()),
                        wire::id(batch.user), wire::id(batch.grant), wire::id(batch.save)};
  if (batch.schema == kBatchSchema) {
    Value::Array ops;
    ops.reserve(batch.ops.size());
    for (const Op& op : batch.ops) ops.push_back(to_value(op));
    items.push_back(Value::array(std::move(ops)));
  }
  items.insert(items.end(), batch.extra.begin(), batch.extra.end());
  return Value::array(std::move(items));
}

base::Result<Batch> batch_from_value(const Value& value) {
  const Value::Array* items = wire::as_items(value, kBatchItems - 1);
  if (items == nullptr) return unreadable("batch");
  const auto schema = wire::as_u32((*items)[0]);
  const auto hlc = wire::as_number((*items)[1], INT64_MAX);
  const auto user = wire::as_id<base::UserId>((*items)[2]);
  const auto grant = wire::as_id<base::GrantId>((*items)[3]);
  const auto save = wire::as_id<base::SaveId>((*items)[4]);
  if (!schema || !hlc || !user || !grant || !save || *schema < kBatchSchema) {
    return unreadable("batch");
  }
  Batch batch{*schema, base::Hlc::unpack(*hlc), *user, *grant, *save, {}, {}};
  if (*schema != kBatchSchema) {
    batch.extra.assign(items->begin() + kBatchItems - 1, items->end());
    return batch;
  }
  if (items->size() < kBatchItems) return unreadable("batch");
  base::Result<std::vector<Op>> ops = read_ops((*items)[5]);
  if (!ops) return base::pass(ops);
  batch.ops = *std::move(ops);
  batch.extra.assign(items->begin() + kBatchItems, items->end());
  return batch;
}

base::Bytes encode(const Batch& batch) {
  return codec::encode(to_value(batch));
}

base::Result<Batch> decode_batch(base::ByteView bytes) {
  base::Result<Value> value = codec::decode(bytes);
  if (!value) return base::pass(value);
  return batch_from_value(*value);
}

}  // namespace casefile
