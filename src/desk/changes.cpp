#include "desk/changes.h"

#include "casefile/values.h"

namespace desk {

namespace {

using base::Code;
using casefile::Op;
using casefile::OpKind;

Op op_of(OpKind kind, const base::RecordId& record, const casefile::RecordType& type) {
  Op op;
  op.kind = static_cast<std::uint32_t>(kind);
  op.record = record;
  op.type = type.number;
  op.version = type.version;
  return op;
}

// What a new write of the field supersedes. A note stands beside those before it, and so does a new
// element of a set.
std::vector<casefile::Stamp> base_of(const CaseView& view, const base::RecordId& record,
                                     const casefile::RecordType& type,
                                     const casefile::Field& field) {
  const casefile::Rule rule = field.fold.rule;
  if (rule == casefile::Rule::append_only || rule == casefile::Rule::add_remove_set) return {};
  const casefile::FoldedRecord* found = view.find(record, type.number, field.fold.compartment);
  const casefile::FoldedField* folded = found != nullptr ? found->field(field.number) : nullptr;
  return folded != nullptr ? folded->heads : std::vector<casefile::Stamp>();
}

base::Done add_fields(const casefile::Catalogue& catalogue, const CaseView& view,
                      const casefile::RecordType& type, const base::RecordId& record,
                      const RecordEdit& edit, Operations& operations) {
  for (const FieldEdit& change : edit.fields) {
    const casefile::Field* field = type.field(change.field);
    if (field == nullptr) {
      return base::refuse(Code::unknown_field, {{"type", type.id}, {"field", change.field}});
    }
    const bool removes = !change.removes.empty();
    Op op = op_of(removes ? OpKind::remove : casefile::op_kind_for(field->fold), record, type);
    op.field = field->number;
    op.value = change.value;
    op.base = removes ? change.removes : base_of(view, record, type, *field);
    base::Done checked = casefile::check_op(catalogue, field->fold.compartment, op);
    if (!checked) return checked;
    operations[field->fold.compartment].push_back(std::move(op));
  }
  return {};
}

bool has_field(const RecordEdit& edit, std::string_view id) {
  for (const FieldEdit& change : edit.fields) {
    if (change.field == id && !change.value.is_null()) return true;
  }
  return false;
}

base::Done check_required(const casefile::RecordType& type, const RecordEdit& edit) {
  for (const casefile::Field& field : type.fields) {
    if (field.required && !field.retired && !has_field(edit, field.id)) {
      return base::refuse(Code::bad_value, {{"field", field.id}, {"why", "required"}});
    }
  }
  return {};
}

// A single record of its type is the one that is there, if there is one.
std::optional<base::RecordId> target_of(const CaseView& view, const casefile::RecordType& type,
                                        const RecordEdit& edit) {
  if (edit.record || !type.single) return edit.record;
  const casefile::FoldedRecord* there = view.first(type, type.compartment);
  return there != nullptr ? std::optional(there->id) : std::nullopt;
}

}  // namespace

base::Result<Decided> decide(const casefile::Catalogue& catalogue, const CaseView& view,
                             const std::vector<RecordEdit>& edits, base::Random& random) {
  Decided decided;
  for (const RecordEdit& edit : edits) {
    const casefile::RecordType* type = catalogue.type(edit.type);
    if (type == nullptr) return base::refuse(Code::unknown_record_type, {{"type", edit.type}});
    const std::optional<base::RecordId> target = target_of(view, *type, edit);
    base::RecordId record = base::RecordId::none();
    if (target) {
      record = *target;
      if (view.find(record, type->number, type->compartment) == nullptr) {
        return base::refuse(Code::not_found, {{"what", "record"}});
      }
    } else {
      base::Done complete = check_required(*type, edit);
      if (!complete) return base::pass(complete);
      record = edit.as ? *edit.as : base::RecordId::random(random);
      if (!edit.in || *edit.in == type->compartment) {
        decided.operations[type->compartment].push_back(op_of(OpKind::create, record, *type));
      }
    }
    base::Done added = add_fields(catalogue, view, *type, record, edit, decided.operations);
    if (!added) return base::pass(added);
    decided.records.push_back(record);
  }
  return decided;
}

}  // namespace desk
