// SessionKeys: a session's compartment keys as the views ask for them, opened when asked and kept
// for one case file at a time.
#pragma once

#include <map>

#include "desk/session.h"
#include "views/capsule.h"

namespace desk {

class SessionKeys : public views::KeyHolder {
 public:
  explicit SessionKeys(const Session& session) : session_(session) {}
  const crypto::CompartmentKey* find(const base::CaseId& case_id, base::Compartment compartment,
                                     const crypto::KeyId& id) override;
  const crypto::CompartmentKey* current(const base::CaseId& case_id,
                                        base::Compartment compartment) override;

 private:
  const CaseKeys& keys_of(const base::CaseId& case_id, base::Compartment compartment);

  const Session& session_;
  base::CaseId case_id_ = base::CaseId::none();
  std::map<base::Compartment, CaseKeys> keys_;
};

}  // namespace desk
