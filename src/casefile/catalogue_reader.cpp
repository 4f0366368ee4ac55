#include "casefile/catalogue_reader.h"

#include <algorithm>

#include "casefile/wire.h"

namespace casefile {

namespace {

using codec::Value;

constexpr std::uint64_t kMaxNumber = 1'000'000;

}  // namespace

void CatalogueReader::fail(std::string why) {
  if (!why_) why_ = std::move(why);
}

std::uint64_t CatalogueReader::number(const Value& map, std::string_view key, std::uint64_t max) {
  const Value* found = map.find(Value(key));
  const auto n = found == nullptr ? std::nullopt : wire::as_number(*found, max);
  if (!n) fail(std::string(key));
  return n.value_or(0);
}

std::string CatalogueReader::text(const Value& map, std::string_view key) {
  const Value* found = map.find(Value(key));
  if (found == nullptr || found->as_text() == nullptr) {
    fail(std::string(key));
    return {};
  }
  return *found->as_text();
}

bool CatalogueReader::flag(const Value& map, std::string_view key) {
  const Value* found = map.find(Value(key));
  if (found == nullptr || found->as_bool() == nullptr) {
    fail(std::string(key));
    return false;
  }
  return *found->as_bool();
}

const Value::Array& CatalogueReader::items(const Value& map, std::string_view key) {
  static const Value::Array none;
  const Value* found = map.find(Value(key));
  if (found == nullptr || found->as_array() == nullptr) {
    fail(std::string(key));
    return none;
  }
  return *found->as_array();
}

std::vector<std::string> CatalogueReader::texts(const Value& map, std::string_view key) {
  std::vector<std::string> out;
  for (const Value& item : items(map, key)) {
    if (item.as_text() == nullptr) fail(std::string(key));
    out.push_back(wire::text_or_empty(&item));
  }
  return out;
}

Label CatalogueReader::label(const Value& map, std::string_view key) {
  const std::vector<std::string> both = texts(map, key);
  if (both.size() != 2) {
    fail(std::string(key));
    return {};
  }
  return {both[0], both[1]};
}

FoldRule CatalogueReader::rule(const Value& map) {
  FoldRule out;
  out.kind = static_cast<Kind>(number(map, "kind", static_cast<std::uint64_t>(Kind::bytes)));
  const auto compartment = base::compartment_from_number(number(map, "compartment", 255));
  if (!compartment) fail("compartment");
  out.compartment = compartment.value_or(base::Compartment::ops);
  out.rule =
      static_cast<Rule>(number(map, "rule", static_cast<std::uint64_t>(Rule::status_machine)));
  out.loosening = static_cast<Loosening>(number(map, "loosening", 3));
  out.strictness = texts(map, "strictness");
  out.initial = text(map, "initial");
  for (const Value& item : items(map, "transitions")) {
    const Value::Array* pair = wire::as_items(item, 2);
    if (pair == nullptr || pair->size() != 2) {
      fail("transitions");
      continue;
    }
    out.transitions.push_back(
        {wire::text_or_empty(&pair->front()), wire::text_or_empty(&pair->back())});
  }
  if (out.kind == Kind{} || out.rule == Rule{} || out.loosening == Loosening{}) fail("rule");
  return out;
}

CatalogueReader::Frozen CatalogueReader::frozen(const Value& section) {
  Frozen out;
  for (const Value& item : items(section, "frozen")) {
    const std::array<std::uint32_t, 3> key = {
        static_cast<std::uint32_t>(number(item, "type", kMaxNumber)),
        static_cast<std::uint32_t>(number(item, "version", kMaxNumber)),
        static_cast<std::uint32_t>(number(item, "field", kMaxNumber))};
    if (!out.emplace(key, rule(item)).second) fail("frozen: a rule twice");
  }
  return out;
}

Field CatalogueReader::field(const Value& map) {
  Field out;
  out.number = static_cast<std::uint32_t>(number(map, "number", kMaxNumber));
  out.id = text(map, "id");
  out.label = label(map, "label");
  out.help = label(map, "help");
  out.fold.kind = static_cast<Kind>(number(map, "kind", static_cast<std::uint64_t>(Kind::bytes)));
  out.list = text(map, "list");
  out.target = static_cast<std::uint32_t>(number(map, "target", kMaxNumber));
  out.scale = static_cast<int>(number(map, "scale", 9));
  out.personal = flag(map, "personal");
  out.required = flag(map, "required");
  out.retired = flag(map, "retired");
  out.index = static_cast<Index>(number(map, "index", static_cast<std::uint64_t>(Index::date)));
  // Packs from before these two words have neither.
  if (map.find("due") != nullptr) out.due = flag(map, "due");
  if (map.find("ends") != nullptr) out.ends = texts(map, "ends");
  for (const Value& state : items(map, "states")) {
    const Value::Array* parts = wire::as_items(state, 3);
    if (parts == nullptr) {
      fail("states");
      continue;
    }
    out.states.push_back({wire::text_or_empty(&(*parts)[0]),
                          {wire::text_or_empty(&(*parts)[1]), wire::text_or_empty(&(*parts)[2])}});
  }
  return out;
}

RecordType CatalogueReader::type(const Value& map, const Frozen& frozen) {
  RecordType out;
  out.number = static_cast<std::uint32_t>(number(map, "number", kMaxNumber));
  out.version = static_cast<std::uint32_t>(number(map, "version", kMaxNumber));
  out.id = text(map, "id");
  out.label = label(map, "label");
  out.help = label(map, "help");
  out.case_kinds = texts(map, "kinds");
  const auto compartment = base::compartment_from_number(number(map, "compartment", 255));
  if (!compartment) fail(out.id + ": compartment");
  out.compartment = compartment.value_or(base::Compartment::ops);
  out.single = flag(map, "single");
  out.retention = text(map, "retention");
  for (const Value& item : items(map, "fields")) {
    Field one = field(item);
    const auto rule = frozen.find({out.number, out.version, one.number});
    if (rule == frozen.end()) {
      fail(out.id + "." + one.id + ": not frozen");
    } else {
      one.fold = rule->second;
    }
    for (const Value& column_map : items(item, "columns")) {
      Field column = field(column_map);
      const Kind kind = column.fold.kind;
      column.fold = one.fold;
      column.fold.kind = kind;
      one.columns.push_back(std::move(column));
    }
    out.fields.push_back(std::move(one));
  }
  return out;
}

std::vector<RecordType> CatalogueReader::types(const Value& section, const Frozen& frozen) {
  std::vector<RecordType> out;
  for (const Value& item : items(section, "types")) out.push_back(type(item, frozen));
  return out;
}

std::vector<CodeList> CatalogueReader::lists(const Value& section) {
  std::vector<CodeList> out;
  for (const Value& item : items(section, "lists")) {
    CodeList list{text(item, "id"), label(item, "label"), flag(item, "open"), {}};
    for (const Value& code : items(item, "codes")) {
      const Value::Array* parts = wire::as_items(code, 4);
      if (parts == nullptr || (*parts)[3].as_bool() == nullptr) {
        fail(list.id);
        continue;
      }
      list.codes.push_back({wire::text_or_empty(&(*parts)[0]),
                            {wire::text_or_empty(&(*parts)[1]), wire::text_or_empty(&(*parts)[2])},
                            *(*parts)[3].as_bool()});
    }
    const auto by_code = [](const CodeEntry& a, const CodeEntry& b) { return a.code < b.code; };
    if (!std::is_sorted(list.codes.begin(), list.codes.end(), by_code)) fail(list.id + ": order");
    out.push_back(std::move(list));
  }
  return out;
}

std::vector<RetentionSchedule> CatalogueReader::schedules(const Value& section) {
  std::vector<RetentionSchedule> out;
  for (const Value& item : items(section, "schedules")) {
    const auto start = number(item, "start", 4);
    if (start == 0) fail("start");
    out.push_back({text(item, "id"), label(item, "label"), label(item, "basis"),
                   static_cast<RetentionStart>(start),
                   static_cast<int>(number(item, "months", 12 * 200)), flag(item, "review")});
  }
  return out;
}

}  // namespace casefile
