#include "main/page_catalogue.h"

#include <algorithm>
#include <set>

#include "desk/granted.h"
#include "main/field_json.h"

namespace cli {

namespace {

using base::Compartment;
using casefile::Field;
using casefile::Kind;

constexpr std::size_t kSummaryFields = 3;
constexpr std::size_t kVersionDigits = 16;
constexpr std::string_view kChild = "child";
// Of the organisation's own case file, what a house writes by hand.
constexpr std::array<std::string_view, 4> kOfTheHouse = {"site", "bed", "night_log",
                                                         "group_session"};
// Written by the program, or by ceremonies that the page does not have.
constexpr std::array<std::string_view, 8> kNotByHand = {"grant",       "care_mandate", "stream",
                                                        "approval",    "break_glass",  "file",
                                                        "same_person", "audit_entry"};
// Asked by screens of their own, besides the lists of the fields shown.
constexpr std::array<std::string_view, 22> kListsOfScreens = {
    "arrival_company",     "arrival_needs",      "arrival_assent", "languages",
    "audit_actions",       "grant_bases",        "purposes",       "recipient_classes",
    "consent_capacities",  "consent_methods",    "compartments",   "services",
    "countries",           "nationalities",      "sexes",          "organisation_sectors",
    "organisation_levels", "organisation_forms", "language_modes", "verified_fields",
    "verification_ways",   "file_kinds"};
// Consent is decided on by who may grant.
constexpr std::string_view kGrantAction = "grant";

bool is_sensitive(const Field& field) {
  switch (field.fold.compartment) {
    case Compartment::testimony:
      return true;
    case Compartment::medical:
    case Compartment::psychosocial:
      return field.fold.kind == Kind::longtext;
    default:
      return false;
  }
}

bool is_date(const Field& field) {
  return field.fold.kind == Kind::instant || field.fold.kind == Kind::partial_date;
}

// What the page may show of a case file's parts.
class Readable {
 public:
  Readable(desk::House& house, const desk::Session& session)
      : held_(session.compartments()), granted_(desk::granted_somewhere(house, session)) {}

  bool holds(Compartment part) const { return std::ranges::find(held_, part) != held_.end(); }
  bool reads(Compartment part) const {
    return holds(part) || std::ranges::find(granted_, part) != granted_.end();
  }
  const std::vector<Compartment>& granted() const { return granted_; }

 private:
  std::vector<Compartment> held_;
  std::vector<Compartment> granted_;
};

web::FieldType page_field(const casefile::Catalogue& catalogue, const casefile::RecordType& type,
                          const Field& field) {
  web::FieldType out;
  out.name = field.id;
  out.label = text_of(field.label);
  out.hint = text_of(field.help);
  out.kind = page_kind(field);
  out.list = page_list(type, field);
  const casefile::RecordType* target = catalogue.type(field.target);
  if (target != nullptr) out.target = target->id;
  out.many = page_many(field);
  out.required = field.required;
  out.may_write = !field.retired;
  out.sensitive = is_sensitive(field);
  out.own_words =
      field.fold.kind == Kind::longtext && field.fold.compartment == Compartment::wishes;
  for (const Field& column : field.columns) {
    if (!page_kind(column).empty()) out.columns.push_back(page_field(catalogue, type, column));
  }
  return out;
}

// What tells records of a type apart: what must be there or is looked for, longer texts aside.
std::vector<std::string> summary_of(const std::vector<const Field*>& fields) {
  std::vector<std::string> names;
  for (const Field* field : fields) {
    const bool tells = field->required || field->index != casefile::Index::none;
    if (!tells || is_sensitive(*field) || names.size() == kSummaryFields) continue;
    names.push_back(field->id);
  }
  if (names.empty() && !fields.empty()) names.push_back(fields.front()->id);
  return names;
}

std::string moment_of(const casefile::RecordType& type, const std::vector<const Field*>& fields) {
  if (type.number == 1) return "opened_on";  // the cover of a case file: its closing stands apart
  for (const bool must : {true, false}) {
    for (const Field* field : fields) {
      if (is_date(*field) && (!must || field->required)) return field->id;
    }
  }
  return {};
}

web::RecordType page_type(const casefile::Catalogue& catalogue, const desk::Session& session,
                          const Readable& readable, const casefile::RecordType& type) {
  std::vector<const Field*> fields;
  for (const Field& field : type.fields) {
    const bool shown = readable.reads(field.fold.compartment) && !page_kind(field).empty();
    if (!field.retired && shown) fields.push_back(&field);
  }
  web::RecordType out;
  out.name = type.id;
  out.label = text_of(type.label);
  out.compartment = base::compartment_name(type.compartment);
  out.area = out.compartment;
  out.many = !type.single;
  out.kinds = type.case_kinds;
  out.may_write = may_write(session, type);
  out.summary = summary_of(fields);
  out.moment = moment_of(type, fields);
  for (const Field* field : fields) {
    out.fields.push_back(page_field(catalogue, type, *field));
    if (!readable.holds(field->fold.compartment)) out.fields.back().may_write = false;
    if (field->list == "countries" && field->fold.kind == Kind::code) out.country = field->id;
  }
  return out;
}

web::CodeList page_codes(const casefile::CodeList& list) {
  web::CodeList out{list.id, {}};
  for (const casefile::CodeEntry& entry : list.codes) {
    if (!entry.retired) out.codes.push_back({entry.code, text_of(entry.label)});
  }
  return out;
}

void add_lists(web::Catalogue& out, const casefile::Catalogue& catalogue) {
  std::set<std::string, std::less<>> wanted(kListsOfScreens.begin(), kListsOfScreens.end());
  for (const web::RecordType& shown : out.record_types) {
    const casefile::RecordType& type = *catalogue.type(shown.name);
    for (const web::FieldType& field : shown.fields) {
      for (const web::FieldType& column : field.columns) {
        if (!column.list.empty()) wanted.insert(column.list);
      }
      if (field.kind == "place") wanted.insert("countries");
      if (field.list.empty()) continue;
      const Field& of = *type.field(field.name);
      if (of.fold.kind != Kind::status) {
        wanted.insert(field.list);
        continue;
      }
      web::CodeList states{field.list, {}};
      for (const auto& [state, label] : of.states) {
        states.codes.push_back({state, text_of(label)});
      }
      out.code_lists.push_back(std::move(states));
    }
  }
  for (const std::string& id : wanted) {
    const casefile::CodeList* list = catalogue.list(id);
    if (list != nullptr) out.code_lists.push_back(page_codes(*list));
  }
}

}  // namespace

web::Text text_of(const casefile::Label& label) {
  return {label.es, label.en};
}

web::Text code_text(const casefile::Catalogue& catalogue, std::string_view list,
                    std::string_view code) {
  const casefile::CodeList* codes = catalogue.list(list);
  const casefile::CodeEntry* entry = codes != nullptr ? codes->find(code) : nullptr;
  return entry != nullptr ? text_of(entry->label) : web::Text{std::string(code), std::string(code)};
}

bool on_page(const casefile::RecordType& type) {
  if (std::ranges::find(kOfTheHouse, type.id) != kOfTheHouse.end()) return true;
  return std::ranges::find(type.case_kinds, kChild) != type.case_kinds.end() &&
         std::ranges::find(kNotByHand, type.id) == kNotByHand.end();
}

std::optional<web::Tag> shared_tag(const casefile::Catalogue& catalogue,
                                   const desk::Session& session, const base::CaseId& id) {
  web::Tag tag{{"Compartido contigo", "Shared with you"}, "info"};
  const std::vector<Compartment> parts = session.granted(id);
  if (parts.empty()) return std::nullopt;
  for (const Compartment part : parts) {
    const web::Text name = code_text(catalogue, "compartments", base::compartment_name(part));
    const bool first = part == parts.front();
    tag.text.es += (first ? ": " : ", ") + name.es;
    tag.text.en += (first ? ": " : ", ") + name.en;
  }
  return tag;
}

bool shows(const desk::CaseView& view, const Field& field) {
  return view.folded(field.fold.compartment) != nullptr && !page_kind(field).empty();
}

bool asks(const desk::Session& session, const Field& field) {
  return session.holds(field.fold.compartment) && !page_kind(field).empty();
}

bool may_write(const desk::Session& session, const casefile::RecordType& type) {
  if (!on_page(type) || !session.may("case_write") || !session.holds(type.compartment)) {
    return false;
  }
  if (type.id == "consent" && !session.may(kGrantAction)) return false;
  return std::ranges::all_of(type.fields, [&](const Field& field) {
    return !field.required || field.retired || asks(session, field);
  });
}

web::Catalogue page_catalogue(desk::House& house, const desk::Session& session) {
  const casefile::Catalogue& catalogue = house.catalogue();
  web::Catalogue out;
  out.version = base::to_hex(house.pack().hash()).substr(0, kVersionDigits);
  for (const std::string& role : session.roles()) out.version += "-" + role;
  const Readable readable(house, session);
  for (const Compartment part : readable.granted()) {
    out.version += "+" + std::string(base::compartment_name(part));
  }
  std::set<std::string> areas;
  for (const casefile::RecordType& type : catalogue.types()) {
    if (!on_page(type) || !readable.reads(type.compartment)) continue;
    web::RecordType shown = page_type(catalogue, session, readable, type);
    if (shown.fields.empty()) continue;
    areas.insert(shown.area);
    out.record_types.push_back(std::move(shown));
  }
  // Who she is first, who works on the case file last.
  std::vector<Compartment> order(base::kCompartments.begin(), base::kCompartments.end());
  std::ranges::stable_partition(order, [](Compartment c) { return c == Compartment::identity; });
  std::ranges::stable_partition(order, [](Compartment c) { return c != Compartment::control; });
  for (const Compartment compartment : order) {
    const std::string name(base::compartment_name(compartment));
    if (areas.contains(name)) {
      out.areas.push_back({name, code_text(catalogue, "compartments", name)});
    }
  }
  add_lists(out, catalogue);
  return out;
}

}  // namespace cli
