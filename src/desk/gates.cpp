#include "desk/gates.h"

#include <algorithm>
#include <set>

#include "casefile/instant.h"
#include "casefile/known.h"

namespace desk {

namespace {

using base::Code;
using casefile::FoldedRecord;
using codec::Value;

constexpr std::int64_t kHourMs = 60LL * 60 * 1000;

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

const FoldedRecord* find_anywhere(const CaseView& view, const base::RecordId& id) {
  for (const base::Compartment compartment : base::kCompartments) {
    const casefile::Folded* folded = view.folded(compartment);
    if (folded == nullptr) continue;
    const auto found = std::ranges::find(folded->records, id, &FoldedRecord::id);
    if (found != folded->records.end() && found->created) return &*found;
  }
  return nullptr;
}

// Every record of a type that the view shows, whichever compartment it is asked of.
std::vector<const FoldedRecord*> all_of(const CaseView& view, std::uint32_t type) {
  std::vector<const FoldedRecord*> out;
  for (const base::Compartment compartment : base::kCompartments) {
    const casefile::Folded* folded = view.folded(compartment);
    if (folded == nullptr) continue;
    for (const FoldedRecord* record : folded->of_type(type)) {
      if (!record->shredded) out.push_back(record);
    }
  }
  return out;
}

std::string_view kind_of(const CaseView& view) {
  const casefile::Folded* control = view.folded(base::Compartment::control);
  if (control == nullptr) return "";
  for (const FoldedRecord* record : control->of_type(casefile::known::case_file::kType)) {
    return record->text(casefile::known::case_file::kKind);
  }
  return "";
}

bool has_written(const FoldedRecord& record, const base::UserId& user) {
  return std::ranges::any_of(record.fields, [&](const casefile::FoldedField& field) {
    return std::ranges::any_of(field.shown,
                               [&](const casefile::Shown& one) { return one.user == user; });
  });
}

}  // namespace

// Reads the section; the first thing that is wrong is remembered.
class Gates::Loader {
 public:
  explicit Loader(const casefile::Catalogue& catalogue) : catalogue_(catalogue) {}

  std::string text(const Value* map, const char* key) {
    const Value* value = map != nullptr ? map->find(key) : nullptr;
    if (value == nullptr || value->as_text() == nullptr) return fail(key), std::string();
    return *value->as_text();
  }
  std::vector<std::string> texts(const Value* map, const char* key) {
    std::vector<std::string> out;
    const Value* value = map != nullptr ? map->find(key) : nullptr;
    if (value == nullptr || value->as_array() == nullptr) return fail(key), out;
    for (const Value& item : *value->as_array()) {
      if (item.as_text() == nullptr) fail(key);
      out.push_back(item.as_text() == nullptr ? std::string() : *item.as_text());
    }
    return out;
  }
  Place place(const std::string& type_id, const std::string& field_id) {
    const casefile::RecordType* type = catalogue_.type(type_id);
    const casefile::Field* field = type != nullptr ? type->field(field_id) : nullptr;
    if (field == nullptr) return fail(type_id + "." + field_id), Place();
    return {type->number, field->number};
  }
  Place place(const Value* map, const char* field = "field") {
    return place(text(map, "type"), text(map, field));
  }
  When when(const Value& item) {
    const Value* map = item.find("when");
    return {place(map), texts(map, "becomes")};
  }
  Code code(const std::string& name) {
    static constexpr Code kCodes[] = {
#define CODE(code_name, exit_code) Code::code_name,
#include "base/codes.inc"
#undef CODE
    };
    for (const Code one : kCodes) {
      if (base::code_name(one) == name) return one;
    }
    fail(name);
    return Code::not_allowed;
  }
  Gate gate(const Value& item) {
    Gate out;
    out.when = when(item);
    out.code = code(text(&item, "refuse"));
    if (item.find("kinds") != nullptr) out.kinds = texts(&item, "kinds");
    const std::string type = text(item.find("when"), "type");
    if (const Value* where = item.find("where")) {
      out.where = place(type, text(where, "field")).field;
      out.where_in = texts(where, "in");
    }
    if (const Value* blockers = item.find("while")) {
      const casefile::RecordType* kept = catalogue_.type(text(blockers, "type"));
      const casefile::Field* state =
          kept != nullptr ? kept->field(text(blockers, "field")) : nullptr;
      out.blockers = Blockers{place(blockers, "flag"), place(blockers),
                              state != nullptr ? state->fold.initial : "", texts(blockers, "in")};
    }
    if (const Value* unless = item.find("unless")) out.unless = place(unless);
    if (const Value* needs = item.find("needs")) out.needs = place(needs);
    if (item.find("other_than") != nullptr) {
      out.other_than = place(type, text(&item, "other_than")).field;
    }
    return out;
  }
  Consequence consequence(const Value& item) {
    const Value* task = item.find("task");
    const Value* hours = task != nullptr ? task->find("hours") : nullptr;
    if (hours == nullptr || hours->as_int() == nullptr) fail("hours");
    // What is written into a case file is in the organisation's language.
    return {text(&item, "id"),
            when(item),
            text(task != nullptr ? task->find("title") : nullptr, "es"),
            text(task, "kind"),
            text(task, "priority"),
            hours != nullptr && hours->as_int() != nullptr ? *hours->as_int() : 0};
  }
  const std::optional<std::string>& why() const { return why_; }

 private:
  void fail(std::string why) {
    if (!why_) why_ = "gates: " + std::move(why);
  }

  const casefile::Catalogue& catalogue_;
  std::optional<std::string> why_;
};

base::Result<Gates> Gates::load(const Value& section, const casefile::Catalogue& catalogue) {
  Gates gates;
  Loader loader(catalogue);
  const auto each = [&](const char* key, const auto& take) {
    const Value* items = section.find(key);
    if (items == nullptr || items->as_array() == nullptr) return;
    for (const Value& item : *items->as_array()) take(item);
  };
  each("gates", [&](const Value& item) { gates.gates_.push_back(loader.gate(item)); });
  each("consequences",
       [&](const Value& item) { gates.consequences_.push_back(loader.consequence(item)); });
  gates.task_about_ = loader.place("task", "about");
  gates.task_rule_ = loader.place("task", "rule");
  if (loader.why()) return base::refuse(Code::bad_catalogue, {{"why", *loader.why()}});
  return gates;
}

// The records whose field the operations touch and that show one of the values then.
std::vector<const FoldedRecord*> Gates::taking(const When& when, const CaseView& after,
                                               const Operations& operations) {
  std::set<base::RecordId> seen;
  std::vector<const FoldedRecord*> out;
  for (const auto& [compartment, ops] : operations) {
    for (const casefile::Op& op : ops) {
      if (op.type != when.place.type || op.field != when.place.field) continue;
      const FoldedRecord* record = after.find(op.record, op.type, compartment);
      if (record == nullptr || !contains(when.becomes, record->text(op.field))) continue;
      if (seen.insert(op.record).second) out.push_back(record);
    }
  }
  return out;
}

base::Done Gates::judge(const CaseView& after, const Operations& operations,
                        const base::UserId& by) const {
  const auto is_filled = [&](const Place& place) {
    return std::ranges::any_of(all_of(after, place.type), [&](const FoldedRecord* record) {
      return record->value(place.field) != nullptr;
    });
  };
  for (const Gate& gate : gates_) {
    if (!gate.kinds.empty() && !contains(gate.kinds, kind_of(after))) continue;
    for (const FoldedRecord* record : taking(gate.when, after, operations)) {
      if (gate.where != 0 && !contains(gate.where_in, record->text(gate.where))) continue;
      if (gate.needs && !is_filled(*gate.needs)) return base::refuse(gate.code);
      if (gate.blockers && !(gate.unless && is_filled(*gate.unless))) {
        const Blockers& blockers = *gate.blockers;
        const auto count =
            std::ranges::count_if(all_of(after, blockers.flag.type), [&](const FoldedRecord* one) {
              const Value* flag = one->value(blockers.flag.field);
              const std::string_view state = one->text(blockers.state.field);
              return flag != nullptr && *flag == Value(true) &&
                     contains(blockers.states, state.empty() ? blockers.initial : state);
            });
        if (count > 0) return base::refuse(gate.code, {{"count", std::to_string(count)}});
      }
      if (gate.other_than != 0) {
        const Value* subject = record->value(gate.other_than);
        const auto id = subject != nullptr && subject->as_bytes() != nullptr
                            ? base::RecordId::from_bytes(*subject->as_bytes())
                            : base::Result<base::RecordId>(base::refuse(Code::not_found));
        const FoldedRecord* written = id ? find_anywhere(after, *id) : nullptr;
        if (written != nullptr && has_written(*written, by)) return base::refuse(gate.code);
      }
    }
  }
  return {};
}

std::vector<RecordEdit> Gates::consequences(const CaseView& after, const Operations& operations,
                                            base::UtcMs now_ms) const {
  std::vector<RecordEdit> edits;
  for (const Consequence& one : consequences_) {
    for (const FoldedRecord* record : taking(one.when, after, operations)) {
      const Value about = Value::bytes(record->id.bytes());
      const bool is_there =
          std::ranges::any_of(all_of(after, task_about_.type), [&](const FoldedRecord* task) {
            const Value* of = task->value(task_about_.field);
            return of != nullptr && *of == about && task->text(task_rule_.field) == one.id;
          });
      if (is_there) continue;
      edits.push_back({"task",
                       std::nullopt,
                       {{"title", one.title},
                        {"due", casefile::make_instant(now_ms + one.hours * kHourMs)},
                        {"kind", one.kind},
                        {"priority", one.priority},
                        {"about", about},
                        {"rule", one.id}}});
    }
  }
  return edits;
}

}  // namespace desk
