// A new arrival: the short answers of the night, as the records of a case file.
#include <algorithm>

#include "casefile/instant.h"
#include "main/desk_service.h"
#include "main/page_case.h"
#include "main/page_dates.h"

namespace cli {

namespace {

using base::Code;
using codec::Value;
using desk::FieldEdit;
using desk::RecordEdit;
using desk::Session;

struct Answer {
  std::string_view code;
  std::string_view means;
};
// With whom she came, as it protects her most.
constexpr std::array kSeparation = {Answer{"alone", "unaccompanied"},
                                    Answer{"siblings", "unaccompanied"},
                                    Answer{"parent", "accompanied"}, Answer{"adult", "unknown"}};
constexpr std::array kConsent = {Answer{"yes", "given"}, Answer{"no", "refused"},
                                 Answer{"later", "asked"}};
constexpr std::array kTaskKinds = {Answer{"fear", "other"},       Answer{"medical", "health"},
                                   Answer{"pregnancy", "health"}, Answer{"food", "other"},
                                   Answer{"medicine", "health"},  Answer{"room", "other"}};

template <std::size_t N>
base::Result<std::string> meaning(const std::array<Answer, N>& answers, const std::string& code,
                                  const char* field) {
  const auto found = std::ranges::find(answers, code, &Answer::code);
  if (found == answers.end()) return base::refuse(Code::bad_value, {{"field", field}});
  return std::string(found->means);
}

Value codes(Value::Array all) {
  std::ranges::sort(all);
  return Value::array(std::move(all));
}

class Arriving {
 public:
  Arriving(desk::House& house, const web::Arrival& arrival)
      : house_(house), arrival_(arrival), now_(casefile::make_instant(house.clock().now_ms())) {}

  base::Result<std::vector<RecordEdit>> records() {
    for (base::Done (Arriving::*part)() :
         {&Arriving::person, &Arriving::company, &Arriving::needs, &Arriving::assent}) {
      base::Done done = (this->*part)();
      if (!done) return base::pass(done);
    }
    return std::move(records_);
  }

 private:
  std::string label(std::string_view list, const std::string& code) const {
    const casefile::CodeList* of = house_.catalogue().list(list);
    const casefile::CodeEntry* entry = of != nullptr ? of->find(code) : nullptr;
    return entry != nullptr ? entry->label.es : code;
  }

  base::Done person() {
    const std::size_t first = arrival_.name.find_first_not_of(' ');
    if (first == std::string::npos) return base::refuse(Code::bad_value, {{"field", "name"}});
    const std::size_t last = arrival_.name.find_last_not_of(' ');
    const std::string said = arrival_.name.substr(first, last - first + 1);
    std::vector<FieldEdit> fields{{"role", "child"}, {"name", Value::map({{5, said}})}};
    if (arrival_.birth) {
      const base::Result<base::PartialDate> birth = date_of(*arrival_.birth, "birth");
      if (!birth) return std::unexpected(birth.error());
      fields.push_back({"birth_date", birth->text()});
    }
    if (!arrival_.language.empty() || arrival_.interpreter) {
      Value language =
          Value::map({{1, arrival_.language.empty() ? "und" : arrival_.language.c_str()}});
      if (arrival_.interpreter) language.set(4, true);
      fields.push_back({"languages", std::move(language)});
    }
    records_.push_back({"person", std::nullopt, std::move(fields)});
    return {};
  }

  base::Done company() {
    if (arrival_.company.empty()) return {};
    const base::Result<std::string> status = meaning(kSeparation, arrival_.company, "company");
    if (!status) return std::unexpected(status.error());
    records_.push_back({"separation_status",
                        std::nullopt,
                        {{"status", *status},
                         {"evidence_note", label("arrival_company", arrival_.company)},
                         {"assessed_on", now_}}});
    return {};
  }

  base::Done needs() {
    for (const std::string& need : arrival_.needs) {
      const base::Result<std::string> kind = meaning(kTaskKinds, need, "needs");
      if (!kind) return std::unexpected(kind.error());
      records_.push_back(
          {"task",
           std::nullopt,
           {{"title", label("arrival_needs", need)}, {"due", now_}, {"kind", *kind}}});
    }
    return {};
  }

  // What she was asked at the door: to keep what she said, for her care, in this house.
  base::Done assent() {
    if (arrival_.assent.empty()) return {};
    const base::Result<std::string> state = meaning(kConsent, arrival_.assent, "assent");
    if (!state) return std::unexpected(state.error());
    std::vector<FieldEdit> fields{{"state", *state},
                                  {"purposes", codes({"care"})},
                                  {"parts", codes({"control", "identity", "ops"})},
                                  {"recipient_classes", codes({"shelter"})},
                                  {"capacity", "child_assent"},
                                  {"method", "spoken"}};
    if (*state == "given") fields.push_back({"given_on", now_});
    records_.push_back({"consent", std::nullopt, std::move(fields)});
    return {};
  }

  desk::House& house_;
  const web::Arrival& arrival_;
  Value now_;
  std::vector<RecordEdit> records_;
};

// The bed and its house, from tonight's list: hers from now on.
base::Result<RecordEdit> bed_of(desk::House& house, const Session& session,
                                const std::string& bed) {
  const auto refused = base::refuse(Code::bad_value, {{"field", "bed"}});
  const base::Result<base::RecordId> id = base::RecordId::from_text(bed);
  if (!id) return refused;
  const casefile::RecordType& type = *house.catalogue().type("bed");
  const auto own =
      desk::CaseView::open(house, session, house.organisation_case(), {type.compartment});
  if (!own) return refused;
  const casefile::FoldedRecord* record = own->find(*id, type.number, type.compartment);
  const Value* site = record != nullptr ? record->value(type.field("site")->number) : nullptr;
  if (site == nullptr) return refused;
  return RecordEdit{"stay",
                    std::nullopt,
                    {{"bed", Value::bytes(id->bytes())},
                     {"site", *site},
                     {"from", casefile::make_instant(house.clock().now_ms())},
                     {"state", "occupied"}}};
}

// The group is that of the one she came with; when that one has none yet it bears that one's
// identity.
base::Result<RecordEdit> group_of(desk::House& house, const Session& session,
                                  const std::string& with_whom) {
  const base::Result<base::CaseId> id = base::CaseId::from_text(with_whom);
  if (!id) return base::refuse(Code::bad_value, {{"field", "same_group"}});
  const casefile::RecordType& type = *house.catalogue().type("travelling_group");
  const auto other = desk::CaseView::open(house, session, *id, {type.compartment});
  if (!other) return base::refuse(Code::bad_value, {{"field", "same_group"}});
  Value group = Value::bytes(id->bytes());
  const casefile::FoldedRecord* there = other->first(type, type.compartment);
  const Value* known = there != nullptr ? there->value(type.field("group")->number) : nullptr;
  if (known != nullptr) group = *known;
  return RecordEdit{"travelling_group",
                    std::nullopt,
                    {{"group", std::move(group)}, {"members", Value::bytes(id->bytes())}}};
}

}  // namespace

base::Result<web::CaseRow> DeskService::create_case(const web::Caller& caller,
                                                    const web::Arrival& arrival,
                                                    base::SaveId save) {
  return tickets_.with<web::CaseRow>(
      caller, [&](const Session& session) -> base::Result<web::CaseRow> {
        base::Result<std::vector<RecordEdit>> records = Arriving(house_, arrival).records();
        if (!records) return base::pass(records);
        if (!arrival.same_group.empty()) {
          base::Result<RecordEdit> group = group_of(house_, session, arrival.same_group);
          if (!group) return base::pass(group);
          records->push_back(std::move(*group));
        }
        if (!arrival.bed.empty()) {
          base::Result<RecordEdit> stay = bed_of(house_, session, arrival.bed);
          if (!stay) return base::pass(stay);
          records->push_back(std::move(*stay));
        }
        const auto made = desk_.cases().create(session, {"child", std::move(*records)}, save);
        if (!made) return std::unexpected(made.error());
        base::Result<desk::CaseView> view =
            desk::CaseView::open(house_, session, made->id, session.compartments());
        if (!view) return base::pass(view);
        UserNames names(house_);
        return PageCase(house_, session, *view, names).row();
      });
}

}  // namespace cli
