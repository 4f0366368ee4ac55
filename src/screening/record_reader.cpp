#include "screening/record_reader.h"

#include <algorithm>

#include "base/partial_date.h"
#include "base/zone.h"
#include "casefile/instant.h"

namespace screening {

namespace {

using casefile::Kind;
using codec::Value;

law::Day day_number(base::Day day) {
  return static_cast<law::Day>(day.time_since_epoch().count());
}

// [ms, zone, precision] as civil minutes where it was said; a day is every minute of it.
std::optional<law::Value> minutes_of(const Value& value) {
  const std::optional<base::UtcMs> ms = casefile::instant_ms(value);
  const Value::Array* parts = value.as_array();
  if (!ms || parts == nullptr || parts->size() != 3) return std::nullopt;
  const std::string* name = (*parts)[1].as_text();
  const base::Result<base::Zone> zone =
      base::Zone::named(name == nullptr || name->empty() ? "UTC" : *name);
  if (!zone) return std::nullopt;
  const base::CivilTime civil = zone->local(*ms);
  const law::Minute midnight = day_number(civil.day) * law::kMinutesADay;
  const auto minute = static_cast<law::Minute>(civil.since_midnight.count() / 60'000);
  const std::int64_t* precision = (*parts)[2].as_int();
  const auto fine = static_cast<casefile::InstantPrecision>(precision == nullptr ? 1 : *precision);
  if (fine == casefile::InstantPrecision::day) {
    return law::Value::instant({midnight, midnight + law::kMinutesADay - 1});
  }
  if (fine == casefile::InstantPrecision::hour) {
    const law::Minute hour = midnight + minute / 60 * 60;
    return law::Value::instant({hour, hour + 59});
  }
  return law::Value::instant(law::Span::of(midnight + minute));
}

}  // namespace

std::optional<law::Value> date_of(const Value& value, Kind kind) {
  if (kind == Kind::instant) return minutes_of(value);
  if (kind != Kind::partial_date || value.as_text() == nullptr) return std::nullopt;
  const auto date = base::PartialDate::from_text(*value.as_text());
  if (!date || (!date->earliest() && !date->latest())) return std::nullopt;
  law::Span days;
  if (date->earliest()) days.lo = day_number(*date->earliest());
  if (date->latest()) days.hi = day_number(*date->latest());
  return law::Value::date(days);
}

// The keys of places and languages are those of docs/formats.md.
std::string word_of(const Value& value, std::string_view part) {
  const auto text = [&](const Value* found) -> std::string {
    if (found == nullptr) return "";
    if (const bool* flag = found->as_bool()) return *flag ? "true" : "false";
    return found->as_text() == nullptr ? "" : *found->as_text();
  };
  if (part.empty()) return text(&value);
  if (part == "country" || part == "code") return text(value.find(1));
  if (part == "state") return text(value.find(2));
  return part == "interpreter" ? text(value.find(4)) : "";
}

std::vector<Written> RecordReader::written(std::string_view field) const {
  const casefile::Field* wanted = type_.field(field);
  std::vector<Written> out;
  if (wanted == nullptr) return out;
  for (const casefile::Folded* folded : records_.compartments) {
    if (folded->compartment != wanted->fold.compartment) continue;
    const casefile::FoldedRecord* there = folded->find(record_, type_.number);
    const casefile::FoldedField* found = there == nullptr ? nullptr : there->field(wanted->number);
    if (found == nullptr) continue;
    const auto take = [&](const std::vector<casefile::Shown>& values) {
      for (const casefile::Shown& shown : values) {
        if (shown.value.is_null()) continue;
        out.push_back({&shown.value, shown.user, static_cast<base::UtcMs>(shown.stamp.hlc.ms)});
      }
    };
    take(found->shown);
    take(found->others);
  }
  return out;
}

bool RecordReader::can_see(std::string_view field) const {
  const casefile::Field* wanted = type_.field(field);
  return wanted != nullptr &&
         std::ranges::any_of(records_.compartments, [&](const casefile::Folded* folded) {
           return folded->compartment == wanted->fold.compartment;
         });
}

std::vector<std::string> RecordReader::words(const FieldPath& path) const {
  std::vector<std::string> out;
  for (const Written& one : written(path.field)) {
    std::vector<const Value*> values{one.value};
    if (const Value::Array* items = one.value->as_array()) {
      values.clear();
      for (const Value& item : *items) values.push_back(&item);
    }
    for (const Value* value : values) {
      std::string word = word_of(*value, path.part);
      if (!word.empty()) out.push_back(std::move(word));
    }
  }
  return out;
}

std::optional<law::Span> RecordReader::days(const std::vector<std::string>& fields) const {
  for (const std::string& name : fields) {
    const casefile::Field* field = type_.field(std::string_view(name));
    if (field == nullptr) continue;
    for (const Written& one : written(name)) {
      const std::optional<law::Value> date = date_of(*one.value, field->fold.kind);
      if (!date) continue;
      if (date->kind() == law::Value::Kind::date) return date->span();
      return law::Span{date->span().lo / law::kMinutesADay, date->span().hi / law::kMinutesADay};
    }
  }
  return std::nullopt;
}

}  // namespace screening
