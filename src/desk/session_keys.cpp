#include "desk/session_keys.h"

namespace desk {

using base::Compartment;

const CaseKeys& SessionKeys::keys_of(const base::CaseId& case_id, Compartment compartment) {
  if (case_id != case_id_) {
    keys_.clear();
    case_id_ = case_id;
  }
  auto found = keys_.find(compartment);
  if (found == keys_.end()) {
    found = keys_.emplace(compartment, session_.case_keys(case_id, compartment)).first;
  }
  return found->second;
}

const crypto::CompartmentKey* SessionKeys::find(const base::CaseId& case_id,
                                                Compartment compartment, const crypto::KeyId& id) {
  return keys_of(case_id, compartment).find(id);
}

const crypto::CompartmentKey* SessionKeys::current(const base::CaseId& case_id,
                                                   Compartment compartment) {
  const CaseKeys& keys = keys_of(case_id, compartment);
  return keys.empty() ? nullptr : &keys.current();
}

}  // namespace desk
