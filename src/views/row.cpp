#include "views/row.h"

#include <algorithm>

#include "base/partial_date.h"
#include "casefile/instant.h"

namespace views {

namespace {

using codec::Value;

// Cut at a character's beginning.
std::string shortened(std::string text) {
  if (text.size() <= kMaxCellText) return text;
  std::size_t end = kMaxCellText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text;
}

void append_texts(std::string& line, const Value& value) {
  if (const std::string* text = value.as_text()) {
    if (!line.empty()) line += ' ';
    line += *text;
  } else if (const Value::Array* items = value.as_array()) {
    for (const Value& item : *items) append_texts(line, item);
  } else if (const Value::Map* map = value.as_map()) {
    for (const auto& [key, item] : *map) append_texts(line, item);
  }
}

// What is kept of a value: its text where it is long or has parts that no list shows.
Value kept(casefile::Index index, const Value& value) {
  switch (index) {
    case casefile::Index::name:
    case casefile::Index::text:
    case casefile::Index::exact:
      return Value(shortened(text_of(value)));
    default:
      return value;
  }
}

void append_cells(std::vector<Cell>& cells, const casefile::FoldedRecord& record,
                  const casefile::RecordType& type) {
  for (const casefile::FoldedField& folded : record.fields) {
    const casefile::Field* field = type.field(folded.number);
    if (field == nullptr || field->index == casefile::Index::none) continue;
    for (const casefile::Shown& shown : folded.shown) {
      if (shown.value.is_null() || cells.size() >= kMaxCells) continue;
      cells.push_back({type.number, field->number, field->index, kept(field->index, shown.value)});
    }
  }
}

}  // namespace

const Value* Row::value(std::uint32_t type, std::uint32_t field) const {
  const auto cell = std::find_if(cells.begin(), cells.end(), [&](const Cell& candidate) {
    return candidate.type == type && candidate.field == field;
  });
  return cell == cells.end() ? nullptr : &cell->value;
}

bool is_indexed(base::Compartment compartment) {
  return compartment != base::Compartment::location;
}

Row row_of(const base::CaseId& id, const casefile::Folded& folded,
           const casefile::Catalogue& catalogue) {
  Row row;
  row.id = id;
  row.troubles = static_cast<std::uint32_t>(folded.conflicts.size());
  for (const casefile::FoldedRecord& record : folded.records) {
    row.updated = std::max(row.updated, record.last.hlc);
    const casefile::RecordType* type = catalogue.type(record.type);
    if (type == nullptr || record.shredded || !is_indexed(folded.compartment)) continue;
    append_cells(row.cells, record, *type);
  }
  std::stable_sort(row.cells.begin(), row.cells.end(), [](const Cell& a, const Cell& b) {
    return std::pair(a.type, a.field) < std::pair(b.type, b.field);
  });
  return row;
}

std::string text_of(const Value& value) {
  std::string line;
  append_texts(line, value);
  return line;
}

std::optional<base::UtcMs> moment_of(const Value& value) {
  if (const auto ms = casefile::instant_ms(value)) return ms;
  const std::string* text = value.as_text();
  if (text == nullptr) return std::nullopt;
  const auto date = base::PartialDate::from_text(*text);
  if (!date) return std::nullopt;
  const auto day = date->earliest() ? date->earliest() : date->latest();
  if (!day) return std::nullopt;
  return std::chrono::milliseconds(day->time_since_epoch()).count();
}

}  // namespace views
