// What a newer catalogue must keep of a former one, so that the same ledger folds to the same state
// and nothing that was written loses its name.
#include <algorithm>

#include "casefile/catalogue.h"

namespace casefile {

namespace {

std::unexpected<base::Refusal> lost(std::string what) {
  return base::refuse(base::Code::bad_catalogue, {{"why", std::move(what)}});
}

base::Done keeps_fields(const RecordType& type, const RecordType& former) {
  for (const Field& field : former.fields) {
    const Field* same = type.field(field.number);
    if (same == nullptr || same->id != field.id) return lost("field " + type.id + "." + field.id);
  }
  return {};
}

base::Done keeps_codes(const CodeList& list, const CodeList& former) {
  for (const CodeEntry& entry : former.codes) {
    if (list.find(entry.code) == nullptr) return lost("code " + list.id + "." + entry.code);
  }
  return {};
}

}  // namespace

base::Done Catalogue::keeps(const Catalogue& former) const {
  for (const auto& [key, rule] : former.frozen_) {
    const auto same = frozen_.find(key);
    if (same != frozen_.end() && same->second == rule) continue;
    return lost("frozen " + std::to_string(key[0]) + "/" + std::to_string(key[1]) + "/" +
                std::to_string(key[2]));
  }
  for (const RecordType& type : former.types_) {
    const RecordType* same = this->type(type.number);
    if (same == nullptr || same->id != type.id || same->version < type.version) {
      return lost("record type " + type.id);
    }
    base::Done kept = keeps_fields(*same, type);
    if (!kept) return kept;
  }
  for (const CodeList& former_list : former.lists_) {
    const CodeList* same = list(former_list.id);
    if (same == nullptr) return lost("code list " + former_list.id);
    base::Done kept = keeps_codes(*same, former_list);
    if (!kept) return kept;
  }
  for (const RetentionSchedule& former_schedule : former.retention_) {
    if (schedule(former_schedule.id) == nullptr) {
      return lost("retention schedule " + former_schedule.id);
    }
  }
  return {};
}

}  // namespace casefile
