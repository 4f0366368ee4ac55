#include <algorithm>

#include "casefile/fold.h"
#include "casefile/wire.h"

namespace casefile {

namespace {

using codec::Value;

Value stamps(const std::vector<Stamp>& list) {
  Value::Array out;
  for (const Stamp& stamp : list) out.push_back(to_value(stamp));
  return Value::array(std::move(out));
}

Value image_of(const std::vector<Shown>& list) {
  Value::Array out;
  for (const Shown& shown : list) {
    out.push_back(
        Value::array({shown.value, to_value(shown.stamp), wire::id(shown.user),
                      wire::id(shown.grant), stamps(shown.same), stamps(shown.corrected_by)}));
  }
  return Value::array(std::move(out));
}

Value image_of(const FoldedRecord& record) {
  Value::Array fields;
  for (const FoldedField& field : record.fields) {
    fields.push_back(Value::array({wire::number(field.number), wire::number_of(field.rule),
                                   image_of(field.shown), image_of(field.others),
                                   stamps(field.heads), wire::number_of(field.trouble)}));
  }
  return Value::array({wire::id(record.id), wire::number(record.type), wire::number(record.version),
                       Value(record.known), Value(record.created), Value(record.shredded),
                       to_value(record.first), to_value(record.last),
                       Value::array(std::move(fields))});
}

}  // namespace

const FoldedField* FoldedRecord::field(std::uint32_t number) const {
  const auto at =
      std::lower_bound(fields.begin(), fields.end(), number,
                       [](const FoldedField& f, std::uint32_t n) { return f.number < n; });
  return at != fields.end() && at->number == number ? &*at : nullptr;
}

const Value* FoldedRecord::value(std::uint32_t number) const {
  const FoldedField* found = field(number);
  return found == nullptr || found->shown.empty() ? nullptr : &found->shown.front().value;
}

std::string_view FoldedRecord::text(std::uint32_t number) const {
  const Value* found = value(number);
  const std::string* text = found == nullptr ? nullptr : found->as_text();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

const FoldedRecord* Folded::find(const base::RecordId& id, std::uint32_t type) const {
  const auto key = [](const FoldedRecord& r) { return std::pair(r.id, r.type); };
  const auto at = std::lower_bound(
      records.begin(), records.end(), std::pair(id, type),
      [&](const FoldedRecord& r, const std::pair<base::RecordId, std::uint32_t>& k) {
        return key(r) < k;
      });
  return at != records.end() && key(*at) == std::pair(id, type) ? &*at : nullptr;
}

std::vector<const FoldedRecord*> Folded::of_type(std::uint32_t type) const {
  std::vector<const FoldedRecord*> out;
  for (const FoldedRecord& record : records) {
    if (record.type == type) out.push_back(&record);
  }
  return out;
}

base::Bytes Folded::image() const {
  Value::Array record_list;
  for (const FoldedRecord& record : records) record_list.push_back(image_of(record));
  Value::Array conflict_list;
  for (const Conflict& conflict : conflicts) {
    conflict_list.push_back(
        Value::array({wire::id(conflict.record), wire::number(conflict.type),
                      wire::number(conflict.field), wire::number_of(conflict.trouble)}));
  }
  Value::Array held_list;
  for (const HeldOp& op : held) {
    held_list.push_back(Value::array({to_value(op.stamp), wire::number_of(op.why)}));
  }
  return codec::encode(
      Value::array({wire::number(kFoldVersion), wire::number_of(compartment),
                    Value::array(std::move(record_list)), Value::array(std::move(conflict_list)),
                    Value::array(std::move(held_list))}));
}

}  // namespace casefile
