#include "casefile/catalogue.h"

#include <algorithm>

#include "casefile/catalogue_reader.h"

namespace casefile {

namespace {

// Reads one section's map of a known format; marks `reader` when it is another.
codec::Value open_section(base::ByteView bytes, std::string_view name, CatalogueReader& reader) {
  base::Result<codec::Value> value = codec::decode(bytes);
  if (!value || value->as_map() == nullptr) {
    reader.fail(std::string(name));
    return {};
  }
  if (reader.number(*value, "format", 1) != kCatalogueFormat) {
    reader.fail(std::string(name) + ": format");
  }
  return *std::move(value);
}

template <class T>
const T* by_id(const std::vector<T>& items,
               const std::map<std::string, std::size_t, std::less<>>& places, std::string_view id) {
  const auto place = places.find(id);
  return place == places.end() ? nullptr : &items[place->second];
}

}  // namespace

bool FoldRule::allows(std::string_view from, std::string_view to) const {
  return std::any_of(transitions.begin(), transitions.end(),
                     [&](const Transition& t) { return t.from == from && t.to == to; });
}

std::size_t FoldRule::rank(std::string_view value) const {
  return static_cast<std::size_t>(std::find(strictness.begin(), strictness.end(), value) -
                                  strictness.begin());
}

const Field* RecordType::field(std::string_view field_id) const {
  const auto at =
      std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.id == field_id; });
  return at == fields.end() ? nullptr : &*at;
}

const Field* RecordType::field(std::uint32_t field_number) const {
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [&](const Field& f) { return f.number == field_number; });
  return at == fields.end() ? nullptr : &*at;
}

const CodeEntry* CodeList::find(std::string_view code) const {
  const auto at = std::lower_bound(
      codes.begin(), codes.end(), code,
      [](const CodeEntry& entry, std::string_view wanted) { return entry.code < wanted; });
  return at != codes.end() && at->code == code ? &*at : nullptr;
}

base::Result<Catalogue> Catalogue::load(base::ByteView records, base::ByteView codes,
                                        base::ByteView retention) {
  Catalogue out;
  CatalogueReader reader;
  const codec::Value record_section = open_section(records, "records", reader);
  const codec::Value code_section = open_section(codes, "codes", reader);
  const codec::Value retention_section = open_section(retention, "retention", reader);
  out.frozen_ = reader.frozen(record_section);
  out.types_ = reader.types(record_section, out.frozen_);
  out.lists_ = reader.lists(code_section);
  out.retention_ = reader.schedules(retention_section);
  if (reader.why()) return base::refuse(base::Code::bad_catalogue, {{"why", *reader.why()}});
  for (std::size_t i = 0; i < out.types_.size(); ++i) {
    out.type_by_id_.emplace(out.types_[i].id, i);
    out.type_by_number_.emplace(out.types_[i].number, i);
  }
  for (std::size_t i = 0; i < out.lists_.size(); ++i) out.list_by_id_.emplace(out.lists_[i].id, i);
  return out;
}

const RecordType* Catalogue::type(std::uint32_t number) const {
  const auto place = type_by_number_.find(number);
  return place == type_by_number_.end() ? nullptr : &types_[place->second];
}

const RecordType* Catalogue::type(std::string_view id) const {
  return by_id(types_, type_by_id_, id);
}

const CodeList* Catalogue::list(std::string_view id) const {
  return by_id(lists_, list_by_id_, id);
}

const RetentionSchedule* Catalogue::schedule(std::string_view id) const {
  const auto at = std::find_if(retention_.begin(), retention_.end(),
                               [&](const RetentionSchedule& s) { return s.id == id; });
  return at == retention_.end() ? nullptr : &*at;
}

const FoldRule* Catalogue::fold_rule(std::uint32_t type, std::uint32_t version,
                                     std::uint32_t field) const {
  const auto rule = frozen_.find({type, version, field});
  return rule == frozen_.end() ? nullptr : &rule->second;
}

}  // namespace casefile
