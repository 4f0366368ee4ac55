#include "main/directory_writes.h"

#include <algorithm>
#include <cmath>

#include "casefile/instant.h"
#include "desk/directory_case.h"
#include "desk/statements.h"

namespace cli {

namespace {

using base::Code;
using codec::Value;
using desk::CaseView;
using desk::RecordEdit;
using listing::Listing;
namespace json = boost::json;

constexpr int kCountry = 1, kState = 2, kMunicipality = 3, kAddress = 6, kPoint = 7;

const directory::Organisation* organisation_in(const Listing& now, const std::string& uid) {
  const auto found = std::ranges::find(now.organisations, uid, &directory::Organisation::id);
  return found == now.organisations.end() ? nullptr : &*found;
}

const directory::Service* service_in(const Listing& now, const std::string& uid) {
  for (const directory::Organisation& organisation : now.organisations) {
    const auto found = std::ranges::find(organisation.services, uid, &directory::Service::id);
    if (found != organisation.services.end()) return &*found;
  }
  return nullptr;
}

std::optional<base::RecordId> record_in(const std::map<std::string, base::RecordId>& records,
                                        const std::string& uid) {
  const auto found = records.find(uid);
  return found == records.end() ? std::nullopt : std::optional(found->second);
}

std::string text_in(const json::object& body, std::string_view name, const std::string& otherwise) {
  const json::value* found = body.if_contains(name);
  if (found == nullptr) return otherwise;
  return found->is_string() ? std::string(found->get_string()) : std::string();
}

// The place that stands with what the body says of it; null when nothing is known.
Value place_value(const json::object& body, const std::string& country, const std::string& state,
                  const std::string& municipality, const std::string& address,
                  const std::optional<directory::Point>& point) {
  Value out = Value::map({});
  const auto put = [&](int part, const std::string& text) {
    if (!text.empty()) out.set(part, text);
  };
  put(kCountry, text_in(body, "country", country));
  put(kState, text_in(body, "state", state));
  put(kMunicipality, text_in(body, "municipality", municipality));
  put(kAddress, text_in(body, "address", address));
  if (point) {
    const auto millionths = [](double degrees) {
      return Value(static_cast<std::int64_t>(std::llround(degrees * 1e6)));
    };
    out.set(kPoint, Value::array({millionths(point->lat), millionths(point->lon)}));
  }
  return out.as_map()->empty() ? Value() : out;
}

bool speaks_of_place(const json::object& body) {
  for (const char* name : {"country", "state", "municipality", "address"}) {
    if (body.contains(name)) return true;
  }
  return false;
}

// Empty texts say nothing: in a field they take its value back, in a row they are left out.
json::value tidy(const json::value& value) {
  if (value.is_string() && value.get_string().empty()) return nullptr;
  if (!value.is_array()) return value;
  json::array out;
  for (const json::value& item : value.get_array()) {
    if (!item.is_object()) {
      out.push_back(item);
      continue;
    }
    json::object row;
    for (const auto& [name, cell] : item.get_object()) {
      if (!cell.is_string() || !cell.get_string().empty()) row[name] = cell;
    }
    out.push_back(std::move(row));
  }
  return out;
}

Value codes_of(const std::vector<std::string>& sexes) {
  Value::Array out;
  for (const std::string& word : sexes) out.emplace_back(listing::sex_code(word));
  std::ranges::sort(out);
  return Value::array(std::move(out));
}

}  // namespace

base::Result<RecordEdit> DirectoryWrites::record(const CaseView& view, const char* type_id,
                                                 const std::optional<base::RecordId>& standing,
                                                 const Body& fields) const {
  const casefile::RecordType* known = house_.catalogue().type(std::string_view(type_id));
  if (known == nullptr) return base::refuse(Code::unknown_record_type, {{"type", type_id}});
  const casefile::RecordType& type = *known;
  const casefile::FoldedRecord* there =
      standing ? view.find(*standing, type.number, type.compartment) : nullptr;
  RecordEdit edit{type.id, standing, {}};
  for (const auto& [name, wanted] : fields) {
    const casefile::Field* field = type.field(std::string_view(name));
    if (field == nullptr) continue;  // a part of the place
    const casefile::FoldedField* folded = there != nullptr ? there->field(field->number) : nullptr;
    base::Result<std::vector<desk::FieldEdit>> edits = fields_.edits(*field, tidy(wanted), folded);
    if (!edits) return std::unexpected(edits.error());
    for (desk::FieldEdit& one : *edits) {
      const bool nothing = one.value.is_null() && one.removes.empty();
      if (nothing && (folded == nullptr || folded->shown.empty())) continue;
      edit.fields.push_back(std::move(one));
    }
  }
  return edit;
}

DirectoryWrites::Edits DirectoryWrites::organisation(const CaseView& view, const Listing& now,
                                                     const std::string& uid,
                                                     const Body& body) const {
  const directory::Organisation* there = organisation_in(now, uid);
  Body fields = body;
  const std::optional<base::RecordId> standing = record_in(now.organisation_records, uid);
  if (!standing) {
    fields["uid"] = uid;
    if (!fields.contains("name") && there != nullptr) fields["name"] = there->name;
  }
  base::Result<RecordEdit> edit = record(view, "listed_organisation", standing, fields);
  if (!edit) return std::unexpected(edit.error());
  if (speaks_of_place(body)) {
    const directory::Organisation none;
    const directory::Organisation& of = there != nullptr ? *there : none;
    edit->fields.push_back(
        {"place", place_value(body, of.country, of.state, of.municipality, "", std::nullopt)});
  }
  return std::vector<RecordEdit>{std::move(*edit)};
}

DirectoryWrites::Edits DirectoryWrites::service(const CaseView& view, const Listing& now,
                                                const std::string& owner, const std::string& uid,
                                                const Body& body) const {
  const directory::Organisation* organisation = organisation_in(now, owner);
  if (organisation == nullptr) return base::refuse(Code::not_found, {{"what", "organisation"}});
  const directory::Service* there = service_in(now, uid);
  Body fields = body;
  const std::optional<base::RecordId> standing = record_in(now.service_records, uid);
  if (!standing) {
    fields["uid"] = uid;
    fields["owner"] = owner;
    if (!fields.contains("code") && there != nullptr) fields["code"] = there->code;
  }
  const json::value* code = fields.if_contains("code");
  if (!standing && (code == nullptr || !code->is_string() || code->get_string().empty())) {
    return base::refuse(Code::bad_value, {{"field", "code"}, {"why", "a service has no kind"}});
  }
  base::Result<RecordEdit> edit = record(view, "listed_service", standing, fields);
  if (!edit) return std::unexpected(edit.error());
  if (speaks_of_place(body)) {
    const directory::Service none;
    const directory::Service& of = there != nullptr ? *there : none;
    const bool moved = text_in(body, "address", of.address) != of.address ||
                       text_in(body, "municipality", of.municipality) != of.municipality;
    std::optional<directory::Point> point = moved ? std::nullopt : of.point;
    const json::value* lat = body.if_contains("latitude");
    const json::value* lon = body.if_contains("longitude");
    if (lat != nullptr && lon != nullptr) {
      point = directory::Point{lat->to_number<double>(), lon->to_number<double>()};
    }
    edit->fields.push_back({"place", place_value(body, organisation->country, of.state,
                                                 of.municipality, of.address, point)});
  }
  return std::vector<RecordEdit>{std::move(*edit)};
}

DirectoryWrites::Edits DirectoryWrites::beds(const CaseView&, const Listing& now,
                                             const std::string& service, const Body& body) const {
  const directory::Service* there = service_in(now, service);
  if (there == nullptr) return base::refuse(Code::not_found, {{"what", "service"}});
  listing::BedCount count;
  count.service = service;
  const std::string wing = text_in(body, "wing", "");
  const auto same = std::ranges::find(there->wings, wing, &directory::Wing::name);
  if (same != there->wings.end()) count.wing = *same;
  count.wing.name = wing;
  if (wing.empty()) {
    return base::refuse(Code::bad_value, {{"field", "wing"}, {"why", "no name"}});
  }
  const auto whole = [&](const char* name, const std::optional<int>& otherwise) {
    const json::value* found = body.if_contains(name);
    if (found == nullptr || !found->is_int64()) return otherwise;
    return std::optional(
        static_cast<int>(std::clamp<std::int64_t>(found->get_int64(), -1, 100'000)));
  };
  count.wing.free = whole("free", count.wing.free).value_or(0);
  count.wing.beds = whole("beds", count.wing.beds).value_or(0);
  count.wing.min_age = whole("min_age", count.wing.min_age);
  count.wing.max_age = whole("max_age", count.wing.max_age);
  if (const json::value* sexes = body.if_contains("sexes"); sexes != nullptr && sexes->is_array()) {
    count.wing.sexes.clear();
    for (const json::value& one : sexes->get_array()) {
      const std::string word =
          one.is_string() ? listing::sex_word(std::string_view(one.get_string())) : "";
      if (word.empty()) return base::refuse(Code::bad_value, {{"field", "sexes"}});
      count.wing.sexes.push_back(word);
    }
  }
  // In the order in which they are read back: it is signed.
  std::ranges::sort(count.wing.sexes, {},
                    [](const std::string& word) { return Value(listing::sex_code(word)); });
  count.wing.updated_ms = house_.clock().now_ms();
  count.by = session_.person().id;
  const auto age = [](const std::optional<int>& years) { return years ? Value(*years) : Value(); };
  RecordEdit edit{"bed_count", std::nullopt, {}};
  const auto known = now.bed_records.find({service, wing});
  if (known != now.bed_records.end()) edit.record = known->second;
  const auto put = [&](const char* field, Value value) {
    if (!value.is_null() || edit.record) edit.fields.push_back({field, std::move(value)});
  };
  put("service", service);
  put("wing", wing);
  put("sexes", count.wing.sexes.empty() ? Value() : codes_of(count.wing.sexes));
  put("min_age", age(count.wing.min_age));
  put("max_age", age(count.wing.max_age));
  put("beds", count.wing.beds);
  put("free", count.wing.free);
  put("said_on", casefile::make_instant(count.wing.updated_ms));
  put("said_by", Value::bytes(count.by.bytes()));
  put("signature", Value::bytes(desk::sign_statement(
                       session_, listing::signed_words(desk::directory_case(house_), count))));
  return std::vector<RecordEdit>{std::move(edit)};
}

DirectoryWrites::Edits DirectoryWrites::check(const Listing& now, const std::string& service,
                                              std::string_view field, std::string_view how,
                                              bool holds, const std::string& note) const {
  if (service_in(now, service) == nullptr) {
    return base::refuse(Code::not_found, {{"what", "service"}});
  }
  if (!listing::field_named(field)) return base::refuse(Code::bad_value, {{"field", "field"}});
  RecordEdit edit{"verification",
                  std::nullopt,
                  {{"service", service},
                   {"field", field},
                   {"how", how},
                   {"outcome", holds ? "holds" : "disputed"},
                   {"checked_on", casefile::make_instant(house_.clock().now_ms())}}};
  if (!note.empty()) edit.fields.push_back({"note", note});
  return std::vector<RecordEdit>{std::move(edit)};
}

}  // namespace cli
