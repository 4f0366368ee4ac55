#include "law/facts.h"

#include <algorithm>
#include <optional>

#include "codec/cbor.h"

namespace law {

Value Value::words(std::vector<std::string> words, bool open) {
  Value value(Kind::words);
  value.words_ = std::move(words);
  value.open_ = open;
  return value;
}

Value Value::records(std::vector<Record> records, bool open) {
  Value value(Kind::records);
  value.records_ = std::move(records);
  value.open_ = open;
  return value;
}

namespace {

using Kind = Value::Kind;

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

// A word of an enumeration as its index, any other as a packed code; nothing when it is neither.
std::optional<std::int32_t> number_of(const Ruleset& ruleset, Run words, std::string_view word) {
  if (words.count == 0) return pack_code(word);
  const auto values = ruleset.ints(words);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (ruleset.text(values[i]) == word) return static_cast<std::int32_t>(i);
  }
  return {};
}

// A single value of a type as a span; nothing when the value is not of that type.
std::optional<Span> span_of(const Ruleset& ruleset, Type type, Run words, const Value& value) {
  if (value.kind() == Kind::unknown || value.kind() == Kind::conflict) {
    return type == Type::boolean ? kMaybe : Span::unknown();
  }
  switch (type) {
    case Type::boolean:
      return value.kind() == Kind::truth ? std::optional(value.span()) : std::nullopt;
    case Type::integer:
      return value.kind() == Kind::number ? std::optional(value.span()) : std::nullopt;
    case Type::date:
      if (value.kind() == Kind::none) return Span::none();
      if (value.kind() == Kind::instant) {
        return Span{value.span().lo / kMinutesADay, value.span().hi / kMinutesADay};
      }
      return value.kind() == Kind::date ? std::optional(value.span()) : std::nullopt;
    case Type::instant: {
      if (value.kind() == Kind::none) return Span::none();
      if (value.kind() == Kind::instant) return value.span();
      if (value.kind() != Kind::date) return {};
      const Span days = value.span();
      return Span{days.lo == kLowest ? kLowest : days.lo * kMinutesADay,
                  days.hi == kHighest ? kHighest : days.hi * kMinutesADay + kMinutesADay - 1};
    }
    case Type::enumeration:
    case Type::code: {
      if (value.kind() != Kind::words || value.words().size() != 1 || value.open()) return {};
      const auto number = number_of(ruleset, words, value.words()[0]);
      return number ? std::optional(Span::of(*number)) : std::nullopt;
    }
    case Type::set:
    case Type::list:
      return {};
  }
  return {};
}

// What all facts of one atom say together.
struct Joined {
  AtomState::State state = AtomState::State::unknown;
  Span span;                               // single values
  std::vector<std::int32_t> members;       // sets, sorted
  std::vector<std::vector<Span>> records;  // lists, a span for each field of the atom
  bool open = true;

  bool known() const { return state == AtomState::State::known; }
};

std::optional<std::vector<std::int32_t>> members_of(const Ruleset& ruleset, const Atom& atom,
                                                    const Value& value) {
  if (value.kind() != Kind::words) return {};
  std::vector<std::int32_t> members;
  for (const std::string& word : value.words()) {
    const auto number = number_of(ruleset, atom.words, word);
    if (!number) return {};
    members.push_back(*number);
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return members;
}

std::optional<std::vector<std::vector<Span>>> records_of(const Ruleset& ruleset, const Atom& atom,
                                                         const Value& value) {
  if (value.kind() != Kind::records) return {};
  const auto fields = Ruleset::of(ruleset->fields, atom.fields);
  std::vector<std::vector<Span>> records;
  for (const Record& record : value.records()) {
    std::vector<Span>& row = records.emplace_back();
    for (const Field& field : fields) {
      row.push_back(field.type == Type::boolean ? kMaybe : Span::unknown());
    }
    for (const auto& [name, content] : record.fields) {
      const auto field = std::find_if(fields.begin(), fields.end(),
                                      [&](const Field& f) { return ruleset.text(f.name) == name; });
      if (field == fields.end()) return {};
      const auto span = span_of(ruleset, field->type, field->words, content);
      if (!span) return {};
      row[static_cast<std::size_t>(field - fields.begin())] = *span;
    }
  }
  std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](Span x, Span y) {
      return std::pair(x.lo, x.hi) < std::pair(y.lo, y.hi);
    });
  });
  return records;
}

// One fact as a Joined; nothing when it is of the wrong type.
std::optional<Joined> read(const Ruleset& ruleset, const Atom& atom, const Value& value) {
  Joined joined;
  if (value.kind() == Kind::unknown) return joined;
  joined.state =
      value.kind() == Kind::conflict ? AtomState::State::conflict : AtomState::State::known;
  if (value.kind() == Kind::conflict) return joined;
  joined.open = value.open();
  if (atom.type == Type::set) {
    auto members = members_of(ruleset, atom, value);
    if (!members) return {};
    joined.members = std::move(*members);
  } else if (atom.type == Type::list) {
    auto records = records_of(ruleset, atom, value);
    if (!records) return {};
    joined.records = std::move(*records);
  } else {
    const auto span = span_of(ruleset, atom.type, atom.words, value);
    if (!span) return {};
    joined.span = *span;
  }
  return joined;
}

bool includes(const std::vector<std::int32_t>& all, const std::vector<std::int32_t>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

void join_sets(Joined& into, const Joined& more) {
  const bool fits = into.open && more.open ? true
                    : into.open            ? includes(more.members, into.members)
                    : more.open            ? includes(into.members, more.members)
                                           : into.members == more.members;
  if (!fits) into.state = AtomState::State::conflict;
  std::vector<std::int32_t> all;
  std::set_union(into.members.begin(), into.members.end(), more.members.begin(), more.members.end(),
                 std::back_inserter(all));
  into.members = std::move(all);
  into.open = into.open && more.open;
}

void join(const Atom& atom, Joined& into, const Joined& more) {
  if (more.state == AtomState::State::unknown || into.state == AtomState::State::conflict) return;
  if (into.state == AtomState::State::unknown || more.state == AtomState::State::conflict) {
    into = more;
    return;
  }
  if (atom.type == Type::set) return join_sets(into, more);
  if (atom.type == Type::list) {
    if (into.records != more.records || into.open != more.open) {
      into.state = AtomState::State::conflict;
    }
    return;
  }
  if (into.span.is_none() && more.span.is_none()) return;
  into.span = {std::max(into.span.lo, more.span.lo), std::min(into.span.hi, more.span.hi)};
  if (into.span.is_none()) into.state = AtomState::State::conflict;
}

Truth matches(const Ruleset& ruleset, const Slot& slot, const std::vector<Span>& record) {
  Truth result = Truth::yes;
  for (const Where& where : Ruleset::of(ruleset->wheres, slot.where)) {
    const Span field = record[at(where.field)];
    Truth one = Truth::no;
    for (const std::int32_t value : ruleset.ints(where.values)) {
      one = either(one, equal(field, Span::of(value)));
    }
    result = both(result, one);
  }
  return result;
}

Span has_any(const Ruleset& ruleset, const Slot& slot, const Joined& joined) {
  if (!joined.known()) return kMaybe;
  for (const std::int32_t value : ruleset.ints(slot.values)) {
    if (std::binary_search(joined.members.begin(), joined.members.end(), value)) {
      return Span::of(1);
    }
  }
  return joined.open ? kMaybe : Span::of(0);
}

Span count(const Ruleset& ruleset, const Slot& slot, const Joined& joined) {
  if (!joined.known()) return {0, kHighest};
  Span result{0, 0};
  for (const std::vector<Span>& record : joined.records) {
    const Truth match = matches(ruleset, slot, record);
    result.lo += match == Truth::yes ? 1 : 0;
    result.hi += match != Truth::no ? 1 : 0;
  }
  if (joined.open) result.hi = kHighest;
  return result;
}

// The first (or last) value of a field among the records that match. When one surely matches it is
// a span; when none can, there is none; else nothing is known.
Span event(const Ruleset& ruleset, const Slot& slot, const Joined& joined) {
  if (!joined.known()) return Span::unknown();
  const bool last = slot.last != 0;
  Span sure = Span::none();
  Span possible = Span::none();
  bool any_sure = false;
  for (const std::vector<Span>& record : joined.records) {
    const Truth match = matches(ruleset, slot, record);
    const Span value = record[at(slot.field)];
    if (match == Truth::no || value.is_none()) continue;
    const auto take = [&](Span& into) {
      if (into.is_none()) {
        into = value;
      } else if (last) {
        into = {std::max(into.lo, value.lo), std::max(into.hi, value.hi)};
      } else {
        into = {std::min(into.lo, value.lo), std::min(into.hi, value.hi)};
      }
    };
    take(possible);
    if (match == Truth::yes) {
      take(sure);
      any_sure = true;
    }
  }
  if (possible.is_none() && !joined.open) return Span::none();
  if (!any_sure) return Span::unknown();
  if (last) return {sure.lo, joined.open ? kHighest : possible.hi};
  return {joined.open ? kLowest : possible.lo, sure.hi};
}

Span slot_of(const Ruleset& ruleset, const Slot& slot, const Dates& dates, const Joined& joined) {
  switch (slot.kind) {
    case SlotKind::given_date:
      return Span::of(slot.atom == 0 ? dates.law : slot.atom == 1 ? dates.fact : dates.knowledge);
    case SlotKind::value:
      if (joined.known()) return joined.span;
      return ruleset->atoms[at(slot.atom)].type == Type::boolean ? kMaybe : Span::unknown();
    case SlotKind::has_any:
      return has_any(ruleset, slot, joined);
    case SlotKind::count:
      return count(ruleset, slot, joined);
    case SlotKind::event:
      return event(ruleset, slot, joined);
  }
  return Span::unknown();
}

void fill_unknown(const Ruleset& ruleset, const Dates& dates, std::span<Span> slots) {
  const Joined nothing;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    slots[i] = slot_of(ruleset, ruleset->slots[i], dates, nothing);
  }
}

void fill_atom(const Ruleset& ruleset, Index atom, const Dates& dates, const Joined& joined,
               std::span<Span> slots) {
  for (const Index slot : ruleset.slots_of_atom(atom)) {
    slots[at(slot)] = slot_of(ruleset, ruleset->slots[at(slot)], dates, joined);
  }
}

std::string_view type_name(Type type) {
  constexpr std::string_view kNames[] = {"bool", "date", "instant", "int",
                                         "enum", "code", "set",     "list"};
  return kNames[static_cast<std::size_t>(type)];
}

}  // namespace

base::Result<Bound> bind_facts(const Ruleset& ruleset, const Facts& facts, const Dates& dates,
                               Strictness strictness) {
  Bound bound{dates, std::vector<Span>(ruleset->slots.size()),
              std::vector<AtomState>(ruleset->atoms.size())};
  fill_unknown(ruleset, dates, bound.slots);
  std::unordered_map<Index, Joined> joined;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const Index atom = ruleset.atom(facts[i].atom);
    if (atom == kNone) {
      if (strictness == Strictness::skip_unknown_atoms) continue;
      return base::refuse(base::Code::unknown_atom, {{"atom", facts[i].atom}});
    }
    const Atom& row = ruleset->atoms[at(atom)];
    const auto one = read(ruleset, row, facts[i].value);
    if (!one) {
      return base::refuse(base::Code::wrong_type,
                          {{"atom", facts[i].atom}, {"type", std::string(type_name(row.type))}});
    }
    if (facts[i].known > dates.knowledge) continue;
    join(row, joined[atom], *one);
    if (one->state != AtomState::State::unknown) {
      bound.atoms[at(atom)].facts.push_back(static_cast<std::uint32_t>(i));
    }
  }
  for (const auto& [atom, value] : joined) {
    bound.atoms[at(atom)].state = value.state;
    fill_atom(ruleset, atom, dates, value, bound.slots);
  }
  return bound;
}

void each_known_slot(const Ruleset& ruleset, const Facts& facts, const Dates& dates,
                     const std::function<void(Index, Span)>& put) {
  std::vector<std::pair<Index, Joined>> read_before;
  read_before.reserve(facts.size());
  for (const Fact& fact : facts) {
    const Index atom = ruleset.atom(fact.atom);
    if (atom == kNone || fact.known > dates.knowledge) continue;
    const Atom& row = ruleset->atoms[at(atom)];
    auto one = read(ruleset, row, fact.value);
    if (!one) continue;
    auto before = std::find_if(read_before.begin(), read_before.end(),
                               [&](const auto& entry) { return entry.first == atom; });
    if (before == read_before.end()) {
      before = read_before.emplace(read_before.end(), atom, std::move(*one));
    } else {
      join(row, before->second, *one);
    }
    for (const Index slot : ruleset.slots_of_atom(atom)) {
      put(slot, slot_of(ruleset, ruleset->slots[at(slot)], dates, before->second));
    }
  }
}

void fill_slots(const Ruleset& ruleset, const Facts& facts, const Dates& dates,
                std::span<Span> slots) {
  fill_unknown(ruleset, dates, slots);
  each_known_slot(ruleset, facts, dates, [&](Index slot, Span span) { slots[at(slot)] = span; });
}

namespace {

codec::Value encoded(const Value& value) {
  codec::Value::Array parts{static_cast<int>(value.kind())};
  switch (value.kind()) {
    case Kind::truth:
    case Kind::number:
    case Kind::date:
    case Kind::instant:
      parts.emplace_back(std::int64_t{value.span().lo});
      parts.emplace_back(std::int64_t{value.span().hi});
      break;
    case Kind::words: {
      std::vector<std::string> words = value.words();
      std::sort(words.begin(), words.end());
      parts.emplace_back(value.open());
      for (std::string& word : words) parts.emplace_back(std::move(word));
      break;
    }
    case Kind::records: {
      codec::Value::Array records;
      for (const Record& record : value.records()) {
        codec::Value fields = codec::Value::map({});
        for (const auto& [name, content] : record.fields) fields.set(name, encoded(content));
        records.push_back(std::move(fields));
      }
      std::sort(records.begin(), records.end());
      parts.emplace_back(value.open());
      parts.push_back(codec::Value::array(std::move(records)));
      break;
    }
    default:
      break;
  }
  return codec::Value::array(std::move(parts));
}

}  // namespace

base::Bytes canonical_bytes(const Facts& facts, const Dates& dates) {
  codec::Value::Array rows;
  for (const Fact& fact : facts) {
    rows.push_back(codec::Value::array({fact.atom, encoded(fact.value), fact.source,
                                        std::int64_t{fact.on}, std::int64_t{fact.known}}));
  }
  std::sort(rows.begin(), rows.end());
  return codec::encode(
      codec::Value::array({1, std::int64_t{dates.law}, std::int64_t{dates.fact},
                           std::int64_t{dates.knowledge}, codec::Value::array(std::move(rows))}));
}

}  // namespace law
