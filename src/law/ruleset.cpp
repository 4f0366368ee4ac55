#include "law/ruleset.h"

#include <cstring>
#include <type_traits>

#include "codec/cbor.h"
#include "law/check_tables.h"
#include "law/op.h"

namespace law {

namespace {

constexpr std::int64_t kVersion = 1;

// Every table but the texts, in the order of the encoding.
template <class T, class Visit>
void each_table(T& tables, const Visit& visit) {
  visit(tables.ints);
  visit(tables.norms);
  visit(tables.segments);
  visit(tables.atoms);
  visit(tables.fields);
  visit(tables.slots);
  visit(tables.wheres);
  visit(tables.ops);
  visit(tables.nodes);
  visit(tables.definitions);
  visit(tables.rules);
  visit(tables.exceptions);
  visit(tables.deadlines);
  visit(tables.terms);
  visit(tables.calendars);
  visit(tables.holidays);
  visit(tables.closures);
  visit(tables.tables);
  visit(tables.table_rows);
  visit(tables.forms);
  visit(tables.fees);
  visit(tables.fee_lines);
  visit(tables.remedies);
  visit(tables.rights);
}

template <class Row>
base::Bytes row_bytes(const std::vector<Row>& rows) {
  static_assert(std::is_trivially_copyable_v<Row> && alignof(Row) == 4 && sizeof(Row) % 4 == 0);
  std::vector<std::uint32_t> words(rows.size() * sizeof(Row) / 4);
  if (!rows.empty()) std::memcpy(words.data(), rows.data(), rows.size() * sizeof(Row));
  base::Bytes bytes;
  bytes.reserve(words.size() * 4);
  for (const std::uint32_t word : words) {
    for (int shift = 0; shift < 32; shift += 8) {
      bytes.push_back(static_cast<std::uint8_t>(word >> shift));
    }
  }
  return bytes;
}

template <class Row>
bool read_rows(const base::Bytes& bytes, std::vector<Row>& rows) {
  if (bytes.size() % sizeof(Row) != 0) return false;
  std::vector<std::uint32_t> words(bytes.size() / 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    words[i / 4] |= static_cast<std::uint32_t>(bytes[i]) << (8 * (i % 4));
  }
  rows.resize(bytes.size() / sizeof(Row));
  if (!rows.empty()) std::memcpy(static_cast<void*>(rows.data()), words.data(), bytes.size());
  return true;
}

base::CalendarData calendar_data(const Tables& tables, const Calendar& row, bool closed_days) {
  base::CalendarData data;
  data.name = tables.texts[static_cast<std::size_t>(row.id)];
  data.first_year = row.first_year;
  data.last_year = row.last_year;
  for (unsigned day = 0; day < 7; ++day) {
    if ((row.weekend >> day & 1) != 0) data.weekend.push_back(std::chrono::weekday((day + 1) % 7));
  }
  if (!closed_days) return data;
  for (const HolidayRow& holiday : Ruleset::of(tables.holidays, row.holidays)) {
    base::Holiday out;
    const base::Observed observed = static_cast<base::Observed>(holiday.observed);
    const auto named_day = [&] {
      return std::chrono::weekday(static_cast<unsigned>((holiday.day + 1) % 7));
    };
    if (holiday.kind == HolidayKind::fixed) {
      out.rule = base::FixedHoliday{holiday.month, holiday.day, observed};
    } else if (holiday.kind == HolidayKind::nth_weekday) {
      out.rule = base::NthWeekdayHoliday{holiday.month, named_day(), holiday.nth};
    } else {
      out.rule = base::EasterHoliday{holiday.day};
    }
    out.first_year = holiday.first_year;
    out.last_year = holiday.last_year;
    out.every_years = holiday.every;
    data.holidays.push_back(std::move(out));
  }
  for (const ClosureRow& closure : Ruleset::of(tables.closures, row.closures)) {
    base::Closure out;
    out.first = std::chrono::sys_days(std::chrono::days(closure.from));
    out.last = std::chrono::sys_days(std::chrono::days(closure.to));
    out.name = tables.texts[static_cast<std::size_t>(closure.cite)];
    out.certainty = closure.doubtful != 0 ? base::Certainty::doubtful : base::Certainty::sure;
    data.closures.push_back(std::move(out));
  }
  return data;
}

base::Result<std::vector<Counting>> counting_of(const Tables& tables) {
  std::vector<Counting> counting;
  for (const Calendar& row : tables.calendars) {
    auto full = base::BusinessCalendar::make(calendar_data(tables, row, true));
    if (!full) return pass(full);
    auto weekends = base::BusinessCalendar::make(calendar_data(tables, row, false));
    if (!weekends) return pass(weekends);
    counting.push_back({std::move(*full), std::move(*weekends)});
  }
  return counting;
}

}  // namespace

base::Result<Ruleset> Ruleset::make(Tables tables) {
  if (base::Done done = check_tables(tables); !done) return pass(done);
  auto counting = counting_of(tables);
  if (!counting) return pass(counting);
  Ruleset ruleset;
  ruleset.tables_ = std::make_shared<const Tables>(std::move(tables));
  ruleset.counting_ = std::make_shared<const std::vector<Counting>>(std::move(*counting));
  ruleset.index();
  return ruleset;
}

base::Bytes Ruleset::to_bytes() const {
  codec::Value::Array parts{kVersion};
  codec::Value::Array texts(tables_->texts.begin(), tables_->texts.end());
  parts.push_back(codec::Value::array(std::move(texts)));
  each_table(*tables_, [&](const auto& rows) { parts.emplace_back(row_bytes(rows)); });
  return codec::encode(codec::Value::array(std::move(parts)));
}

base::Result<Ruleset> Ruleset::from_bytes(base::ByteView bytes) {
  const auto value = codec::decode(bytes);
  const auto* parts = value ? value->as_array() : nullptr;
  if (parts == nullptr || parts->size() < 2 || (*parts)[0] != codec::Value(kVersion) ||
      (*parts)[1].as_array() == nullptr) {
    return base::refuse(base::Code::bad_encoding, {{"what", "law"}});
  }
  Tables tables;
  tables.texts.clear();
  bool good = true;
  for (const codec::Value& text : *(*parts)[1].as_array()) {
    good = good && text.as_text() != nullptr;
    if (good) tables.texts.push_back(*text.as_text());
  }
  std::size_t next = 2;
  each_table(tables, [&](auto& rows) {
    const base::Bytes* table = next < parts->size() ? (*parts)[next].as_bytes() : nullptr;
    ++next;
    good = good && table != nullptr && read_rows(*table, rows);
  });
  if (!good || next != parts->size() || tables.texts.empty() || !tables.texts[0].empty()) {
    return base::refuse(base::Code::bad_encoding, {{"what", "law"}});
  }
  return make(std::move(tables));
}

namespace {

template <class Rows, class Names>
void name_rows(const Tables& tables, const Rows& rows, Names& names) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    names.emplace(tables.texts[static_cast<std::size_t>(rows[i].id)], static_cast<Index>(i));
  }
}

template <class Names>
Index look_up(const Names& names, std::string_view id) {
  const auto at = names.find(id);
  return at == names.end() ? kNone : at->second;
}

}  // namespace

void Ruleset::index() {
  const Tables& t = *tables_;
  name_rows(t, t.atoms, atoms_);
  name_rows(t, t.rules, rules_);
  name_rows(t, t.deadlines, deadlines_);
  name_rows(t, t.definitions, definitions_);
  name_rows(t, t.norms, norms_);
  ops_of_atom_.resize(t.atoms.size());
  rules_of_atom_.resize(t.atoms.size());
  slots_of_atom_.resize(t.atoms.size());
  for (std::size_t slot = 0; slot < t.slots.size(); ++slot) {
    if (t.slots[slot].kind == SlotKind::given_date) continue;
    slots_of_atom_[static_cast<std::size_t>(t.slots[slot].atom)].push_back(
        static_cast<Index>(slot));
  }
  std::vector<bool> touched(t.ops.size());
  for (std::size_t atom = 0; atom < t.atoms.size(); ++atom) {
    for (std::size_t op = 0; op < t.ops.size(); ++op) {
      bool reads = false;
      if (t.ops[op].kind == OpKind::slot) {
        const Slot& slot = t.slots[static_cast<std::size_t>(t.ops[op].a)];
        reads = slot.kind != SlotKind::given_date && slot.atom == static_cast<Index>(atom);
      }
      each_input(*this, t.ops[op],
                 [&](Index input) { reads = reads || touched[static_cast<std::size_t>(input)]; });
      touched[op] = reads;
      if (reads) ops_of_atom_[atom].push_back(static_cast<Index>(op));
    }
  }
  for (std::size_t rule = 0; rule < t.rules.size(); ++rule) {
    for (const Index atom : ints(t.rules[rule].atoms)) {
      rules_of_atom_[static_cast<std::size_t>(atom)].push_back(static_cast<Index>(rule));
    }
  }
}

Index Ruleset::atom(std::string_view id) const {
  return look_up(atoms_, id);
}
Index Ruleset::rule(std::string_view id) const {
  return look_up(rules_, id);
}
Index Ruleset::deadline(std::string_view id) const {
  return look_up(deadlines_, id);
}
Index Ruleset::definition(std::string_view id) const {
  return look_up(definitions_, id);
}
Index Ruleset::norm(std::string_view id) const {
  return look_up(norms_, id);
}

std::span<const Index> Ruleset::ops_of_atom(Index atom) const {
  return ops_of_atom_[static_cast<std::size_t>(atom)];
}
std::span<const Index> Ruleset::rules_of_atom(Index atom) const {
  return rules_of_atom_[static_cast<std::size_t>(atom)];
}
std::span<const Index> Ruleset::slots_of_atom(Index atom) const {
  return slots_of_atom_[static_cast<std::size_t>(atom)];
}

std::size_t Ruleset::memory() const {
  std::size_t bytes = sizeof(Tables);
  for (const std::string& text : tables_->texts) {
    bytes += sizeof text + (text.capacity() > 15 ? text.capacity() + 1 : 0);
  }
  each_table(*tables_, [&](const auto& rows) { bytes += rows.capacity() * sizeof(rows[0]); });
  for (const auto* lists : {&ops_of_atom_, &rules_of_atom_, &slots_of_atom_}) {
    for (const auto& list : *lists) bytes += sizeof list + list.capacity() * sizeof(Index);
  }
  const std::size_t names =
      atoms_.size() + rules_.size() + deadlines_.size() + definitions_.size() + norms_.size();
  return bytes + names * 48;  // a node of the hash maps
}

}  // namespace law
