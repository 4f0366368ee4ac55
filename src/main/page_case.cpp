#include "main/page_case.h"

#include <algorithm>

#include "casefile/known.h"
#include "codec/cbor.h"
#include "crypto/hash.h"
#include "main/page_catalogue.h"
#include "main/page_dates.h"
#include "views/row.h"

namespace cli {

namespace {

using base::Compartment;
using casefile::Field;
using casefile::FoldedField;
using casefile::FoldedRecord;
using casefile::OpKind;
using casefile::Shown;
using codec::Value;
namespace known = casefile::known;

constexpr std::size_t kVersionDigits = 32;

base::UtcMs ms_of(const casefile::Stamp& stamp) {
  return static_cast<base::UtcMs>(stamp.hlc.ms);
}

}  // namespace

PageCase::PageCase(desk::House& house, const desk::Session& session, const desk::CaseView& view,
                   UserNames& names)
    : house_(house), session_(session), view_(view), names_(names), json_(house, names) {
  for (const Compartment compartment : base::kCompartments) {
    const casefile::History* history = view_.history(compartment);
    if (history == nullptr) continue;
    for (const casefile::Change& change : history->changes()) {
      Wrote& last = last_[change.op->record];
      if (ms_of(change.stamp) >= last.ms) last = {ms_of(change.stamp), change.user};
    }
  }
}

const FoldedField* PageCase::folded(const base::RecordId& record, const casefile::RecordType& type,
                                    const Field& field) const {
  const FoldedRecord* found = view_.find(record, type.number, field.fold.compartment);
  return found != nullptr ? found->field(field.number) : nullptr;
}

std::string PageCase::text(const FoldedRecord* record, std::string_view type,
                           std::string_view field) const {
  const casefile::RecordType* of = house_.catalogue().type(type);
  const Field* wanted = of != nullptr ? of->field(field) : nullptr;
  if (record == nullptr || wanted == nullptr) return {};
  const FoldedField* found = folded(record->id, *of, *wanted);
  if (found == nullptr || found->shown.empty()) return {};
  return views::text_of(found->shown.front().value);
}

const FoldedRecord* PageCase::child() const {
  const casefile::RecordType* person = house_.catalogue().type("person");
  const casefile::Folded* people = person != nullptr ? view_.folded(person->compartment) : nullptr;
  if (people == nullptr) return nullptr;
  const FoldedRecord* first = nullptr;
  for (const FoldedRecord* one : people->of_type(person->number)) {
    if (text(one, "person", "role") == "child") return one;
    if (first == nullptr) first = one;
  }
  return first;
}

web::CaseRow PageCase::row() const {
  const casefile::Catalogue& catalogue = house_.catalogue();
  const casefile::RecordType& cover = *catalogue.type(known::case_file::kType);
  const FoldedRecord* about = view_.first(cover, cover.compartment);
  const FoldedRecord* person = child();
  web::CaseRow row;
  row.id = view_.id().text();
  row.kind = text(about, cover.id, "kind");
  row.number = text(about, cover.id, "short_number");
  row.name = text(person, "person", "name");
  const auto birth = base::PartialDate::from_text(text(person, "person", "birth_date"));
  if (birth) row.birth = range_of(*birth);
  row.changed_ms = static_cast<base::UtcMs>(view_.latest().ms);
  for (const auto& [field, list] : {std::pair("nationalities", "nationalities")}) {
    const std::string code = text(person, "person", field);
    if (!code.empty()) row.facts.push_back(code_text(catalogue, list, code));
  }
  const casefile::RecordType* type = catalogue.type("person");
  const Field* languages = type != nullptr ? type->field("languages") : nullptr;
  const FoldedField* spoken =
      person != nullptr && languages != nullptr ? folded(person->id, *type, *languages) : nullptr;
  if (spoken != nullptr) {
    bool interpreter = false;
    for (const Shown& shown : spoken->shown) {
      const Value* code = shown.value.find(1);
      if (code != nullptr && code->as_text() != nullptr) {
        row.facts.push_back(code_text(catalogue, languages->list, *code->as_text()));
      }
      const Value* needs = shown.value.find(4);
      interpreter = interpreter || (needs != nullptr && *needs == Value(true));
    }
    if (interpreter) row.tags.push_back({{"Necesita intérprete", "Needs an interpreter"}, "info"});
  }
  const casefile::RecordType* separation = catalogue.type("separation_status");
  const FoldedRecord* alone =
      separation != nullptr ? view_.first(*separation, separation->compartment) : nullptr;
  const std::string status = text(alone, "separation_status", "status");
  if (!status.empty()) {
    row.tags.push_back({code_text(catalogue, "separation_statuses", status),
                        status == "accompanied" ? "" : "warn"});
  }
  const std::string risk = text(about, cover.id, "risk");
  if (risk == "high" || risk == "very_high") {
    row.tags.insert(row.tags.begin(), {{"Riesgo alto", "High risk"}, "danger"});
  }
  if (auto shared = shared_tag(catalogue, session_, view_.id())) {
    row.tags.push_back(std::move(*shared));
  }
  return row;
}

std::string PageCase::version_of(const base::RecordId& record,
                                 const casefile::RecordType& type) const {
  Value::Array stamps;
  for (const Field& field : type.fields) {
    const FoldedField* found = folded(record, type, field);
    if (found == nullptr) continue;
    for (const casefile::Stamp& head : found->heads) stamps.push_back(casefile::to_value(head));
    for (const Shown& shown : found->shown) stamps.push_back(casefile::to_value(shown.stamp));
  }
  const base::Bytes bytes = codec::encode(Value::array(std::move(stamps)));
  return base::to_hex(crypto::blake2b("amparo/record/1", {bytes})).substr(0, kVersionDigits);
}

std::string PageCase::version_of(const std::vector<web::Record>& records) {
  std::string all;
  for (const web::Record& record : records) all += record.id + record.version;
  return base::to_hex(crypto::blake2b("amparo/view/1", {base::as_bytes(all)}))
      .substr(0, kVersionDigits);
}

web::Record PageCase::page_record(const FoldedRecord& record,
                                  const casefile::RecordType& type) const {
  web::Record out;
  out.id = record.id.text();
  out.type = type.id;
  out.version = version_of(record.id, type);
  const auto last = last_.find(record.id);
  if (last != last_.end()) {
    out.changed_ms = last->second.ms;
    out.changed_by = names_.of(last->second.user);
  }
  for (const Field& field : type.fields) {
    const FoldedField* found = shows(view_, field) ? folded(record.id, type, field) : nullptr;
    if (found == nullptr) continue;
    std::vector<const Value*> values;
    for (const Shown& shown : found->shown) values.push_back(&shown.value);
    boost::json::value value = json_.show(field, values);
    if (!value.is_null()) out.fields[field.id] = std::move(value);
    if (found->others.empty()) continue;
    web::Conflict conflict{field.id, {}};
    for (const auto* side : {&found->shown, &found->others}) {
      for (const Shown& shown : *side) {
        conflict.values.push_back(
            {json_.show(field, shown.value), names_.of(shown.user), ms_of(shown.stamp)});
      }
    }
    out.conflicts.push_back(std::move(conflict));
  }
  return out;
}

std::vector<web::Record> PageCase::records() const {
  std::vector<std::pair<casefile::Stamp, web::Record>> found;
  for (const casefile::RecordType& type : house_.catalogue().types()) {
    const casefile::Folded* folded = view_.folded(type.compartment);
    if (!on_page(type) || folded == nullptr) continue;
    for (const FoldedRecord* record : folded->of_type(type.number)) {
      if (!record->shredded) found.emplace_back(record->first, page_record(*record, type));
    }
  }
  std::ranges::stable_sort(found, {}, [](const auto& one) { return one.first; });
  std::vector<web::Record> records;
  for (auto& [first, record] : found) records.push_back(std::move(record));
  return records;
}

std::optional<web::Record> PageCase::record(const base::RecordId& id) const {
  for (web::Record& record : records()) {
    if (record.id == id.text()) return std::move(record);
  }
  return std::nullopt;
}

std::optional<base::RecordId> PageCase::record_of(const base::SaveId& save) const {
  for (const Compartment compartment : base::kCompartments) {
    const casefile::History* history = view_.history(compartment);
    if (history == nullptr) continue;
    for (const casefile::Change& change : history->changes()) {
      if (change.save == save) return change.op->record;
    }
  }
  return std::nullopt;
}

// Follows each field through its writes, so that every change shows what stood before it.
void PageCase::add_history(const casefile::History& history,
                           std::vector<web::HistoryEntry>& out) const {
  std::map<std::pair<base::RecordId, std::uint32_t>, std::vector<std::pair<casefile::Stamp, Value>>>
      standing;
  for (const casefile::Change& change : history.changes()) {
    const casefile::Op& op = *change.op;
    const casefile::RecordType* type = house_.catalogue().type(op.type);
    const Field* field = type != nullptr ? type->field(op.field) : nullptr;
    if (field == nullptr || !on_page(*type) || !shows(view_, *field)) continue;
    auto& values = standing[{op.record, op.field}];
    const auto shown = [&] {
      std::vector<const Value*> all;
      for (const auto& [stamp, value] : values) all.push_back(&value);
      return json_.show(*field, all);
    };
    web::Change step{field->id, shown(), nullptr};
    if (op.is(OpKind::set) || op.is(OpKind::transition)) {
      values.clear();
    } else {
      std::erase_if(values, [&](const auto& one) {
        return std::ranges::find(op.base, one.first) != op.base.end();
      });
    }
    if (!op.value.is_null() && !op.is(OpKind::remove)) values.emplace_back(change.stamp, op.value);
    step.after = shown();
    const std::string id = change.save.text() + "-" + op.record.text();
    const auto entry = std::ranges::find(out, id, &web::HistoryEntry::save_id);
    if (entry == out.end()) {
      out.push_back({id,
                     ms_of(change.stamp),
                     names_.of(change.user),
                     op.record.text(),
                     type->id,
                     {std::move(step)}});
      continue;
    }
    // Several writes of a set in one save are one change.
    const auto same = std::ranges::find(entry->changes, field->id, &web::Change::field);
    if (same != entry->changes.end()) {
      same->after = std::move(step.after);
    } else {
      entry->changes.push_back(std::move(step));
    }
  }
}

std::vector<web::HistoryEntry> PageCase::history() const {
  std::vector<web::HistoryEntry> entries;
  for (const Compartment compartment : base::kCompartments) {
    const casefile::History* history = view_.history(compartment);
    if (history != nullptr) add_history(*history, entries);
  }
  std::ranges::stable_sort(entries, std::ranges::greater(), &web::HistoryEntry::at_ms);
  return entries;
}

}  // namespace cli
