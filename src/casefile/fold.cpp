#include "casefile/fold.h"

#include <algorithm>
#include <map>
#include <set>

#include "casefile/control.h"
#include "casefile/known.h"
#include "casefile/rules.h"
#include "casefile/values.h"

namespace casefile {

namespace {

using RecordKey = std::pair<base::RecordId, std::uint32_t>;  // id and type

struct FieldWrites {
  const FoldRule* rule = nullptr;  // that of the highest version used
  std::uint32_t version = 0;
  std::vector<Write> writes;
};

struct RecordWrites {
  std::uint32_t version = 0;
  bool known = true;
  bool created = false;
  std::optional<Stamp> first;
  std::optional<Stamp> last;
  std::map<std::uint32_t, FieldWrites> fields;
};

// What may be said of whole batches without looking into their ops: which are forged or backdated.
std::vector<std::optional<Held>> judge_batches(const History& history, const Control& control) {
  const std::vector<Authored>& batches = history.batches();
  std::vector<std::optional<Held>> held(batches.size());
  std::map<base::NodeId, std::vector<std::size_t>> by_node;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const Authored& a = batches[i];
    by_node[a.node].push_back(i);
    if (i > 0 && batches[i - 1].node == a.node && batches[i - 1].batch.hlc == a.batch.hlc) {
      held[i] = Held::twice_stamped;
    } else if (a.batch.schema != kBatchSchema) {
      held[i] = Held::unknown_op;
    } else {
      held[i] = control.judge(a, history.compartment());
    }
  }
  for (auto& [node, places] : by_node) {
    std::stable_sort(places.begin(), places.end(),
                     [&](std::size_t a, std::size_t b) { return batches[a].seq < batches[b].seq; });
    base::Hlc latest;
    for (const std::size_t i : places) {
      const base::Hlc hlc = batches[i].batch.hlc;
      if (hlc < latest && !held[i]) held[i] = Held::backdated;
      latest = std::max(latest, hlc);
    }
  }
  return held;
}

class Folder {
 public:
  Folder(const History& history, const Catalogue& catalogue, const Control& control)
      : history_(history), catalogue_(catalogue), control_(control) {}

  // Sorts every op that counts under its record and field.
  void gather() {
    const std::vector<std::optional<Held>> held = judge_batches(history_, control_);
    const std::vector<Authored>& batches = history_.batches();
    for (std::size_t i = 0; i < batches.size(); ++i) {
      const Batch& batch = batches[i].batch;
      if (held[i] && batch.ops.empty())
        held_.push_back({{batch.hlc, batches[i].node, 0}, *held[i]});
      for (std::size_t k = 0; k < batch.ops.size(); ++k) {
        const Stamp stamp{batch.hlc, batches[i].node, static_cast<std::uint32_t>(k)};
        const std::optional<Held> why =
            held[i] ? held[i] : take({stamp, &batch.ops[k], batch.user, batch.grant});
        if (why) held_.push_back({stamp, *why});
      }
    }
  }

  Folded finish() {
    Folded out;
    out.compartment = history_.compartment();
    for (const auto& [key, writes] : records_) {
      out.records.push_back(finish_record(key, writes));
      for (const FoldedField& field : out.records.back().fields) {
        if (field.trouble == Trouble::none) continue;
        out.conflicts.push_back({key.first, key.second, field.number, field.trouble});
      }
    }
    out.held = std::move(held_);
    return out;
  }

 private:
  // Nothing when the op counts, else why not.
  std::optional<Held> take(const Write& write) {
    const Op& op = *write.op;
    if (op.opaque || op.kind < static_cast<std::uint32_t>(OpKind::create) ||
        op.kind > static_cast<std::uint32_t>(OpKind::shred)) {
      return Held::unknown_op;
    }
    if (op.is(OpKind::shred)) return take_shred(write);
    const RecordType* type = catalogue_.type(op.type);
    if (type == nullptr) {
      note(write).known = false;
      return Held::unknown_type;
    }
    if (op.is(OpKind::create)) {
      if (type->compartment != history_.compartment()) return Held::wrong_compartment;
      note(write).created = true;
      return std::nullopt;
    }
    const FoldRule* rule = catalogue_.fold_rule(op.type, op.version, op.field);
    if (rule == nullptr) return Held::unknown_type;
    if (rule->compartment != history_.compartment()) return Held::wrong_compartment;
    if (!suits(static_cast<OpKind>(op.kind), rule->rule)) return Held::wrong_op;
    if (!has_shape(rule->kind, op.value)) return Held::bad_value;
    FieldWrites& field = note(write).fields[op.field];
    if (field.rule == nullptr || op.version > field.version) {
      field.rule = rule;
      field.version = op.version;
    }
    field.writes.push_back(write);
    return std::nullopt;
  }

  std::optional<Held> take_shred(const Write& write) {
    // Of `control` only the case file as a whole is shredded: consents, grants and holds stay.
    if (history_.compartment() == base::Compartment::control &&
        write.op->type != known::case_file::kType) {
      return Held::wrong_op;
    }
    if (control_.under_hold(write.op->record, write.stamp.hlc)) return Held::under_hold;
    note(write);
    shredded_.insert(write.op->record);
    return std::nullopt;
  }

  RecordWrites& note(const Write& write) {
    RecordWrites& record = records_[{write.op->record, write.op->type}];
    record.version = std::max(record.version, write.op->version);
    if (!record.first || write.stamp < *record.first) record.first = write.stamp;
    if (!record.last || *record.last < write.stamp) record.last = write.stamp;
    return record;
  }

  FoldedRecord finish_record(const RecordKey& key, const RecordWrites& writes) const {
    FoldedRecord record;
    record.id = key.first;
    record.type = key.second;
    record.version = writes.version;
    record.known = writes.known;
    record.created = writes.created;
    record.shredded = shredded_.contains(key.first);
    record.first = *writes.first;
    record.last = *writes.last;
    if (record.shredded) return record;
    const CountDeciders deciders = [&](const Op& op, const Stamp& after) {
      return count_deciders(op, after);
    };
    for (const auto& [number, field] : writes.fields) {
      record.fields.push_back(fold_field(number, *field.rule, field.writes, deciders));
    }
    return record;
  }

  // People whose signed approval of loosening this record stands in the same compartment.
  std::size_t count_deciders(const Op& op, const Stamp& after) const {
    std::set<base::UserId> people;
    for (const base::RecordId& id : op.decisions) {
      const auto found = records_.find({id, known::approval::kType});
      if (found == records_.end() || shredded_.contains(id)) continue;
      const auto decider = approver(id, found->second, op.record, after);
      if (decider) people.insert(*decider);
    }
    return people.size();
  }

  std::optional<base::UserId> approver(const base::RecordId& id, const RecordWrites& approval,
                                       const base::RecordId& subject, const Stamp& after) const {
    // An approval is itself restrictive without further decisions, so this goes one level deep.
    const CountDeciders nobody = [](const Op&, const Stamp&) { return std::size_t{0}; };
    FoldedRecord folded;
    folded.id = id;
    for (const auto& [number, field] : approval.fields) {
      folded.fields.push_back(fold_field(number, *field.rule, field.writes, nobody));
    }
    const FoldedField* said = folded.field(known::approval::kOutcome);
    const FoldedField* what = folded.field(known::approval::kSubject);
    if (said == nullptr || said->shown.empty() || what == nullptr || what->shown.empty() ||
        said->shown.front().value != codec::Value("approved") ||
        said->shown.front().stamp < after || what->trouble != Trouble::none ||
        what->shown.front().value != codec::Value::bytes(subject.bytes())) {
      return std::nullopt;
    }
    // Whoever the entry names must have signed it, after what is loosened here was said.
    const base::UserId& user = said->shown.front().user;
    const SignatureVerdict verdict =
        judge_signatures(control_.signatures(), SignedKind::approval, control_.case_id(), folded,
                         user, static_cast<base::UtcMs>(after.hlc.ms));
    return verdict == SignatureVerdict::good ? std::optional(user) : std::nullopt;
  }

  const History& history_;
  const Catalogue& catalogue_;
  const Control& control_;
  std::map<RecordKey, RecordWrites> records_;
  std::set<base::RecordId> shredded_;
  std::vector<HeldOp> held_;
};

}  // namespace

Folded fold(const History& history, const Catalogue& catalogue, const Control& control) {
  Folder folder(history, catalogue, control);
  folder.gather();
  return folder.finish();
}

}  // namespace casefile
